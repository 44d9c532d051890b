"""What keeps a query inside its worker, even one that gets past every check on its text."""

from __future__ import annotations

import os
import resource
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from solidarity_graph.errors import CallError, SolidarityGraphError, TooSlowError
from solidarity_graph.sparql import Limits, SnapshotStore
from solidarity_graph.sparql.pool import worker_pool
from solidarity_graph.sparql.pool.launcher import SubprocessLauncher
from solidarity_graph.sparql.pool.query_errors import NoWorkerError
from solidarity_graph.sparql.pool.seccomp import MACHINES, Machine, refuse_network
from solidarity_graph.sparql.pool.worker_config import GUARDS, WorkerConfig
from solidarity_graph.sparql.query_text.lexer import asks_service
from tests.hostile.spellings import SPELLINGS
from tests.unit.sparql.processes import fork_server, pids, wait_for_death
from tests.unit.sparql.snapshots import config

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the guards are Linux's")

# The engine reads `1 < 2`, the end of FILTER, SERVICE, a name and a remark; the lexer reads one long IRI.
SMUGGLED = "PREFIX x: <http://127.0.0.1:{port}/> SELECT * {{ FILTER(1<2)SERVICEx:y#>\n{{ ?s ?p ?o }} }}"


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening


def smuggle(store: SnapshotStore, listener: socket.socket) -> None:
    query = SMUGGLED.format(port=listener.getsockname()[1])
    assert not asks_service(query), "the lexer is not fooled, so that this proves nothing"
    with pytest.raises(SolidarityGraphError) as caught:
        store.answer(query, "text/csv", Limits(seconds=0.5))
    assert "SERVICE is refused" not in str(caught.value)


@pytest.mark.parametrize("guard", GUARDS)
def test_no_query_reaches_a_listener_on_the_loopback(snapshot: Path, listener: socket.socket, guard: str) -> None:
    with SnapshotStore(snapshot, workers=1, spares=0, guards=[guard]) as store:
        smuggle(store, listener)
        assert store.status().guarded == guard
        assert store.status().ready, "the fault is not the snapshot's"
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_without_a_guard_that_query_would_get_out(snapshot: Path, listener: socket.socket) -> None:
    with SnapshotStore(snapshot, workers=1, spares=0, guards=[], unguarded=True) as store:
        smuggle(store, listener)
        assert store.status().guarded == "deadline"
    listener.accept()[0].close()


def test_where_no_guard_works_the_store_does_not_open(snapshot: Path) -> None:
    with pytest.raises(CallError, match="--unguarded"):
        SnapshotStore(snapshot, guards=[])


