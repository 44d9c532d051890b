"""Answers through nginx with the documented configuration: compressed, stored, renewed, and broken where they broke."""

from __future__ import annotations

import shutil
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from benchmarks.nginx import HAS_BROTLI
from tests.hostile.dataset import EX, VERSION, write_release
from tests.hostile.reverse_proxy import (
    Nginx,
    ask,
    fetch,
    open_connections,
    request,
    requests_counted,
    require_nginx,
    run_nginx,
)
from tests.hostile.scripted_server import Script, ScriptedServer
from tests.hostile.server import JSON, LIMIT, Server, query_target, soon
from tests.hostile.verdicts import PROBLEM, expect_broken, expect_problem, expect_status
from tests.hostile.wire import Reply, Wire

pytestmark = pytest.mark.hostile

_DELAY = 2.0
"""Seconds for which nginx may repeat an answer that says no-cache: the documented delay."""
_TABLE = query_target("SELECT * { ?s ?p ?o } LIMIT 5000")
_ENDLESS = query_target("SELECT * { ?a ?b ?c . ?d ?e ?f }")
_CSV = {"Accept": "text/csv"}


@pytest.fixture(autouse=True)
def _footprint_first() -> None:
    """The server of the other hostile tests is not needed here."""


# Compression and validators


@pytest.mark.parametrize("accept", [JSON, "text/csv"])
def test_answers_are_compressed_and_their_weak_tags_are_known(site: Server, nginx: Nginx, accept: str) -> None:
    target = query_target("SELECT * { ?s ?p ?o } LIMIT 500")
    plain = fetch(nginx.port, target, {"Accept": accept})
    packed = fetch(nginx.port, target, {"Accept": accept, "Accept-Encoding": "gzip"})
    for reply in (plain, packed):
        expect_status(reply, 200)
        assert reply.headers["cache-control"] == "no-cache", "nginx's own second is not told to clients"
    assert packed.headers["content-encoding"] == "gzip"
    assert zlib.decompress(packed.body, 31) == plain.body
    assert len(packed.body) < len(plain.body) / 2
    # Once while nginx may repeat what it has, once when it must ask, once where it has nothing.
    counted = requests_counted(site.port, "/sparql", status=304)
    for tag in (plain.headers["etag"], packed.headers["etag"]):
        for coding in ("identity", "gzip"):
            _expect_unchanged(nginx.port, target, {"Accept": accept, "Accept-Encoding": coding, "If-None-Match": tag})

    def is_asked_about() -> bool:
        _expect_unchanged(nginx.port, target, {"Accept": accept, "If-None-Match": packed.headers["etag"]})
        return requests_counted(site.port, "/sparql", status=304) > counted

    assert soon(is_asked_about)
    shutil.rmtree(nginx.cache)
    nginx.cache.mkdir()
    _expect_unchanged(nginx.port, target, {"Accept": accept, "If-None-Match": packed.headers["etag"]})


def _expect_unchanged(port: int, target: str, headers: Mapping[str, str]) -> None:
    reply = fetch(port, target, headers)
    expect_status(reply, 304)
    assert not reply.size
    assert reply.headers["etag"].removeprefix("W/") == headers["If-None-Match"].removeprefix("W/")


@pytest.mark.skipif(not HAS_BROTLI, reason="needs the package libnginx-mod-http-brotli-filter")
def test_who_takes_brotli_gets_it(nginx: Nginx) -> None:
    headers = {**_CSV, "Accept-Encoding": "gzip, br"}
    reply = fetch(nginx.port, _TABLE, headers)
    expect_status(reply, 200)
    assert reply.headers["content-encoding"] == "br"
    _expect_unchanged(nginx.port, _TABLE, {**headers, "If-None-Match": reply.headers["etag"]})


# Stored answers


