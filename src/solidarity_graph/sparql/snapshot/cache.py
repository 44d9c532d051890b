"""The user's cache of snapshots: one for each release, removed when unused for a week or when the release is gone."""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import re
import secrets
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import IO

import platformdirs

from solidarity_graph.errors import ReleaseError
from solidarity_graph.sparql.snapshot.builder import fill_in_process, make_snapshot
from solidarity_graph.sparql.snapshot.description import (
    DESCRIPTION,
    FORMAT,
    Description,
    hash_file,
    hash_files,
    is_whole,
    write_description,
)

if sys.platform != "win32":
    import fcntl

_SOURCE = "made-from"  # the file of a snapshot that names its dump
_NAME = re.compile(r"[0-9a-f]{64}-\d+-[\w.]+")
_ABANDONED_SECONDS = 24 * 3600.0
# A release that is opened once in a while stays cached; one that was replaced a week ago can be built again.
_UNUSED_SECONDS = 7 * 24 * 3600.0


def snapshot_for(nquads: Path, cache: Path | None = None, environment: Mapping[str, str] | None = None) -> Path:
    """Return the folder of this file's snapshot in `cache`, by default the user's. If it is missing, it is built first.

    The engine's version is part of the name: another version may not be able to read the files. Unused snapshots are
    removed first. `environment` is that of the process that builds, which inherits no other.
    """
    engine = importlib.metadata.version("pyoxigraph")
    return _cached(nquads, f"{FORMAT}-{engine}", partial(fill_in_process, environment=environment or {}), cache)


def cached_files(nquads: Path, name: str, write: Callable[[Path], None], cache: Path | None = None) -> Path:
    """Return the folder of other files made from a dump; if it is missing, `write` fills it. It expires like snapshots.

    `name` is the end of the folder's name, such as `1-index`: a number that changes with the format, and a word.
    """

    def fill(_: Path, folder: Path, sha256: str) -> None:
        write(folder)
        write_description(folder, Description(sha256, 0, 0, hash_files(folder)))

    return _cached(nquads, name, fill, cache)


def _cached(nquads: Path, name: str, fill: Callable[[Path, Path, str], None], cache: Path | None) -> Path:
    sha256 = hash_file(nquads)
    folder = _snapshots(cache) / f"{sha256}-{name}"
    if folder.exists() and not is_whole(folder, sha256):
        _remove(folder)  # damaged, also if it is in use: it cannot answer
    with contextlib.suppress(OSError):  # the folder does not exist yet, or belongs to another user
        os.utime(folder)
    remove_unused_snapshots(cache)
    make_snapshot(nquads, folder, fill)
    with contextlib.suppress(OSError):  # the folder belongs to another user
        (folder / _SOURCE).write_text("\n".join(_file_state(nquads.absolute())), "utf-8")
    return folder


def _file_state(path: Path) -> list[str]:
    """Return path, size and modification time of a file."""
    state = path.stat()
    return [str(path), str(state.st_size), str(state.st_mtime_ns)]


def _is_without_source(folder: Path) -> bool:
    """Return True if the dump that the files were made from is deleted, or another one has taken its place."""
    try:
        noted = (folder / _SOURCE).read_text("utf-8").splitlines()
    except OSError:
        return False  # it was made by another version, or is being made
    try:
        return _file_state(Path(noted[0])) != noted and hash_file(Path(noted[0])) != folder.name.partition("-")[0]
    except (OSError, ReleaseError, IndexError):
        return True


def lock_snapshot(folder: Path) -> IO[bytes]:
    """Return a file: until it is closed, the snapshot in `folder` is not removed from the cache."""
    file = (folder / DESCRIPTION).open("rb")
    if sys.platform != "win32":
        with contextlib.suppress(OSError):  # a file system without locks: its snapshots are never removed
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    return file


def remove_unused_snapshots(cache: Path | None = None) -> tuple[Path, ...]:
    """Remove the snapshots that are not needed and not locked, and return their folders.

    Not needed are those not opened for a week, and those whose dump was replaced or deleted: a withdrawn release's.
    Incomplete builds are removed when they are a day old. Nothing happens if there is no cache.
    """
    with contextlib.suppress(OSError):  # there is no cache yet, or another process removes snapshots
        return tuple(path for path in sorted(_snapshots(cache).iterdir()) if _is_expired(path) and _remove(path))
    return ()


def remove_snapshots(hashes: Iterable[str], cache: Path | None = None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Remove all cached files of the dumps with these SHA-256, except locked ones.

    Return the hashes of which files were removed, and those of which files remain. A hash without files is in neither.
    """
    removed: set[str] = set()
    used: set[str] = set()
    for sha256 in hashes:
        # Folders that are being built, or were not completely removed, have a dot before the name.
        for path in sorted({*_snapshots(cache).glob(f"{sha256}-*"), *_snapshots(cache).glob(f".{sha256}-*")}):
            removable = path.name.startswith(".") or _is_unlocked(path)
            (removed if removable and _remove(path) else used).add(sha256)
    return tuple(sorted(removed)), tuple(sorted(used))


def _snapshots(cache: Path | None) -> Path:
    return (cache or platformdirs.user_cache_path("solidarity-graph")) / "snapshots"


def _is_expired(folder: Path) -> bool:
    # The folder's own time, which `_cached` sets: those of its files must not change.
    age = time.time() - folder.stat().st_mtime
    if folder.name.startswith("."):
        return age > _ABANDONED_SECONDS
    is_needed = age <= _UNUSED_SECONDS and not _is_without_source(folder)
    return bool(_NAME.fullmatch(folder.name)) and not is_needed and _is_unlocked(folder)


def _is_unlocked(folder: Path) -> bool:
    if sys.platform == "win32":
        return False
    try:
        with (folder / DESCRIPTION).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def _remove(folder: Path) -> bool:
    # Renamed first, so that no process finds half a snapshot under its name.
    removed = folder.with_name(f".{folder.name.lstrip('.')}.{secrets.token_hex(4)}")
    try:
        folder.rename(removed)
    except OSError:
        return False
    shutil.rmtree(removed, ignore_errors=True)
    return True
