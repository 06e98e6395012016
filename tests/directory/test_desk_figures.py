"""Published figures at the desk: what the form requires, and what it leaves on the public pages."""

import datetime

import pytest

from directory.figure_documents import read_figure
from directory.models import Figure, FigureChange, Metric
from insights.comparison_figures import match_figures
from tests.accounts.people import sign_in_to_desk
from tests.directory.listings import ClusterFactory, SourceFactory
from tests.insights.cluster_data import make_figure, read_text

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 6, 2, 10, 30, tzinfo=datetime.UTC)
LIST_QUERIES, PAGE_QUERIES = 6, 10
LIST, NEW = "/desk/figures/", "/desk/figures/new/"


@pytest.fixture
def jobs() -> Metric:
    return Metric.objects.create(key="tech_jobs", label="Technology jobs", definition="Jobs in technology.")


def fill_in(**fields) -> dict[str, object]:
    """Return what a person types for a figure of Leeds."""
    typed = {
        "cluster": ClusterFactory(slug="leeds", name="Leeds").pk,
        "metric": "tech_jobs",
        "value": "1234",
        "unit": "jobs",
        "year": "2020",
        "geography": "Leeds",
        "precision": "about",
        "note": "Table 3.",
        "source": SourceFactory().pk,
        "reason": "A new report",
        "seen": "",
    }
    return typed | fields


def test_figure_is_added_and_public_at_once(client, jobs):
    sign_in_to_desk(client)

    client.post(NEW, fill_in())

    page = read_text(client.get("/clusters/leeds/"))
    assert "about 1,234" in page
    assert "Jobs in technology." in page
    assert "A new report" in read_text(client.get(LIST + "changes/"))


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"value": "many"}, {"value"}),
        ({"unit": ""}, {"unit"}),
        ({"year": ""}, {"year"}),
        ({"year": "lately"}, {"year"}),
        ({"geography": ""}, {"geography"}),
        ({"precision": ""}, {"precision"}),
        ({"note": ""}, {"note"}),
        ({"reason": ""}, {"reason"}),
        ({"metric": ""}, {"new_label", "new_definition"}),
        ({"metric": "", "new_label": "technology JOBS", "new_definition": "Others."}, {"new_label"}),
        (
            {"source": ""},
            {"source_title", "source_kind", "source_publisher", "source_url", "source_published"},
        ),
        ({"source": "nonsense"}, {"source"}),
    ],
)
@pytest.mark.usefixtures("jobs")
def test_figure_lacks_nothing(client, changes, fields):
    sign_in_to_desk(client)

    response = client.post(NEW, fill_in(**changes))

    assert response.status_code == 200
    assert set(response.context["form"].errors) == fields
    assert "A new report" in response.content.decode() or "reason" in changes
    assert not Figure.objects.exists()


@pytest.mark.usefixtures("jobs")
def test_unit_is_held_to_the_definition(client):
    make_figure(ClusterFactory(slug="sheffield"))
    sign_in_to_desk(client)

    response = client.post(NEW, fill_in(unit="people"))

    assert "Figures of this definition are in jobs" in read_text(response)


@pytest.mark.usefixtures("jobs")
def test_new_definition_and_source_are_taken(client):
    sign_in_to_desk(client)
    new = {"metric": "", "new_label": "Robot makers", "new_definition": "Businesses that make robots."}
    source = {
        "source": "",
        "source_title": "Robots",
        "source_kind": "report",
        "source_publisher": "Sample Press",
        "source_url": "https://example.org/robots",
        "source_published": "2026-05-01",
    }

    client.post(NEW, fill_in(**new, **source, unit="businesses", precision="exact"))

    figure = Figure.objects.get()
    assert (figure.label, figure.precision, figure.source.publisher) == ("Robot makers", "", "Sample Press")


