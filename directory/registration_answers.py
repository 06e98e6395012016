"""The answers of a business that enters itself: kept in the session, and sealed into each page as well.

So neither signing in or up on the way nor a session that has expired loses what was typed. Answers are kept
as they were posted, page by page, and checked again before anything is made of them.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.core import signing
from django.http import QueryDict
from django.utils.translation import gettext as _

from directory.company_look_up import Finding, Standing
from directory.digital_sic import read_digital_codes
from directory.duplicates import find_likely_duplicates, find_number_holder
from directory.forms.registration import NUMBER, STEPS, PlaceForm, QuestionForm
from directory.models import Business, Sector
from directory.services.registration import Registration

SESSION_KEY = "registration_answers"  # another shape of KeptRegistration takes another name
SEAL_SALT = "directory.registration"
SEAL_MAX_AGE = timedelta(days=2)


@dataclass
class KeptRegistration:
    """What was answered so far. ``number`` is the company number in full, or "" for a body without one.

    ``found_name``, ``standing`` and ``sic_codes`` are what the registers say of it. ``dismissed`` holds the
    ids of listings that the person said are another business.
    """

    pages: dict[str, dict[str, str]] = field(default_factory=dict)
    number: str = ""
    found_name: str = ""
    standing: str = ""
    sic_codes: list[str] = field(default_factory=list)
    dismissed: list[int] = field(default_factory=list)

    def keep_page(self, step: str, posted: QueryDict) -> None:
        """Keep the fields of ``step`` as they were posted. Of number and kind the last one counts."""
        if step in (NUMBER, "kind"):
            self.pages.pop(NUMBER, None)
            self.pages.pop("kind", None)
            self.number = self.found_name = self.standing = ""
            self.sic_codes = []
        self.pages[step] = {name: posted.get(name, "") for name in STEPS[step].base_fields}

    def keep_finding(self, finding: Finding) -> None:
        """Keep what the registers say of the number."""
        self.number, self.found_name, self.standing = finding.number, finding.name, finding.standing
        self.sic_codes = list(finding.sic_codes)

    def recall_page(self, step: str) -> dict[str, Any]:
        """Return the kept answers of ``step`` as initial values, else what the register suggests."""
        if step in self.pages:
            return self.pages[step]
        suggested = {"name": {"name": self.found_name}, "sector": {"sector": self._suggest_sector()}}
        return suggested.get(step, {})

    def _suggest_sector(self) -> str:
        codes = read_digital_codes()
        return next((codes[code].sector for code in self.sic_codes if code in codes), "")

    def check_page(self, step: str) -> QuestionForm:
        """Return the form of ``step`` bound to the kept answers, ready for ``is_valid``."""
        data = QueryDict(mutable=True)
        data.update(self.pages.get(step, {}))
        return STEPS[step](data)

    def list_steps(self) -> list[str]:
        """Return the steps of this registration: with a number there is no question of the kind."""
        left_out = "kind" if self.number else NUMBER
        return [step for step in STEPS if step != left_out]

    def find_gap(self, before: str = "") -> str | None:
        """Return the first step that was not answered, of those before the step ``before``; or None."""
        if not self.number and "kind" not in self.pages:
            return NUMBER
        steps = self.list_steps()
        earlier = steps[: steps.index(before)] if before in steps else steps
        return next((step for step in earlier if step not in self.pages), None)


def load_answers(session: SessionBase, sealed: str = "") -> KeptRegistration:
    """Return the answers kept in ``session``; without any, those that are ``sealed``; else none yet."""
    kept = session.get(SESSION_KEY)
    if kept is None and sealed:
        try:
            kept = signing.loads(sealed, salt=SEAL_SALT, max_age=SEAL_MAX_AGE)
        except signing.BadSignature:
            kept = None
    return KeptRegistration(**kept or {})


def keep_answers(session: SessionBase, kept: KeptRegistration) -> None:
    """Keep the answers in ``session``."""
    session[SESSION_KEY] = asdict(kept)


def forget_answers(session: SessionBase) -> None:
    """Forget the answers: the business has a draft."""
    session.pop(SESSION_KEY, None)


def seal_answers(kept: KeptRegistration) -> str:
    """Return the answers as signed text, good for two days."""
    return signing.dumps(asdict(kept), salt=SEAL_SALT, compress=True)


def find_duplicates(kept: KeptRegistration) -> Sequence[Business]:
    """Return the listings that are probably this business: who has its number, else those alike.

    Those that were dismissed are left out; who has the number cannot be.
    """
    holder = find_number_holder(kept.number)
    if holder is not None:
        return [holder]
    pages = {step: kept.check_page(step) for step in ("name", "place", "website")}
    place = pages["place"]
    if not all(page.is_valid() for page in pages.values()) or not isinstance(place, PlaceForm):
        return []
    likely = find_likely_duplicates(
        name=pages["name"].cleaned_data["name"],
        outcode=place.outcode.pk if place.outcode else "",
        website=pages["website"].cleaned_data["website"],
    )
    return [business for business in likely if business.pk not in kept.dismissed]


def complete_answers(kept: KeptRegistration) -> Registration | str:
    """Return what ``register_business`` takes, or the first step that has to be answered again."""
    if gap := kept.find_gap():
        return gap
    values: dict[str, Any] = {}
    outcode = None
    for step in kept.list_steps():
        page = kept.check_page(step)
        if not page.is_valid():
            return step
        values |= page.cleaned_data
        outcode = page.outcode if isinstance(page, PlaceForm) else outcode
    values.pop("company_number", None)
    values.setdefault("kind", Business.Kind.COMPANY)
    return Registration(
        **values,
        outcode=outcode.pk if outcode else "",
        company_number=kept.number,
        standing=kept.standing,
    )


def describe_answers(kept: KeptRegistration) -> list[dict[str, Any]]:
    """Return the rows of the page that shows the answers, which are complete.

    ``step`` names where each can be changed.
    """
    pages = {step: kept.check_page(step) for step in kept.list_steps()}
    said = {
        name: value for page in pages.values() if page.is_valid() for name, value in page.cleaned_data.items()
    }
    if kept.number:
        first = {"key": _("Company number"), "value": _describe_number(kept), "step": NUMBER}
    else:
        first = {"key": _("What it is"), "value": str(Business.Kind(said["kind"]).label), "step": "kind"}
    place = said["postcode"]
    outcode = getattr(pages["place"], "outcode", None)
    if outcode is not None:
        names = {"cluster": outcode.cluster, "basis": outcode.get_basis_display()}
        place += "\n" + _("Cluster: %(cluster)s (%(basis)s)") % names
    return [
        first,
        {"key": _("Name"), "value": said["name"], "step": "name"},
        {"key": _("Sector"), "value": Sector.objects.get(pk=said["sector"]).name, "step": "sector"},
        {"key": _("Place"), "value": place, "step": "place"},
        {"key": _("Website"), "value": said["website"] or _("None"), "step": "website"},
    ]


def _describe_number(kept: KeptRegistration) -> str:
    if kept.standing == Standing.UNKNOWN:
        note = _("We could not look it up just now. A moderator does.")
    else:
        note = kept.found_name
    return f"{kept.number}\n{note}" if note else kept.number
