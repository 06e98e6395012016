"""What holds for every answer of the open data: caching, origins, rates, problems, the schema."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from rest_framework.throttling import AnonRateThrottle

from directory.api.schema import build_schema
from tests.directory.listings import BusinessFactory

pytestmark = pytest.mark.django_db


def test_answer_may_be_kept_and_read_from_anywhere(client: Client):
    response = client.get("/api/v1/clusters/")

    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"] == "public, max-age=60"
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies


def test_unchanged_answer_is_not_sent_again(client: Client):
    first = client.get("/api/v1/businesses/")

    again = client.get("/api/v1/businesses/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Access-Control-Allow-Origin"] == "*"
    BusinessFactory()
    changed = client.get("/api/v1/businesses/", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


def test_only_the_open_data_is_open_to_other_origins(client: Client):
    assert "Access-Control-Allow-Origin" not in client.get("/businesses/")


def test_browser_may_ask_before_it_asks(client: Client):
    response = client.options("/api/v1/businesses/")

    assert response.status_code == 204
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert "If-None-Match" in response["Access-Control-Allow-Headers"]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("cluster=atlantis", "cluster"),
        ("size=huge", "size"),
        ("q=" + "x" * 201, "q"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=²", "limit"),
        ("cursor=!!", "cursor"),
        ("cursor=YWJj", "cursor"),
        ("cursor=%C3%A9", "cursor"),
        ("sort=name", "sort"),
        ("colour=red", "colour"),
    ],
)
def test_bad_parameter_is_named(client: Client, query: str, name: str):
    response = client.get(f"/api/v1/businesses/?{query}")

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert "no-store" in response["Cache-Control"]
    assert response["Access-Control-Allow-Origin"] == "*"
    problem = response.json()
    assert (problem["type"], problem["title"], problem["status"]) == ("about:blank", "Bad Request", 400)
    assert [each["name"] for each in problem["parameters"]] == [name]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("places/outcodes/?cluster=atlantis", "cluster"),
        ("places/outcodes/?cursor=AAA", "cursor"),
        ("places/towns/?name=%00", "name"),
        ("places/towns/?cursor=MTk5OTk5OTk5OTk5OTk5OTk5OTk", "cursor"),
        ("clusters/?q=a", "q"),
    ],
)
def test_bad_parameter_of_other_lists_is_named(client: Client, path: str, name: str):
    response = client.get(f"/api/v1/{path}")

    assert response.status_code == 400
    assert [each["name"] for each in response.json()["parameters"]] == [name]


@pytest.mark.parametrize("path", ["businesses/nothing/", "bulk/passwords", "nothing/here", "bulk/..%2Fx"])
def test_missing_is_a_problem_too(client: Client, path: str):
    response = client.get(f"/api/v1/{path}")

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["title"] == "Not Found"


def test_nothing_can_be_written(client: Client):
    response = client.post("/api/v1/businesses/", {"name": "x"})

    assert response.status_code == 405
    assert response.json()["title"] == "Method Not Allowed"


def use_up_rate(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AnonRateThrottle, "THROTTLE_RATES", {"anon": "2/min"})
    assert [client.get("/api/v1/sectors/").status_code for _ in range(2)] == [200, 200]


def test_too_many_requests_are_told_when_to_go_on(client: Client, monkeypatch: pytest.MonkeyPatch):
    use_up_rate(client, monkeypatch)

    response = client.get("/api/v1/sectors/")

    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 60
    assert response.json()["title"] == "Too Many Requests"
    assert client.get("/api/v1/sectors/", REMOTE_ADDR="192.0.2.1").status_code == 200


def test_requests_are_counted_while_redis_is_away(
    client: Client, monkeypatch: pytest.MonkeyPatch, cut_redis: Callable[[], None]
):
    use_up_rate(client, monkeypatch)

    assert client.get("/api/v1/sectors/").status_code == 429


def test_schema_describes_each_address_with_an_example(client: Client):
    schema = client.get("/api/schema/").json()

    assert schema["openapi"].startswith("3.")
    assert set(schema["paths"]) == {
        "/api/v1/businesses/", "/api/v1/businesses/{slug}/", "/api/v1/clusters/", "/api/v1/sectors/",
        "/api/v1/places/outcodes/", "/api/v1/places/towns/", "/api/v1/bulk/", "/api/v1/bulk/{name}",
            "/api/v1/opportunities/", "/api/v1/opportunities/{slug}/",
    }  # fmt: skip
    for path, methods in schema["paths"].items():
        answer = methods["get"]["responses"]["200"]["content"]
        assert path.endswith("{name}") or answer["application/json"]["examples"]


@pytest.mark.parametrize("path", ["businesses", "clusters", "sectors", "places/outcodes", "places/towns"])
def test_example_has_the_fields_of_the_answer(path: str):
    schema = build_schema()
    answer = schema["paths"][f"/api/v1/{path}/"]["get"]["responses"]["200"]["content"]["application/json"]
    (example,) = answer["examples"].values()
    page = schema["components"]["schemas"][answer["schema"]["$ref"].rsplit("/", 1)[1]]
    row = schema["components"]["schemas"][page["properties"]["results"]["items"]["$ref"].rsplit("/", 1)[1]]

    assert list(example["value"]["results"][0]) == list(row["properties"])


def test_reference_page_loads_nothing_from_elsewhere(client: Client):
    html = client.get("/api/docs/").content.decode()

    assert "/api/v1/places/outcodes/" in html
    assert "120/min" in html
    loaded = re.findall(r'(?:src|stylesheet" href)="([^"]*)"', html)
    assert all(address.startswith("/static/") for address in loaded)
    assert "<style" not in html


def test_reference_page_costs_little(client: Client, django_assert_num_queries):
    build_schema()
    with django_assert_num_queries(1):  # the terms
        client.get("/api/docs/")
