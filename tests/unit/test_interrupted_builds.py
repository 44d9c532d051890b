"""A build that stops at any file operation leaves the old or the new release whole, and the next command tidies up."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from solidarity_graph.build import GraphFiles
from solidarity_graph.errors import ReleaseError
from solidarity_graph.model import Dataset
from solidarity_graph.records.release_list import list_release, read_list
from solidarity_graph.release import build_folder, manifest, open_release, unchanged_release
from solidarity_graph.release.build_folder import current_folder, pending, publish, recover, working_folder
from solidarity_graph.release.writer import write_release
from tests.example import example_dataset
from tests.graphs import files_of

OLD, NEW = "2031-06-01", "2031-06-02"
CHANGES = {
    "os.rename",
    "os.mkdir",
    "os.remove",
    "os.rmdir",
    "os.link",
    "os.symlink",
    "os.chmod",
    "os.truncate",
    "fsync",
}


class PowerCut(BaseException):
    """From some operation on, no file changes any more: not even what clean-up code would change."""


class Disk:
    """Counts the operations that change files, and refuses all of them from number `last` on."""

    def __init__(self) -> None:
        self.last: float = float("inf")
        self.done = 0
        self.counting = False
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.counting:
            return
        written = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if written or event in CHANGES:
            self.change()

    def change(self) -> None:
        self.done += 1
        if self.done >= self.last:
            raise PowerCut


DISK = Disk()  # an audit hook cannot be removed


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    fsync = os.fsync

    def sync(opened: int) -> None:
        if DISK.counting:
            DISK.change()
        fsync(opened)

    monkeypatch.setattr(os, "fsync", sync)
    yield DISK
    DISK.counting = False


@pytest.fixture(scope="module")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Dataset, GraphFiles]]:
    made = {}
    for version in (OLD, NEW):
        dataset = example_dataset()
        dataset = replace(dataset, description=replace(dataset.description, version=version))
        made[version] = (dataset, files_of(dataset, tmp_path_factory.mktemp("graph") / version))
    return made


def write(top: Path, version: str, graphs: dict[str, tuple[Dataset, GraphFiles]]) -> None:
    """What `build` does once the graph is made and conforms."""
    if unchanged_release(top / "release", version) is None:
        dataset, graph = graphs[version]
        (graph.folder / "claims.sqlite").unlink(missing_ok=True)  # of the last run
        approve = partial(list_release, top, version)
        write_release(top / "release", dataset.description, graph, validation={}, digest=version, approve=approve)


def whole(top: Path) -> str:
    """The version of the release there, all of whose files are there and have the hash of the manifest."""
    release = open_release(current_folder(top / "release"))  # before anything is tidied up
    release.verify()
    assert release.present() == release.files
    assert read_list(top)[release.version].sha256 == release.manifest_sha256()
    return release.version


def operations(start: Path, top: Path, disk: Disk, graphs: dict[str, tuple[Dataset, GraphFiles]]) -> int:
    """How many operations change files while the new release is written."""
    shutil.copytree(start, top)
    disk.done, disk.last, disk.counting = 0, float("inf"), True
    write(top, NEW, graphs)
    disk.counting = False
    return disk.done


@pytest.mark.parametrize(
    ("before", "exchange"),
    [
        pytest.param(OLD, True, id="over an old one"),
        pytest.param(OLD, False, id="over an old one by two renames", marks=pytest.mark.slow),
        pytest.param("", True, id="the first one", marks=pytest.mark.slow),
    ],
)
def test_a_build_that_stops_at_any_file_operation(
    tmp_path: Path,
    disk: Disk,
    graphs: dict[str, tuple[Dataset, GraphFiles]],
    before: str,
    exchange: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not exchange:
        monkeypatch.setattr(build_folder, "_exchange", lambda *_: False)
    start = tmp_path / "start"
    start.mkdir()
    if before:
        write(start, before, graphs)
    found = []
    # Publishing by two renames differs from the exchange in the last operations alone.
    for number in count(1 if exchange else operations(start, tmp_path / "whole", disk, graphs) - 60):
        top = Path(shutil.copytree(start, tmp_path / str(number)))
        disk.done, disk.last, disk.counting = 0, number, True
        try:
            write(top, NEW, graphs)
        except PowerCut:
            ended = False
        else:
            ended = True
        disk.counting = False
        if before or pending(top / "release").exists() or (top / "release").exists():
            found.append(whole(top))
        else:
            with pytest.raises(ReleaseError, match="There is no release"):
                open_release(top / "release")
        recover(top / "release")
        assert {path.name for path in top.iterdir()} <= {"release", "releases.toml", ".releases.toml.new"}
        if number % 8 == 0 or found[-1:] == [NEW]:
            write(top, NEW, graphs)
            assert whole(top) == NEW
        shutil.rmtree(top)
        if ended:
            break
    assert number > 50, "the operations were not counted"
    assert found == sorted(found)
    assert {*found} == {*([before] if before else []), NEW}
    # Publishing takes one operation; what comes after it only tidies up.
    assert found.count(NEW) > 5


def build(target: Path, name: str, approve: Callable[[], None] = lambda: None) -> None:
    with working_folder(target) as place:
        (place / "new").mkdir()
        (place / "new" / "name").write_text(name)
        publish(place / "new", target, approve)


def test_processes_that_finish_one_interrupted_build_at_the_same_time(tmp_path: Path) -> None:
    target = tmp_path / "release"
    for name in ("release", ".release.new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "name").write_text(name)
    build(target, "next")  # the one that was published first is not lost before the next one is there
    assert (target / "name").read_text() == "next"
    assert [path.name for path in tmp_path.iterdir()] == ["release"]


@pytest.mark.parametrize("exchange", [True, False])
def test_builds_that_publish_at_the_same_time_take_turns(
    tmp_path: Path, exchange: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, names = tmp_path / "release", [str(number) for number in range(40)]
    if not exchange:
        monkeypatch.setattr(build_folder, "_exchange", lambda *_: False)
    listed: list[str] = []

    def approve(name: str) -> None:
        before = [*listed]
        threading.Event().wait(0.001)  # another one may come between, as between reading and writing a file
        listed[:] = [*before, name]

    with ThreadPoolExecutor(8) as threads:
        assert [*threads.map(lambda name: build(target, name, partial(approve, name)), names)] == [None] * len(names)
    assert sorted(listed) == sorted(names)
    assert (target / "name").read_text() == listed[-1]
    assert [path.name for path in tmp_path.iterdir()] == ["release"]


@pytest.mark.parametrize("exchange", [True, False])
def test_a_release_is_on_disk_before_it_is_published_and_its_name_after(
    tmp_path: Path, exchange: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, done = tmp_path / "release", []
    build(target, "old")
    exchanged = build_folder._exchange

    def swap(fresh: Path, old: Path) -> bool:
        done.append("published")
        return exchange and exchanged(fresh, old)

    monkeypatch.setattr(build_folder, "_exchange", swap)
    monkeypatch.setattr(build_folder, "sync", lambda path: done.append(path.name))
    build(target, "new")
    moment = done.index("published")
    assert sorted(done[:moment]) == ["name", "new"]
    assert tmp_path.name in done[moment:]


def test_other_programs_find_a_release_at_every_moment(
    tmp_path: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "release"
    build(target, "old")
    with tempfile.TemporaryDirectory(dir=tmp_path) as other:
        if not build_folder._exchange(Path(other), target):
            pytest.skip("this system cannot exchange folders")
        build_folder._exchange(Path(other), target)
    found: list[bool] = []
    monkeypatch.setattr(disk, "change", lambda: found.append((target / "name").exists()))
    disk.counting = True
    build(target, "new")
    disk.counting = False
    assert len(found) > 5
    assert all(found)
    assert (target / "name").read_text() == "new"


def test_the_next_command_finishes_a_build_even_if_it_only_reads(tmp_path: Path, graphs: Any) -> None:
    write(tmp_path, OLD, graphs)
    (tmp_path / "release").rename(pending(tmp_path / "release"))
    assert open_release(tmp_path / "release").folder == tmp_path / "release"
    assert not pending(tmp_path / "release").exists()


@pytest.mark.parametrize("moves", [False, True], ids=["nobody may write there", "a build moves it meanwhile"])
def test_a_release_is_read_where_it_is(
    tmp_path: Path, graphs: Any, monkeypatch: pytest.MonkeyPatch, moves: bool
) -> None:
    write(tmp_path, OLD, graphs)
    target = tmp_path / "release"
    target.rename(pending(target))
    read = Path.read_text

    def refuse(_: Path) -> None:
        raise PermissionError

    def move(path: Path, *arguments: Any, **options: Any) -> str:
        monkeypatch.setattr(Path, "read_text", read)
        recover(target)
        return read(path, *arguments, **options)

    monkeypatch.setattr(manifest, "settle", refuse)
    if moves:
        monkeypatch.setattr(Path, "read_text", move)
    assert open_release(target).folder == (target if moves else pending(target))
