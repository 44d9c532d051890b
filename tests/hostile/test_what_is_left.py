"""After all the attacks (its name is the last in this folder): the server is what it was before the first one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from solidarity_graph.cli.serve import serve_command
from solidarity_graph.sparql.snapshot.snapshot_store import SPARES
from tests.hostile.crowd import all_at_once, connections
from tests.hostile.server import Footprint, Server, processes_below, processes_in, query_target, soon
from tests.hostile.wire import Wire, request_bytes

pytestmark = pytest.mark.hostile

_MOST = 256 << 20
"""Bytes of the web process: 95 MiB at rest, 114 after 900 pages of all kinds and the attacks below, twice."""
_GROWTH_AGAIN = 16 << 20
"""Bytes, when the same attacks come again: whatever there is to fill is full by then."""
_ATTACKS = 12  # at a time, from as many addresses: more than there are workers
_WORKERS = next(int(str(option.default)) for option in serve_command.params if option.name == "workers") + SPARES
"""Those that may be at work at a time, and those that are ready to step in."""


def _workers(server: Server) -> set[int]:
    """The processes at the ends of the tree: a process that starts workers is none itself."""
    below = set(processes_below(server.pid))
    return {pid for pid in below if not processes_below(pid)}


def test_the_server_is_the_same_process_and_ready(server: Server) -> None:
    assert server.runs, server.words
    reply = server.get("/health")
    assert reply.status == 200, reply
    assert reply.json()["ready"], reply


def test_the_web_process_stays_small(server: Server, at_rest: Footprint) -> None:
    now = server.footprint()
    assert now.memory < _MOST, f"{at_rest.memory >> 20} MiB became {now.memory >> 20} MiB"


def test_the_same_attacks_again_take_no_more_memory(release_folder: Path, tmp_path: Path) -> None:
    """On a server of its own, which nobody else asks meanwhile."""
    server = Server(release_folder, tmp_path / "home")
    try:
        _attack(server, 0)
        before = server.footprint()
        _attack(server, 1)
        after = server.footprint()
    finally:
        server.stop()
    assert after.memory - before.memory < _GROWTH_AGAIN, f"{before.memory >> 20} MiB became {after.memory >> 20} MiB"


def _attack(server: Server, turn: int) -> None:
    """Every kind of memory there is: buffers of slow readers, bodies, messages, workers that are killed."""
    rows = "SELECT * {{ ?s ?p ?o }} LIMIT {limit} # {turn}"
    targets = [
        *(query_target(rows.format(limit=1000 + number * 500, turn=turn)) for number in range(40)),
        *(query_target(f"SELECT * {{ {'?s ?p ?o . ' * number} nonsense # {turn}") for number in range(100)),
        *(f"/sparql?query={turn}{number}{'x' * 20_000}" for number in range(100)),
        *(query_target(f"SELECT * {{ ?a ?b ?c . ?d ?e ?f }} # {turn} {number}") for number in range(4)),
        *(f"/id/event/none-{turn}-{number}" for number in range(100)),
    ]

    def send(number: int) -> None:
        for target in targets[number::_ATTACKS]:
            with Wire(server.port, source=f"127.0.4.{number + 1}", patience=30) as wire:
                wire.send(request_bytes("GET", target, {"Accept": "text/csv"}))
                wire.read()

    all_at_once(send, _ATTACKS)
    with connections(server.port, 100, receive=4096, sources=10) as wires:
        for wire in wires:
            wire.send(request_bytes("GET", query_target("SELECT * { ?s ?p ?o } LIMIT 5000"), {"Accept": "text/csv"}))
        for wire in wires:
            assert wire.socket.recv(1)


def test_no_thread_is_left_over(server: Server, at_rest: Footprint) -> None:
    assert soon(lambda: server.footprint().threads <= at_rest.threads), (at_rest, server.footprint())


def test_no_connection_and_no_pipe_is_left_open(server: Server, at_rest: Footprint) -> None:
    # Some more for the cache of open files and for the well-behaved client, who is asking meanwhile.
    assert soon(lambda: server.footprint().files <= at_rest.files + 8), (at_rest, server.footprint())


def test_there_are_as_many_workers_as_were_configured(server: Server) -> None:
    assert soon(lambda: len(_workers(server)) == _WORKERS), processes_below(server.pid)


def test_every_worker_that_ended_is_buried(server: Server) -> None:
    assert soon(lambda: "Z" not in processes_below(server.pid).values()), processes_below(server.pid)


def test_no_worker_is_still_at_work_for_an_attacker(server: Server) -> None:
    """Each is seen at rest: between two questions of the well-behaved client there is nothing to compute."""
    seen: set[int] = set()

    def all_rested() -> bool:
        states = processes_below(server.pid)
        seen.update(pid for pid, state in states.items() if state == "S")
        return _workers(server) <= seen

    assert soon(all_rested), processes_below(server.pid)


def test_no_worker_may_write_a_core_file_and_none_was_written(server: Server) -> None:
    assert list(server.home.iterdir()) == []
    for pid in _workers(server):
        limits = Path(f"/proc/{pid}/limits").read_text()
        (line,) = (line for line in limits.splitlines() if line.startswith("Max core file size"))
        assert line.split()[4:6] == ["0", "0"], line


def test_a_server_that_is_ended_answers_what_is_under_way_and_says_that_all_is_well(
    release_folder: Path, tmp_path: Path
) -> None:
    server = Server(release_folder, tmp_path / "home")
    heavy = query_target("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    with Wire(server.port, patience=20) as wire:
        wire.send(request_bytes("GET", heavy, {"Accept": "text/csv"}))
        assert soon(lambda: "R" in processes_below(server.pid).values()), "no worker is at work"
        with ThreadPoolExecutor(1) as operator:
            ending = operator.submit(server.stop)
            reply = wire.read()
            assert reply.status == 503, reply  # at the limit of the query, and not cut off before
            assert reply.whole, reply
            assert ending.result() == 0, server.words


def test_a_server_that_is_ended_under_attack_leaves_no_process_behind(release_folder: Path, tmp_path: Path) -> None:
    """One of its own, so that the others keep theirs."""
    server = Server(release_folder, tmp_path / "home")
    heavy = query_target("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    with connections(server.port, 8) as wires:
        for wire in wires:
            wire.send(request_bytes("GET", heavy))
        assert soon(lambda: "R" in processes_below(server.pid).values()), "no worker is at work"
        family = set(processes_below(server.pid)) | {server.pid}
        server.stop()
    assert soon(lambda: not any(Path(f"/proc/{pid}").exists() for pid in family)), family
    assert soon(lambda: not processes_in(server.home)), processes_in(server.home)
