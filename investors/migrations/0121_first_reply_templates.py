"""Texts to begin a reply with, in the six languages that investors are served in.

Only the English ones have been read by a speaker; the desk says so of the others.
"""

import json
from pathlib import Path

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

TEXTS = Path(__file__).with_name("first_reply_templates.json")


def add_templates(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    model = apps.get_model("investors", "ReplyTemplate")
    now = timezone.now()
    model.objects.bulk_create(
        model(name=name, language=language, text=text, is_checked=language == "en", changed_at=now)
        for language, texts in json.loads(TEXTS.read_text(encoding="utf-8")).items()
        for name, text in texts.items()
    )


def remove_templates(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("investors", "ReplyTemplate").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("investors", "0120_case_tasks")]

    operations = [migrations.RunPython(add_templates, remove_templates)]
