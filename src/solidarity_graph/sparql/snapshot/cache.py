"""The user's cache of snapshots: one for each release that was asked for, until nobody asks for it any more."""

from __future__ import annotations

import contextlib
import importlib.metadata
import json
import os
import re
import secrets
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path

import platformdirs

from solidarity_graph.sparql.snapshot.build_process import fill_apart
from solidarity_graph.sparql.snapshot.builder import DESCRIPTION, FORMAT, Description, hash_file, make_snapshot

if sys.platform != "win32":
    import fcntl

_NAME = re.compile(r"[0-9a-f]{64}-\d+-[\w.]+")
_ABANDONED_SECONDS = 24 * 3600.0
# A release that is asked for once in a while is at hand; one that was swapped out a week ago can be built again.
_UNUSED_SECONDS = 7 * 24 * 3600.0


def snapshot_for(nquads: Path, cache: Path | None = None, environment: Mapping[str, str] | None = None) -> Path:
    """The folder of this file's snapshot in the user's cache, built when it is missing, by a process of its own.

    The engine's version is part of the name: what one version wrote another may not be able to read. What nobody has
    asked for of late makes room first. `environment` is that process's, who inherits none.
    """
    engine = importlib.metadata.version("pyoxigraph")
    return _cached(nquads, f"{FORMAT}-{engine}", partial(fill_apart, environment=environment or {}), cache)


def cached_files(nquads: Path, name: str, write: Callable[[Path], None], cache: Path | None = None) -> Path:
    """The folder of what else is made from a dump, by `write` when it is missing; it goes when the snapshots go.

    `name` has the form `1-index`: a number that changes with the format, and a word.
    """

    def fill(_: Path, folder: Path, sha256: str) -> None:
        write(folder)
        (folder / DESCRIPTION).write_text(json.dumps(asdict(Description(sha256, 0, 0))) + "\n", encoding="utf-8")

    return _cached(nquads, name, fill, cache)


def _cached(nquads: Path, name: str, fill: Callable[[Path, Path, str], None], cache: Path | None) -> Path:
    folder = _snapshots(cache) / f"{hash_file(nquads)}-{name}"
    with contextlib.suppress(OSError):  # it is not there yet, or the cache is somebody else's
        os.utime(folder)
    forget_snapshots(cache)
    make_snapshot(nquads, folder, fill)
    return folder


class Hold:
    """Says, for as long as it is open, that the snapshot in `folder` is in use: see `forget_snapshots`."""

    def __init__(self, folder: Path) -> None:
        self._file = (folder / DESCRIPTION).open("rb")
        if sys.platform != "win32":
            with contextlib.suppress(OSError):  # a file system without locks: then nobody forgets snapshots on it
                fcntl.flock(self._file, fcntl.LOCK_SH | fcntl.LOCK_NB)

    def close(self) -> None:
        """It is in use no longer."""
        self._file.close()


def forget_snapshots(cache: Path | None = None) -> tuple[Path, ...]:
    """Remove the snapshots of a cache that nobody has asked for in a week and no process uses; those that were removed.

    What is left of builds that were broken off goes too, once it is a day old.
    """
    with contextlib.suppress(OSError):  # there is no cache yet, or somebody else is tidying it up
        return tuple(path for path in sorted(_snapshots(cache).iterdir()) if _is_forgotten(path) and _remove(path))
    return ()


def forget_dumps(hashes: Iterable[str], cache: Path | None = None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Removes what a cache holds of dumps with these SHA-256: those of which something went, and those still in use."""
    gone: set[str] = set()
    used: set[str] = set()
    for sha256 in hashes:
        # Those being built, and those that are half removed, have a dot before the name.
        for path in sorted({*_snapshots(cache).glob(f"{sha256}-*"), *_snapshots(cache).glob(f".{sha256}-*")}):
            going = path.name.startswith(".") or _is_unused(path)
            (gone if going and _remove(path) else used).add(sha256)
    return tuple(sorted(gone)), tuple(sorted(used))


def _snapshots(cache: Path | None) -> Path:
    return (cache or platformdirs.user_cache_path("solidarity-graph")) / "snapshots"


def _is_forgotten(folder: Path) -> bool:
    if folder.name.startswith("."):
        return _rested(folder) > _ABANDONED_SECONDS
    return bool(_NAME.fullmatch(folder.name)) and _rested(folder) > _UNUSED_SECONDS and _is_unused(folder)


def _rested(folder: Path) -> float:
    """Seconds since it was made or asked for. Its own time tells: that of a file in it must stay as it was made."""
    return time.time() - folder.stat().st_mtime


def _is_unused(folder: Path) -> bool:
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
    # Renamed first, so that nobody ever finds half a snapshot under its name.
    going = folder.with_name(f".{folder.name.lstrip('.')}.{secrets.token_hex(4)}")
    try:
        folder.rename(going)
    except OSError:
        return False
    shutil.rmtree(going, ignore_errors=True)
    return True
