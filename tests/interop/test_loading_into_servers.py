"""A release into Oxigraph and Virtuoso: whole, only what changed, again after somebody else was there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from solidarity_graph.errors import CallError, EngineError
from solidarity_graph.release import Release, open_release
from solidarity_graph.sparql.loading.write_protocols import GraphStore
from solidarity_graph.sparql.remote.authentication import Credentials
from solidarity_graph.sparql.remote.http_client import HttpClient
from solidarity_graph.sparql.remote.remote_store import RemoteStore
from tests.interop.conftest import load
from tests.interop.servers import Server
from tests.queries.asking import ask_snapshot

pytestmark = pytest.mark.interop
SECOND = "https://example.org/second/"


def invent(folder: Path, version: str, graphs: dict[str, Iterable[object]]) -> Release:
    """A release of its own base, with these values in these graphs."""
    folder.mkdir()
    lines = sorted(
        f'<{SECOND}id/picket> <{SECOND}p> "{value}"@en <{SECOND}graph/{name}> .\n'
        for name, values in graphs.items()
        for value in values
    )
    dump = "".join(lines).encode()
    (folder / "solidarity-graph.nq").write_bytes(dump)
    sha256 = hashlib.sha256(dump).hexdigest()
    file = {"name": "solidarity-graph.nq", "media_type": "", "description": "", "size": len(dump), "sha256": sha256}
    manifest = {"version": version, "base": SECOND, "title": "Invented", "files": [file]}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return open_release(folder)


def counted(server: Server, base: str) -> dict[str, int]:
    with RemoteStore(server.endpoint) as store:
        rows = ask_snapshot(
            store,
            "SELECT ?graph (COUNT(*) AS ?count) WHERE { GRAPH ?graph { ?s ?p ?o } "
            f'FILTER(STRSTARTS(STR(?graph), "{base}graph/")) }} GROUP BY ?graph',
        ).rows
    return {graph.removeprefix(f"{base}graph/"): int(count) for graph, count in rows}


def short(plan_names: Iterable[str]) -> list[str]:
    return sorted(name.removeprefix(f"{SECOND}graph/") for name in plan_names)


def test_the_example_is_loaded_whole_and_then_not_again(server: Server, example: Release) -> None:
    first = load(server, example)
    assert first.put
    assert sum(counted(server, example.base).values()) == len(example.nquads.read_bytes().splitlines())
    assert load(server, example).is_empty


def test_the_state_is_read_without_an_endpoint_too(server: Server, example: Release) -> None:
    load(server, example)
    assert load(server, example, endpoint="").is_empty


def test_only_what_changed_is_sent_and_what_is_gone_is_removed(server: Server, tmp_path: Path) -> None:
    first = invent(tmp_path / "first", "2031-01-01", {"one": [1, 2], "two": [1], "gone": [3]})
    second = invent(tmp_path / "second", "2031-02-02", {"one": [1, 2], "two": [4], "new": [5]})
    load(server, first, everything=True)
    plan = load(server, second)
    assert (short(graph.name for graph in plan.put), short(plan.remove)) == (["new", "two"], ["gone"])
    assert counted(server, SECOND) == {"one": 2, "two": 1, "new": 1}


def test_a_graph_that_somebody_emptied_is_sent_again(server: Server, tmp_path: Path) -> None:
    release = invent(tmp_path / "first", "2031-01-01", {"one": [1, 2], "two": [1]})
    load(server, release)
    GraphStore(server.graph_store, HttpClient(server.credentials, writes=True), 60).remove(f"{SECOND}graph/one")
    assert short(graph.name for graph in load(server, release).put) == ["one"]


def test_an_interrupted_load_goes_on(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    release = invent(tmp_path / "first", "2031-03-03", {name: [7] for name in ("one", "three", "two")})
    with monkeypatch.context() as patch:
        sent = GraphStore.replace

        def fail_at_the_second(store: GraphStore, graph: str, lines: Iterable[bytes]) -> None:
            if graph.endswith("/three"):
                raise KeyboardInterrupt
            sent(store, graph, lines)

        patch.setattr(GraphStore, "replace", fail_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            load(server, release, everything=True)
    assert short(graph.name for graph in load(server, release, endpoint="").put) == ["three", "two"]
    assert counted(server, SECOND) == {"one": 1, "two": 1, "three": 1}


def test_sparql_update_loads_the_same(server: Server, tmp_path: Path) -> None:
    release = invent(tmp_path / "first", "2031-04-04", {"one": ["Гавань", "«quoted»", "a\\nline"], "two": range(1200)})
    load(server, release, url=server.update, protocol="update", everything=True)
    assert counted(server, SECOND) == {"one": 3, "two": 1200}
    with RemoteStore(server.endpoint) as store:
        rows = ask_snapshot(store, f"SELECT ?value FROM <{SECOND}graph/one> WHERE {{ ?picket ?p ?value }}").rows
    assert sorted(rows) == [("a\nline",), ("«quoted»",), ("Гавань",)]


def test_without_being_told_the_protocol_that_is_there_is_used(server: Server, tmp_path: Path) -> None:
    release = invent(tmp_path / "first", "2031-05-05", {"one": [1]})
    for url in (server.graph_store, server.update):
        load(server, release, url=url, protocol="auto", everything=True)


def test_virtuoso_takes_no_durations_in_an_update(server: Server, example: Release) -> None:
    if server.name != "virtuoso":
        load(server, example, url=server.update, protocol="update", everything=True)
        return
    with pytest.raises(EngineError, match="yearMonthDuration"):
        load(server, example, url=server.update, protocol="update", everything=True)
    load(server, example)


def test_a_wrong_password_is_said_and_not_shown(server: Server, example: Release) -> None:
    if not server.credentials:  # it asks nobody for a password
        return
    wrong = Server(**{**vars(server), "credentials": Credentials("loader", "a-wrong-one")})
    with pytest.raises(CallError, match="answered 401") as caught:
        load(wrong, example, everything=True)
    assert "a-wrong-one" not in str(caught.value)
