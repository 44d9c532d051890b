"""The cache keeps what is used, and only that."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pyoxigraph
import pytest

from solidarity_graph.cli.serve import forget_regularly
from solidarity_graph.sparql import SnapshotStore, describe_snapshot, remove_unused_snapshots, snapshot_for
from solidarity_graph.sparql.snapshot.builder import fill_snapshot
from solidarity_graph.sparql.snapshot.cache import cached_files
from solidarity_graph.sparql.snapshot.description import DATABASE, is_whole
from tests.unit.sparql.processes import pids

QUAD = '<http://a.example/s> <http://a.example/p> "{0}" <http://a.example/g> .\n'
DAY = 24 * 3600

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows does not say what is in use")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture(autouse=True)
def _fill_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Snapshots are filled in this process: test_builder.py has what the process for it does."""

    def fill(nquads: Path, folder: Path, sha256: str, environment: Mapping[str, str]) -> None:
        fill_snapshot(nquads, folder, sha256)

    monkeypatch.setattr("solidarity_graph.sparql.snapshot.cache.fill_in_process", fill)


def release(number: int, folder: Path) -> Path:
    nquads = folder / f"{number}.nq"
    nquads.write_text(QUAD.format(number), encoding="utf-8")
    return nquads


def age(folder: Path, days: float) -> Path:
    os.utime(folder, (time.time() - days * DAY,) * 2)
    return folder


def kept(cache: Path) -> set[Path]:
    return set((cache / "snapshots").iterdir())


def test_a_snapshot_that_nobody_asked_for_in_a_week_makes_room_for_the_next(cache: Path, tmp_path: Path) -> None:
    week, days = (snapshot_for(release(number, tmp_path), cache) for number in (1, 2))
    age(week, 7.1)
    age(days, 6.9)
    new = snapshot_for(release(3, tmp_path), cache)
    assert kept(cache) == {days, new}


def test_who_asks_for_a_snapshot_keeps_it_and_disturbs_nobody_who_serves_it(cache: Path, tmp_path: Path) -> None:
    folder = age(snapshot_for(release(1, tmp_path), cache), 30)
    with SnapshotStore(folder, workers=1, spares=0) as store:
        before = pids(store)
        assert snapshot_for(release(1, tmp_path), cache) == folder
        assert store.answer("ASK {}", "text/csv").read() == b"true"
        assert store.status().ready
        assert pids(store) == before
    assert remove_unused_snapshots(cache) == ()


def test_a_snapshot_that_anybody_serves_is_not_forgotten_however_old(cache: Path, tmp_path: Path) -> None:
    folder = age(snapshot_for(release(1, tmp_path), cache), 30)
    with SnapshotStore(folder, workers=1, spares=0):
        assert remove_unused_snapshots(cache) == ()
    assert remove_unused_snapshots(cache) == (folder,)


def test_a_snapshot_without_its_description_is_in_nobodys_use(cache: Path, tmp_path: Path) -> None:
    folder = snapshot_for(release(1, tmp_path), cache)
    (folder / "snapshot.json").unlink()
    assert remove_unused_snapshots(cache) == ()
    age(folder, 8)
    assert remove_unused_snapshots(cache) == (folder,)


def test_what_is_no_snapshot_of_ours_is_left_alone(cache: Path) -> None:
    (cache / "snapshots" / "holiday").mkdir(parents=True)
    age(cache / "snapshots" / "holiday", 30)
    assert remove_unused_snapshots(cache) == ()
    assert remove_unused_snapshots(cache / "nowhere") == ()
    assert (cache / "snapshots" / "holiday").is_dir()


def test_builds_that_broke_off_are_forgotten_after_a_day(cache: Path) -> None:
    fresh, old = (cache / "snapshots" / name for name in (".fresh.ab12", ".old.cd34"))
    for folder in (fresh, old):
        folder.mkdir(parents=True)
    age(old, 1.1)
    assert remove_unused_snapshots(cache) == (old,)
    assert fresh.is_dir()


