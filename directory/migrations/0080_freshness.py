import datetime

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0070_moderation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("names", "Name and what it does"),
                            ("work", "Sectors, offers and supply"),
                            ("places", "Where it is"),
                            ("size", "Age and size"),
                            ("web", "Website and social addresses"),
                            ("ties", "Ownership, markets and case studies"),
                        ],
                        max_length=8,
                    ),
                ),
                ("confirmed_at", models.DateTimeField()),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="confirmations",
                        to="directory.business",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("business", "group"), name="confirmation_once"),
                    models.CheckConstraint(
                        condition=models.Q(("group__in", ["names", "work", "places", "size", "web", "ties"])),
                        name="confirmation_group_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConfirmationRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("mails_sent", models.PositiveSmallIntegerField(default=0)),
                ("mailed_at", models.DateTimeField(blank=True, null=True)),
                ("first_notice_at", models.DateTimeField(blank=True, null=True)),
                ("last_notice_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("confirmed", "Confirmed"),
                            ("archived", "Archived for want of an answer"),
                            ("overtaken", "The listing was taken down otherwise"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="confirmation_requests",
                        to="directory.business",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)),
                        fields=["due_at", "id"],
                        name="confirmation_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("business",),
                        name="confirmation_request_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("outcome", "")),
                            models.Q(("ended_at__isnull", False), models.Q(("outcome", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="confirmation_request_ended_somehow",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("mailed_at", None), ("mails_sent", 0)),
                            models.Q(("mailed_at__isnull", False), ("mails_sent__gt", 0)),
                            _connector="OR",
                        ),
                        name="confirmation_request_mails_have_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_notice_at", None),
                            models.Q(
                                ("first_notice_at__isnull", False),
                                (
                                    "last_notice_at__gte",
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("first_notice_at"),
                                        "+",
                                        models.Value(datetime.timedelta(days=14)),
                                    ),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="confirmation_request_notices_apart",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "archived"), _negated=True),
                            models.Q(
                                (
                                    "ended_at__gte",
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("last_notice_at"),
                                        "+",
                                        models.Value(datetime.timedelta(days=14)),
                                    ),
                                ),
                                ("last_notice_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="confirmation_request_archived_after_notice",
                    ),
                ],
            },
        ),
    ]
