"""What the gallery shows: every component in every state, with made-up content."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator

from directory.cards import Card
from directory.facets import Facet, Option
from investors.reports.tables import Cell, Column, Row, Table

TONES = ["neutral", "info", "good", "wait", "bad", "example"]
CLUSTERS = [
    ("manchester", "Manchester"),
    ("leeds", "Leeds"),
    ("sheffield", "Sheffield"),
    ("liverpool", "Liverpool"),
    ("north-east", "North East"),
]


class GalleryForm(forms.Form):
    """A field of every kind; the example for other forms."""

    marks_optional = True

    name = forms.CharField(label="Your name")
    email = forms.EmailField(
        label="E-mail address",
        help_text="We send the reference here.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    telephone = forms.CharField(
        label="Telephone",
        required=False,
        help_text="With the country code, like +44 191 498 0000.",
        widget=forms.TextInput(attrs={"type": "tel", "class": "govuk-input--width-20"}),
    )
    country = forms.ChoiceField(label="Country", choices=[("", "Choose"), ("DE", "Germany"), ("JP", "Japan")])
    plan = forms.CharField(label="What you plan", widget=forms.Textarea(attrs={"rows": 4}))
    landing = forms.ChoiceField(
        label="When",
        choices=[("6", "Under 6 months"), ("12", "6 to 12 months"), ("x", "Exploring")],
        widget=forms.RadioSelect,
        help_text="A rough idea is enough.",
    )
    sectors = forms.MultipleChoiceField(
        label="Sectors",
        choices=[("a", "Robotics"), ("f", "Fintech"), ("h", "Health")],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
        required=False,
    )
    agrees = forms.BooleanField(label="I have read the privacy notice")


def describe_components(now: datetime) -> dict[str, Any]:
    """Return the context of the gallery page."""
    pages = Paginator(range(300), 20)
    report = describe_report()
    return {
        "now": now,
        "tones": TONES,
        "clusters": CLUSTERS,
        "cards": describe_cards(),
        "empty_form": GalleryForm(auto_id="empty_%s"),
        "form": GalleryForm({"name": "李小龙", "email": "not an address", "telephone": "+44"}),
        "first_page": pages.page(1),
        "middle_page": pages.page(7),
        "facets": describe_facets(),
        "chips": [{"label": "Leeds", "remove_url": "?"}, {"label": "Fintech", "remove_url": "?"}],
        "sorts": [("relevance", "Relevance"), ("name", "Name"), ("newest", "Newest")],
        "rows": describe_rows(),
        "events": describe_events(now),
        "soon": now + timedelta(hours=30),
        "late": now - timedelta(days=2, hours=3),
        "areas": describe_areas(),
        "report": report,
        "report_rows": report.list_rows(),
        "points": [
            {
                "x": 60,
                "y": 90,
                "name": "West",
                "slug": "liverpool",
                "detail": "12 businesses",
                "href": "#map",
            },
            {"x": 140, "y": 60, "name": "East", "slug": "north-east", "detail": "9"},
        ],
    }


def describe_cards() -> list[Card]:
    """Return a card in each hue, and one of which nothing is known."""
    summary = "Makes instruments that measure how bridges move, and the software that reads them."
    full = [
        Card(
            name="Example Works Ltd",
            url="#card",
            summary=summary,
            place=name,
            sector="Instruments",
            size="10 to 49 employees",
            cluster=name,
            cluster_slug=slug,
            verified="Verified, as an example",
            is_example=True,
        )
        for slug, name in CLUSTERS
    ]
    origin = "From public records, not yet claimed by the business"
    return [*full, Card(name="A name alone", url="#card", origin=origin)]


def describe_facets() -> list[Facet]:
    """Return a filter, an option of which has others below it, and one without options."""
    below = [
        Option("newcastle", "Newcastle", 14, selected=False),
        Option("sunderland", "Sunderland", 0, selected=False),
    ]
    clusters = [
        Option("leeds", "Leeds", 31, selected=True),
        Option("north-east", "North East", 24, selected=False, children=below),
    ]
    return [
        Facet("cluster", "Cluster", clusters, is_open=True),
        Facet("none", "Nothing to choose", [], is_open=True),
    ]


def describe_rows() -> list[dict[str, str]]:
    """Return the rows of a summary list."""
    return [
        {"key": "Organisation", "value": "Example GmbH", "href": "#rows"},
        {"key": "Plan", "value": "A software centre\nof about 40 people", "href": "#rows", "action": "Edit"},
        {"key": "Received", "value": "23 November 2026"},
    ]


def describe_events(now: datetime) -> list[dict[str, Any]]:
    """Return the events of a timeline."""
    return [
        {"title": "Accepted", "at": now, "actor": "Example contact, Leeds"},
        {
            "title": "Referred to Leeds",
            "at": now - timedelta(hours=5),
            "actor": "TechNorth",
            "text": "The investor chose Leeds.\n\nThe contact covers fintech.",
        },
        {"title": "Enquiry received", "at": now - timedelta(hours=6)},
    ]


def describe_areas() -> list[dict[str, str]]:
    """Return the shapes of a map."""
    return [
        {"d": "M20 20H100V120H20Z", "slug": "liverpool", "name": "West"},
        {"d": "M100 20H190V120H100Z", "slug": "north-east", "name": "East"},
        {"d": "M20 120H190V150H20Z", "slug": "", "name": "South"},
    ]


def describe_report() -> Table:
    """Return a made-up table of numbers with its chart."""
    numbers = [("West", 12), ("East", 7), ("Nowhere", None)]
    return Table(
        name="made-up",
        title="A made-up table",
        hint="Counted by nobody.",
        group="Where",
        columns=(Column("businesses", "Businesses", is_drawn=True),),
        rows=tuple(
            Row(name, (Cell("too few" if number is None else str(number), number),))
            for name, number in numbers
        ),
        unit="businesses",
    )
