"""Every field that can hold words or a file is declared: personal, with purpose and basis, or not."""

import hashlib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from insights.personal_data import IMPERSONAL, NOT_PERSONAL, PERSONAL
from investors.consent import CONSENT_WORDING, WORDINGS
from tests.investors.desk_rows import read_page

WORDY = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.FileField,
    models.BinaryField,
    models.GenericIPAddressField,
    ArrayField,
)


def list_wordy(model) -> set[str]:
    return {
        field.name for field in model._meta.local_fields if isinstance(field, WORDY) and not field.choices
    }


def list_declared(label: str) -> set[str]:
    return {name for group in PERSONAL if group.model == label for name in group.fields}


@pytest.mark.parametrize("model", apps.get_models(), ids=lambda model: model._meta.label)
def test_model_declares_each_field_that_can_hold_words(model):
    label = model._meta.label
    other = NOT_PERSONAL.get(label, ())
    undeclared = list_wordy(model) - list_declared(label) - set(other)

    assert not undeclared or label in IMPERSONAL or "*" in other


def test_every_declared_field_exists_and_is_declared_once():
    for group in PERSONAL:
        names = {field.name for field in apps.get_model(group.model)._meta.get_fields()}
        assert set(group.fields) <= names, group.model
    declared = [(group.model, name) for group in PERSONAL for name in group.fields]
    assert len(declared) == len(set(declared))
    assert not [pair for pair in declared if pair[1] in NOT_PERSONAL.get(pair[0], ())]


@pytest.mark.django_db
def test_privacy_page_shows_the_table(client):
    page = read_page(client.get("/privacy/"))

    for group in PERSONAL:
        assert str(group.purpose) in page


def test_docs_show_the_table():
    text = (Path(settings.BASE_DIR) / "docs" / "security.md").read_text(encoding="utf-8")

    for group in PERSONAL:
        fields = ", ".join(f"`{name}`" for name in group.fields)
        assert f"| {group.model} | {fields} | {group.purpose} | {group.basis} |" in text


def test_wording_in_force_is_shown_on_the_form_word_for_word():
    page = (Path(settings.BASE_DIR) / "templates/investors/privacy_notice.html").read_text(encoding="utf-8")

    for sentence in WORDINGS[CONSENT_WORDING]:
        assert f'"{sentence}"' in page


def test_wording_that_was_shown_is_never_edited():
    digests = {
        name: hashlib.sha256("\n".join(words).encode()).hexdigest()[:16] for name, words in WORDINGS.items()
    }

    assert digests == {"2026-11": "e2c41855867904a9"}
