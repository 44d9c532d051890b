"""Snapshots are built by another process, whose failure is a sentence here."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from solidarity_graph.errors import ReleaseError
from solidarity_graph.sparql import SnapshotStore, describe_snapshot, make_snapshot, snapshot_for
from tests.unit.sparql.processes import wait_for_death

QUAD = '<http://a.example/s> <http://a.example/p> "{0}" <http://a.example/g> .\n'
POPEN = subprocess.Popen


@pytest.fixture
def nquads(tmp_path: Path) -> Path:
    path = tmp_path / "release.nq"
    path.write_text("".join(map(QUAD.format, range(20_000))), encoding="utf-8")
    return path


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def left(cache: Path) -> list[Path]:
    return list((cache / "snapshots").iterdir())


@contextlib.contextmanager
def full_disk() -> Iterator[None]:
    """A file that this process, or one that it starts, writes may have no more than so many bytes."""
    import resource

    _, hard = before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 << 10, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_it_is_the_same_snapshot_as_one_built_here(nquads: Path, cache: Path, tmp_path: Path) -> None:
    here = make_snapshot(nquads, tmp_path / "here")
    there = describe_snapshot(snapshot_for(nquads, cache))
    assert (there.sha256, there.quads, there.triples) == (here.sha256, here.quads, here.triples)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
@pytest.mark.parametrize(
    "make",
    [snapshot_for, lambda nquads, cache: make_snapshot(nquads, cache / "snapshots" / "new")],
    ids=["apart", "here"],
)
def test_a_full_disk_is_a_clear_error_and_leaves_the_last_snapshot_as_it_was(
    nquads: Path, cache: Path, tmp_path: Path, make: Callable[[Path, Path], object]
) -> None:
    small = tmp_path / "small.nq"
    small.write_text(QUAD.format(1), encoding="utf-8")
    last = snapshot_for(small, cache)
    with SnapshotStore(last, workers=1, spares=0) as store:
        with full_disk(), pytest.raises(ReleaseError, match=r"The snapshot cannot be written in .*snapshots: "):
            make(nquads, cache)
        assert left(cache) == [last]
        assert store.answer("ASK { ?s ?p '1' }", "text/csv").read() == b"true"
    assert describe_snapshot(snapshot_for(nquads, cache)).quads == 20_000, "once there is room it is built"


def test_a_file_that_is_no_nquads_is_named(tmp_path: Path, cache: Path) -> None:
    broken = tmp_path / "broken.nq"
    broken.write_text("<http://a.example/s> oops .\n", encoding="utf-8")
    with pytest.raises(ReleaseError, match=r"^\S*broken\.nq is not N-Quads: "):
        snapshot_for(broken, cache)
    assert left(cache) == []


def test_a_builder_that_cannot_start_is_a_clear_error(
    nquads: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(cache / "python"))
    with pytest.raises(ReleaseError, match="No process can be started that builds the snapshot"):
        snapshot_for(nquads, cache)
    assert left(cache) == []


class Ended(POPEN[bytes]):
    """A builder that is ended from outside as soon as it was started."""

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[call-overload]
        self.kill()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes in another way")
def test_a_builder_that_is_killed_is_a_clear_error_and_leaves_nothing(
    nquads: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "Popen", Ended)
    with pytest.raises(ReleaseError, match=r"that builds the snapshot of .* failed: exit code -9"):
        snapshot_for(nquads, cache)
    assert left(cache) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes in another way")
def test_a_builder_lets_others_go_first_and_ends_with_whoever_started_it(nquads: Path, tmp_path: Path) -> None:
    fifo = tmp_path / "endless.nq"
    os.mkfifo(fifo)
    (tmp_path / "building").mkdir()
    command = [sys.executable, "-m", "solidarity_graph.sparql.snapshot.build_program", fifo, tmp_path / "building", "0"]
    with POPEN(command, stdin=subprocess.PIPE) as builder, fifo.open("wb", buffering=0) as data:
        data.write(nquads.read_bytes()[:1000])  # it has begun to read
        assert os.getpriority(os.PRIO_PROCESS, builder.pid) > os.getpriority(os.PRIO_PROCESS, 0)
        assert builder.stdin
        builder.stdin.close()
        wait_for_death(builder.pid)
    assert builder.returncode == 1
