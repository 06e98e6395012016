"""The field that people never see, on every public form that has one."""

import pytest
from bs4 import BeautifulSoup
from django import forms

from directory.forms.fields import TrapField
from directory.forms.moderation import ReportForm
from investors.answers import describe_page
from investors.forms.steps import AboutYouForm
from investors.forms.translation import TranslationForm


@pytest.mark.parametrize("form_class", [ReportForm, AboutYouForm, TranslationForm])
def test_trap_is_hidden_from_people_and_from_screen_readers(form_class: type[forms.Form]) -> None:
    assert isinstance(form_class.base_fields["leave_empty"], TrapField)

    shown = BeautifulSoup(form_class()["leave_empty"].as_field_group(), "html.parser")

    assert shown.div["class"] == ["govuk-visually-hidden"]
    assert shown.div["aria-hidden"] == "true"
    assert (shown.input["tabindex"], shown.input["autocomplete"]) == ("-1", "off")
    assert shown.label["for"] == shown.input["id"]


def test_answers_that_are_shown_again_leave_the_trap_out() -> None:
    rows = describe_page(AboutYouForm.base_fields, {"name": "Ann", "leave_empty": "x"}, with_gaps=False)

    assert [row["value"] for row in rows] == ["Ann"]
