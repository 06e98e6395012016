from typing import Any

from django.db import migrations, models
from django.db.models import F, OuterRef, Q, Subquery


def fill(apps: Any, schema_editor: Any) -> None:
    """Give what was done before the time of its action. Which version was seen nobody asks of it any more.

    Each row is written once: a second time would leave checks pending, which bar the constraint below.
    """
    bulk = apps.get_model("investors", "BulkAction").objects.filter(pk=OuterRef("bulk"))
    done = apps.get_model("investors", "BulkItem").objects.exclude(outcome="passed_over")
    done.update(done_at=Subquery(bulk.values("done_at")), seen_version=F("version"))


def give_up_pending(apps: Any, schema_editor: Any) -> None:
    """Pass over what is still to do, which the code before does not know."""
    apps.get_model("investors", "BulkItem").objects.filter(outcome="pending").update(outcome="passed_over")


class Migration(migrations.Migration):
    dependencies = [
        ("investors", "0146_bulk_actions"),
    ]

    operations = [
        migrations.AlterField(
            model_name="enquiryevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("received", "Enquiry received"),
                    ("moved", "Status changed"),
                    ("decided", "Routing decided"),
                    ("offered", "Offered to a contact"),
                    ("nudged", "Contact reminded"),
                    ("accepted", "Accepted"),
                    ("declined", "Passed on"),
                    ("lapsed", "No answer in time"),
                    ("asked_ukti", "A contact asked UKTI"),
                    ("escalated", "Escalated"),
                    ("replied", "Reply to the investor"),
                    ("called", "Call with the investor"),
                    ("proposed", "Times for a call proposed"),
                    ("asked_investor", "The investor was asked once more"),
                    ("put_off", "Put off"),
                    ("returned", "Taken up again"),
                    ("contributed", "A contributor added"),
                    ("taken", "Taken by staff"),
                    ("given_back", "Given back: it was taken by mistake"),
                    ("note", "Note added"),
                    ("task_added", "Task added"),
                    ("task_done", "Task done"),
                    ("investor_wrote", "The investor wrote"),
                    ("file_added", "File added"),
                    ("file_blocked", "File blocked: a virus was found"),
                    ("corrected", "Contact details corrected by the investor"),
                    ("call_asked", "The investor asked for a call"),
                    ("mail_received", "Mail received"),
                    ("mail_noted", "About a mail"),
                    ("mail_returned", "Our mail did not arrive"),
                    ("deletion_asked", "The investor asked for deletion"),
                    ("withdrawn", "Withdrawn by the investor"),
                    ("copied", "A copy of what is held was given"),
                    ("erased", "Personal data erased"),
                    ("released", "Released from quarantine"),
                    ("closed", "Closed"),
                    ("reopened", "Reopened"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddField(
            model_name="bulkaction",
            name="parameters",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AlterField(
            model_name="bulkaction",
            name="done_at",
            field=models.DateTimeField(help_text="When it was begun."),
        ),
        migrations.AlterField(
            model_name="bulkaction",
            name="undone_at",
            field=models.DateTimeField(blank=True, help_text="When nothing was left to undo.", null=True),
        ),
        migrations.AlterField(
            model_name="bulkitem",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("pending", "Still to do"),
                    ("done", "Done"),
                    ("passed_over", "Not done"),
                    ("undone", "Undone"),
                    ("kept", "Not undone"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="bulkitem",
            name="done_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="bulkitem",
            name="seen_version",
            field=models.PositiveIntegerField(default=0, help_text="Of the enquiry, as the person saw it."),
            preserve_default=False,
        ),
        migrations.RemoveConstraint(model_name="bulkitem", name="bulk_item_done_has_version"),
        migrations.RunPython(fill, give_up_pending, elidable=True),
        migrations.AddConstraint(
            model_name="bulkitem",
            constraint=models.CheckConstraint(
                condition=Q(outcome__in=["pending", "passed_over"], version=None, done_at=None)
                | ~Q(outcome__in=["pending", "passed_over"])
                & Q(version__isnull=False, done_at__isnull=False),
                name="bulk_item_done_has_version_and_time",
            ),
        ),
    ]
