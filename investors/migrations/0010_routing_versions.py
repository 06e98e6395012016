import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0040_saved_searches"),
        ("investors", "0003_sender_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RoutingVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(unique=True)),
                ("note", models.CharField(help_text="What it changes, and why.", max_length=300)),
                ("rules", models.JSONField()),
                (
                    "saves",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="Counts the saves of a draft: whoever saves must have seen the last one.",
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("valid_from", models.DateTimeField(blank=True, null=True)),
                ("valid_until", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AlterField(
            model_name="decision",
            name="candidates",
            field=models.JSONField(
                help_text="Each contact considered, with scores, and what spoke for and against."
            ),
        ),
        migrations.AddIndex(
            model_name="enquiry",
            index=models.Index(
                django.db.models.functions.text.Upper("organisation"), name="enquiry_organisation"
            ),
        ),
        migrations.AddIndex(
            model_name="enquiry",
            index=models.Index(
                django.db.models.functions.text.Upper(
                    models.Func(
                        models.F("email"),
                        models.Value("@"),
                        models.Value(2),
                        function="SPLIT_PART",
                        output_field=models.CharField(),
                    )
                ),
                name="enquiry_mail_domain",
            ),
        ),
        migrations.AddField(
            model_name="routingversion",
            name="activated_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="routingversion",
            name="author",
            field=models.ForeignKey(
                blank=True,
                help_text="Who drew it up; nobody for those that came with TechNorth.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="routing_version",
            field=models.ForeignKey(
                blank=True,
                help_text="Whose rules decided; none: those that are built in.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="investors.routingversion",
            ),
        ),
        migrations.AddConstraint(
            model_name="routingversion",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("valid_from__isnull", False)),
                expressions=[
                    (
                        models.Func(
                            models.F("valid_from"),
                            models.F("valid_until"),
                            django.contrib.postgres.fields.ranges.RangeBoundary(),
                            function="TSTZRANGE",
                            output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                        ),
                        "&&",
                    )
                ],
                name="routing_version_one_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="routingversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until", None),
                    models.Q(("valid_from__isnull", False), ("valid_until__gte", models.F("valid_from"))),
                    _connector="OR",
                ),
                name="routing_version_days_in_order",
            ),
        ),
    ]
