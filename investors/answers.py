"""The answers of an enquiry that is being written: kept in the session, sealed to be sent.

Answers are kept as they were posted, page by page, and every page is checked again before
anything is sent. The sealed form carries all of them, so that sending needs no session.
"""

import datetime
import json
import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from django import forms
from django.contrib.sessions.backends.base import SessionBase
from django.core import signing
from django.http import QueryDict
from django.utils.translation import gettext as _

from directory.forms.fields import TrapField
from directory.models import Business, Cluster
from investors.consent import CONSENT_WORDING
from investors.forms.phones import show_phone
from investors.forms.steps import STEPS, StepForm
from investors.models import Opportunity
from investors.services.submission import EnquiryAnswers
from investors.spam import Sending
from technorth.languages import current_language

SESSION_KEY = "enquiry_answers_2"  # another shape of KeptAnswers takes another name
MOST_BUSINESSES = MOST_OPPORTUNITIES = 10
SLUG = re.compile(r"[-\w]+")
SEAL_SALT = "investors.answers.2"
SEAL_MAX_AGE = datetime.timedelta(days=2)


@dataclass
class KeptAnswers:
    """What was answered so far. ``key`` names this one writing, ``started_at`` is ISO 8601."""

    key: str
    started_at: str
    pages: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    businesses: list[str] = field(default_factory=list)
    clusters: list[str] = field(default_factory=list)
    opportunities: list[str] = field(default_factory=list)

    def keep_page(self, step: str, posted: QueryDict) -> None:
        """Keep the fields of ``step`` as they were posted."""
        self.pages[step] = {name: posted.getlist(name) for name in STEPS[step].base_fields if name in posted}

    def recall_page(self, step: str) -> dict[str, Any]:
        """Return the kept answers of ``step`` as initial values of its form."""
        if step == "where" and step not in self.pages and self.clusters:
            return {"clusters": self.clusters}
        asked = STEPS[step].base_fields
        return {
            name: values if isinstance(asked[name], forms.MultipleChoiceField) else values[-1]
            for name, values in self.pages.get(step, {}).items()
            if values and name in asked
        }

    def check_page(self, step: str) -> StepForm:
        """Return the form of ``step`` bound to the kept answers, ready for ``is_valid``."""
        data = QueryDict(mutable=True)
        for name, values in self.pages.get(step, {}).items():
            data.setlist(name, values)
        return STEPS[step](data)

    def choose_businesses(self, slugs: Iterable[str]) -> None:
        """Carry these businesses along too, the first ones first."""
        self.businesses = list(dict.fromkeys([*self.businesses, *slugs]))[:MOST_BUSINESSES]

    def choose_clusters(self, slugs: Iterable[str]) -> None:
        """Carry these clusters along too; they are ticked among the parts of the North."""
        self.clusters = list(dict.fromkeys([*self.clusters, *slugs]))
        if "where" in self.pages:
            ticked = self.pages["where"].get("clusters", [])
            self.pages["where"]["clusters"] = list(dict.fromkeys([*ticked, *self.clusters]))

    def choose_things(self, things: Iterable[tuple[str, str]]) -> None:
        """Carry along what a shortlist names: each thing by its kind and its slug."""
        slugs: dict[str, list[str]] = {}
        for kind, slug in things:
            slugs.setdefault(kind, []).append(slug)
        self.choose_businesses(slugs.get("business", []))
        self.choose_clusters(slugs.get("cluster", []))
        self.choose_opportunities(slugs.get("opportunity", []))

    def add_words(self, words: str) -> None:
        """Put ``words`` behind what else we should know, once; the investor sees them there, to change."""
        page = self.pages.get("more", {})
        typed = (page.get("anything_else") or [""])[-1]
        if words and words not in typed:
            page["anything_else"] = ["\n\n".join(part for part in (typed, words) if part)]
            self.pages["more"] = page

    def choose_opportunities(self, slugs: Iterable[str]) -> None:
        """Carry these opportunities along too, the first ones first."""
        self.opportunities = list(dict.fromkeys([*self.opportunities, *slugs]))[:MOST_OPPORTUNITIES]

    def drop_business(self, slug: str) -> None:
        """Let go of a business that was carried along."""
        self.businesses = [kept for kept in self.businesses if kept != slug]

    def drop_opportunity(self, slug: str) -> None:
        """Let go of an opportunity that was carried along."""
        self.opportunities = [kept for kept in self.opportunities if kept != slug]

    def drop_cluster(self, slug: str) -> None:
        """Let go of a cluster that was carried along."""
        self.clusters = [kept for kept in self.clusters if kept != slug]
        if "where" in self.pages:
            ticked = self.pages["where"].get("clusters", [])
            self.pages["where"]["clusters"] = [kept for kept in ticked if kept != slug]

    def find_gap(self, steps: Iterable[str] = STEPS) -> str | None:
        """Return the first of ``steps`` that was not answered, or None."""
        return next((step for step in steps if step not in self.pages), None)

    def find_unfinished(self) -> str | None:
        """Return the first step that was not answered, or not rightly; None when all can be sent."""
        return next(
            (step for step in STEPS if step not in self.pages or not self.check_page(step).is_valid()), None
        )

    def derive_submission_key(self) -> uuid.UUID:
        """Return the key of exactly these answers: the same sent twice has the same key."""
        parts: list[Any] = [self.pages, self.businesses, self.clusters]
        if self.opportunities:  # without them the key is as it was before there were any
            parts.append(self.opportunities)
        return uuid.uuid5(uuid.UUID(self.key), json.dumps(parts, sort_keys=True))


