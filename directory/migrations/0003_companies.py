import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0002_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="CompanyImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fingerprint", models.CharField(max_length=64)),
                ("file_name", models.CharField(max_length=200)),
                ("snapshot_on", models.DateField()),
                ("is_whole", models.BooleanField()),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("position", models.PositiveBigIntegerField(default=0)),
                ("line", models.PositiveBigIntegerField(default=0)),
                ("rows_staged", models.PositiveIntegerField(default=0)),
                ("rows_rejected", models.PositiveIntegerField(default=0)),
                ("rejects_size", models.PositiveBigIntegerField(default=0)),
                ("companies_added", models.PositiveIntegerField(default=0)),
                ("companies_changed", models.PositiveIntegerField(default=0)),
                ("companies_closed", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("finished_at", None)),
                        fields=("finished_at",),
                        name="company_import_unfinished_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Company",
            fields=[
                ("number", models.CharField(max_length=8, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=160)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("active", "Active"),
                            ("dissolved", "Dissolved"),
                            ("liquidation", "In liquidation"),
                            ("receivership", "In receivership"),
                            ("administration", "In administration"),
                            ("voluntary-arrangement", "Voluntary arrangement"),
                            ("insolvency-proceedings", "Insolvency proceedings"),
                            ("converted-closed", "Converted or closed"),
                            ("open", "Open"),
                            ("closed", "Closed"),
                            ("registered", "Registered"),
                            ("removed", "Removed"),
                            ("other", "Other: not known to be active"),
                        ],
                        max_length=24,
                    ),
                ),
                ("status_text", models.CharField(help_text="As the register writes it.", max_length=70)),
                ("category", models.CharField(blank=True, max_length=100)),
                ("accounts_category", models.CharField(blank=True, max_length=60)),
                ("incorporated_on", models.DateField(blank=True, null=True)),
                (
                    "closed_on",
                    models.DateField(
                        blank=True,
                        help_text="When it was dissolved, or the date of the first snapshot without it.",
                        null=True,
                    ),
                ),
                ("postcode", models.CharField(blank=True, max_length=20)),
                (
                    "sic_codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=5), blank=True, default=list, size=None
                    ),
                ),
                (
                    "previous_names",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=160), blank=True, default=list, size=None
                    ),
                ),
                ("last_seen_on", models.DateField()),
                ("imported_at", models.DateTimeField()),
                (
                    "outcode",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="companies",
                        to="directory.outcode",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "companies",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "number__regex",
                                "^([0-9]{8}|R0[0-9]{6}|[A-Z]{2}[0-9]{6}|[A-Z]{2}[0-9]{5}[A-Z]|[A-Z]{2}[0-9]{4}[A-Z]{2}|[A-Z]{2}[0-9]{3}[A-Z]{3})$",
                            )
                        ),
                        name="company_number_in_full",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="company_has_name"
                    ),
                ],
            },
        ),
    ]
