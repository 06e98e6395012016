"""Selects as the site writes them: their options are those that Django's own template writes."""

import copy
from collections.abc import Iterator

import django_filters
import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html
from django.urls import get_resolver
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

GROUPS = [("", "None"), ("Fruit", [("a", "Apple"), (2, "Pear")]), ("b", "Bread")]


def list_kinds(of: type) -> Iterator[type]:
    """Return the classes of ours that are made from ``of``."""
    for kind in of.__subclasses__():
        if kind.__module__.partition(".")[0] in {"accounts", "directory", "insights", "investors", "outbox"}:
            yield kind
        yield from list_kinds(kind)


def list_selects() -> dict[str, forms.Select]:
    """Return every select of every form and filter of the site, by where it stands, with its choices."""
    get_resolver().url_patterns  # noqa: B018 - imports the views, and with them their forms
    fields = {
        f"{kind.__qualname__}.{name}": field
        for kind in list_kinds(forms.BaseForm)
        for name, field in kind.base_fields.items()
    } | {
        f"{kind.__qualname__}.{name}": copy.deepcopy(each).field  # a filter keeps its field, and its choices
        for kind in list_kinds(django_filters.FilterSet)
        for name, each in kind.base_filters.items()
    }
    return {
        where: copy.deepcopy(field.widget)
        for where, field in fields.items()
        if isinstance(field.widget, forms.Select)
    }


def write_both(select: forms.Select, value: object) -> tuple[str, str]:
    """Return the options as ours and as Django's template has them, with what stands around them."""
    context = select.get_context("field", value, {"id": "id_field", "required": True})
    ours = select._render(select.template_name, context)
    stock = DjangoTemplates().render(forms.Select.template_name, context)
    return cut_options(ours), cut_options(stock)


def cut_options(page: str) -> str:
    return page[page.index("<select") :].partition(">")[2].partition("</select>")[0]


@pytest.mark.django_db
def test_every_select_of_the_site_has_the_options_that_django_writes():
    selects = list_selects()
    assert {"EnquiryFilter.country", "ContactFilter.cluster", "ReplyForm.template"} <= set(selects)

    for where, select in selects.items():
        for value in [None, *(option["value"] for option in select.options("field", ""))][:3]:
            ours, stock = write_both(select, value)
            assert parse_html(ours) == parse_html(stock), where


@pytest.mark.parametrize("value", [None, "", "a", 2, "2", ["a", "b"], "<script>"])
@pytest.mark.parametrize("kind", [forms.Select, forms.SelectMultiple])
def test_select_marks_what_is_chosen_in_groups_as_django_does(kind, value):
    select = kind(choices=GROUPS)
    given = [value] if kind is forms.SelectMultiple and not isinstance(value, list) else value

    ours, stock = write_both(select, given)

    assert parse_html(ours) == parse_html(stock)


def test_select_escapes_values_labels_and_groups():
    choices = [('"><script>', "<b>&"), ('<i>"', [("x", _("Yes")), ("y", mark_safe("&pound;"))])]

    ours, _stock = write_both(forms.Select(choices=choices), "x")

    assert ours.split("\n") == [
        "",
        '<option value="&quot;&gt;&lt;script&gt;">&lt;b&gt;&amp;</option>',
        '<optgroup label="&lt;i&gt;&quot;">',
        '<option value="x" selected>Yes</option>',
        '<option value="y">&pound;</option>',
        "</optgroup>",
        "",
    ]


def test_select_keeps_attributes_of_an_option():
    class Some(forms.Select):
        def create_option(self, *args, **kwargs):
            option = super().create_option(*args, **kwargs)
            option["attrs"] |= {"disabled": True, "hidden": False, "data-why": 'not "now"'}
            return option

    ours, stock = write_both(Some(choices=[("a", "Apple")]), "a")

    assert '<option value="a" data-why="not &quot;now&quot;" disabled selected>Apple</option>' in ours
    assert parse_html(ours) == parse_html(stock)
