"""Version 1 is what the code decided until now; version 2, in force from now on, all of the design.

A version that decided, or is to decide, keeps its rules: the trigger lets a draft change, lets one
that is scheduled become a draft again while it has decided nothing, and lets an end be set.
"""

import datetime

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Min
from django.utils import timezone

# Where nothing was decided before, the rules hold since the beginning.
BEGINNING = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
UNTIL_NOW = {
    "order": [
        "outside-north",
        "not-inward-investment",
        "assignments",
        "named-business",
        "named-place",
        "chosen-clusters",
    ],
    "nearest_counts": True,
    "scale_jobs": "",
    "scale_spend": "",
    "assignments": [],
}
FROM_NOW_ON = {
    **UNTIL_NOW,
    "order": ["relationship", *UNTIL_NOW["order"]],
    "scale_jobs": "100+",
    "scale_spend": "over_10m",
}

CREATE = """
CREATE FUNCTION investors_refuse_version_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.valid_from IS NULL THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a routing version that was activated stays';
    END IF;
    IF (NEW.number, NEW.note, NEW.rules, NEW.created_at)
        IS DISTINCT FROM (OLD.number, OLD.note, OLD.rules, OLD.created_at)
    THEN
        RAISE EXCEPTION 'the rules of a routing version that was activated stay';
    END IF;
    IF NEW.valid_from IS DISTINCT FROM OLD.valid_from AND (
        NEW.valid_from IS NOT NULL
        OR EXISTS (SELECT FROM investors_decision WHERE routing_version_id = OLD.id)
    ) THEN
        RAISE EXCEPTION 'a routing version began when it began';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER routing_version_append_only BEFORE UPDATE OR DELETE ON investors_routingversion
FOR EACH ROW EXECUTE FUNCTION investors_refuse_version_change();
"""
DROP = """
DROP TRIGGER routing_version_append_only ON investors_routingversion;
DROP FUNCTION investors_refuse_version_change();
"""


def add_versions(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    version_model = apps.get_model("investors", "RoutingVersion")
    decisions = apps.get_model("investors", "Decision").objects.all()
    first = decisions.aggregate(at=Min("decided_at"))["at"]
    now = timezone.now() if first else BEGINNING
    until_now = version_model.objects.create(
        number=1,
        note="The rules as they stood in the code, before there were versions.",
        rules=UNTIL_NOW,
        created_at=now,
        valid_from=first or BEGINNING,
        valid_until=now,
    )
    decisions.update(routing_version=until_now)
    version_model.objects.create(
        number=2,
        note="All rules of the design: existing relationships go first, of large enquiries UKTI gets a copy.",
        rules=FROM_NOW_ON,
        created_at=now,
        valid_from=now,
    )


def remove_versions(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("investors", "Decision").objects.update(routing_version=None)
    apps.get_model("investors", "RoutingVersion").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("investors", "0010_routing_versions")]

    operations = [migrations.RunPython(add_versions, remove_versions), migrations.RunSQL(CREATE, DROP)]
