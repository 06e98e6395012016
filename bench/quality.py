"""How good the answers of the search are: NDCG@10 over the judged queries.

A query counts by what its page shows. Where the page finds nothing and asks "did you mean", it counts by
what that leads to, one click away; the report says how often.
"""

import csv
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from bench.cards import take_context
from directory.models import Business

FILE = Path(__file__).parent / "judged_queries.csv"
DEPTH = 10


@dataclass(frozen=True)
class Judgement:
    """A query, its kind, and the grades of what it should find."""

    query: str
    kind: str
    expected: list[tuple[str, int]]


@dataclass(frozen=True)
class Score:
    """A query, its NDCG@10, and whether that took a click on "did you mean"."""

    judgement: Judgement
    value: float
    took_click: bool


def read_judgements(path: Path = FILE) -> list[Judgement]:
    """Return the judged queries."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [
        Judgement(row["query"], row["kind"], list(read_expected(row["expected"])))
        for row in csv.DictReader(lines)
    ]


def read_expected(text: str) -> Iterator[tuple[str, int]]:
    """Yield what each part of ``text`` names, with its grade."""
    for part in text.split(";"):
        named, _equals, grade = part.strip().rpartition("=")
        yield named, int(grade)


def find_graded(judgement: Judgement) -> dict[int, int]:
    """Return the grades of the listings that are expected, by primary key."""
    grades: dict[int, int] = {}
    for named, grade in judgement.expected:
        for pk in find_named(named):
            grades[pk] = max(grade, grades.get(pk, 0))
    return grades


def find_named(named: str) -> list[int]:
    """Return the listings that ``named`` names. Raises ValueError if there is none."""
    listings = Business.objects.listed()
    for part in named.split("+"):
        kind, colon, value = part.partition(":")
        if kind == "sector":
            listings = listings.in_sectors([value])
        elif kind == "cluster":
            listings = listings.in_clusters([value])
        elif kind == "name":
            listings = listings.filter(folded_name__regex=rf"\m{value}\M")
        elif kind == "text":
            listings = listings.filter(description__icontains=value)
        elif colon:
            listings = listings.filter(**{kind: value})
        else:
            field = "company_number" if part[:2].isdigit() else "slug"
            listings = listings.filter(**{field: part})
    found = list(listings.values_list("pk", flat=True))
    if not found:
        raise ValueError(f"no listing is {named}")
    return found


def search(query: str) -> tuple[list[int], bool]:
    """Return the first listings that the page shows, and whether that took a click on "did you mean"."""
    context = take_context(urlencode({"q": query}))
    took_click = not context["page"].object_list and bool(context["correction"])
    if took_click:
        context = take_context(urlsplit(context["correction"].url).query)
    return [card.pk for card in context["page"].object_list[:DEPTH]], took_click


def measure_gain(found: list[int], grades: dict[int, int]) -> float:
    """Return the NDCG of ``found``: 1 if no order could be better."""
    ideal = sorted(grades.values(), reverse=True)[:DEPTH]
    return add_up([grades.get(pk, 0) for pk in found]) / add_up(ideal)


def add_up(grades: list[int]) -> float:
    """Return the discounted gain of ``grades`` in their order."""
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def score_queries(judgements: list[Judgement]) -> list[Score]:
    """Ask every query, and score what it finds."""
    scores = []
    for judgement in judgements:
        found, took_click = search(judgement.query)
        scores.append(Score(judgement, measure_gain(found, find_graded(judgement)), took_click))
    return scores


def describe_scores(scores: list[Score]) -> Iterator[str]:
    """Yield the lines of the report: the mean, by kind, and the queries that fall short."""
    mean = sum(score.value for score in scores) / len(scores)
    clicks = sum(score.took_click for score in scores)
    yield (
        f"NDCG@{DEPTH} over {len(scores)} judged queries: {mean:.3f};"
        f" {clicks} of them by one click on “did you mean”."
    )
    yield ""
    yield "| kind | queries | NDCG@10 |"
    yield "| --- | --: | --: |"
    by_kind: dict[str, list[float]] = defaultdict(list)
    for score in scores:
        by_kind[score.judgement.kind].append(score.value)
    for kind, values in sorted(by_kind.items()):
        yield f"| {kind} | {len(values)} | {sum(values) / len(values):.3f} |"
    yield ""
    short = [score for score in scores if score.value < 0.9]
    if short:
        yield "Below 0.9: " + ", ".join(f"{each.judgement.query} ({each.value:.2f})" for each in short) + "."
