"""Everything that a site gives out, found by walking it: from every route, along every link, in every format.

A route that is added later is walked without anybody remembering to add it here. Where no link leads to it, the walk
says so, and wants an address to begin with.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from flask import Flask
from werkzeug.routing import MapAdapter, RequestRedirect
from werkzeug.test import Client

from solidarity_graph.web.languages import split_language
from tests.selections import Selections

_LINK = re.compile(rb'(?:href|src|action)="([^"]+)"')
_VARY = (
    {"Accept": "text/html"},
    {"Accept": "text/turtle, text/csv;q=0.9, */*;q=0.1"},
    {"Accept": "application/ld+json, application/json;q=0.9, */*;q=0.1"},
)
_MOST = 20_000  # a walk that does not end is a fault of its own
# What differs from one to the next of these is not of the data, or is met elsewhere: a concept of the ontology in the
# formats for programs, whose page is walked; a query in the editor, where one asks for all triples; what an address of
# the one release repeats of the address without it. Of each kind, which the groups name, some are walked.
_REPEATING = re.compile(
    r"(/release/[^/]+)?/(?:(concept)/[^.?]+\.(?!html)(\w+)|(sparql)\?)"
    r"|(/release/[^/]+)/(?:(concept)/|(\w+)[^?]*\?)"
)
_ENOUGH = 20
_QUERIES = (
    "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    "SELECT * WHERE { ?s ?p ?o }",
    "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * WHERE { this is no query",
    "INSERT DATA { <a:b> <a:b> <a:b> }",
)


@dataclass(frozen=True)
class Output:
    """One answer: what was asked, and every byte of what came."""

    request: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def bytes(self) -> bytes:
        """All of it."""
        return f"{self.request}\n{self.status}\n{self.headers}\n".encode() + self.body


def walk(app: Flask, base: str, *, seeds: tuple[str, ...] = ()) -> Iterator[Output]:
    """Every answer of the site. `base` begins the IRIs of its things."""
    client = Client(app)
    adapter = app.url_map.bind("localhost")
    reached: set[str] = set()
    waiting = deque([*_first_addresses(app), *seeds])
    seen = set(waiting)
    selections = Selections()
    repeating: Counter[tuple[str, ...]] = Counter()
    while waiting:
        assert len(seen) < _MOST, "the walk does not end"
        address = waiting.popleft()
        reached |= _endpoint(adapter, address)
        for headers in _accepted(address):
            output = _ask(client, address, headers)
            yield output
            for link in _links(output, address, base):
                if link not in seen and selections.is_new(link) and not _is_met(link, repeating):
                    seen.add(link)
                    waiting.append(link)
    unreached = {rule.endpoint for rule in app.url_map.iter_rules()} - reached
    assert not unreached, f"no link leads to {sorted(unreached)}: give the walk an address to begin with"


def _is_met(link: str, repeating: Counter[tuple[str, ...]]) -> bool:
    """Count an address that repeats others; True if enough of its kind were met."""
    if (kind := _REPEATING.match(link)) is None:
        return False
    repeating[kind.groups()] += 1
    return repeating[kind.groups()] > _ENOUGH


def _accepted(address: str) -> tuple[dict[str, str], ...]:
    """What to ask an address for: one thing, where it names its format or repeats another for one release."""
    path = urlsplit(address).path
    return _VARY[:1] if path.startswith("/release/") or "." in path.rpartition("/")[2] else _VARY


def _first_addresses(app: Flask) -> list[str]:
    plain = [rule.rule for rule in app.url_map.iter_rules() if not rule.arguments]
    # Of pages of one kind only some are walked, and only some documents lead to these files.
    files = ("/ontology/checks/missing-label.rq", "/ontology/examples/cases/detention.ttl")
    return [*plain, *files, *(f"/sparql?query={quote(query, safe='')}" for query in _QUERIES)]


def _endpoint(adapter: MapAdapter, address: str) -> set[str]:
    try:
        return {str(adapter.match(urlsplit(address).path, method="GET")[0])}
    except RequestRedirect:
        return set()
    except Exception:  # noqa: BLE001 (an address of no route: its answer is looked at all the same)
        return set()


def _ask(client: Client, address: str, headers: Mapping[str, str]) -> Output:
    answer = client.get(address, headers=dict(headers), buffered=True)
    told = tuple((name, value) for name, value in answer.headers if name != "Date")
    return Output(f"{address} {dict(headers)}", answer.status_code, told, answer.data)


def _links(output: Output, address: str, base: str) -> Iterator[str]:
    """Local addresses that an answer leads to: links of a page, and IRIs of ours in any format."""
    text = output.bytes
    found = [match[1].decode().replace("&amp;", "&") for match in _LINK.finditer(text)]
    found += [value for name, value in output.headers if name in ("Location", "Content-Location")]
    found += [
        f"/{match[1].decode()}"
        for match in re.finditer(re.escape(base.encode()) + rb'((?:id|graph)/[\w./-]+)', text)
    ]  # fmt: skip
    for link in found:
        parts = urlsplit(link)
        # The same page in another language holds the same values.
        in_language = split_language(parts.path)[0]
        if parts.netloc in ("", "localhost") and parts.scheme in ("", "http") and not in_language:
            path = parts.path if parts.path.startswith("/") else f"{address.rpartition('/')[0]}/{parts.path}"
            yield f"{path}?{parts.query}" if parts.query else path
