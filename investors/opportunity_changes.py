"""What an open revision would change in what the public sees, in words, part by part."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.formats import date_format as format_date
from django.utils.translation import gettext as _

from directory.content_words import Change, compare_words
from directory.models import Cluster, Sector
from investors.models import Contact, Opportunity, OpportunityFile
from investors.opportunity_content import UNORDERED, Content, Difference, compare_contents, read_day


class Names:
    """What the keys in contents are called. A fixed number of queries, however much changed."""

    def __init__(self, opportunity: Opportunity, contents: Iterable[Content]) -> None:
        contacts: set[int] = {content["contact"] for content in contents if content.get("contact")}
        self.clusters: Mapping[str, str] = dict(Cluster.objects.values_list("pk", "name"))
        self.sectors: Mapping[str, str] = dict(Sector.objects.values_list("pk", "name"))
        self.contacts: Mapping[int, str] = dict(
            Contact.objects.filter(pk__in=contacts).values_list("pk", "name")
        )
        self.files = OpportunityFile.objects.filter(opportunity=opportunity).in_bulk()

    def write_file(self, entry: Mapping[str, Any]) -> str:
        """Return a document or picture as one line: what it is called, its file, and how its scan stands."""
        file = self.files.get(entry["file"])
        words = entry.get("title") or entry.get("alt") or ""
        return f"{words} ({file.name}: {file.get_scan_display()})" if file else str(words)


def describe_changes(opportunity: Opportunity, before: Content, after: Content) -> list[Change]:
    """Return the parts on which ``before`` and ``after`` differ, each word by word."""
    names = Names(opportunity, (before, after))
    return [_describe(each, names) for each in compare_contents(before, after)]


def _describe(difference: Difference, names: Names) -> Change:
    before = write_value(difference.field.name, difference.before, names)
    after = write_value(difference.field.name, difference.after, names)
    return Change(difference.field.label, before, after, compare_words(before, after), is_harmless=False)


def write_value(name: str, value: Any, names: Names) -> str:
    """Return the value of the part ``name`` of a content as text, lists one item a line."""
    writers: dict[str, Callable[[Any], str]] = {
        "cluster": lambda each: names.clusters.get(each, each),
        "sectors": lambda each: names.sectors.get(each, each),
        "contact": lambda each: names.contacts.get(each, _("nobody any more")),
        "investment_types": lambda each: _label(Opportunity.InvestmentType, each),
        "scale": lambda each: _label(Opportunity.Scale, each),
        "stage": lambda each: _label(Opportunity.Stage, each),
        "facts": _write_fact,
        "documents": names.write_file,
        "images": names.write_file,
        "valid_from": _write_day,
        "valid_until": _write_day,
    }
    write = writers.get(name, str)
    if isinstance(value, list):
        lines = [write(each) for each in value]
        return "\n".join(sorted(lines) if name in UNORDERED else lines)
    return "" if value in (None, "") else write(value)


def _label(choices: Any, value: str) -> str:
    return str(dict(choices.choices).get(value, value))


def _write_fact(fact: Mapping[str, str]) -> str:
    source = ", ".join(part for part in (fact["source"], fact["url"], fact["date"]) if part)
    return f"{fact['text']} ({source})"


def _write_day(text: str) -> str:
    day = read_day(text)
    return format_date(day, "j F Y") if day else ""
