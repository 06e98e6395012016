"""What the import of a spreadsheet of businesses would do, row by row, and what stands in its way."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.listing_sheets import SheetListing
from directory.locating import read_outcode
from directory.models import Business, Company, Outcode, Sector
from directory.services.company_listings import select_unclaimed_listings
from directory.services.listings import choose_slug

NEEDED = ("name", "postcode", "sectors")  # of a new listing
PLAIN = (
    *("company_number", "name", "summary", "description", "website", "keywords", "kind"),
    *("founded_year", "size_band"),
)


class Deed(models.TextChoices):
    """What becomes of a row."""

    ADDED = "added", gettext_lazy("New listing")
    CHANGED = "changed", gettext_lazy("Changed")
    UNCHANGED = "unchanged", gettext_lazy("As it is")
    LEFT = "left", gettext_lazy("Left alone")
    REFUSED = "refused", gettext_lazy("Cannot be imported")


@dataclass
class Outcome:
    """What becomes of one row. ``business`` is as it would be, ``changes`` names its fields that differ."""

    row: int
    label: str
    deed: Deed
    notes: list[str] = field(default_factory=list)
    business: Business | None = None
    sectors: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)


@dataclass
class Plan:
    """What the import of a spreadsheet would do."""

    outcomes: list[Outcome]

    @cached_property
    def counts(self) -> Counter[str]:
        """How many rows meet each deed."""
        return Counter(str(outcome.deed) for outcome in self.outcomes)

    @property
    def errors(self) -> list[Outcome]:
        """The rows that stand in the way."""
        return self.of(Deed.REFUSED)

    @property
    def can_be_done(self) -> bool:
        """Whether there is something to import and no row stands in the way."""
        return not self.errors and bool(self.of(Deed.ADDED) or self.of(Deed.CHANGED))

    def of(self, deed: str) -> list[Outcome]:
        """Return the rows that meet ``deed``."""
        return [outcome for outcome in self.outcomes if outcome.deed == deed]


def check_sheet(*, listings: Sequence[SheetListing], lock: bool = False) -> Plan:
    """Return what the import of ``listings`` would do; the same few queries for any number of rows.

    ``lock`` keeps the listings that it is about from others until the transaction ends.
    """
    return _Checker(listings, lock=lock).check()


class _Checker:
    """Checks the rows against the directory, which it reads once."""

    def __init__(self, listings: Sequence[SheetListing], *, lock: bool) -> None:
        self.listings = listings
        numbers, slugs = self._list("company_number"), self._list("slug")
        held = Business.objects.filter(models.Q(company_number__in=numbers) | models.Q(slug__in=slugs))
        if lock:
            held = held.order_by("pk").select_for_update()
        businesses = list(held.prefetch_related("sectors"))
        self.by_number = {each.company_number: each for each in businesses if each.company_number}
        self.by_slug = {each.slug: each for each in businesses}
        open_to_us = select_unclaimed_listings().filter(pk__in=[each.pk for each in businesses])
        self.unclaimed = set(open_to_us.values_list("pk", flat=True))
        closed = Company.objects.closed().filter(number__in=numbers)
        self.closed = set(closed.values_list("number", flat=True))
        outcodes = {read_outcode(postcode) for postcode in self._list("postcode")}
        self.outcodes = Outcode.objects.in_bulk([code for code in outcodes if code])
        self.sectors = set(Sector.objects.values_list("code", flat=True))
        wanted = [choose_slug(name, "", taken=set()) for name in self._list("name")]
        self.taken = set(Business.objects.filter(slug__in=wanted).values_list("slug", flat=True)) | set(slugs)
        self.seen: dict[Any, int] = {}

    def _list(self, column: str) -> list[str]:
        return [each.values[column] for each in self.listings if column in each.values]

    def check(self) -> Plan:
        return Plan([self._check_row(listing) for listing in self.listings])

    def _check_row(self, listing: SheetListing) -> Outcome:
        number, slug = listing.values.get("company_number", ""), listing.values.get("slug", "")
        errors = [*listing.errors, *self._check_references(listing.values)]
        found = self.by_number.get(number) or self.by_slug.get(slug)
        errors += self._check_identity(listing, number, slug, found)
        if not errors and found is None:
            errors += self._check_new(listing.values, number)
        if errors:
            return Outcome(listing.row, listing.label, Deed.REFUSED, errors)
        if found is None:
            return self._plan_new(listing)
        if found.pk not in self.unclaimed:
            return Outcome(listing.row, found.name, Deed.LEFT, [_describe_holder(found)])
        return self._plan_change(listing, found)

    def _check_references(self, values: dict[str, Any]) -> Iterable[str]:
        unknown = [code for code in values.get("sectors", []) if code not in self.sectors]
        if unknown:
            yield f"sectors: “{unknown[0][:40]}” " + _("is not the code of a sector")
        if "postcode" in values and self._find_outcode(values) is None:
            yield f"postcode: “{values['postcode']}” " + _("is not in the North")

    def _check_identity(
        self, listing: SheetListing, number: str, slug: str, found: Business | None
    ) -> Iterable[str]:
        """Yield why it is not clear which listing the row is about."""
        if not (number or slug) and not any(
            error.startswith(("company_number", "slug")) for error in listing.errors
        ):
            yield _("has neither a company number nor a slug to find its listing by")
        if found and slug and found.slug != slug:
            yield _("has the company number of one listing and the slug of another")
        if found and number and found.company_number not in ("", number):
            yield _("has the slug of a listing with another company number, %(number)s") % {
                "number": found.company_number
            }
        for identity in filter(None, (number, slug, found and found.pk)):
            first = self.seen.setdefault(identity, listing.row)
            if first != listing.row:
                yield _("is about the same business as row %(row)s") % {"row": first}
                break

    def _check_new(self, values: dict[str, Any], number: str) -> Iterable[str]:
        missing = [name for name in NEEDED if name not in values]
        if missing:
            yield _("is a new listing, which needs: %(columns)s") % {"columns": ", ".join(missing)}
        if number in self.closed:
            yield _("is a company that is closed")

    def _find_outcode(self, values: dict[str, Any]) -> Outcode | None:
        return self.outcodes.get(read_outcode(values["postcode"]) or "")

    def _plan_new(self, listing: SheetListing) -> Outcome:
        business = Business(slug=listing.values.get("slug", ""))
        changes = self._fill(business, listing.values)
        if not business.slug:
            business.slug = choose_slug(business.name, business.company_number, taken=self.taken)
            self.taken.add(business.slug)
        return Outcome(
            listing.row,
            business.name,
            Deed.ADDED,
            business=business,
            sectors=listing.values["sectors"],
            changes=changes,
        )

    def _plan_change(self, listing: SheetListing, business: Business) -> Outcome:
        changes = self._fill(business, listing.values)
        sectors = listing.values.get("sectors", [])
        if sectors and sorted(sectors) != sorted(each.pk for each in business.sectors.all()):
            changes.append("sectors")
        deed = Deed.CHANGED if changes else Deed.UNCHANGED
        return Outcome(listing.row, business.name, deed, business=business, sectors=sectors, changes=changes)

    def _fill(self, business: Business, values: dict[str, Any]) -> list[str]:
        """Write what the row says to ``business``, which is not saved; return the fields that differ."""
        wanted = {name: values[name] for name in PLAIN if name in values}
        if "town" in values:
            wanted["town"] = values["town"]
        if "postcode" in values and (outcode := self._find_outcode(values)):
            wanted |= {"postcode": values["postcode"], "outcode_id": outcode.code}
            wanted |= {"cluster_id": outcode.cluster_id, "basis": outcode.basis}
            wanted.setdefault("town", outcode.town)
        changes = [name for name, value in wanted.items() if getattr(business, name) != value]
        for name in changes:
            setattr(business, name, wanted[name])
        return changes


def _describe_holder(business: Business) -> str:
    """Return why a listing is not ours to change."""
    if business.is_example:
        return _("This listing is an example.")
    if business.origin == Business.Origin.REGISTERED:
        return _("The business registered itself, and keeps its profile.")
    return _("The business has claimed or confirmed this listing, and keeps it.")
