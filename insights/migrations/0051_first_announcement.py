"""The first entry of the news: what was announced in October 2014, by sources in ``directory/reference``."""

import datetime

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SLUG = "technorth-announced-2014"
WRITTEN_AT = datetime.datetime(2026, 11, 29, 9, 0, tzinfo=datetime.UTC)
BODY = """\
On 23 October 2014, at Electric Works in Sheffield, the deputy prime minister announced TechNorth: one virtual
hub that brings the technology industries of northern England together, with money for it of 2 million pounds
a year.

It joins five clusters: Manchester, Leeds, Sheffield, Liverpool, and the North East with Newcastle, Sunderland
and the Tees Valley. Together they had more than 20,000 businesses in technology, media and telecoms, and the
region about 200,000 jobs in information and communication technology.

The ambition was to double those jobs, to 400,000. No date was set for it.

What has been counted since, and by whom, stands on [the page about progress](/progress/). Definitions differ
from source to source, so the counts are shown side by side and never added up.
"""


def write_announcement(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("insights", "Announcement").objects.get_or_create(
        slug=SLUG,
        defaults={
            "title": "TechNorth was announced in October 2014",
            "summary": (
                "Five clusters, one hub, and an ambition: to double the technology jobs of the North"
                " to 400,000."
            ),
            "body": BODY,
            "language": "en",
            "sources": ["bis2014", "cw2014", "ibt2014", "buxton2014"],
            "state": "ready",
            "publish_at": WRITTEN_AT,
            "changed_at": WRITTEN_AT,
        },
    )


def remove_announcement(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("insights", "Announcement").objects.filter(slug=SLUG).delete()


class Migration(migrations.Migration):
    dependencies = [("insights", "0050_announcements")]

    operations = [migrations.RunPython(write_announcement, remove_announcement)]