def test_the_same_question_again_costs_the_program_a_304_at_most(site: Server, nginx: Nginx) -> None:
    target = query_target("SELECT * { ?s ?p ?o } LIMIT 77")
    whole, unchanged = (requests_counted(site.port, "/sparql", status=status) for status in (200, 304))
    first = fetch(nginx.port, target, _CSV)

    def is_asked_about() -> bool:
        again = fetch(nginx.port, target, {**_CSV, "Accept-Encoding": "gzip"})
        assert zlib.decompress(again.body, 31) == first.body
        return requests_counted(site.port, "/sparql", status=304) > unchanged

    assert soon(is_asked_about)
    assert requests_counted(site.port, "/sparql", status=200) == whole + 1


def test_the_same_new_question_of_many_is_asked_once(site: Server, nginx: Nginx) -> None:
    target = query_target("SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?t ?p ?o }")
    counted = requests_counted(site.port, "/sparql", status=200)
    with open_connections(nginx.port, 20, lambda number: f"127.0.0.{number + 2}") as wires:
        for wire in wires:
            wire.send(request(target, _CSV))
        for wire in wires:
            expect_status(wire.read(), 200)
    assert requests_counted(site.port, "/sparql", status=200) == counted + 1


@pytest.mark.parametrize(
    "target",
    ["/", _TABLE, "/queries/every-action", "/id/event/event-1", "/id/event/event-1.ttl", "/nothing", "/sparql"],
)
def test_answers_differ_by_nothing_that_nginx_leaves_out_of_its_key(site: Server, target: str) -> None:
    """nginx stores answers by address, Accept and language, and passes on no Accept-Encoding."""
    varies = site.get(target, {"Accept": "*/*"}).headers.get("vary", "")
    found = {name.strip().lower() for name in varies.split(",") if name}
    assert found <= {"accept", "accept-language", "accept-encoding"}


def test_types_of_one_address_are_stored_apart(nginx: Nginx) -> None:
    target = query_target("SELECT * { ?s ?p ?o } LIMIT 5")
    for _ in range(2):
        for accept in (JSON, "text/csv", "text/tab-separated-values", "application/sparql-results+xml"):
            reply = fetch(nginx.port, target, {"Accept": accept})
            assert reply.headers["content-type"].partition(";")[0] == accept
            reply = fetch(nginx.port, "/id/event/event-1", {"Accept": "text/turtle"})
            assert reply.headers["location"].endswith(".ttl")


def test_languages_of_one_page_are_stored_apart(site: Server, nginx: Nginx) -> None:
    lists = {
        "be-BY, be;q=0.9, ru;q=0.8": "be",
        "de, RU;q=0.5": "ru",
        "de": "en",
        "": "en",
        "bel, run, enough": "en",
        "en;q=0.1, be;q=0.9": "be",
        "be;q=0, RU": "ru",
        "ru ; q=0.7, be-BY;q=1.0": "be",
        "be;q=0.000": "en",
    }
    counted = requests_counted(site.port, "/queries/", status=200)
    for _ in range(2):
        for accepted, language in lists.items():
            reply = fetch(nginx.port, "/queries/", {"Accept": "text/html", "Accept-Language": accepted})
            assert reply.headers["content-language"] == language, accepted
    assert requests_counted(site.port, "/queries/", status=200) == counted + len({*lists.values()})


@pytest.mark.parametrize("kind", ["a POST", "an answer that differs each time", "a GET with a body", "an error"])
def test_what_may_not_be_repeated_is_asked_again(site: Server, nginx: Nginx, kind: str) -> None:
    query = "SELECT (NOW() AS ?n) {}" if "differs" in kind else "SELECT" if "error" in kind else "SELECT (1 AS ?n) {}"
    target = "/sparql" if kind == "a POST" else query_target(query)
    body = query.encode() if "POST" in kind else b"x" if "body" in kind else b""
    headers = {"Accept": JSON, "Content-Type": "application/sparql-query"}
    counted = requests_counted(site.port, "/sparql")
    for _ in range(2):
        with Wire(nginx.port) as wire:
            method = "POST" if kind == "a POST" else "GET"
            wire.send(request(target, {**headers, "Content-Length": str(len(body))}, method=method) + body)
            wire.read()
    assert soon(lambda: requests_counted(site.port, "/sparql") == counted + 2)
    assert not _stored(nginx)