def load_answers(session: SessionBase, *, now: datetime.datetime) -> KeptAnswers:
    """Return the answers kept in ``session``, or none yet, started at ``now``."""
    kept = session.get(SESSION_KEY)
    return KeptAnswers(**kept) if kept else KeptAnswers(key=str(uuid.uuid4()), started_at=now.isoformat())


def restore_answers(stored: Mapping[str, Any]) -> KeptAnswers:
    """Return answers that were stored as ``asdict`` gave them, perhaps by an earlier version of this site."""
    known = {part.name for part in fields(KeptAnswers)}
    return KeptAnswers(**{name: value for name, value in stored.items() if name in known})


def keep_answers(session: SessionBase, kept: KeptAnswers) -> None:
    """Keep the answers in ``session``."""
    session[SESSION_KEY] = asdict(kept)


def forget_answers(session: SessionBase, submission_key: uuid.UUID) -> None:
    """Forget the answers in ``session`` if they are those that were sent under ``submission_key``."""
    kept = session.get(SESSION_KEY)
    if kept and KeptAnswers(**kept).derive_submission_key() == submission_key:
        del session[SESSION_KEY]


def seal_answers(kept: KeptAnswers) -> str:
    """Return the answers as signed text, good for two days."""
    return signing.dumps(asdict(kept), salt=SEAL_SALT, compress=True)


def unseal_answers(sealed: str) -> KeptAnswers:
    """Return the sealed answers. Raises ``signing.BadSignature`` when altered or too old."""
    return KeptAnswers(**signing.loads(sealed, salt=SEAL_SALT, max_age=SEAL_MAX_AGE))


def complete_answers(kept: KeptAnswers, pages: Mapping[str, StepForm]) -> EnquiryAnswers:
    """Return what ``submit_enquiry`` takes, from the valid forms of every step.

    A business or opportunity that is no longer public is left out; of several the first decides where it
    goes.
    """
    values: dict[str, Any] = {
        name: value for page in pages.values() for name, value in page.cleaned_data.items()
    }
    values.pop("leave_empty")
    businesses = find_businesses(kept.businesses)
    frozen: dict[str, Any] = {
        name: tuple(dict.fromkeys(value)) if isinstance(value, list) else value
        for name, value in values.items()
    }
    return EnquiryAnswers(
        **frozen,
        business_id=businesses[0].pk if businesses else None,
        other_business_ids=tuple(business.pk for business in businesses[1:]),
        opportunity_ids=tuple(each.pk for each in find_opportunities(kept.opportunities)),
        consent_wording=CONSENT_WORDING,
        page_language=current_language().code,
    )


def find_businesses(slugs: Iterable[str]) -> list[Business]:
    """Return the listed businesses among ``slugs``, in that order; not more than may be carried."""
    possible = [slug for slug in dict.fromkeys(slugs) if SLUG.fullmatch(slug)][:MOST_BUSINESSES]
    if not possible:
        return []
    listed = Business.objects.listed().select_related("cluster").filter(slug__in=possible)
    return sorted(listed, key=lambda business: possible.index(business.slug))


def find_opportunities(slugs: Iterable[str]) -> list[Opportunity]:
    """Return the published opportunities among ``slugs``, in that order; not more than may be carried."""
    possible = [slug for slug in dict.fromkeys(slugs) if SLUG.fullmatch(slug)][:MOST_OPPORTUNITIES]
    if not possible:
        return []
    published = Opportunity.objects.published().select_related("cluster").filter(slug__in=possible)
    return sorted(published, key=lambda opportunity: possible.index(opportunity.slug))


def find_clusters(slugs: Iterable[str]) -> list[Cluster]:
    """Return the clusters among ``slugs``, in the order of the map."""
    possible = [slug for slug in slugs if SLUG.fullmatch(slug)]
    return list(Cluster.objects.filter(slug__in=possible).order_by("position", "pk")) if possible else []


def describe_sending(kept: KeptAnswers, *, address: str, now: datetime.datetime) -> Sending:
    """Return how these answers came, for the score of spam. The time of the first look is sealed in."""
    return Sending(
        is_trap_filled=any(kept.pages.get("about-you", {}).get("leave_empty", [])),
        seconds=(now - datetime.datetime.fromisoformat(kept.started_at)).total_seconds(),
        address=address,
    )


def describe_page(
    fields: Mapping[str, forms.Field],
    values: Mapping[str, Any],
    *,
    with_gaps: bool = True,
) -> list[dict[str, str]]:
    """Return the rows of a summary list: label and answer of each of ``fields``, by ``values``.

    Traps are left out. ``with_gaps`` shows unanswered questions too. Makes no query: a value whose label the
    field does not know is shown as its slug reads.
    """
    rows = []
    for name, form_field in fields.items():
        is_gap = values.get(name) in (None, "", [], [""])
        if not isinstance(form_field, TrapField) and (with_gaps or not is_gap):
            rows.append({"key": str(form_field.label), "value": _show(name, form_field, values.get(name))})
    return rows


def _show(name: str, form_field: forms.Field, value: Any) -> str:
    if not value or value == [""]:
        return _("Not given")
    if not isinstance(form_field, forms.ChoiceField):
        text = value[-1] if isinstance(value, list) else str(value)
        return show_phone(text) if name == "phone" else text
    labels = dict(_flatten(form_field.choices))
    chosen = value if isinstance(value, list | tuple) else [value]
    return "\n".join(str(labels.get(code) or code.replace("-", " ").capitalize()) for code in chosen)


def _flatten(choices: Any) -> Iterable[tuple[Any, Any]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield value, label