@pytest.mark.usefixtures("jobs")
def test_same_figure_twice_is_refused_beside_its_field(client):
    sign_in_to_desk(client)
    typed = fill_in()
    client.post(NEW, typed)

    response = client.post(NEW, typed)

    assert set(response.context["form"].errors) == {"value"}
    assert Figure.objects.count() == 1


@pytest.mark.usefixtures("jobs")
def test_change_over_what_somebody_else_changed_is_refused_and_keeps_what_was_typed(client):
    figure = make_figure(ClusterFactory(slug="leeds", name="Leeds"))
    sign_in_to_desk(client)

    response = client.post(f"{LIST}{figure.pk}/", fill_in(seen="long ago", value="7"))
    again = response.context["form"]["seen"].value()
    client.post(f"{LIST}{figure.pk}/", fill_in(seen=again, value="7"))

    assert response.status_code == 409
    assert response.context["form"]["value"].value() == "7"
    assert Figure.objects.get().value == 7


@pytest.mark.usefixtures("jobs")
def test_withdrawn_figure_is_gone_and_its_history_stays(client):
    figure = make_figure(ClusterFactory(slug="leeds", name="Leeds"))
    sign_in_to_desk(client)
    seen = client.get(f"{LIST}{figure.pk}/").context["withdraw_form"].initial["seen"]

    without = client.post(f"{LIST}{figure.pk}/withdraw/", {"seen": seen, "reason": ""})
    client.post(f"{LIST}{figure.pk}/withdraw/", {"seen": seen, "reason": "The source took it back."})

    assert "Say why" in read_text(without)
    assert not Figure.objects.exists()
    assert "The source took it back." in read_text(client.get(LIST + "changes/"))


def test_new_figure_of_another_source_is_never_in_one_row_of_a_comparison(client, jobs):
    leeds, sheffield = ClusterFactory(slug="leeds", name="Leeds"), ClusterFactory(slug="sheffield")
    same, other = SourceFactory(key="same"), SourceFactory(key="other")
    make_figure(sheffield, year="2020", geography=sheffield.name, source=same)
    sign_in_to_desk(client)

    def count_rows() -> int:
        figures = list(Figure.objects.select_related("source", "cluster"))
        return len(match_figures([leeds, sheffield], {"leeds": [], "sheffield": []}, figures)[0])

    client.post(NEW, fill_in(source=other.pk))
    of_another = count_rows()
    client.post(NEW, fill_in(source=same.pk))

    assert (of_another, count_rows()) == (0, 1)


def test_figure_that_spoils_a_row_of_the_comparison_says_so(client, jobs):
    sign_in_to_desk(client)
    typed = fill_in()
    client.post(NEW, typed)

    response = client.post(NEW, typed | {"geography": "Leeds City Region"}, follow=True)

    assert "The comparison of clusters can put neither in a row" in read_text(response)


@pytest.mark.parametrize("number", [1, 25])
def test_list_asks_a_fixed_number_of_queries(client, django_assert_num_queries, number):
    sign_in_to_desk(client)
    for index in range(number):
        make_figure(ClusterFactory(slug=f"cluster-{index}"), index)
    client.get(LIST)

    with django_assert_num_queries(LIST_QUERIES):
        client.get(LIST)


@pytest.mark.parametrize("number", [1, 15])
@pytest.mark.usefixtures("jobs")
def test_page_asks_a_fixed_number_of_queries(client, django_assert_num_queries, number):
    figure = make_figure(None)
    user = sign_in_to_desk(client)
    for index in range(number):
        FigureChange.objects.create(
            figure_number=figure.pk,
            kind="added",
            at=NOW,
            user=user,
            after=make_document(figure, index),
            reason="Because",
        )
    client.get(f"{LIST}{figure.pk}/")

    with django_assert_num_queries(PAGE_QUERIES):
        client.get(f"{LIST}{figure.pk}/")


def make_document(figure: Figure, number: int) -> dict[str, object]:
    return read_figure(figure) | {"value": f"{number}.00"}
