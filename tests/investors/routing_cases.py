"""Facts and cover for tests of routing: a small North with two clusters and a divided third."""

import datetime
from typing import Any

from investors.ranking import ContactFacts, Need
from investors.routing import Area, Cover, EnquiryFacts

DAY = datetime.date(2026, 6, 2)
AREAS = (
    Area("leeds", "Leeds"),
    Area("sheffield", "Sheffield"),
    Area("north-east", "North East"),
    Area("newcastle", "Newcastle", parent="north-east"),
    Area("sunderland", "Sunderland", parent="north-east"),
)


def make_contact(id: int, cluster: str = "leeds", **changes: Any) -> ContactFacts:
    """Return a regional contact named ``Contact <id>``; ``changes`` replace its fields."""
    fields: dict[str, Any] = {"id": id, "name": f"Contact {id}", "role": "contact", "cluster": cluster}
    return ContactFacts(**(fields | changes))


def make_need(**changes: Any) -> Need:
    """Return a need for anybody in Leeds on a Tuesday."""
    fields: dict[str, Any] = {"areas": ("leeds",), "day": DAY}
    return Need(**(fields | changes))


def make_facts(**changes: Any) -> EnquiryFacts:
    """Return the facts of an enquiry from Japan with no preference; ``need`` takes a dictionary."""
    need = Need(areas=(), day=DAY, **changes.pop("need", {}))
    fields: dict[str, Any] = {"need": need, "fdi_type": "new_site", "country": "JP"}
    return EnquiryFacts(**(fields | changes))


def make_cover(*contacts: ContactFacts) -> Cover:
    """Return the small North with ``contacts``."""
    return Cover(AREAS, contacts)
