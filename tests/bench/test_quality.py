"""The judged queries, and how they are scored."""

import csv

import pytest

from bench.quality import (
    Judgement,
    describe_scores,
    find_graded,
    measure_gain,
    read_judgements,
    score_queries,
)
from directory.models import Business
from directory.reference_reading import FOLDER
from tests.directory.listings import BusinessFactory, SectorFactory


def test_file_judges_many_queries_each_once():
    queries = [judgement.query for judgement in read_judgements()]

    assert len(queries) == len(set(queries)) > 60
    assert all(judgement.expected for judgement in read_judgements())


def test_judged_companies_are_listed():
    lines = (FOLDER / "businesses.csv").read_text().splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    listed = {row["company_number"] for row in rows}

    judged = {
        named
        for judgement in read_judgements()
        for named, _grade in judgement.expected
        if named[:2].isdigit()
    }
    assert judged - listed == set()


def test_gain_is_one_for_the_best_order_and_falls_with_the_place():
    grades = {1: 3, 2: 2, 3: 1}

    assert measure_gain([1, 2, 3], grades) == 1
    assert 1 > measure_gain([2, 1, 3], grades) > measure_gain([9, 2, 1], grades) > 0
    assert measure_gain([9], grades) == 0


@pytest.mark.django_db
def test_queries_are_scored_by_what_the_page_shows():
    sector = SectorFactory(code="games-development", parent=SectorFactory(code="games"))
    loom = BusinessFactory(name="Loom Games", company_number="01234567", town="Leeds", sectors=[sector])
    mill = BusinessFactory(name="Mill Interactive", slug="mill", town="Leeds", sectors=[sector])
    judgement = Judgement(
        "games", "sector", [("sector:games+town:Leeds", 1), ("name:games", 2), ("01234567", 3), ("mill", 2)]
    )

    assert find_graded(judgement) == {loom.pk: 3, mill.pk: 2}
    scores = score_queries([judgement])
    assert [(score.value, score.took_click) for score in scores] == [(1.0, False)]
    assert next(describe_scores(scores)) == (
        "NDCG@10 over 1 judged queries: 1.000; 0 of them by one click on “did you mean”."
    )


@pytest.mark.django_db
def test_judgement_of_nothing_is_refused():
    with pytest.raises(ValueError, match=r"^no listing is town:York$"):
        find_graded(Judgement("york", "place", [("town:York", 3)]))
    assert not Business.objects.exists()
