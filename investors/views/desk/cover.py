"""Reports on cover: cluster by sector by language with gaps, what breaks without somebody, capacity ahead."""

import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.permissions import DeskRequest, triage_required
from directory.languages import name_language
from directory.models import Sector as SectorRow
from investors import clock, cover_report
from investors.cover_report import Level, Sector
from investors.facts import gather_cover, gather_rules
from investors.forms.cover import CoverForm
from investors.ranking import ContactFacts
from investors.routing_facts import Cover, list_finest
from investors.routing_words import gather_names

WEEKS = 4
ENGLISH = "en"
LEVEL_WORDS: dict[Level, str | Promise] = {
    Level.NOBODY: _("nobody: UKTI triage"),
    Level.DUTY_INBOX: _("the duty inbox"),
    Level.DEPUTY: _("a deputy"),
    Level.CONTACT: _("a regional contact"),
}


@triage_required
@require_safe
def show_cover(request: DeskRequest) -> HttpResponse:
    """Show who covers what, for a language and a day, and what breaks without one of them."""
    form = CoverForm(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    today = clock.start_clock(timezone.now()).date()
    day, language = asked.get("day") or today, asked.get("language") or ENGLISH
    cover, sectors = gather_cover(), load_sectors()
    slugs = list_finest(cover)
    rows = describe_rows(slugs, sectors, language, day, cover)
    context = {
        "form": form,
        "day": day,
        "language": name_language(language),
        "is_english": language == ENGLISH,
        "clusters": name_areas(slugs, cover),
        "rows": rows,
        "gaps": sum(cell["cell"].is_gap for row in rows for cell in row["cells"]),
        "languages": describe_languages(slugs, day, cover),
        "breakage": describe_breakage(asked, today, sectors, cover),
    }
    return render(request, "investors/desk/routing/cover.html", context)


@triage_required
@require_safe
def show_capacity(request: DeskRequest) -> HttpResponse:
    """Show what each cluster carries, and can carry in the next four weeks."""
    cover = gather_cover()
    today = timezone.localdate()
    forecasts = cover_report.forecast_capacity(cover, today, WEEKS)
    names = {area.slug: area.name for area in cover.areas}
    rows = [{"cluster": names[each.cluster], "forecast": each} for each in forecasts]
    starts = [week.first_day for week in forecasts[0].weeks] if forecasts else []
    return render(request, "investors/desk/routing/capacity.html", {"rows": rows, "starts": starts})


def load_sectors() -> list[Sector]:
    """Return the top sectors with the codes below each, in one query."""
    rows = list(SectorRow.objects.order_by("position", "pk"))
    return [
        Sector(top.code, top.name, frozenset(row.code for row in rows if row.parent_id == top.code))
        for top in rows
        if top.parent_id is None
    ]


def name_areas(slugs: list[str], cover: Cover) -> list[str]:
    """Return the names of the clusters ``slugs``."""
    names = {area.slug: area.name for area in cover.areas}
    return [names[slug] for slug in slugs]


def describe_rows(
    slugs: list[str], sectors: list[Sector], language: str, day: datetime.date, cover: Cover
) -> list[dict[str, Any]]:
    """Return a row for each sector with a cell for each cluster."""
    rows = []
    for sector in sectors:
        cells = [cover_report.measure_cell(slug, sector, language, day, cover) for slug in slugs]
        shown = [{"cell": cell, "words": LEVEL_WORDS[cell.level]} for cell in cells]
        rows.append({"sector": sector.name, "cells": shown})
    return rows


def describe_languages(slugs: list[str], day: datetime.date, cover: Cover) -> list[dict[str, Any]]:
    """Return a row for each language that some contact speaks, with the number there for each cluster."""
    spoken = {code for contact in cover.contacts if contact.is_active for code in contact.languages}
    named = sorted((name_language(code), code) for code in spoken if code != ENGLISH)
    return [
        {
            "language": name,
            "code": code,
            "counts": [cover_report.count_speakers(slug, code, day, cover) for slug in slugs],
        }
        for name, code in named
    ]


def describe_breakage(
    asked: dict[str, Any], today: datetime.date, sectors: list[Sector], cover: Cover
) -> dict[str, Any] | None:
    """Return what breaks without the contact asked about, on the days asked about; None without a contact."""
    contact = next((each for each in cover.contacts if str(each.id) == asked.get("contact")), None)
    if contact is None:
        return None
    first = asked.get("first_day") or today
    days = cover_report.list_working_days(first, asked.get("last_day") or first)
    found = cover_report.find_breakage(contact, days, sectors, cover)
    clusters = {area.slug: area.name for area in cover.areas}
    names = {sector.code: sector.name for sector in sectors}
    return {
        "contact": contact,
        "leaves": asked.get("first_day") is None,
        "first_day": first,
        "last_day": asked.get("last_day"),
        "losses": [
            {
                "cluster": clusters[loss.cluster],
                "sector": names[loss.sector],
                "day": loss.day,
                "before": LEVEL_WORDS[loss.before],
                "after": LEVEL_WORDS[loss.after],
            }
            for loss in found.losses
        ],
        "languages": [
            {"cluster": clusters[slug], "language": name_language(code)} for slug, code in found.languages
        ],
        "assignments": list_assignments(contact),
    }


def list_assignments(contact: ContactFacts) -> list[str]:
    """Return what the rules in force assign to ``contact``, in words."""
    _version, rules = gather_rules(timezone.now())
    own = [each for each in rules.assignments if each.contact_id == contact.id]
    names = gather_names() if own else None
    return [names.name_subject(each) for each in own] if names else []
