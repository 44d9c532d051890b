"""The pages for people: they are made in the web process, so what they are made of must be small."""

from __future__ import annotations

import pytest

from tests.hostile.crowd import all_at_once
from tests.hostile.dataset import EX
from tests.hostile.server import Server, query_target
from tests.hostile.verdicts import expect_discreet, expect_in_time
from tests.hostile.wire import Reply, request_bytes

pytestmark = pytest.mark.hostile

_HTML = {"Accept": "text/html"}
_QUERIES = {
    "endless-rows": "SELECT * { ?a ?b ?c . ?d ?e ?f }",
    "many-rows": "SELECT * { ?s ?p ?o } LIMIT 20000",
    "an-endless-graph": "CONSTRUCT { ?a ?e ?f } { ?a ?b ?c . ?d ?e ?f }",
    "a-large-graph": "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 20000",
    "a-heavy-count": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "five-hundred-columns": "SELECT * { " + "".join(f"BIND({n} AS ?v{n})" for n in range(500)) + " }",
    "many-names-to-find": f"SELECT ?s ?o {{ ?s <{EX}link> ?o }} LIMIT 5000",
    "a-giant-value": 'SELECT ?x21 { BIND("x" AS ?x0) '
    + "".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(21))
    + " }",
    "a-script": "SELECT ?x { BIND('<script>alert(1)</script>' AS ?x) }",
    "an-aborting-sort": "SELECT ?s { ?s ?p ?o } ORDER BY ?o LIMIT 1",
}


def _expect_page(reply: Reply) -> None:
    expect_in_time(reply)
    assert reply.whole, reply
    assert reply.status in (200, 400, 404, 413, 414, 429, 500, 503), reply
    assert reply.headers["content-type"].startswith("text/html"), reply
    assert b"<script>alert" not in reply.body, reply
    expect_discreet(reply)


@pytest.mark.parametrize("name", _QUERIES)
def test_a_page_of_something_too_large_is_still_a_page(server: Server, name: str) -> None:
    _expect_page(server.get(query_target(_QUERIES[name]), _HTML))


@pytest.mark.parametrize("name", ["many-rows", "a-large-graph", "many-names-to-find", "five-hundred-columns"])
def test_twelve_large_pages_at_once_hold_up_nobody(server: Server, name: str) -> None:
    target = query_target(_QUERIES[name])
    for reply in all_at_once(lambda number: server.get(f"{target}%20%23%20{number}", _HTML), 12):
        if reply.headers.get("content-type", "").startswith("text/html"):
            _expect_page(reply)
        else:
            assert reply.status in (429, 503), reply


@pytest.mark.parametrize(
    "body",
    [
        b"query=%ff%fe",
        b"&".join(b"query=1" for _ in range(2000)),
        b"query=SELECT",
        b"a=1&" * 20000,
        b"update=CLEAR%20ALL",
        b"%",
        b"",
    ],
    ids=["bad-bytes", "repeated", "half", "many", "update", "percent", "empty"],
)
def test_a_broken_form_from_a_browser_is_answered_with_a_page(server: Server, body: bytes) -> None:
    headers = {**_HTML, "Content-Type": "application/x-www-form-urlencoded"}
    reply = server.send(request_bytes("POST", "/sparql", headers, body))
    assert reply.status in (400, 413), reply
    _expect_page(reply)


def test_a_form_of_many_parts_is_not_read(server: Server) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="query"; filename="f"\r\n\r\nASK {}\r\n'
    for accept in ("text/html", "*/*"):
        headers = {"Accept": accept, "Content-Type": "multipart/form-data; boundary=x"}
        reply = server.send(request_bytes("POST", "/sparql", headers, part * 1500 + b"--x--"))
        assert reply.status in (400, 413, 415), reply
        expect_discreet(reply)
        expect_in_time(reply)


@pytest.mark.parametrize(
    "words", ["a " * 40_000, "(" * 50_000, "%2A" * 30_000, "\\" * 40_000], ids=["words", "open", "stars", "slashes"]
)
def test_a_search_for_a_hundred_kilobytes_of_words_is_quick(server: Server, words: str) -> None:
    reply = server.get("/queries/?q=" + words.replace(" ", "+"), _HTML)
    expect_in_time(reply)
    assert reply.status in (200, 400, 414), reply


_LETTERS = "+".join("abcdefghijklmnopqrst" * 4)


@pytest.mark.parametrize("path", ["/search", "/sparql/suggest", "/actions", "/sources.csv"])
@pytest.mark.parametrize("words", ["a+" * 8000, "x" * 16_000, _LETTERS], ids=["many", "long", "short"])
def test_the_index_is_not_asked_for_more_words_than_anybody_means(server: Server, path: str, words: str) -> None:
    reply = server.get(f"{path}?q={words}", {"Accept": "text/html,*/*;q=0.1"})
    expect_in_time(reply)
    assert reply.status == (200 if words == _LETTERS or path == "/sparql/suggest" else 400), reply