def _stored(nginx: Nginx) -> list[Path]:
    return [path for path in nginx.cache.rglob("*") if path.is_file()]


@pytest.fixture(scope="module")
def changing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Path]]:
    """A server of a small release, 2030-01-02, and of an older one; and their folder, in which a test changes them."""
    require_nginx()
    folder = tmp_path_factory.mktemp("changing")
    _small_release(folder / "older" / "2030-01-01", "2030-01-01")
    release = _small_release(folder / "release", "2030-01-02")
    server = Server(release, folder / "home", **{"trusted-proxy": 1, "releases": folder / "older"})
    try:
        yield server, folder
    finally:
        server.stop()


def _small_release(folder: Path, version: str) -> Path:
    return write_release(folder, version, [f'<{EX}a> <{EX}b> "{version}" <{EX}g>'])


_PAGE = "/licences"
_WHICH = query_target(f"SELECT ?o {{ <{EX}a> <{EX}b> ?o }}")


def test_a_permalink_is_stored_and_a_withdrawn_release_is_gone_when_it_is_asked_about(
    changing: tuple[Server, Path], tmp_path: Path
) -> None:
    server, folder = changing
    target = f"/release/2030-01-01{_PAGE}"
    with run_nginx(tmp_path / "nginx", server.port) as nginx:
        for _ in range(2):
            reply = fetch(nginx.port, target)
            expect_status(reply, 200)
            assert reply.headers["cache-control"] == "public, max-age=86400"
        assert requests_counted(server.port, _PAGE, status=200) == 1
        assert not requests_counted(server.port, _PAGE, status=304)
    # The documented minute is too long for a test: here it is one second.
    minute = {"proxy_cache_valid 200 1m;": "proxy_cache_valid 200 1s;"}
    with run_nginx(tmp_path / "second", server.port, minute) as nginx:
        expect_status(fetch(nginx.port, target), 200)
        withdrawn = '[[withdrawn]]\nversion = "2030-01-01"\nreplaced-by = "2030-01-02"\n'
        (folder / "older" / "withdrawn.toml").write_text(withdrawn, "utf-8")
        assert soon(lambda: fetch(nginx.port, target).status == 410)
        expect_problem(fetch(nginx.port, target), 410)


def test_a_new_release_is_seen_at_most_two_seconds_after_it_is_served(
    changing: tuple[Server, Path], tmp_path: Path
) -> None:
    server, folder = changing
    with run_nginx(tmp_path / "nginx", server.port) as nginx:
        newer = _small_release(folder / "newer", "2030-01-03")
        for path in sorted(newer.iterdir(), key=lambda path: path.name == "manifest.json"):
            path.replace(folder / "release" / path.name)  # the manifest last, as a build does
        asked: list[str] = []

        def is_served() -> bool:
            """Whether the program itself has the new one. Just before, nginx stores an answer of the last one."""
            target = f"{_WHICH}%23{len(asked)}"
            if b"2030-01-02" in fetch(nginx.port, target, _CSV).body:
                asked.append(target)
            return b"2030-01-03" in server.get(_WHICH, _CSV).body

        assert soon(is_served, 30)
        assert soon(lambda: b"2030-01-03" in fetch(nginx.port, asked[-1], _CSV).body, _DELAY)


def test_a_part_of_a_file_is_a_part_of_it_and_no_file_is_stored(site: Server, nginx: Nginx) -> None:
    target = f"/release/{VERSION}/solidarity-graph.nq"
    whole = site.get(target).body
    part = fetch(nginx.port, target, {"Range": "bytes=100-299"})
    expect_status(part, 206)
    assert part.body == whole[100:300]
    expect_status(fetch(nginx.port, target, {"If-None-Match": part.headers["etag"]}), 304)
    assert not _stored(nginx)


