"""The demonstration enquiries: made up, from organisations that do not exist, whose mail reaches nobody."""

from dataclasses import dataclass, field
from typing import Any

DAYS = float


@dataclass(frozen=True)
class DemoCase:
    """One enquiry, sent ``days_ago``, and what has been done with it since (``then``, of ``services``)."""

    organisation: str
    name: str
    country: str
    plan: str
    days_ago: DAYS
    language: str = "en"
    then: str = ""
    answers: dict[str, Any] = field(default_factory=dict)

    @property
    def full_organisation(self) -> str:
        """Return the name with the mark that every page shows."""
        return f"{self.organisation} (demonstration)"

    @property
    def email(self) -> str:
        """Return an address in a domain that cannot exist."""
        return f"hello@{self.organisation.lower().replace(' ', '-')}.example"


CASES = (
    DemoCase(
        "Halvorsen Grid Software",
        "Solveig Halvorsen",
        "NO",
        "We write software for electricity networks and want a team of about twelve near our customers.",
        0.05,
        answers={"clusters": ("leeds",), "sectors": ("software",), "jobs": "11-50", "landing": "6-12_months"},
    ),
    DemoCase(
        "Tanaka Vision",
        "Tanaka Yui",
        "JP",
        "A laboratory for machine vision in food packing, close to a university.",
        1.1,
        "ja",
        answers={"clusters": ("sheffield", "manchester"), "jobs": "11-50", "spend": "1m-2m"},
    ),
    DemoCase(
        "Bluebonnet Payments",
        "Grace Abara",
        "US",
        "Our second office in Europe: support and compliance for card payments.",
        3.0,
        then="accept",
        answers={
            "clusters": ("leeds",),
            "sectors": ("fintech",),
            "jobs": "51-100",
            "landing": "under_6_months",
        },
    ),
    DemoCase(
        "Deichgraf Logistik",
        "Jonas Petersen",
        "DE",
        "Wir suchen einen Standort für den Versand nach Nordengland und Schottland.",
        6.0,
        "de",
        then="answer",
        answers={"clusters": ("liverpool",), "sectors": ("ecommerce",), "spend": "2m-5m"},
    ),
    DemoCase(
        "Aurora Play Studio",
        "Inès Marchal",
        "FR",
        "Un studio de jeux vidéo de vingt personnes qui cherche des talents et des locaux.",
        9.0,
        "fr",
        then="await",
        answers={"clusters": ("manchester",), "sectors": ("games",), "jobs": "11-50"},
    ),
    DemoCase(
        "Quillota Sensors",
        "Matías Rojas",
        "CL",
        "Sensors for water networks. We will decide next year, when our first British order is delivered.",
        12.0,
        "es",
        then="put_off",
        answers={"clusters": ("tees-valley",), "sectors": ("iot",), "landing": "1-2_years"},
    ),
    DemoCase(
        "Maple Ledger",
        "Owen Tremblay",
        "CA",
        "We are looking for a site in Cornwall for a small sales office.",
        2.0,
        answers={"place": "Truro"},
    ),
    DemoCase(
        "Kestrel Cloud",
        "Aoife Brennan",
        "IE",
        "A support centre for hospital software; we chose Dublin in the end.",
        20.0,
        then="close",
        answers={"clusters": ("newcastle",), "sectors": ("health",)},
    ),
    DemoCase(
        "Best Rank Now",
        "Best Rank",
        "US",
        "We rank your site first guaranteed, cheap backlinks http://rank.example http://links.example "
        "http://offer.example click now",
        0.4,
    ),
)
