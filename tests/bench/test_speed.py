"""The benchmark itself: what it asks, what it counts, what it says."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.test import Client

from bench.cards import freeze_context
from bench.cases import QUESTIONS, RIVALS, choose_questions
from bench.exports import Export
from bench.imports import Import, Imports
from bench.measuring import Answer, Case, Unanswered, get, measure, measure_together, percentile
from bench.report import describe_growth, describe_pages, describe_run
from bench.speed import Run
from bench.wsgi import HEADER, tell_time
from tests.directory.listings import BusinessFactory


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/none":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header(HEADER, "12.5")
        self.end_headers()
        self.wfile.write(b"x" * 1000)

    def log_message(self, format, *args):
        pass


@pytest.fixture
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_answer_has_the_time_of_the_server_and_of_the_client(port: int):
    answer = get(port, "/")

    assert (answer.server, answer.size) == (12.5, 1000)
    assert answer.client > 0
    assert 0 < answer.packed < 100
    with pytest.raises(Unanswered, match=r"^/none: 404 Not Found$"):
        get(port, "/none")


def test_cases_are_asked_in_turn_and_a_fault_ends_only_its_own(port: int):
    good, bad = Case(["/a", "/b"], port), Case(["/none"], port)

    measure([good, bad], seconds=0.05, each=0.5)

    assert len(good.answers) >= 3
    assert (good.median(), good.percentile(0.95), good.fault) == (12.5, 12.5, "")
    assert (bad.answers, bad.fault) == ([], "/none: 404 Not Found")


def test_clients_ask_at_once(port: int):
    rate, times = measure_together([Case(["/a"], port)], clients=2, seconds=0.1)

    assert rate > 0
    assert len(times) >= 2


def test_percentile_is_a_value_that_was_seen():
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([3.0, 1.0, 2.0], 0.99) == 3.0


def test_header_tells_what_the_answer_took():
    started = []

    def application(environ, start_response):
        start_response("200 OK", [("X-Own", "kept")])
        return [b"body"]

    body = tell_time(application)({}, lambda *arguments: started.extend(arguments))

    assert list(body) == [b"body"]
    assert started[0] == "200 OK"
    assert started[1][0] == ("X-Own", "kept")
    assert started[1][1][0] == HEADER
    assert float(started[1][1][1]) >= 0


@pytest.mark.django_db
@pytest.mark.urls("bench.urls")
def test_base_is_the_search_page_without_a_query(client: Client, django_assert_num_queries):
    BusinessFactory(name="Loom")
    freeze_context.cache_clear()
    client.get("/bench/cards/")  # takes the cards

    with django_assert_num_queries(0):
        page = client.get("/bench/cards/").content.decode()

    freeze_context.cache_clear()
    assert page == client.get("/businesses/").content.decode()
    assert "Loom" in page


def make_run(rows: int, milliseconds: float) -> Run:
    answered = [Answer(milliseconds, milliseconds + 1, 1000, 100)]
    run = Run(rows, {"adding businesses": 2.0}, rate=10.0, together=[5.0])
    run.cases = {each.name: Case(each.paths, 1, list(answered)) for each in QUESTIONS}
    run.cases["map of all"].fault = "/businesses/map/: 404 Not Found"
    run.at_datasette = [Case((each.path,), 1, [Answer(40, 40, 1000, 100)]) for each in RIVALS]
    run.export = Export(0.05, 5000, 8000)
    run.imports = Imports(rows, 5, 2, [Import("everything", 21, 150 << 20, rows)])
    return run


def test_report_holds_each_measure_against_its_limit():
    lines = list(describe_run(make_run(20_000, 10.0)))

    assert "| no filter | 10.0 | 10.0 | 1.00 | 2 | 1 | 0.1 |" in lines
    assert "| map of all | /businesses/map/: 404 Not Found | | | 3 | | |" in lines
    assert "| no filter | 11.0 | 40.0 | 3.6 **under** | 5 |" in lines
    assert any(line.startswith("CSV of the whole directory: first byte after 50 ms") for line in lines)
    assert "| everything | 21.0 | 3.0 | 4.2 | 150 | 20,000 |" in lines


def test_report_shows_growth():
    lines = list(describe_growth(make_run(20_000, 10.0), make_run(1_000_000, 20.0)))

    assert "| no filter | 10.0 | 20.0 | 2.00 **over** | 1.5 |" in lines
    assert "| a word on 50 % of rows | 10.0 | 20.0 | 2.00 | 3.0 |" in lines
    assert "| progress in jobs | 10.0 | 20.0 | 2.00 **over** | 1.2 |" in lines


def test_figures_can_be_asked_for_alone():
    chosen = choose_questions(["figures"])

    assert {each.group for each in chosen} == {"base", "figures"}
    assert choose_questions(["pages", "figures"]) == QUESTIONS
    assert "figures" not in {each.group for each in choose_questions(["pages"])}
    run = make_run(20_000, 10.0)
    run.cases = {each.name: run.cases[each.name] for each in chosen}
    assert not any("no filter" in line for line in describe_growth(run, run))
    assert any(line.startswith("| progress in jobs |") for line in describe_pages(run))
