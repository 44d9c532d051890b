"""Queries that would make the server call somebody else. A listener on the loopback notes every connection."""

from __future__ import annotations

import socket

import pytest

from tests.hostile.dataset import BASE
from tests.hostile.server import Server, query_target
from tests.hostile.verdicts import expect_answered_or_refused, expect_problem

pytestmark = pytest.mark.hostile

_SPELLINGS = {
    "plain": "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "lower-case": "SELECT * { service <URL> { ?s ?p ?o } }",
    "mixed-case": "SELECT * { SeRvIcE <URL> { ?s ?p ?o } }",
    "silent": "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "glued-to-its-address": "SELECT*{SERVICE<URL>{?s ?p ?o}}",
    "glued-to-a-number": "SELECT * { BIND(1 AS ?x) FILTER(1=1SERVICE <URL> { ?s ?p ?o }) }",
    "after-a-number": "SELECT * { ?s ?p 1SERVICE <URL> { ?a ?b ?c } }",
    "after-a-comment": "SELECT * { # a comment\rSERVICE <URL> { ?s ?p ?o } }",
    "between-comments": "SELECT * { SERVICE#'\n<URL>#\"\n{ ?s ?p ?o } }",
    "after-a-quote-in-a-comment": "SELECT * { ?s ?p ?o # it's\n SERVICE <URL> { ?s ?p ?o } # it's\n }",
    "escaped-letter": "SELECT * { \\u0053ERVICE <URL> { ?s ?p ?o } }",
    "escaped-letters": "SELECT * { \\U00000053\\u0045RVICE <URL> { ?s ?p ?o } }",
    "variable-address": "SELECT * { VALUES ?u { <URL> } SERVICE ?u { ?s ?p ?o } }",
    "built-address": "SELECT * { BIND(IRI(CONCAT('http', STRAFTER('<URL>', 'http'))) AS ?u) SERVICE ?u { ?s ?p ?o } }",
    "prefixed-address": "PREFIX u: <URL> SELECT * { SERVICE u: { ?s ?p ?o } }",
    "relative-address": "BASE <URL> SELECT * { SERVICE <x> { ?s ?p ?o } }",
    "prefix-of-that-name": "PREFIX service: <x:> SELECT * { ?s service:a 1 SERVICE <URL> { ?s ?p ?o } }",
    "in-a-subselect": "SELECT * { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }",
    "in-a-filter": "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "in-minus": "SELECT * { ?s ?p ?o MINUS { SERVICE <URL> { ?s ?p ?o } } }",
    "in-optional": "SELECT * { ?s ?p ?o OPTIONAL { SERVICE SILENT <URL> { ?s ?p ?o } } } LIMIT 1",
    "in-a-graph": "SELECT * { GRAPH ?g { SERVICE <URL> { ?s ?p ?o } } }",
    "in-construct": "CONSTRUCT { ?s ?p ?o } { SERVICE <URL> { ?s ?p ?o } }",
    "in-ask": "ASK { SERVICE <URL> { ?s ?p ?o } }",
    "in-describe": "DESCRIBE ?s { SERVICE <URL> { ?s ?p ?o } }",
    "after-a-hundred-in-strings": "SELECT * { VALUES ?x { " + "'SERVICE' " * 100 + "} SERVICE <URL> { ?s ?p ?o } }",
}


def _address(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}/sparql"


def _expect_silence(listener: socket.socket) -> None:
    with pytest.raises(BlockingIOError):
        listener.accept()


@pytest.mark.parametrize("spelling", _SPELLINGS)
def test_service_is_refused_however_it_is_spelled(server: Server, listener: socket.socket, spelling: str) -> None:
    reply = server.ask(_SPELLINGS[spelling].replace("URL", _address(listener)), accept="*/*")
    _expect_silence(listener)
    expect_problem(reply, 400)


def test_the_word_service_in_strings_names_and_comments_is_no_service(server: Server) -> None:
    query = "PREFIX service: <x:> SELECT ?service { BIND('SERVICE <x:> \\u0022' AS ?service) } # SERVICE <x:> {}"
    reply = server.ask(query)
    assert reply.status == 200, reply
    assert reply.json()["results"]["bindings"], reply


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM <URL> { ?s ?p ?o }",
        "SELECT * FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * { GRAPH <URL> { ?s ?p ?o } }",
        "DESCRIBE <URL>",
        "LOAD <URL>",
        "LOAD SILENT <URL> INTO GRAPH <x:>",
    ],
)
def test_a_graph_elsewhere_is_not_fetched(server: Server, listener: socket.socket, query: str) -> None:
    reply = server.ask(query.replace("URL", _address(listener)), accept="*/*")
    _expect_silence(listener)
    expect_answered_or_refused(reply, 400)


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri", "using-graph-uri", "graph", "service"])
def test_a_graph_named_in_the_address_is_not_fetched(server: Server, listener: socket.socket, name: str) -> None:
    reply = server.get(f"{query_target('ASK {?s ?p ?o}')}&{name}={_address(listener)}")
    _expect_silence(listener)
    expect_answered_or_refused(reply, 400)


@pytest.mark.parametrize("iri", ["file:///etc/passwd", "file:///proc/self/environ", "../../../../etc/passwd"])
def test_a_file_of_the_machine_is_not_read(server: Server, iri: str) -> None:
    for query in (
        f"BASE <{BASE}> SELECT * FROM <{iri}> {{ ?s ?p ?o }}",
        f"CONSTRUCT WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}",
    ):
        reply = server.ask(query, accept="*/*")
        assert b"root:" not in reply.body, reply
        expect_answered_or_refused(reply, 400)
