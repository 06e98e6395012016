"""The choices of a search for businesses: one FilterSet for the page and whatever else lists them."""

import re
from collections.abc import Collection, Mapping
from functools import cached_property, partial, reduce
from operator import and_, sub
from typing import Any

from django.core.validators import RegexValidator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter
from pyroaring import AbstractBitMap, BitMap

from directory.index.matches import Matches, Walk
from directory.index.orders import BY_NAME, NEWEST
from directory.index.snapshot import Snapshot
from directory.locating import Location
from directory.map_groups import Box, Spot, read_box
from directory.map_spots import read_spots
from directory.models import Business
from directory.search import (
    LONGEST_TEXT,
    FoundByText,
    clean_text,
    find_at_postcode,
    find_matches,
    keep_first,
    list_terms,
    read_company_number,
)
from directory.search_filters import ChoicesFilter, SearchFilter
from directory.search_places import (
    Surroundings,
    find_surroundings,
    locate_position,
    read_full_postcode,
    split_place,
)
from directory.search_sectors import find_meant_sectors
from directory.search_words import TextQuery, read_text

SORTS = [
    ("best", _("Best match")),
    ("name", _("Name")),
    ("newest", _("Newest")),
    ("largest", _("Largest")),
]
ORDERS = {"name": BY_NAME, "newest": NEWEST}
FACETS = ["cluster", "sector", "size", "verified"]
RADII = [("5", _("5 miles")), ("10", _("10 miles")), ("25", _("25 miles")), ("50", _("50 miles"))]
USUAL_RADIUS = 10
LONGEST_BOX = 100  # characters of four numbers
OUTCODES = re.compile(r"\A[A-Z0-9]{2,4}(,[A-Z0-9]{2,4})*\Z")
LONGEST_OUTCODES = 5000  # characters; all of the North are some 3400


