"""Updates in every form: each is refused as an update, and the data stays as it was."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.hostile.dataset import BASE
from tests.hostile.server import Server, query_target
from tests.hostile.verdicts import expect_problem
from tests.hostile.wire import request_bytes

pytestmark = pytest.mark.hostile

_COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
_FORM = "application/x-www-form-urlencoded"
_UPDATES = [
    "INSERT DATA { <x:a> <x:b> <x:c> }",
    "INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
    "DELETE DATA { <x:a> <x:b> <x:c> }",
    "DELETE WHERE { ?s ?p ?o }",
    "DELETE { ?s ?p ?o } INSERT { ?o ?p ?s } WHERE { ?s ?p ?o }",
    f"WITH <{BASE}graph/entities> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}",
    "CLEAR ALL",
    "CLEAR SILENT DEFAULT",
    f"DROP GRAPH <{BASE}graph/entities>",
    "DROP ALL",
    "CREATE GRAPH <x:g>",
    f"COPY <{BASE}graph/entities> TO DEFAULT",
    f"MOVE DEFAULT TO <{BASE}graph/entities>",
    f"ADD <{BASE}graph/entities> TO DEFAULT",
    "LOAD <file:///etc/passwd>",
    "# SELECT\nPREFIX select: <x:> BASE <x:> insert data { select:a <b> 'SELECT' }",
]
_SMUGGLED = [
    "SELECT * { ?s ?p ?o } ; DELETE WHERE { ?s ?p ?o }",
    "ASK {} ; CLEAR ALL",
    "SELECT * { ?s ?p ?o } LIMIT 1 \x00 ; DROP ALL",
    "SELECT * { INSERT DATA { <x:a> <x:b> <x:c> } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { DELETE { ?s ?p ?o } WHERE { ?s ?p ?o } }",
]


def _triples(server: Server) -> str:
    return str(server.ask(_COUNT).json()["results"]["bindings"][0]["n"]["value"])


def _ask_in_every_way(server: Server, update: str) -> None:
    encoded = quote(update, safe="").encode()
    direct = request_bytes("POST", "/sparql", {"Content-Type": "application/sparql-update"}, update.encode())
    form = request_bytes("POST", "/sparql", {"Content-Type": _FORM}, b"update=" + encoded)
    both = request_bytes("POST", "/sparql", {"Content-Type": _FORM}, b"query=ASK%20%7B%7D&update=" + encoded)
    as_query = request_bytes("POST", "/sparql", {"Content-Type": _FORM}, b"query=" + encoded)
    by_address = request_bytes("POST", f"/sparql?update={encoded.decode()}", {"Content-Type": _FORM})
    for data in (direct, form, both, as_query, by_address):
        expect_problem(server.send(data), 400)
    expect_problem(server.get(f"/sparql?update={encoded.decode()}"), 400)
    expect_problem(server.get(query_target(update)), 400)
    expect_problem(server.ask(update), 400)


@pytest.mark.parametrize("update", _UPDATES)
def test_an_update_is_refused_in_whichever_form_it_comes(server: Server, update: str) -> None:
    before = _triples(server)
    _ask_in_every_way(server, update)
    refusal = server.ask(update).json()
    assert refusal["type"].endswith("#update-refused"), refusal
    assert _triples(server) == before


@pytest.mark.parametrize("query", _SMUGGLED)
def test_an_update_hidden_behind_a_query_is_refused(server: Server, query: str) -> None:
    before = _triples(server)
    expect_problem(server.ask(query), 400)
    assert _triples(server) == before


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
@pytest.mark.parametrize("target", ["/graph/entities", "/sparql?default", f"/sparql?graph={BASE}graph/entities", "/"])
def test_the_graph_store_protocol_changes_nothing(server: Server, method: str, target: str) -> None:
    before = _triples(server)
    data = request_bytes(method, target, {"Content-Type": "text/turtle"}, b"<x:a> <x:b> <x:c> .")
    expect_problem(server.send(data), 400, 405, 415)
    assert _triples(server) == before
