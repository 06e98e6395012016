"""What staff edit of published figures, with its history; what figures count."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARD = """
CREATE FUNCTION directory_refuse_figure_history_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'changes of figures are append-only';
END $$;
CREATE TRIGGER figure_change_append_only BEFORE UPDATE OR DELETE ON directory_figurechange
FOR EACH ROW EXECUTE FUNCTION directory_refuse_figure_history_change();
"""
DROP_GUARD = """
DROP TRIGGER figure_change_append_only ON directory_figurechange;
DROP FUNCTION directory_refuse_figure_history_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0091_sector_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Metric",
            fields=[
                ("key", models.SlugField(max_length=60, primary_key=True, serialize=False)),
                ("label", models.CharField(max_length=120)),
                ("definition", models.CharField(max_length=400)),
                (
                    "edited_at",
                    models.DateTimeField(
                        blank=True, help_text="When staff wrote it: a load leaves it alone.", null=True
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="figure",
            name="edited_at",
            field=models.DateTimeField(
                blank=True, help_text="When staff wrote it: a load leaves it alone.", null=True
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="edited_at",
            field=models.DateTimeField(
                blank=True, help_text="When staff wrote it: a load leaves it alone.", null=True
            ),
        ),
        migrations.CreateModel(
            name="FigureChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("figure_number", models.PositiveBigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("added", "Added"), ("changed", "Changed"), ("withdrawn", "Withdrawn")],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("before", models.JSONField(blank=True, null=True)),
                ("after", models.JSONField(blank=True, null=True)),
                ("reason", models.CharField(max_length=300)),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["figure_number", "-at", "-id"], name="figure_change_of_one"),
                    models.Index(fields=["-at", "-id"], name="figure_change_newest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("after__isnull", False), ("before", None), ("kind", "added")),
                            models.Q(
                                ("after__isnull", False), ("before__isnull", False), ("kind", "changed")
                            ),
                            models.Q(("after", None), ("before__isnull", False), ("kind", "withdrawn")),
                            _connector="OR",
                        ),
                        name="figure_change_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="figure_change_has_reason"
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARD, DROP_GUARD),
    ]
