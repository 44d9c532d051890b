"""One rule for the parameters of all addresses of data: an unknown or repeated one is refused, an empty one ignored."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.unit.web.described import readable_addresses

ANYTHING = ("/sparql", "/health", "/metrics", "/robots.txt", "/docs/examples/nginx.conf")


def data_addresses(client: FlaskClient) -> dict[str, bytes]:
    """What each address of data gives, the SPARQL protocol's and those of the operation aside."""
    answers = {path: client.get(path) for path in readable_addresses(client)}
    return {
        path: answer.data
        for path, answer in answers.items()
        if answer.status_code == 200 and answer.mimetype != "text/html" and path.partition("?")[0] not in ANYTHING
    }


def test_every_address_of_data_has_the_same_rule(client: FlaskClient) -> None:
    found = data_addresses(client)
    assert len(found) > 100
    assert {"/land.json", "/graph/entities.ttl", "/catalogue.ttl", "/actions.bib", "/feed.atom", "/openapi.json"} <= {
        *found
    }
    for path, data in found.items():
        joined = f"{path}{'&' if '?' in path else '?'}"
        answer = client.get(f"{joined}colour=red")
        assert (answer.status_code, answer.get_json(force=True).get("parameter")) == (400, "colour"), path
        detail = answer.get_json(force=True)["detail"]
        assert "Available: " in detail or "takes none" in detail, path
        assert client.get(f"{joined}utm_source=mail&utm_source=x&fbclid=").data == data, path


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/graph/harbour", "text/turtle"),
        ("/ontology", "text/turtle"),
        ("/shapes", "application/n-triples"),
        ("/actions", "text/csv"),
        ("/queries/held-actions", "text/csv"),
    ],
)
def test_data_by_accept_has_it_too(client: FlaskClient, path: str, accept: str) -> None:
    assert client.get(path, headers={"Accept": accept}).status_code == 200
    assert client.get(f"{path}?colour=red", headers={"Accept": accept}).status_code == 400


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/actions.csv", "sort"),
        ("/actions.json", "q"),
        ("/queries/held-actions.csv", "since"),
        ("/queries/held-actions", "format"),
        ("/queries/held-actions.csv", "excel"),
        ("/release/2030-01-01/actions.csv", "excel"),
        ("/sparql/suggest", "q"),
        ("/sparql", "query"),
    ],
)
def test_a_parameter_that_takes_one_value_is_given_once(client: FlaskClient, path: str, name: str) -> None:
    answer = client.get(f"{path}?{name}=1&{name}=1")
    assert (answer.status_code, answer.get_json(force=True)["parameter"]) == (400, name)
    assert "it is there 2 times; give it once" in answer.get_json(force=True)["detail"]


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/actions.csv", "q=&q=&form=&page=&excel="),
        ("/queries/held-actions.csv", "since=&since=&page=&columns=&format="),
        ("/release/2030-01-01/solidarity-graph.nq", "excel="),
        ("/id/event/picket.ttl", "utm_source="),
    ],
)
def test_an_empty_parameter_is_as_if_left_out(client: FlaskClient, path: str, query: str) -> None:
    assert client.get(f"{path}?{query}").data == client.get(path).data != b""


@pytest.mark.parametrize("name", ["page", "limit", "view", "by", "named"])
def test_a_parameter_of_pages_is_refused_where_data_is_asked_for(client: FlaskClient, name: str) -> None:
    answer = client.get(
        f"/actions.csv?{name}={1 if name in ('page', 'limit') else 'form' if name == 'by' else 'table'}"
    )
    assert (answer.status_code, answer.get_json(force=True)["parameter"]) == (400, name)
    assert "data comes whole" in answer.get_json(force=True)["detail"]


@pytest.mark.parametrize("path", ["/id/event/picket.html", "/about", "/search", "/queries/", *ANYTHING])
def test_other_pages_and_the_operation_ignore_what_they_do_not_know(client: FlaskClient, path: str) -> None:
    assert client.get(f"{path}?colour=red").status_code == 200


def test_a_browser_gets_the_error_as_a_page(client: FlaskClient) -> None:
    answer = client.get("/id/event/picket.ttl?colour=red", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.mimetype) == (400, "text/html")
    assert "colour" in answer.text


def test_a_language_is_asked_for_once_in_whatever_spelling_and_not_of_what_takes_anything(client: FlaskClient) -> None:
    assert client.get("/actions?l%61ng=be&q=picket").location == "/be/actions?q=picket"
    assert client.get("/actions?lang=").status_code == 200
    assert client.get("/actions.csv?lang=").status_code == 200
    assert client.get("/actions?lang=be&lang=ru").status_code == 400
    for path in ("/health", "/robots.txt", "/metrics", "/sparql?query=ASK%7B%7D&x=1"):
        for tag in ("be", "de"):
            assert client.get(f"{path}{'&' if '?' in path else '?'}lang={tag}").status_code == 200, path


@pytest.mark.parametrize("path", ["/id/event/picket", "/concept/picket", "/dataset"])
def test_a_redirect_from_an_iri_drops_no_parameter(client: FlaskClient, path: str) -> None:
    answer = client.get(f"{path}?colour=red", headers={"Accept": "text/turtle"})
    assert (answer.status_code, answer.location.partition("?")[2]) == (303, "colour=red")
    assert client.get(answer.location, headers={"Accept": "text/turtle"}).status_code == 400


def test_a_table_of_the_release_is_that_file_until_a_value_is_chosen(client: FlaskClient) -> None:
    table = "/release/2030-01-01/actions.csv"
    file = client.get(table).data
    assert all(client.get(f"{table}?{name}=").data == file for name in ("q", "sort", "month"))
    assert client.get(f"{table}?%73tatus=held").data == client.get(f"{table}?status=held").data != file


def test_what_is_no_table_is_given_to_no_spreadsheet(client: FlaskClient) -> None:
    for name in ("manifest.json", "SHA256SUMS", "solidarity-graph.nq"):
        assert client.get(f"/release/2030-01-01/{name}?excel=1").status_code == 400, name


def test_a_name_may_be_of_any_length(client: FlaskClient) -> None:
    assert client.get(f"/shapes/{'x' * 300}/{'y' * 300}.ttl").status_code == 404