# Answers that break off

_ROWS = b"<https://example.org/a> <https://example.org/b> <https://example.org/c> .\n"
_SIZES = {"short": 20, "long": 4000}
_CODINGS = ["identity", "gzip", *(["br"] if HAS_BROTLI else [])]


def _scripts() -> Iterator[tuple[str, Script]]:
    for size, rows in _SIZES.items():
        body = _ROWS * rows
        for stored, tag in (("stored", ['ETag: "1"']), ("passed", [])):
            chunk = f"{len(body):x}\r\n".encode() + body + b"\r\n"
            chunked = _head(*tag, "Transfer-Encoding: chunked")
            yield f"/{size}/{stored}/between-chunks", Script(chunked + chunk)
            yield f"/{size}/{stored}/within-a-chunk", Script(chunked + chunk + chunk[:-100])
            yield f"/{size}/{stored}/length", Script(_head(*tag, f"Content-Length: {len(body) + 1}") + body)
            yield f"/{size}/{stored}/whole", Script(chunked + chunk + b"0\r\n\r\n")


def _head(*fields: str) -> bytes:
    lines = ("HTTP/1.1 200 OK", "Content-Type: text/turtle", "Cache-Control: no-cache", "Vary: Accept", *fields)
    return "\r\n".join([*lines, "", ""]).encode()


def test_an_answer_that_breaks_off_breaks_for_the_client_too_and_is_not_stored(tmp_path: Path) -> None:
    """Whichever way its end is told, short or long, compressed or not, and also where it would be stored."""
    with ScriptedServer(dict(_scripts())) as server, run_nginx(tmp_path / "nginx", server.port) as nginx:
        for target, script in server.scripts.items():
            for coding in _CODINGS:
                reply = fetch(nginx.port, target, {"Accept-Encoding": coding})
                assert _is_whole(reply) == target.endswith("whole"), f"{target}, {coding}: {reply}"
            assert len(script.asked) == len(_CODINGS) or target.endswith("stored/whole"), target
        assert len(_stored(nginx)) == len(_SIZES)


def _is_whole(reply: Reply) -> bool:
    """Whether a client could take it for whole: by HTTP's rules, or by those of gzip."""
    if reply.headers.get("content-encoding") != "gzip":
        return reply.whole
    unpacked = zlib.decompressobj(31)
    unpacked.decompress(reply.body)
    assert unpacked.eof == reply.whole
    return reply.whole


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_a_query_that_runs_into_its_limit_breaks_for_the_client(nginx: Nginx, coding: str) -> None:
    reply = fetch(nginx.port, _ENDLESS, {**_CSV, "Accept-Encoding": coding}, patience=6 * LIMIT)
    expect_broken(reply, within=6 * LIMIT)
    assert not _is_whole(reply)
    assert not _stored(nginx)


def test_the_old_protocol_in_which_a_broken_answer_looks_whole_is_refused(nginx: Nginx) -> None:
    with Wire(nginx.port) as wire:
        wire.send(request("/licences", version="1.0"))
        reply = wire.read()
    expect_status(reply, 426)
    assert reply.headers["upgrade"] == "HTTP/1.1"
    assert reply.headers["content-type"] == PROBLEM


def test_a_kept_connection_that_the_program_closes_is_no_fault_of_the_client(tmp_path: Path) -> None:
    """The program closes it when the next request has been sent: nginx asks again, on another."""
    script = Script(_head("Content-Length: 2") + b"ok", closes_late=True)
    with ScriptedServer({"/sparql": script}) as server:
        with run_nginx(tmp_path / "nginx", server.port) as nginx, Wire(nginx.port) as wire:
            for body in (b"", b"ASK {}"):
                expect_status(ask(wire, "/sparql", body=body), 200)
        assert len(script.asked) == 2