def test_listed_hosts_are_asked_and_no_others(snapshot: Path, listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    results = b'{"head":{"vars":["o"]},"results":{"bindings":[{"o":{"type":"literal","value":"from afar"}}]}}'
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\nContent-Length: %d\r\n\r\n"

    def serve() -> None:
        listener.setblocking(True)
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(head % len(results) + results)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    with SnapshotStore(snapshot, workers=1, spares=0, service_hosts=[f"127.0.0.1:{port}"]) as store:
        query = "SELECT ?o {{ SERVICE <http://{0}/sparql> {{ ?s ?p ?o }} }}"
        assert store.answer(query.format(f"127.0.0.1:{port}"), "text/csv").read() == b"o\r\nfrom afar\r\n"
        with pytest.raises(CallError, match="one of these hosts"):
            store.answer(query.format("127.0.0.1:1"), "text/csv")
        assert store.status().guarded == "deadline", "who may ask others has a network"
    thread.join(10)


# What fools the lexer: an address that is a comparison, with a remark in it.
FOOLING = {
    "smuggled": SMUGGLED.format(port=0).replace("http://127.0.0.1:0/", "URL"),
    "smuggled with hosts": SMUGGLED.format(port=0).replace("http://127.0.0.1:0/", "URL")
    + "#SERVICE <http://listed.example/>",
    "in a long string": "SELECT * { ?a ?b ?c FILTER(?a<?b#>'''\n) SERVICE <URL> { ?s ?p ?o } #'''\n }",
    "listed as a user": "SELECT * { SERVICE <http://listed.example@HOST/> { ?s ?p ?o } }",
    "listed with a backslash": "SELECT * { SERVICE <http://HOST\\\\@listed.example/> { ?s ?p ?o } }",
    "listed in a fragment": "SELECT * { SERVICE <URL#http://listed.example/> { ?s ?p ?o } }",
    "relative to another": "BASE <URL> SELECT * { SERVICE <//HOST/> { ?s ?p ?o } }",
    "after a listed one": "SELECT * { SERVICE <http://listed.example/> {} SERVICE <URL> { ?s ?p ?o } }",
}


@pytest.fixture(scope="module")
def asking_store(snapshot: Path) -> Iterator[SnapshotStore]:
    """Its workers have the whole network."""
    with SnapshotStore(snapshot, workers=1, spares=0, service_hosts=["listed.example"]) as store:
        yield store


@pytest.mark.parametrize("query", [*SPELLINGS.values(), *FOOLING.values()], ids=[*SPELLINGS, *FOOLING])
def test_where_hosts_are_listed_no_spelling_asks_another(
    asking_store: SnapshotStore, listener: socket.socket, query: str
) -> None:
    host = f"127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(CallError):
        asking_store.answer(query.replace("URL", f"http://{host}/").replace("HOST", host), "*/*")
    with pytest.raises(BlockingIOError):
        listener.accept()


@pytest.mark.parametrize("query", ["ASK { ?service ?p ?o }", "ASK { ?s ?p 'Service' }", "ASK {} # service"])
def test_where_hosts_are_listed_the_word_stands_nowhere_else(asking_store: SnapshotStore, query: str) -> None:
    with pytest.raises(CallError, match="No name, string or remark"):
        asking_store.answer(query, "*/*")


def test_a_worker_leaves_no_core_and_shows_nothing(snapshot: Path) -> None:
    with SnapshotStore(snapshot, workers=1, spares=0) as store:
        (pid,) = pids(store)
        assert resource.prlimit(pid, resource.RLIMIT_CORE) == (0, 0)
        # What is not to be inspected belongs to root alone, and so does its folder of descriptors.
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        assert "NoNewPrivs:\t1" in status
        assert Path(f"/proc/{pid}/oom_score_adj").read_text(encoding="ascii").strip() == "1000"


def test_a_worker_holds_no_descriptor_of_the_fork_server(snapshot: Path) -> None:
    with SnapshotStore(snapshot, workers=2, spares=0) as store:
        for pid in pids(store):
            try:
                held = [str(entry.readlink()) for entry in Path(f"/proc/{pid}/fd").iterdir()]
            except PermissionError:
                pytest.skip("only root may look into a worker")
            assert sum("socket:" in name for name in held) == 1
            assert sum("pipe:" in name for name in held) == 1


def test_who_stops_the_service_does_not_stop_the_workers(snapshot: Path) -> None:
    with SnapshotStore(snapshot, workers=1, spares=0) as store:
        (pid,) = pids(store)
        for victim in (pid, fork_server(store)):
            os.kill(victim, signal.SIGTERM)
            os.kill(victim, signal.SIGINT)
        assert store.answer("ASK {}", "text/csv").read() == b"true"
        assert pids(store) == {pid}


def test_workers_end_with_a_server_that_is_killed(wide_snapshot: Path) -> None:
    program = (
        "import sys, pathlib, solidarity_graph.sparql as s\n"
        "store = s.SnapshotStore(pathlib.Path(sys.argv[1]), workers=1, spares=0)\n"
        "pool = store._pool\n"
        "print(pool._launcher._process.pid, *(worker.pid for worker in pool._workers), flush=True)\n"
        "store.answer('SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }', 'text/csv')\n"
    )
    with subprocess.Popen([sys.executable, "-c", program, wide_snapshot], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        ours = [int(pid) for pid in server.stdout.readline().split()]
        server.kill()
        for pid in ours:
            wait_for_death(pid)


def test_elsewhere_workers_are_programs_with_the_deadline_alone(snapshot: Path) -> None:
    launcher = SubprocessLauncher(config(snapshot, "another release"), {})
    worker = launcher.start()
    with pytest.raises(SolidarityGraphError, match="Another release has taken the place"):
        worker.wait_until_ready()
    worker.kill()
    worker.close()
    launcher.close()
    assert launcher.guarded == "deadline"


def test_elsewhere_a_worker_that_is_killed_is_replaced(wide_snapshot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def open_subprocess_launcher(config: WorkerConfig, environment: Mapping[str, str], **_: bool) -> SubprocessLauncher:
        return SubprocessLauncher(config, environment)

    monkeypatch.setattr(worker_pool, "open_launcher", open_subprocess_launcher)
    with SnapshotStore(wide_snapshot, workers=1, spares=0, in_memory_quads=0) as store:
        with pytest.raises(TooSlowError):
            store.answer("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "text/csv", Limits(seconds=0.1))
        assert store.answer("ASK { ?s ?p '7' }", "text/csv").read() == b"true"
        assert store.status().guarded == "deadline"


def test_a_program_that_is_not_there_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(NoWorkerError, match="can be started"):
        SubprocessLauncher(config(Path("nowhere"), "0"), {}).start()


def verdict(program: bytes, architecture: int, number: int) -> int:
    """What the kernel's small machine makes of a call."""
    lines = list(struct.iter_unpack("=HBBI", program))
    place = loaded = 0
    while True:
        code, yes, no, value = lines[place]
        place += 1
        if code == 0x06:
            return int(value)
        if code == 0x20:
            loaded = {0: number, 4: architecture}[value]
        else:
            place += yes if (loaded == value if code == 0x15 else loaded >= value) else no


ALLOWED, REFUSED = 0x7FFF0000, 0x00050000 | 13


@pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES)
def test_the_filter_refuses_what_opens_a_way_out_and_nothing_else(machine: Machine) -> None:
    program = refuse_network(machine)
    refused = {number for number in range(600) if verdict(program, machine.architecture, number) != ALLOWED}
    assert refused == set(machine.refused)


@pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES)
def test_the_filter_refuses_all_calls_of_another_architecture(machine: Machine) -> None:
    assert verdict(refuse_network(machine), 0x40000003, 0) == REFUSED


def test_the_filter_knows_the_second_set_of_numbers_of_x86() -> None:
    machine = MACHINES["x86_64"]
    assert verdict(refuse_network(machine), machine.architecture, 0x40000000 + 41) == REFUSED
