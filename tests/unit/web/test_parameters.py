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
