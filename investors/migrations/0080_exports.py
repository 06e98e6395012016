import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import investors.models.exports

CREATE = """
CREATE FUNCTION investors_refuse_export_event_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'export events are append-only';
END $$;
CREATE TRIGGER export_event_append_only BEFORE UPDATE OR DELETE ON investors_exportevent
FOR EACH ROW EXECUTE FUNCTION investors_refuse_export_event_change();
"""
DROP = """
DROP TRIGGER export_event_append_only ON investors_exportevent;
DROP FUNCTION investors_refuse_export_event_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0090_closed_names"),
        ("investors", "0071_project_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_by_name", models.CharField(max_length=160)),
                ("asked_at", models.DateTimeField()),
                ("reason", models.CharField(help_text="Why, as the person typed it.", max_length=500)),
                ("query", models.TextField(blank=True, help_text="The queue's filters, as in an address.")),
                ("filters", models.TextField(blank=True, help_text="The same in words.")),
                ("most_rows", models.PositiveIntegerField(help_text="The cap that was in force.")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "Being made"),
                            ("ready", "Ready"),
                            ("failed", "Failed"),
                            ("expired", "Deleted"),
                        ],
                        default="queued",
                        max_length=8,
                    ),
                ),
                (
                    "due_at",
                    models.DateTimeField(blank=True, help_text="When the sweep must make it.", null=True),
                ),
                (
                    "found",
                    models.PositiveIntegerField(
                        blank=True, help_text="How many enquiries the filters kept.", null=True
                    ),
                ),
                (
                    "rows",
                    models.PositiveIntegerField(
                        blank=True, help_text="How many of them are in the file.", null=True
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        blank=True,
                        max_length=80,
                        storage=investors.models.exports.pick_export_storage,
                        upload_to=investors.models.exports.pick_export_path,
                    ),
                ),
                (
                    "expires_at",
                    models.DateTimeField(blank=True, help_text="When the file is deleted.", null=True),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ExportEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("asked", "Asked for"),
                            ("made", "Made"),
                            ("failed", "Failed"),
                            ("downloaded", "Downloaded"),
                            ("expired", "File deleted"),
                        ],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("actor_name", models.CharField(max_length=160)),
                ("text", models.CharField(blank=True, max_length=500)),
            ],
        ),
        migrations.AddField(
            model_name="export",
            name="asked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="exportevent",
            name="export",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="events", to="investors.export"
            ),
        ),
        migrations.AddField(
            model_name="exportevent",
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
        migrations.AddIndex(
            model_name="export",
            index=models.Index(
                condition=models.Q(("status", "queued")), fields=["due_at"], name="export_due"
            ),
        ),
        migrations.AddIndex(
            model_name="export",
            index=models.Index(
                condition=models.Q(("status", "ready")), fields=["expires_at"], name="export_expiry"
            ),
        ),
        migrations.AddIndex(
            model_name="export",
            index=models.Index(fields=["asked_by", "asked_at"], name="export_asked"),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="export_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("due_at__isnull", False), ("status", "queued")),
                    models.Q(models.Q(("status", "queued"), _negated=True), ("due_at", None)),
                    _connector="OR",
                ),
                name="export_due_while_queued",
            ),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("expires_at__isnull", False),
                        ("status", "ready"),
                        models.Q(("file", ""), _negated=True),
                    ),
                    models.Q(models.Q(("status", "ready"), _negated=True), ("file", "")),
                    _connector="OR",
                ),
                name="export_file_while_ready",
            ),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(("rows", None), ("rows__lte", models.F("most_rows")), _connector="OR"),
                name="export_rows_within_cap",
            ),
        ),
        migrations.AddIndex(
            model_name="exportevent",
            index=models.Index(fields=["export", "at", "id"], name="export_event_log"),
        ),
        migrations.RunSQL(CREATE, DROP),
    ]
