"""Queries that would make the server call somebody else. A listener on the loopback notes every connection."""

from __future__ import annotations

import socket

import pytest

from tests.hostile.dataset import BASE
from tests.hostile.server import Server, query_target
from tests.hostile.spellings import SPELLINGS
from tests.hostile.verdicts import expect_answered_or_refused, expect_problem

pytestmark = pytest.mark.hostile


def _address(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}/sparql"


def _expect_silence(listener: socket.socket) -> None:
    with pytest.raises(BlockingIOError):
        listener.accept()


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_service_is_refused_however_it_is_spelled(server: Server, listener: socket.socket, spelling: str) -> None:
    reply = server.ask(SPELLINGS[spelling].replace("URL", _address(listener)), accept="*/*")
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
