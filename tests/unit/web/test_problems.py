"""One shape for every error, whoever's fault it is."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from solidarity_graph import errors
from solidarity_graph.release import Release
from solidarity_graph.saved_queries import Catalogue
from solidarity_graph.sparql import DEFAULT_LIMITS, Answer, Limits, StoreStatus
from solidarity_graph.web import create_app
from solidarity_graph.web.problems import KINDS

MEMBERS = {"type", "title", "status", "detail"}
SECRET = "SELECT ?what_i_asked WHERE {}"


class FailingStore:
    """A store that raises on every question."""

    arrangement = ""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def answer(
        self,
        query: str,
        media_type: str,
        limits: Limits = DEFAULT_LIMITS,
        *,
        gone: Callable[[], bool] | None = None,
    ) -> Answer:
        raise self.error

    def status(self) -> StoreStatus:
        return StoreStatus(False, f"{self.error}", 0, 0, 0, "namespace")

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def failing(release: Release, catalogue: Catalogue) -> Callable[[Exception], FlaskClient]:
    return lambda error: create_app(FailingStore(error), release=release, catalogue=catalogue).test_client()


def wrong_addresses(app: Flask) -> list[tuple[str, int]]:
    """For every route an address that it cannot answer: a name nobody has, or a method it does not take."""
    filled = {"version": "1999-01-01", "group": "core"}
    addresses = []
    for rule in app.url_map.iter_rules():
        path = str(rule)
        for name in rule.arguments:
            part = next(part for part in (f"<path:{name}>", f"<{name}>") if part in path)
            path = path.replace(part, filled.get(name, "nobody"))
        addresses.append((path, 404 if rule.arguments else 405))
    return addresses


def test_every_route_has_the_same_shape_of_error(app: Flask, client: FlaskClient) -> None:
    for path, status in wrong_addresses(app):
        answer = client.get(path) if status == 404 else client.delete(path)
        assert answer.status_code == status, path
        assert answer.mimetype == "application/problem+json", path
        problem = answer.get_json(force=True)
        assert problem.keys() >= MEMBERS, path
        assert problem["status"] == status, path
        assert problem["type"].startswith("https://w3id.org/solidarity-graph/problems#"), path


def test_every_route_tells_a_browser_the_same_on_a_page(app: Flask, client: FlaskClient) -> None:
    for path, status in wrong_addresses(app):
        request = client.get if status == 404 else client.delete
        answer = request(path, headers={"Accept": "text/html"})
        assert (answer.status_code, answer.mimetype) == (status, "text/html"), path


@pytest.mark.parametrize(
    ("error", "status", "name", "members"),
    [
        (errors.QuerySyntaxError("Wrong.", 3, 7), 400, "query-syntax", {"line": 3, "column": 7}),
        (errors.ParameterError("from", "wrong."), 400, "parameter", {"parameter": "from"}),
        (errors.UpdateRefusedError("No."), 400, "update-refused", {}),
        (errors.CallError("Wrong."), 400, "call", {}),
        (errors.UnknownNameError("Nobody."), 404, "unknown-name", {}),
        (errors.NotAcceptableError("No.", ["text/csv"]), 406, "not-acceptable", {"offered": ["text/csv"]}),
        (errors.TooLargeError("Large."), 413, "too-large", {}),
        (errors.TooSlowError("Slow."), 503, "too-slow", {}),
        (errors.BusyError("Busy."), 503, "busy", {}),
    ],
)
def test_each_kind_of_error_has_its_status(
    failing: Callable[[Exception], FlaskClient],
    error: Exception,
    status: int,
    name: str,
    members: dict[str, object],
) -> None:
    answer = failing(error).get("/sparql?query=ASK%7B%7D")
    problem = answer.get_json(force=True)
    assert answer.status_code == status
    assert problem["type"].endswith(f"#{name}")
    assert problem["detail"] == str(error)
    assert {key: problem[key] for key in problem.keys() - MEMBERS} == members
    assert ("Retry-After" in answer.headers) == (status == 503)


def test_a_damaged_release_is_503_without_a_word_of_where_it_lies(
    failing: Callable[[Exception], FlaskClient], caplog: pytest.LogCaptureFixture
) -> None:
    answer = failing(errors.ReleaseError("The snapshot in /srv/secret is damaged.")).get("/sparql?query=ASK%7B%7D")
    assert answer.status_code == 503
    assert "/srv/secret" not in answer.text
    assert "/srv/secret" in caplog.text


@pytest.mark.parametrize("error", [errors.EngineError(f"failed on {SECRET}"), KeyError(SECRET), RuntimeError(SECRET)])
def test_our_own_fault_is_500_without_details_and_logged_without_the_question(
    failing: Callable[[Exception], FlaskClient], caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = failing(error).get("/sparql", query_string={"query": SECRET})
    assert answer.status_code == 500
    assert "what_i_asked" not in answer.text + caplog.text
    assert type(error).__name__ in caplog.text


def test_nothing_that_is_asked_gets_into_the_log(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for query in (SECRET, f"{SECRET} nonsense", f"DROP ALL # {SECRET}"):
            client.get("/sparql", query_string={"query": query})
            client.post("/sparql", data={"query": query})
    assert "what_i_asked" not in caplog.text


def test_health_says_when_no_query_is_answered(failing: Callable[[Exception], FlaskClient]) -> None:
    answer = failing(errors.ReleaseError("/srv/secret is gone.")).get("/health")
    assert answer.status_code == 503
    assert answer.get_json() == {"alive": True, "ready": False, "release": "2030-01-01", "guarded": "namespace"}


def test_the_front_page_does_without_counts_when_the_store_is_too_busy(
    failing: Callable[[Exception], FlaskClient],
) -> None:
    assert failing(errors.BusyError("Busy.")).get("/").status_code == 200


def test_every_kind_of_error_is_explained(client: FlaskClient) -> None:
    page = client.get("/problems").text
    for kind in KINDS:
        assert f'id="{kind.name}"' in page


def test_a_wrong_method_names_the_right_ones(client: FlaskClient) -> None:
    answer = client.delete("/sparql")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


@pytest.mark.parametrize(
    ("method", "path", "says"),
    [
        ("GET", "/SPARQL", "There is no /SPARQL here. Capital letters count in addresses"),
        ("GET", "/release/2030-01-01/nothing.csv", "There is no /release/2030-01-01/nothing.csv here."),
        ("DELETE", "/sparql", "DELETE is not accepted at /sparql. Accepted: GET, HEAD, OPTIONS, POST."),
        (
            "POST",
            "/queries/held-actions",
            "POST is not accepted at /queries/held-actions. Accepted: GET, HEAD,",
        ),
    ],
)
def test_a_wrong_address_or_method_is_told_with_what_there_is(
    client: FlaskClient, method: str, path: str, says: str
) -> None:
    assert client.open(path, method=method).get_json(force=True)["detail"].startswith(says)


def test_a_page_says_in_its_language_what_was_wrong_and_programs_are_told_in_english(client: FlaskClient) -> None:
    for address in ("/be/id/person/nobody.html", "/be/SPARQL"):
        page = client.get(address, headers={"Accept": "text/html"}).text
        assert re.search(r"<h1[^>]*>[^<a-z]*</h1>", page)
        assert re.search(r'<p dir="auto" class="lead">[А-Яа-яІіЎў][^<]*</p>', page)
        told = client.get(address, headers={"Accept": "application/json"}).get_json()
        assert re.match(r"There is no|Nothing is known", told["detail"])


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("/actions?nothing=1", "parameter nothing: there is no such parameter here. Available: "),
        ("/actions?form=100%25", "parameter form: nothing on this list has “100%”. /actions shows"),
        ("/actions?view=heap", "parameter view: “heap” cannot be given. Available: table, "),
        ("/actions?limit=0", "parameter limit: give a whole number from 1 to 1000."),
        ("/actions?q=1&q=2", "parameter q: it is there 2 times; give it once."),
        ("/actions?q=%ff", "The address or form is not in UTF-8"),
        ("/actions.pdf", "There is no format 'pdf' here. Available: csv, "),
        ("/search?kind=ghosts", "parameter kind: “ghosts” cannot be given."),
        ("/queries/?for=ghosts", "parameter for: “ghosts” is no audience here."),
        ("/queries/held-action", "There is no saved query 'held-action'. Did you mean held-actions?"),
        ("/queries/held-actions?sort=colour", "parameter sort: the answer has no column “colour”."),
        ("/queries/held-actions?colour=red", "parameter colour: there is no such parameter here. Available: "),
        ("/queries/one-event?event=event/nowhere", "parameter event: nothing is known here by the name"),
        ("/queries/?lang=xx", "parameter lang: pages are in en, be, ru; “xx” is none of them."),
        ("/release/1999-01-01/actions", "There is no release '1999-01-01' here. The current one is 2030-01-01."),
        ("/docs/nothing", "There is no document 'nothing'. Available: "),
        ("/ontology/0.0.1", "There is no version '0.0.1' of the ontology here."),
    ],
)
def test_a_wrong_value_is_explained_in_the_language_of_the_page_and_in_english_to_programs(
    client: FlaskClient, address: str, says: str
) -> None:
    told = client.get(address, headers={"Accept": "application/json"})
    assert told.get_json()["detail"].startswith(says)
    for tag in ("be", "ru"):
        page = client.get(f"/{tag}{address}", headers={"Accept": "text/html"})
        assert page.status_code == told.status_code
        assert re.search(
            r'<p dir="auto" class="lead">(<bdi[^>]*><code>\w+</code></bdi>: )?[“«]?[А-Яа-яІіЎў]', page.text
        )


def test_what_cannot_be_seen_in_a_value_is_told_by_its_code(client: FlaskClient) -> None:
    page = client.get("/be/actions?status=%E2%80%AEabc%00", headers={"Accept": "text/html"}).text
    assert "“\\u202eabc\\x00”" in page
    page = client.get("/sparql?query=ASK%7B%7D&format=%E2%80%AEpdf", headers={"Accept": "text/html"}).text
    assert "“\\u202epdf”" in page


def test_the_editor_says_what_was_wrong_in_the_language_of_the_page(client: FlaskClient) -> None:
    page = client.get("/be/sparql?query=ASK%7B%7D&format=pdf", headers={"Accept": "text/html"}).text
    assert "<span><code>format</code>: Фармату “pdf” няма." in page
    page = client.get("/be/sparql?query=ASK", headers={"Accept": "text/html"}).text
    assert '<span lang="en">The query does not parse' in page


def test_an_error_without_a_translation_says_that_it_is_in_english(
    failing: Callable[[Exception], FlaskClient],
) -> None:
    page = failing(errors.CallError("Wrong by 100%.")).get("/be/queries/held-actions", headers={"Accept": "text/html"})
    assert '<p dir="auto" class="lead" lang="en">Wrong by 100%.</p>' in page.text


def test_a_request_that_is_too_large_is_told_the_limit(app: Flask, client: FlaskClient) -> None:
    limit = app.config["MAX_CONTENT_LENGTH"]
    answer = client.post("/sparql", data="x" * (limit + 1), content_type="application/sparql-query")
    assert (answer.status_code, answer.mimetype) == (413, "application/problem+json")
    assert f"the limit of {limit} bytes" in answer.get_json(force=True)["detail"]


@pytest.mark.parametrize("path", ["/actions", "/search", "/queries/", "/sparql/suggest"])
def test_words_are_read_by_the_same_rules_everywhere(client: FlaskClient, path: str) -> None:
    for query, parameter in (("q=a&q=b", "q"), ("q=%FF", None)):
        answer = client.get(f"{path}?{query}")
        assert (answer.status_code, answer.get_json().get("parameter")) == (400, parameter), query
    for query in ("q=", "q=ada&utm_source=x"):
        assert client.get(f"{path}?{query}").status_code == 200, query
