"""Addresses made to leave the folders, the encodings and the queries that they belong in."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.hostile.dataset import VERSION
from tests.hostile.server import Server, query_target
from tests.hostile.verdicts import expect_discreet, expect_in_time, expect_problem, expect_refused_as_malformed
from tests.hostile.wire import Reply, request_bytes

pytestmark = pytest.mark.hostile

_UP = [
    "../",
    "..%2f",
    "%2e%2e/",
    "%2e%2e%2f",
    "..\\",
    "..%5c",
    "....//",
    ".%00./",
    "%252e%252e%252f",
    "..;/",
    "%c0%ae%c0%ae/",
]
_FOLDERS = [
    f"/release/{VERSION}/",
    "/release/",
    "/shapes/",
    "/shapes/core/",
    "/static/",
    "/ontology/",
    "/queries/",
    "/graph/",
    "/concept/",
    "/id/person/",
]
_TARGETS = ["etc/passwd", "manifest.json", "pyproject.toml", "snapshot.json"]
_BAD_TEXT = [
    "%ff%fe",
    "%",
    "%zz",
    "%c0%af",
    "%ed%a0%80",
    "%00",
    "%0d%0aX-Injected:%20yes",
    "\xff\xfe",
    "%u0041",
    "%E2%80%AE",
]


def _expect_nothing(reply: Reply) -> None:
    expect_in_time(reply)
    expect_discreet(reply)
    assert reply.status < 500, reply
    assert b"root:" not in reply.body, reply
    assert b"[project]" not in reply.body, reply
    assert b'"quads"' not in reply.body, reply
    assert "x-injected" not in reply.headers, reply


@pytest.mark.parametrize("folder", _FOLDERS)
def test_no_address_leads_out_of_its_folder(server: Server, folder: str) -> None:
    for up in _UP:
        for target in _TARGETS:
            reply = server.get(folder + up * 8 + target)
            _expect_nothing(reply)
            assert reply.status in (308, 400, 404), reply


@pytest.mark.parametrize(
    "target",
    [
        f"/release/{VERSION}//etc/passwd",
        f"/release/{VERSION}/%2fetc%2fpasswd",
        f"/release/{VERSION}/.built-from",
        f"/release/{VERSION}%2f..%2f{VERSION}/SHA256SUMS",
        "/release/./SHA256SUMS",
        "/release/../release/SHA256SUMS",
        "/shapes/./core.ttl",
        "/ontology/file:%2f%2f%2fetc%2fpasswd",
        "/.git/config",
        "/.env",
        "/console?__debugger__=yes&cmd=resource&f=debugger.js",
    ],
)
def test_what_is_not_listed_is_not_given(server: Server, target: str) -> None:
    reply = server.get(target)
    _expect_nothing(reply)
    assert reply.status in (308, 400, 404), reply


@pytest.mark.parametrize("text", _BAD_TEXT)
def test_text_that_is_none_is_refused_wherever_it_stands(server: Server, text: str) -> None:
    for target in (
        f"/{text}",
        f"/id/person/{text}",
        f"/queries/{text}.csv",
        f"/queries/?q={text}",
        f"/queries/every-action.csv?{text}=1",
        f"/release/{text}/SHA256SUMS",
        f"/sparql?{text}",
        f"/graph/x.{text}",
    ):
        for accept in ("text/html", "application/json"):
            _expect_nothing(server.get(target, {"Accept": accept}))


@pytest.mark.parametrize("text", ["%ff%fe", "%c0%af", "%ed%a0%80", "\xff"])
def test_a_query_that_is_not_utf8_is_refused(server: Server, text: str) -> None:
    expect_refused_as_malformed(server.get(f"/sparql?query=ASK%7B%7D%23{text}"), 400)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    expect_problem(
        server.send(request_bytes("POST", "/sparql", form, f"query=ASK%7B%7D%23{text}".encode("latin-1"))), 400
    )


@pytest.mark.parametrize(
    "body", [b"ASK {} # \xff\xfe", b"ASK {} # \xed\xa0\x80", b"\xef\xbb\xbf\xff", "ASK {}".encode("utf-16")]
)
@pytest.mark.parametrize("charset", ["", "; charset=utf-16", "; charset=utf-7", "; charset=rot13", "; charset=\xff"])
def test_a_body_that_is_not_utf8_is_refused_whatever_it_calls_itself(server: Server, body: bytes, charset: str) -> None:
    headers = {"Content-Type": f"application/sparql-query{charset}"}
    expect_problem(server.send(request_bytes("POST", "/sparql", headers, body)), 400, 415)


@pytest.mark.parametrize("text", ["\\uD800", "\\uDFFF\\uD800", "\\U0011FFFF", "\\UFFFFFFFF", "\\u00", "\\U0000"])
def test_an_escape_of_no_character_is_refused_or_read(server: Server, text: str) -> None:
    for query in (f"SELECT ('{text}' AS ?x) {{}}", f"ASK {{ <x:{text}> ?p ?o }}", f"ASK {{}} # {text}"):
        reply = server.ask(query)
        expect_in_time(reply)
        assert reply.status in (200, 400), reply


_INJECTIONS = [
    '2013-07-01"^^<x:> } ?s ?p ?o . VALUES ?x { "1',
    "2013-07-01' UNION SELECT",
    "x> } SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } VALUES ?x { <x:",
    "event/event-1> } ?s ?p ?o #",
    "picket> ?p ?o . <",
    "} ; DROP ALL #",
    "a\nb",
    "a\r\nX-Injected: yes",
    "a\x00b",
    "\u202e",
    "\\u003e",
    "{{7*7}}",
    "${jndi:ldap://127.0.0.1/x}",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "A" * 50_000,
]
_SAVED = [
    "actions-between-dates.csv?from={}",
    "actions-between-dates.csv?to={}",
    "measures-against-a-person.csv?person={}",
    "actions-of-one-form.csv?form={}",
    "what-an-article-says.csv?article={}",
    "every-action.csv?format={}",
    "every-action?page={}",
    "every-action?limit={}",
    "every-action.csv?lang={}",
    "every-action.csv?{}=1",
]


@pytest.mark.parametrize("address", _SAVED)
def test_nothing_is_injected_through_a_parameter(server: Server, address: str) -> None:
    for value in _INJECTIONS:
        reply = server.get("/queries/" + address.format(quote(value, safe="")))
        expect_problem(reply, 400, 404, 414)
        assert "x-injected" not in reply.headers, reply


@pytest.mark.parametrize("value", _INJECTIONS, ids=lambda value: ascii(value[:20]))
def test_a_page_never_repeats_markup_that_was_sent_to_it(server: Server, value: str) -> None:
    encoded = quote(value, safe="")
    for target in (
        f"/queries/?q={encoded}",
        f"/queries/actions-between-dates?from={encoded}",
        f"/id/person/{encoded}",
        f"/{encoded}",
        query_target(f"SELECT ('''{value[:500]}''' AS ?x) {{}}"),
        query_target(f"SELECT {value[:500]}"),
    ):
        reply = server.get(target, {"Accept": "text/html"})
        _expect_nothing(reply)
        assert b"<script>alert" not in reply.body, reply