def test_a_forgotten_snapshot_is_built_again(cache: Path, tmp_path: Path) -> None:
    folder = age(snapshot_for(release(1, tmp_path), cache), 8)
    before = describe_snapshot(folder)
    assert remove_unused_snapshots(cache) == (folder,)
    assert snapshot_for(release(1, tmp_path), cache) == folder
    assert describe_snapshot(folder).sha256 == before.sha256


def test_what_was_made_of_a_release_that_is_gone_is_removed_whatever_the_cache(cache: Path, tmp_path: Path) -> None:
    """A withdrawn release is deleted, or another one takes its place."""
    deleted, replaced, touched = (release(number, tmp_path) for number in (1, 2, 3))
    gone, other, same = (snapshot_for(dump, cache) for dump in (deleted, replaced, touched))
    index = cached_files(deleted, "1-documents", lambda folder: (folder / "index").write_bytes(b""), cache)  # type: ignore[arg-type, return-value]
    assert remove_unused_snapshots(cache) == ()
    deleted.unlink()
    replaced.write_text(QUAD.format(4), "utf-8")
    os.utime(touched, (1, 1))
    assert {*remove_unused_snapshots(cache)} == {gone, other, index}
    assert kept(cache) == {same}


def test_while_it_is_served_it_is_kept(cache: Path, tmp_path: Path) -> None:
    dump = release(1, tmp_path)
    folder = snapshot_for(dump, cache)
    with SnapshotStore(folder, workers=1, spares=0):
        dump.unlink()
        assert remove_unused_snapshots(cache) == ()
    assert remove_unused_snapshots(cache) == (folder,)


def test_a_server_forgets_by_itself(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dump = release(1, tmp_path)
    snapshot_for(dump, cache)
    dump.unlink()
    ended = threading.Event()
    waits: list[float] = []

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        return len(waits) == 2  # then the server stops

    monkeypatch.setattr(ended, "wait", wait)
    forget_regularly(cache, ended)
    assert kept(cache) == set()
    assert waits == [60, 60]


def test_a_server_that_starts_forgets_too(cache: Path, tmp_path: Path) -> None:
    withdrawn, current = (release(number, tmp_path) for number in (1, 2))
    snapshot_for(withdrawn, cache)
    expected = snapshot_for(current, cache)
    withdrawn.unlink()
    snapshot_for(current, cache)
    assert kept(cache) == {expected}


def damage(path: Path) -> None:
    path.write_bytes(bytes(byte ^ 0xFF for byte in path.read_bytes()) or b"x")


NAMES = ["snapshot.json", "database/CURRENT", "database/MANIFEST-*", "database/*.sst", "database/OPTIONS-*"]


@pytest.mark.parametrize("change", [damage, Path.unlink], ids=["damaged", "removed"])
@pytest.mark.parametrize("name", NAMES)
def test_a_snapshot_with_a_damaged_file_is_made_anew_when_it_is_asked_for(
    cache: Path, tmp_path: Path, name: str, change: Callable[[Path], object]
) -> None:
    folder = snapshot_for(release(1, tmp_path), cache)
    for path in folder.glob(name):
        change(path)
    assert not is_whole(folder, describe_snapshot(snapshot_for(release(1, tmp_path), tmp_path / "other")).sha256)
    database = pyoxigraph.Store.read_only(str(snapshot_for(release(1, tmp_path), cache) / DATABASE))
    assert len([*database.quads_for_pattern(None, None, None, None)]) == 2
    assert is_whole(folder, describe_snapshot(folder).sha256)


def test_a_folder_without_anything_of_a_snapshot_is_replaced(cache: Path, tmp_path: Path) -> None:
    folder = snapshot_for(release(1, tmp_path), cache)
    shutil.rmtree(folder)
    folder.mkdir()
    assert describe_snapshot(snapshot_for(release(1, tmp_path), cache)).quads == 1


def test_a_damaged_index_of_documents_is_made_anew(cache: Path, tmp_path: Path) -> None:
    def written() -> str:
        folder = cached_files(release(1, tmp_path), "1-index", lambda folder: write(folder / "index"), cache)
        return (folder / "index").read_text()

    def write(path: Path) -> None:
        path.write_text("whole")

    written()
    (path,) = cache.rglob("index")
    damage(path)
    assert written() == "whole"