class BusinessFilter(SearchFilter):
    """Reads a search for businesses from an address.

    ``matches`` is what was found, in order; nothing is asked of a queryset. With ``maps`` the search
    counts by outcode too.
    """

    q = CharFilter(
        label=_("Name, number or what they do"),
        max_length=LONGEST_TEXT,
        error_messages={
            "max_length": _("Search for %(limit_value)d characters or fewer. These are %(show_value)d."),
            "null_characters_not_allowed": _("The search has a character that cannot be searched for."),
        },
    )
    near = CharFilter(
        label=_("Near a town or postcode"),
        max_length=LONGEST_TEXT,
        error_messages={
            "max_length": _("Name a place in %(limit_value)d characters or fewer."),
            "null_characters_not_allowed": _("The place has a character that cannot be searched for."),
        },
    )
    within = ChoiceFilter(
        label=_("Within"),
        choices=RADII,
        error_messages={"invalid_choice": _("“%(value)s” is not a choice of distance: it was left out.")},
    )
    bbox = CharFilter(
        label=_("Part of the map"),
        max_length=LONGEST_BOX,
        error_messages={"max_length": _("The part of the map could not be read: it was left out.")},
    )
    outcodes = CharFilter(
        label=_("Postcode districts"),
        max_length=LONGEST_OUTCODES,
        validators=[
            RegexValidator(OUTCODES, _("The postcode districts could not be read: they were left out."))
        ],
        error_messages={"max_length": _("There are too many postcode districts: they were left out.")},
    )
    size = ChoicesFilter(
        label=_("Size"),
        choices=Business.SizeBand.choices,
        error_messages={"invalid_choice": _("There is no size “%(value)s”: sizes were left out.")},
    )
    verified = ChoicesFilter(
        label=_("Verified"),
        choices=[("yes", _("Verified"))],
        error_messages={"invalid_choice": _("“%(value)s” is not a choice for verified: it was left out.")},
    )
    usual_sort = "best"

    class Meta:
        model = Business
        fields = ["q", "near", "within", "bbox", "outcodes", *FACETS, "sort"]

    def __init__(
        self, data: Mapping[str, Any] | None, *, maps: bool = False, also: Collection[str] = ()
    ) -> None:
        super().__init__(data, Business.objects.none(), sorts=SORTS)
        self._maps = maps
        self._also = also

    @property
    def sorts(self) -> list[tuple[str, Any]]:
        """The orders to choose from; without words there is nothing to match best."""
        usual = (
            _("Nearest") if self.surroundings else _("Best match") if "q" in self.chosen else _("Recommended")
        )
        return [("best", usual), *SORTS[1:]]

    @property
    def stated(self) -> dict[str, Any]:
        """What an address has to say; a distance only near a place, and where it is not the usual one."""
        stated = super().stated
        if "within" in stated and (self.surroundings is None or self.radius == USUAL_RADIUS):
            del stated["within"]
        return stated

    @property
    def problems(self) -> list[str]:
        """What could not be read, in words."""
        problems = [*super().problems]
        if "near" in self.chosen and self.surroundings is None:
            place = {"place": self.chosen["near"]}
            problems.append(
                _now("We know no place in the North called “%(place)s”: it was left out.") % place
            )
        if "bbox" in self.chosen and self.box is None:
            problems.append(_now("The part of the map could not be read: it was left out."))
        return problems

    @cached_property
    def _split(self) -> tuple[str, Location | None]:
        """The words to look for, and the place to be near."""
        text = clean_text(self.chosen.get("q", ""))
        if "near" in self.chosen:
            return text, locate_position(clean_text(self.chosen["near"]))
        return split_place(text) if text else ("", None)

    @cached_property
    def surroundings(self) -> Surroundings | None:
        """What is near the place asked for, whether by ``near`` or in the words."""
        _, location = self._split
        return find_surroundings(location, self.radius) if location else None

    @property
    def radius(self) -> int:
        """How many miles around the place are searched."""
        return int(self.chosen.get("within", USUAL_RADIUS))

    @cached_property
    def box(self) -> Box | None:
        """The part of the map that is searched."""
        return read_box(self.chosen["bbox"]) if "bbox" in self.chosen else None

    @cached_property
    def spots(self) -> list[Spot]:
        """The outcodes of the part of the map that is searched. One query."""
        return read_spots(self.box)

    @property
    def words(self) -> str:
        """The words to look for, without a place that stands after them; "" for none."""
        words, _ = self._split
        return words

    @cached_property
    def text_query(self) -> TextQuery | None:
        """What the words ask for; None without words."""
        return read_text(self.words) if self.words else None

    @cached_property
    def snapshot(self) -> Snapshot:
        """The index, loaded with all that this search and its facets count."""
        terms = self.list_facet_terms()
        if self.text_query:
            terms += list_terms(self.text_query)
        if self.surroundings:
            terms += [f"outcode:{code}" for code in self.surroundings.miles]
        if self.box or self._maps:
            terms += self.outcode_terms
        terms += self._chosen_outcodes
        return Snapshot([*terms, *self._also])

    def list_facet_terms(self) -> list[str]:
        """Return the terms of all choices of the facets."""
        terms = ["all", "verified", *(f"size:{band}" for band in Business.SizeBand.values)]
        terms += [f"cluster:{each.pk}" for each in self.clusters]
        return terms + [f"sector:{each.pk}" for each in self.sectors]

    @property
    def _chosen_outcodes(self) -> list[str]:
        chosen = self.chosen.get("outcodes", "")
        return [f"outcode:{code}" for code in chosen.split(",")] if chosen else []

    @cached_property
    def outcode_terms(self) -> list[str]:
        """The terms of the outcodes of the part of the map that is searched."""
        return [f"outcode:{spot.code}" for spot in self.spots]

    @cached_property
    def matches(self) -> Matches:
        """What was found, in the order asked for."""
        found = self._narrow(self._sets)
        order = ORDERS.get(self.sort_name)
        if order is not None:
            walk: Walk = partial(order.walk, entries=len(self.snapshot.find("all")))
            return Matches(found, self.snapshot, walk=walk)
        return Matches(found, self.snapshot, tiers=self._list_tiers(found))

    def matches_without(self, *left_out: str) -> Matches:
        """Return what would be found without the choices of the parameters ``left_out``."""
        kept = {name: found for name, found in self._sets.items() if name not in left_out}
        return Matches(self._narrow(kept), self.snapshot)

    def _narrow(self, sets: Mapping[str, AbstractBitMap]) -> AbstractBitMap:
        return reduce(and_, sets.values()) if sets else self.snapshot.find("all")

    @cached_property
    def _sets(self) -> dict[str, AbstractBitMap]:
        """For each parameter that narrows the search, what it finds by itself."""
        find = self.snapshot.find
        sets: dict[str, AbstractBitMap] = {
            name: find(*(f"{name}:{value}" for value in self.chosen[name]))
            for name in ("cluster", "sector", "size")
            if name in self.chosen
        }
        if self._chosen_outcodes:
            sets["outcodes"] = find(*self._chosen_outcodes)
        if self.box is not None:
            sets["bbox"] = find(*self.outcode_terms)
        if "verified" in self.chosen:
            sets["verified"] = find("verified")
        if self.text_query is not None:
            sets["q"] = self._found_by_text.positions
        if self.surroundings is not None:
            nearby = find(*(f"outcode:{code}" for code in self.surroundings.miles))
            if "near" in self.chosen:
                sets["near"] = nearby
            else:
                sets["q"] = sets["q"] & nearby if "q" in sets else nearby
        return sets

    @cached_property
    def _found_by_text(self) -> FoundByText:
        if self.text_query is None:
            return FoundByText([], BitMap())
        return find_matches(self.text_query, read_company_number(self.chosen["q"]), self.snapshot)

    def _list_tiers(self, found: AbstractBitMap) -> list[AbstractBitMap]:
        """Return ``found`` in parts, the best first."""
        find = self.snapshot.find
        if self.sort_name == "largest":
            bands = [found & find(f"size:{band}") for band in reversed(Business.SizeBand.values)]
            return [*bands, reduce(sub, bands, found)]
        if self.surroundings is not None:
            around = [found & find(f"outcode:{code}") for code in self.surroundings.miles]
            return keep_first([found & self._at_postcode, *around]) if self._at_postcode else around
        if self.text_query is not None:
            sectors = find_meant_sectors(self.text_query.groups, self.sectors)
            meant = find(*(f"sector:{code}" for code in sectors))
            return [found & tier for tier in self._found_by_text.order(meant)]
        return [found]

    @cached_property
    def _at_postcode(self) -> AbstractBitMap:
        """The entries with the very postcode that was asked for; none where it was a place or half of one."""
        postcode = read_full_postcode(self.chosen.get("near") or self.chosen.get("q", ""))
        return find_at_postcode(postcode) if postcode else BitMap()
