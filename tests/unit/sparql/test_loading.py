"""A release into another store: played by a server on the loopback that has a graph store, queries and updates."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyoxigraph
import pytest
from click.testing import CliRunner, Result
from urllib3 import HTTPHeaderDict

from solidarity_graph.cli.load import load_command
from solidarity_graph.errors import CallError, ReleaseError, SolidarityGraphError
from solidarity_graph.sparql.loading.loader import Loader
from solidarity_graph.sparql.loading.registry import LoadedStore
from solidarity_graph.sparql.loading.release_graphs import ReleaseGraphs
from solidarity_graph.sparql.loading.write_protocols import UpdateEndpoint
from solidarity_graph.sparql.remote.authentication import Authenticator, Credentials
from solidarity_graph.sparql.remote.http_client import HttpClient

BASE = "https://a.example/"
TRIPLES = pyoxigraph.RdfFormat.N_TRIPLES


@dataclass
class Server:
    """A store over HTTP. `refuse` gives the status with which a request fails, or 0."""

    url: str = ""
    held: pyoxigraph.Store = field(default_factory=pyoxigraph.Store)
    refuse: Callable[[str, str], int] = lambda method, path: 0
    authorize: Callable[[str], str] = lambda header: ""
    asked: list[tuple[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        graphs = (*self.held.named_graphs(), pyoxigraph.DefaultGraph())
        counted = {str(graph): sum(1 for _ in self.held.quads_for_pattern(None, None, None, graph)) for graph in graphs}
        return {name.strip("<>"): count for name, count in counted.items() if count}

    def graphs(self) -> dict[str, int]:
        return {
            name.removeprefix(f"{BASE}graph/"): count
            for name, count in self.counts().items()
            if name != f"{BASE}loaded"
        }

    def writes(self) -> list[str]:
        return [f"{method} {path}" for method, path in self.asked if method not in ("GET", "POST /query")]

    def run(self, update: str) -> None:
        self.held.update(update)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Any

    def do_GET(self) -> None:
        self._play(b"")

    do_DELETE = do_GET  # noqa: N815 (the name that http.server calls)

    def do_PUT(self) -> None:
        self._play(self.rfile.read(int(self.headers["Content-Length"])))

    do_POST = do_PUT  # noqa: N815 (as above)

    def _play(self, body: bytes) -> None:
        played: Server = self.server.played
        parts = urlsplit(self.path)
        parameters = parse_qs(parts.query, keep_blank_values=True)
        name = parameters.get("graph", [""])[0].removeprefix(f"{BASE}graph/")
        challenge = played.authorize(self.headers["Authorization"] or "")
        if challenge:
            self._answer(401, headers={"WWW-Authenticate": challenge})
            return
        played.asked.append((self.command, f"{parts.path} {name}".strip()))
        played.bodies.append(body)
        status = played.refuse(self.command, parts.path)
        if status:
            self._answer(status, b"refused")
        elif parts.path == "/store":
            self._graph(played.held, parameters, body)
        elif parts.path == "/update" and self.command == "POST":
            played.held.update(body.decode())
            self._answer(204)
        elif parts.path == "/query" and "query" in parameters:
            default = [pyoxigraph.NamedNode(name) for name in parameters.get("default-graph-uri", [])]
            results = played.held.query(parameters["query"][0], default_graph=default or None)
            self._answer(200, results.serialize(format=pyoxigraph.QueryResultsFormat.JSON), JSON)
        else:
            self._answer(404)

    def _graph(self, held: pyoxigraph.Store, parameters: dict[str, list[str]], body: bytes) -> None:
        graph = pyoxigraph.NamedNode(parameters["graph"][0]) if "graph" in parameters else pyoxigraph.DefaultGraph()
        there = graph in [*held.named_graphs()]
        if self.command == "GET":
            dump = held.dump(format=TRIPLES, from_graph=graph) if there else b""
            self._answer(200 if there else 404, dump, {"Content-Type": "application/n-triples"})
            return
        if self.command in ("PUT", "DELETE"):
            held.clear_graph(graph)
        if self.command == "DELETE":
            held.remove_graph(graph)
        elif body:
            held.load(body, format=TRIPLES, to_graph=graph)
        self._answer(204 if there or self.command != "DELETE" else 404)

    def _answer(self, status: int, body: bytes | None = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body or b"")), "Connection": "close", **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body or b"")
        self.close_connection = True

    def log_message(self, *arguments: Any) -> None:
        pass


JSON = {"Content-Type": "application/sparql-results+json"}


@pytest.fixture
def server() -> Iterator[Server]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        played = Server(f"http://127.0.0.1:{listening.server_port}")
        listening.played = played  # type: ignore[attr-defined]
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield played
        listening.shutdown()
        thread.join()


def quad(graph: str, value: object, base: str = BASE) -> str:
    return f'<{base}id/picket> <{base}p> "{value}" <{base}graph/{graph}> .\n'


def write_release(folder: Path, lines: list[str], version: str = "2026-01-01") -> Path:
    folder.mkdir(exist_ok=True)
    dump = "".join(sorted(lines)).encode()
    (folder / "solidarity-graph.nq").write_bytes(dump)
    file = {
        "name": "solidarity-graph.nq",
        "media_type": "application/n-quads",
        "description": "",
        "size": len(dump),
        "sha256": hashlib.sha256(dump).hexdigest(),
    }
    manifest = {"version": version, "base": BASE, "title": "Invented", "files": [file]}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


FIRST = [quad("one", 1), quad("one", 2), quad("two", 1), quad("gone", 3)]
SECOND = [quad("one", 1), quad("one", 2), quad("two", 4), quad("new", 5)]


def load(release: Path, url: str, *options: str, **environment: str) -> Result:
    given = {f"SOLIDARITY_GRAPH_STORE_{name.upper()}": value for name, value in environment.items()}
    return CliRunner().invoke(load_command, ["--release", str(release), "--to", url, *options], env=given)


def loaded(release: Path, url: str, *options: str, **environment: str) -> dict[str, Any]:
    result = load(release, url, "--json", *options, **environment)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 0, result.output
    done: dict[str, Any] = json.loads(result.stdout)
    return {
        "put": sorted(name.removeprefix(f"{BASE}graph/") for name in done["put"]),
        "remove": [name.removeprefix(f"{BASE}graph/") for name in done["remove"]],
        "unchanged": done["unchanged"],
    }


WAYS = pytest.mark.parametrize(
    "way", [["/store"], ["/store", "--endpoint"], ["/update", "--endpoint"], ["/update", "--endpoint", "--protocol"]]
)


def options(server: Server, way: list[str]) -> list[str]:
    values = {"--endpoint": f"{server.url}/query", "--protocol": "update"}
    return [server.url + way[0], *(word for option in way[1:] for word in (option, values[option]))]


@WAYS
def test_every_graph_is_put_under_its_name(server: Server, tmp_path: Path, way: list[str]) -> None:
    done = loaded(write_release(tmp_path, FIRST), *options(server, way))
    assert done == {"put": ["gone", "one", "two"], "remove": [], "unchanged": 0}
    assert server.graphs() == {"one": 2, "two": 1, "gone": 1}


@WAYS
def test_a_second_load_writes_nothing(server: Server, tmp_path: Path, way: list[str]) -> None:
    release = write_release(tmp_path, FIRST)
    loaded(release, *options(server, way))
    server.asked.clear()
    assert loaded(release, *options(server, way)) == {"put": [], "remove": [], "unchanged": 3}
    assert {method for method, _ in server.asked} == {"GET"}


@WAYS
def test_only_what_changed_is_sent_and_what_is_gone_is_removed(server: Server, tmp_path: Path, way: list[str]) -> None:
    loaded(write_release(tmp_path, FIRST), *options(server, way))
    done = loaded(write_release(tmp_path, SECOND, "2026-02-02"), *options(server, way))
    assert done == {"put": ["new", "two"], "remove": ["gone"], "unchanged": 1}
    assert server.graphs() == {"one": 2, "two": 1, "new": 1}


@WAYS
@pytest.mark.parametrize("failing", range(2, 9))
def test_an_interrupted_load_goes_on_where_it_stopped(
    server: Server, tmp_path: Path, way: list[str], failing: int
) -> None:
    loaded(write_release(tmp_path, FIRST), *options(server, way))
    release = write_release(tmp_path, SECOND, "2026-02-02")
    writes = 0

    def refuse(method: str, path: str) -> int:
        nonlocal writes
        writes += method != "GET"
        return 500 if writes >= failing and method != "GET" else 0

    server.refuse = refuse
    load(release, *options(server, way))
    server.refuse = lambda method, path: 0
    loaded(release, *options(server, way))
    assert server.graphs() == {"one": 2, "two": 1, "new": 1}
    assert (pyoxigraph.Literal("4")) in [found.object for found in server.held]


def test_after_an_interruption_another_release_is_loaded_truly(server: Server, tmp_path: Path) -> None:
    """A graph that was put, but not noted, is neither taken for what it was nor left behind."""
    first = write_release(tmp_path / "first", FIRST)
    second = write_release(tmp_path / "second", [*SECOND, quad("x", 1)], "2026-02-02")
    loaded(first, f"{server.url}/store")
    server.refuse = lambda method, path: 500 if method == "POST" else 0
    assert isinstance(load(second, f"{server.url}/store").exception, SolidarityGraphError)
    server.refuse = lambda method, path: 0
    loaded(first, f"{server.url}/store")
    assert server.graphs() == {"one": 2, "two": 1, "gone": 1}


def test_all_sends_every_graph(server: Server, tmp_path: Path) -> None:
    release = write_release(tmp_path, FIRST)
    loaded(release, f"{server.url}/store")
    server.run(f'DELETE DATA {{ GRAPH <{BASE}graph/two> {{ <{BASE}id/picket> <{BASE}p> "1" }} }}')
    assert loaded(release, f"{server.url}/store")["put"] == []
    assert loaded(release, f"{server.url}/store", "--all")["put"] == ["gone", "one", "two"]
    assert server.graphs() == {"one": 2, "two": 1, "gone": 1}


def test_with_an_endpoint_a_graph_that_somebody_changed_is_sent_again(server: Server, tmp_path: Path) -> None:
    release = write_release(tmp_path, FIRST)
    loaded(release, f"{server.url}/store")
    server.run(f"CLEAR GRAPH <{BASE}graph/two>; INSERT DATA {{ GRAPH <{BASE}graph/foreign> {{ <a:a> <a:b> <a:c> }} }}")
    done = loaded(release, f"{server.url}/store", "--endpoint", f"{server.url}/query")
    assert done == {"put": ["two"], "remove": [f"{BASE}graph/foreign".removeprefix(f"{BASE}graph/")], "unchanged": 2}


def test_graphs_of_others_are_left_alone(server: Server, tmp_path: Path) -> None:
    server.run("INSERT DATA { GRAPH <https://b.example/graph> { <a:a> <a:b> <a:c> } }")
    loaded(write_release(tmp_path, FIRST), f"{server.url}/store", "--endpoint", f"{server.url}/query")
    assert server.counts()["https://b.example/graph"] == 1


@WAYS
@pytest.mark.parametrize(("where", "name"), [("default", "DEFAULT"), (f"{BASE}merged", f"{BASE}merged")])
def test_the_merge_is_a_set_and_is_removed_when_it_is_no_longer_asked_for(
    server: Server, tmp_path: Path, way: list[str], where: str, name: str
) -> None:
    release = write_release(tmp_path, FIRST)
    loaded(release, *options(server, way), "--merge-into", where)
    assert server.counts()[name] == 3  # "1" stands in two graphs
    assert loaded(release, *options(server, way), "--merge-into", where)["put"] == []
    loaded(release, *options(server, way))
    assert name not in server.counts()


def test_a_store_that_counts_otherwise_afterwards_is_an_error(server: Server, tmp_path: Path) -> None:
    def lose(method: str, path: str) -> int:
        if method == "PUT":
            server.run(f"CLEAR SILENT GRAPH <{BASE}graph/one>")
        return 0

    server.refuse = lose
    result = load(write_release(tmp_path, FIRST), f"{server.url}/store", "--endpoint", f"{server.url}/query")
    assert result.exit_code == 1
    assert f"{BASE}graph/one: 0 statements, 2 in the release" in result.stderr


def test_a_dry_run_writes_nothing(server: Server, tmp_path: Path) -> None:
    result = load(write_release(tmp_path, FIRST), f"{server.url}/store", "--dry-run")
    assert result.stdout.splitlines() == [f"put\t{BASE}graph/{name}" for name in ("one", "two", "gone")]
    assert {method for method, _ in server.asked} == {"GET"}


def test_a_graph_of_any_size_is_updated_in_requests_of_bounded_size(server: Server) -> None:
    lines = [f'<{BASE}s> <{BASE}p> "{number:05} {"x" * 100}" .\n'.encode() for number in range(3000)]
    UpdateEndpoint(f"{server.url}/update", HttpClient(), 10).replace(f"{BASE}graph/large", lines)
    assert server.graphs() == {"large": 3000}
    assert len(server.bodies) > 3
    assert max(map(len, server.bodies)) < 140_000


def test_what_literals_hold_arrives(server: Server, tmp_path: Path) -> None:
    for way in (["/store"], ["/update", "--endpoint"]):
        server.held.clear()
        literal = r'"Гавань \"«\\u0041»\" \\ \n } # <x>"@be-latn'
        lines = [f"<{BASE}s> <{BASE}p> {literal} <{BASE}graph/one> .\n"]
        loaded(write_release(tmp_path, lines), *options(server, way))
        (found,) = server.held.quads_for_pattern(None, pyoxigraph.NamedNode(f"{BASE}p"), None, None)
        assert found.object == pyoxigraph.Literal('Гавань "«\\u0041»" \\ \n } # <x>', language="be-latn")


@pytest.mark.parametrize(
    "lines",
    [
        [f'_:b <{BASE}p> "blank" <{BASE}graph/one> .\n'],
        [f'<{BASE}s> <{BASE}p> "in no graph" .\n'],
        [f"<{BASE}s> <{BASE}p> <{BASE}graph/no-graph-either> .\n"],
        ["nonsense\n"],
        [],
    ],
)
def test_what_build_would_not_write_is_refused(tmp_path: Path, lines: list[str]) -> None:
    with pytest.raises(ReleaseError, match=r"solidarity-graph\.nq"):
        ReleaseGraphs(write_release(tmp_path, lines) / "solidarity-graph.nq")


def test_lines_out_of_order_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.nq"
    file.write_text(quad("one", 2) + quad("one", 1))
    with pytest.raises(ReleaseError, match="line 2"):
        ReleaseGraphs(file)


def test_an_address_that_is_neither_says_what_to_give(server: Server, tmp_path: Path) -> None:
    error = load(write_release(tmp_path, FIRST), f"{server.url}/nothing").exception
    assert isinstance(error, CallError)
    assert "neither through the Graph Store Protocol" in str(error)
    assert "--endpoint" in str(error)


@pytest.mark.parametrize("url", ["file:///tmp/x", "http://user:secret@a.example/store", "nonsense"])
def test_a_wrong_address_is_an_error_of_the_call(tmp_path: Path, url: str) -> None:
    error = load(write_release(tmp_path, FIRST), url).exception
    assert isinstance(error, CallError)
    assert "secret" not in str(error)


def test_a_merge_into_what_is_no_name_is_refused() -> None:
    with pytest.raises(CallError, match="must be IRIs"):
        Loader(LoadedStore("http://a.example/", BASE, merge_into="a graph> {"))


def ask_for(scheme: str, right: Callable[[str], bool]) -> Callable[[str], str]:
    return lambda header: "" if right(header) else scheme


BASIC = "Basic cmVhZGVyOnPDpGNyZXQ="
DIGEST = 'Digest realm="SPARQL", nonce="abc", opaque="x", stale="false", qop="auth", algorithm="MD5"'


@WAYS
def test_basic_credentials_come_from_the_environment(server: Server, tmp_path: Path, way: list[str]) -> None:
    server.authorize = ask_for('Basic realm="x"', lambda header: header == BASIC)
    assert loaded(write_release(tmp_path, FIRST), *options(server, way), user="reader", password="säcret")


@WAYS
def test_digest_is_preferred_to_basic(server: Server, tmp_path: Path, way: list[str]) -> None:
    seen: list[str] = []

    def right(header: str) -> bool:
        seen.append(header)
        return bool(re.match(r'Digest username="reader", realm="SPARQL", nonce="abc".*response="\w{32}"', header))

    server.authorize = ask_for(f'Basic realm="x", {DIGEST}', right)
    assert loaded(write_release(tmp_path, FIRST), *options(server, way), user="reader", password="säcret")
    assert not any("basic" in header.lower() for header in seen)


def test_digest_names_the_address_as_it_is_sent() -> None:
    authenticator = Authenticator(Credentials("reader", "secret"))
    assert authenticator.accept_challenge(HTTPHeaderDict({"WWW-Authenticate": DIGEST}))
    header = authenticator.headers("PUT", "http://a.example/store?x=%2b#part")["Authorization"]
    assert 'uri="/store?x=%2B"' in header


@WAYS
def test_a_token_is_sent_as_a_bearer(server: Server, tmp_path: Path, way: list[str]) -> None:
    server.authorize = ask_for("Bearer", lambda header: header == "Bearer tok")
    assert loaded(write_release(tmp_path, FIRST), *options(server, way), token="tok")


@WAYS
@pytest.mark.parametrize("scheme", ['Basic realm="x"', DIGEST, "Negotiate"])
def test_a_wrong_password_is_said_and_not_shown(
    server: Server, tmp_path: Path, way: list[str], scheme: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    server.authorize = ask_for(scheme, lambda _: False)
    result = load(write_release(tmp_path, FIRST), *options(server, way), user="reader", password="säcret")
    assert "answered 401: it asks for a user or a token, or refuses the one it got" in str(result.exception)
    assert "säcret" not in f"{result.exception!r}{result.output}{caplog.text}"


@pytest.mark.parametrize(
    "given",
    [
        {"user": "a", "token": "b"},
        {"password": "p"},
        {"user": "a:b"},
        {"token": "a\r\nX: y"},
        {"token": "ж"},
    ],
)
def test_credentials_that_cannot_be_sent_are_refused(given: dict[str, str]) -> None:
    with pytest.raises(CallError):
        Credentials(**given)


def test_credentials_are_not_shown() -> None:
    assert "secret" not in repr(Credentials(user="secret-user", password="secret"))


def test_a_password_on_an_open_way_is_warned_of(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("solidarity_graph.cli.load.Loader", _Nothing)
        result = load(write_release(tmp_path, FIRST), "http://a.example/store", token="tok")
    assert "Warning: whoever listens on the way to a.example can read along." in result.stderr


class _Nothing:
    def __init__(self, *_: object, **__: object) -> None:
        raise CallError("no network in tests")


def test_a_redirect_is_not_followed(server: Server, tmp_path: Path) -> None:
    server.refuse = lambda method, path: 302
    error = load(write_release(tmp_path, FIRST), f"{server.url}/store", "--protocol", "graph-store").exception
    assert "302" in str(error)


def test_each_address_that_was_loaded_is_noted_so_that_it_can_be_taken_back_there(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    release = write_release(tmp_path / "release", FIRST)
    load(release, f"{server.url}/store", "--dry-run")
    assert not (tmp_path / "state").exists()
    server.refuse = lambda method, path: 500 if method == "PUT" else 0  # some of it may have arrived
    load(release, f"{server.url}/store", "--merge-into", "default", user="reader", password="säcret")
    (file,) = (tmp_path / "state").rglob("*.json")
    (noted,) = json.loads(file.read_text("utf-8"))
    assert (noted["url"], noted["base"], noted["merge_into"]) == (f"{server.url}/store", BASE, "default")
    assert "säcret" not in file.read_text("utf-8")
