"""The words of clusters: their revisions, and their history."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARD = """
CREATE FUNCTION insights_refuse_cluster_event_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events of clusters are append-only';
END $$;
CREATE TRIGGER cluster_event_append_only BEFORE UPDATE OR DELETE ON insights_clusterevent
FOR EACH ROW EXECUTE FUNCTION insights_refuse_cluster_event_change();
"""
DROP_GUARD = """
DROP TRIGGER cluster_event_append_only ON insights_clusterevent;
DROP FUNCTION insights_refuse_cluster_event_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0100_figure_edits"),
        ("insights", "0051_first_announcement"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ClusterEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "actor_kind",
                    models.CharField(
                        choices=[
                            ("investor", "Investor"),
                            ("contact", "Regional contact"),
                            ("staff", "Staff"),
                            ("system", "TechNorth"),
                        ],
                        max_length=10,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("submitted", "Sent to UKTI for approval"),
                            ("taken_back", "Taken back from review"),
                            ("changes_requested", "Changes requested"),
                            ("published", "Approved and published"),
                            ("discarded", "Changes discarded"),
                            ("taken_down", "Taken down"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="word_events",
                        to="directory.cluster",
                    ),
                ),
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
                "indexes": [models.Index(fields=["cluster", "at", "id"], name="cluster_event_timeline")],
            },
        ),
        migrations.CreateModel(
            name="ClusterRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("in_review", "In review"),
                            ("changes_requested", "Changes requested"),
                            ("approved", "Approved"),
                            ("discarded", "Discarded"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                ("content", models.JSONField()),
                ("version", models.PositiveIntegerField(default=0)),
                ("saved_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "reason",
                    models.TextField(
                        blank=True, help_text="Why changes were requested: the drafter sees it."
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="directory.cluster",
                    ),
                ),
                (
                    "decided_by",
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "in_review")),
                        fields=["submitted_at", "id"],
                        name="cluster_rev_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("status", "approved")),
                        fields=["cluster", "-decided_at", "-id"],
                        name="cluster_rev_published",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["draft", "in_review", "changes_requested"])),
                        fields=("cluster",),
                        name="cluster_revision_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "in_review"), _negated=True),
                            ("submitted_at__isnull", False),
                            _connector="OR",
                        ),
                        name="cluster_revision_in_review_was_sent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "changes_requested"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="cluster_revision_back_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "approved"), _negated=True),
                            ("decided_at__isnull", False),
                            _connector="OR",
                        ),
                        name="cluster_revision_approved_has_time",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARD, DROP_GUARD),
    ]
