"""A snapshot that goes away, is exchanged or damaged while it is being served."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from solidarity_graph.errors import ReleaseError
from solidarity_graph.release import open_release
from solidarity_graph.sparql import Limits, SnapshotStore, describe_snapshot, make_snapshot, open_store
from solidarity_graph.sparql.snapshot.cache import _is_unlocked
from solidarity_graph.sparql.snapshot.integrity import SnapshotIntegrity
from tests.hostile.dataset import write_release
from tests.unit.sparql.processes import pids
from tests.unit.sparql.snapshots import build

ALL = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
LABELS = [f'<http://a.example/{n}> <http://a.example/p> "label {n}" <http://a.example/g> .\n' for n in range(5000)]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("built"), "".join(LABELS))


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    """A snapshot that a test may damage, beside the file that it was made from."""
    return Path(shutil.copytree(built.parent, tmp_path, dirs_exist_ok=True)) / built.name


@pytest.fixture
def store(folder: Path) -> Iterator[SnapshotStore]:
    with SnapshotStore(folder, workers=2, spares=0) as store:
        yield store


def ask(store: SnapshotStore, query: str = ALL) -> bytes:
    return store.answer(query, "text/csv").read()


def test_a_snapshot_that_goes_is_missed_at_once_and_found_again(store: SnapshotStore, folder: Path) -> None:
    folder.rename(folder.with_name("elsewhere"))
    with pytest.raises(ReleaseError, match="There is no snapshot"):
        ask(store)
    status = store.status()
    assert (status.ready, "There is no snapshot" in status.reason) == (False, True)
    folder.with_name("elsewhere").rename(folder)
    assert ask(store) == b"n\r\n5000\r\n"
    assert store.status().ready


def test_a_snapshot_that_is_made_again_is_opened_again(store: SnapshotStore, folder: Path) -> None:
    before = pids(store)
    shutil.rmtree(folder)
    with pytest.raises(ReleaseError):
        ask(store)
    make_snapshot(folder.with_name("release.nq"), folder)
    assert ask(store) == b"n\r\n5000\r\n"
    assert store.status().ready
    assert not before & pids(store)


def test_another_release_in_its_place_is_not_served(store: SnapshotStore, folder: Path, tmp_path: Path) -> None:
    shutil.rmtree(folder)
    (tmp_path / "other").mkdir()
    build(tmp_path / "other", LABELS[0]).rename(folder)
    with pytest.raises(ReleaseError, match="Another release has taken the place"):
        ask(store)
    assert not store.status().ready


def test_a_database_without_its_description_is_missed(store: SnapshotStore, folder: Path) -> None:
    shutil.rmtree(folder / "database")
    with pytest.raises(ReleaseError, match="damaged"):
        ask(store)
    assert not store.status().ready


def flip(folder: Path) -> None:
    """Change every byte in the middle of every table."""
    for table in (folder / "database").glob("*.sst"):
        content = bytearray(table.read_bytes())
        middle = slice(len(content) // 4, len(content) // 2)
        content[middle] = bytes(byte ^ 0xFF for byte in content[middle])
        table.write_bytes(content)


def mend(folder: Path) -> None:
    for table in (folder.with_name("good") / "database").glob("*.sst"):
        shutil.copyfile(table, folder / "database" / table.name)


def test_damage_inside_the_files_is_seen_by_the_status_and_forgotten_once_mended(
    store: SnapshotStore, folder: Path
) -> None:
    shutil.copytree(folder, folder.with_name("good"))
    flip(folder)
    status = store.status()
    assert (status.ready, "damaged" in status.reason) == (False, True)
    with pytest.raises(ReleaseError, match=r"damaged.*\.sst changed"):
        ask(store)
    mend(folder)
    assert ask(store) == b"n\r\n5000\r\n"
    assert store.status().ready


def test_damage_inside_the_files_is_told_from_a_costly_query(folder: Path) -> None:
    # Over damaged tables the engine collects failures until its memory is full.
    with SnapshotStore(folder, workers=2, spares=0, in_memory_quads=0) as store:
        shutil.copytree(folder, folder.with_name("good"))
        flip(folder)
        with pytest.raises(ReleaseError, match="damaged"):
            store.answer(ALL, "text/csv", Limits(memory_bytes=64 << 20))
        mend(folder)
        assert ask(store) == b"n\r\n5000\r\n"


@pytest.fixture(params=[0, 300_000], ids=["read from disk", "held in memory"])
def mending(request: pytest.FixtureRequest, folder: Path) -> Iterator[SnapshotStore]:
    """A store that makes its snapshot anew, as that of a release does."""

    def rebuild() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        make_snapshot(folder.with_name("release.nq"), folder)

    with SnapshotStore(folder, workers=1, spares=0, in_memory_quads=request.param, rebuild=rebuild) as store:
        yield store


def wait_for(answer: bytes, store: SnapshotStore) -> None:
    end = time.monotonic() + 20
    while True:
        try:
            assert ask(store) == answer
        except ReleaseError:
            assert time.monotonic() < end, "it never came back"
        else:
            return


@pytest.mark.parametrize("damage", [shutil.rmtree, flip, lambda folder: shutil.rmtree(folder / "database")])
def test_a_snapshot_that_is_damaged_or_removed_while_it_is_served_comes_back_by_itself(
    mending: SnapshotStore, folder: Path, damage: Callable[[Path], object]
) -> None:
    damage(folder)
    assert not mending.status().ready
    wait_for(b"n\r\n5000\r\n", mending)
    assert mending.status().ready
    assert not _is_unlocked(folder), "the new one is in use"


def test_a_snapshot_that_cannot_be_made_anew_is_tried_again_after_ten_seconds(folder: Path) -> None:
    now, tries = [100.0], []
    integrity = SnapshotIntegrity(
        folder,
        describe_snapshot(folder),
        lambda: None,
        clock=lambda: now[0],
        rebuild=lambda: tries.append(now[0]) or make_snapshot(folder.with_name("nothing.nq"), folder),
    )
    folder.rename(folder.with_name("elsewhere"))
    for now[0] in (100.0, 109.0, 110.0, 119.0):
        with pytest.raises(ReleaseError, match="There is no snapshot"):
            integrity.check()
        while integrity._rebuilding.locked():
            time.sleep(0.001)
    assert tries == [100.0, 110.0]
    integrity.close()
    now[0] = 130.0
    with pytest.raises(ReleaseError):
        integrity.check()
    assert not integrity._rebuilding.locked()


def test_the_store_of_a_release_makes_the_snapshot_anew_from_it(tmp_path: Path) -> None:
    release = open_release(
        write_release(tmp_path / "release", statements=["<http://e/s> <http://e/p> <http://e/o> <http://e/g>"])
    )
    with open_store(release, workers=1, spares=0, cache=tmp_path / "cache") as store:
        wait_for(b"n\r\n1\r\n", store)
        shutil.rmtree(tmp_path / "cache")
        with pytest.raises(ReleaseError):
            ask(store)
        wait_for(b"n\r\n1\r\n", store)


def test_who_asks_for_the_status_does_not_wait_while_another_reads_the_files(store: SnapshotStore) -> None:
    with store._integrity._lock:
        assert store.status().ready


def test_a_fault_that_does_not_come_back_is_forgotten_after_a_minute(folder: Path) -> None:
    now = [0.0]
    opened = []
    integrity = SnapshotIntegrity(
        folder, describe_snapshot(folder), lambda: opened.append(now[0]), clock=lambda: now[0]
    )
    integrity.explain(ReleaseError("The snapshot could not be read: the disk was in a mood."))
    integrity.check()
    assert integrity.fault
    now[0] = 60.0
    integrity.check()
    assert integrity.fault is None
    assert opened == [60.0]
