"""A snapshot that is held in memory, once for all workers."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Store

from solidarity_graph.errors import TooLargeError
from solidarity_graph.sparql import Limits, SnapshotStore, describe_snapshot
from solidarity_graph.sparql.snapshot.memory_copy import copy_to_memory
from tests.unit.sparql.processes import end, fork_server, pids, wait_for_death
from tests.unit.sparql.snapshots import build

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux only")

XSD = "http://www.w3.org/2001/XMLSchema#"
# What an engine may write in another way than it read it.
ODD_OBJECTS = (
    '"01"^^<{0}integer>',
    '"1.50"^^<{0}decimal>',
    '"1e3"^^<{0}double>',
    '"NaN"^^<{0}float>',
    '"many"^^<{0}integer>',
    '"2013-08-01T00:00:00+03:00"^^<{0}dateTime>',
    '"2013-02-30"^^<{0}date>',
    '"P1Y"^^<{0}yearMonthDuration>',
    '"гавань"@BE-tarask',
    '"line\\n\\r\\t\\"\\\\ \\u0001 \\U0001F54A"',
    '""',
    "_:b",
    "<http://a.example/%C3%A9?q=1#é>",
)
MANY = 100_000


def copy(folder: Path) -> Store | None:
    return copy_to_memory(folder, describe_snapshot(folder).sha256)


def answers_from_memory(store: SnapshotStore) -> bool:
    """True if no worker has a file of the database open."""
    descriptors = (entry for pid in pids(store) for entry in Path(f"/proc/{pid}/fd").iterdir())
    return not any("/database/" in str(entry.readlink()) for entry in descriptors)


@pytest.fixture(scope="module")
def odd_snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lines = [
        f"_:b <http://a.example/p{number}> {value.format(XSD)} {graph} .\n"
        for number, value in enumerate(ODD_OBJECTS)
        for graph in ("", "<http://a.example/one>", "<http://a.example/two>")
    ]
    return build(tmp_path_factory.mktemp("odd"), "".join(lines))


@pytest.fixture(scope="module")
def large_snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lines = [f'<http://a.example/{n}> <http://a.example/p> "{n}" <http://a.example/g> .\n' for n in range(MANY)]
    return build(tmp_path_factory.mktemp("large"), "".join(lines))


@pytest.fixture(scope="module")
def odd_stores(odd_snapshot: Path) -> Iterator[list[SnapshotStore]]:
    """One that reads it from disk, and one that holds it in memory."""
    with (
        SnapshotStore(odd_snapshot, workers=1, spares=0, in_memory_quads=0) as on_disk,
        SnapshotStore(odd_snapshot, workers=1, spares=0, in_memory_quads=1000) as in_memory,
    ):
        assert not answers_from_memory(on_disk)
        assert answers_from_memory(in_memory)
        yield [on_disk, in_memory]


def test_the_copy_holds_the_quads_of_the_database_term_by_term(odd_snapshot: Path) -> None:
    copied = copy(odd_snapshot)
    assert copied is not None
    assert set(copied) == set(Store.read_only(str(odd_snapshot / "database")))
    assert len(copied) == 3 * len(ODD_OBJECTS)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o }",
        "SELECT * { GRAPH ?g { ?s ?p ?o } }",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "SELECT ?p (LANG(?o) AS ?tag) (DATATYPE(?o) AS ?type) { ?s ?p ?o }",
        "SELECT * FROM <http://a.example/one> FROM <http://a.example/two> { ?s ?p ?o }",
        "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }",
    ],
)
def test_answers_from_memory_and_from_disk_have_the_same_rows(odd_stores: list[SnapshotStore], query: str) -> None:
    answers = [store.answer(query, "text/csv, application/n-triples").read() for store in odd_stores]
    on_disk, in_memory = (sorted(answer.split(b"\n")) for answer in answers)
    assert on_disk == in_memory


def test_all_workers_of_one_fork_server_give_rows_in_the_same_order(odd_snapshot: Path) -> None:
    with SnapshotStore(odd_snapshot, workers=1, spares=0) as store:
        bodies = set()
        for _ in range(3):
            bodies.add(store.answer("SELECT * { GRAPH ?g { ?s ?p ?o } }", "text/csv").read())
            end(*pids(store))
        assert len(bodies) == 1


@pytest.mark.parametrize(("bound", "in_memory"), [(7, True), (6, False), (0, False)])
def test_a_snapshot_over_the_bound_is_read_from_disk(snapshot: Path, bound: int, in_memory: bool) -> None:
    """It has four quads in named graphs, and three triples in the default graph."""
    with SnapshotStore(snapshot, workers=2, spares=1, in_memory_quads=bound) as store:
        assert answers_from_memory(store) is in_memory
        assert store.answer("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "text/csv").read() == b"n\r\n3\r\n"


def test_a_worker_may_take_as_much_memory_on_top_of_the_copy_as_on_top_of_a_database(large_snapshot: Path) -> None:
    sort = "SELECT * { ?a ?b ?c } ORDER BY ?c"
    for bound in (0, 2 * MANY):
        with SnapshotStore(large_snapshot, workers=1, spares=0, in_memory_quads=bound) as store:
            assert answers_from_memory(store) is bool(bound)
            with pytest.raises(TooLargeError, match="more memory"):
                store.answer(sort, "text/csv", Limits(memory_bytes=16 << 20))
            with store.answer(sort, "text/csv", Limits(memory_bytes=256 << 20)) as answer:
                assert sum(chunk.count(b"\n") for chunk in answer.body) == MANY + 1


def test_copying_leaves_no_thread_no_child_and_no_file_in_the_fork_server(large_snapshot: Path) -> None:
    with SnapshotStore(large_snapshot, workers=1, spares=0) as store:
        server = Path(f"/proc/{fork_server(store)}")
        (thread,) = (server / "task").iterdir()
        assert {int(pid) for pid in (thread / "children").read_text("ascii").split()} == pids(store)
        assert not [entry for entry in (server / "fd").iterdir() if str(large_snapshot) in str(entry.readlink())]


def test_a_new_fork_server_makes_a_new_copy(snapshot: Path) -> None:
    with SnapshotStore(snapshot, workers=1, spares=0) as store:
        (worker,) = pids(store)
        end(fork_server(store))
        wait_for_death(worker)
        assert store.answer("ASK { ?s ?p ?o }", "text/csv").read() == b"true"
        assert answers_from_memory(store)


@pytest.mark.parametrize("pattern", ["database/*.sst", "database/CURRENT", "database/MANIFEST-*", "snapshot.json"])
def test_damaged_files_are_not_copied(tmp_path: Path, pattern: str) -> None:
    folder = build(tmp_path, '<http://a.example/s> <http://a.example/p> "1" .\n')
    sha256 = describe_snapshot(folder).sha256
    for path in folder.glob(pattern):
        path.write_bytes(b"damaged")
    assert copy_to_memory(folder, sha256) is None


def test_the_snapshot_of_another_release_is_not_copied(snapshot: Path) -> None:
    assert copy_to_memory(snapshot, "0" * 64) is None
