import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0090_closed_names"),
        ("investors", "0081_event_outcomes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                (
                    "page",
                    models.CharField(
                        choices=[
                            ("case", "The case at the desk"),
                            ("file", "A file"),
                            ("referral", "The referral, by its link"),
                            ("copy", "A copy of what is held"),
                            ("erasure", "Erasure"),
                        ],
                        max_length=8,
                    ),
                ),
                ("hour", models.DateTimeField(help_text="The hour in which it was.")),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "enquiry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="erasure",
                        serialize=False,
                        to="investors.enquiry",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[("asked", "The person asked for it"), ("retention", "Its time was over")],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "counts",
                    models.JSONField(
                        default=dict, help_text="How many of each kind of row were blanked or deleted."
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RetentionRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("done", models.JSONField(default=dict)),
            ],
        ),
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
                    ("note", "Note added"),
                    ("investor_wrote", "The investor wrote"),
                    ("file_added", "File added"),
                    ("file_blocked", "File blocked: a virus was found"),
                    ("corrected", "Contact details corrected by the investor"),
                    ("call_asked", "The investor asked for a call"),
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
        migrations.AddIndex(
            model_name="enquiry",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", False)), fields=["closed_at"], name="enquiry_closed"
            ),
        ),
        migrations.AddField(
            model_name="caseview",
            name="contact",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="investors.contact",
            ),
        ),
        migrations.AddField(
            model_name="caseview",
            name="enquiry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="views", to="investors.enquiry"
            ),
        ),
        migrations.AddField(
            model_name="caseview",
            name="user",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="erasure",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="retentionrun",
            index=models.Index(fields=["-at"], name="retention_run_newest"),
        ),
        migrations.AddIndex(
            model_name="caseview",
            index=models.Index(fields=["at"], name="case_view_time"),
        ),
        migrations.AddConstraint(
            model_name="caseview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("contact", None), ("user__isnull", False)),
                    models.Q(("contact__isnull", False), ("user", None)),
                    _connector="OR",
                ),
                name="case_view_by_one_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseview",
            constraint=models.UniqueConstraint(
                condition=models.Q(("user__isnull", False)),
                fields=("enquiry", "user", "page", "hour"),
                name="case_view_user_once_an_hour",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseview",
            constraint=models.UniqueConstraint(
                condition=models.Q(("contact__isnull", False)),
                fields=("enquiry", "contact", "page", "hour"),
                name="case_view_contact_once_an_hour",
            ),
        ),
    ]
