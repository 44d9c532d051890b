"""Integrity of the snapshot on disk while it is served: whether its files are still those that were opened.

Every query checks this, so that a snapshot that was removed or replaced is noticed by the next query and not when a
worker happens to be started. The files never change: one whose inode, size or time differs is compared with its
SHA-256. The engine cannot be trusted to notice: over damaged tables it may count for ever, until memory runs out.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from solidarity_graph.errors import EngineError, LimitError, ReleaseError, SolidarityGraphError
from solidarity_graph.sparql.snapshot.description import (
    DATABASE,
    DESCRIPTION,
    Description,
    damaged,
    expect_snapshot,
    holds_data,
    is_intact,
)

# A read error that has not come back since may have been a passing fault of the disk.
_FAULT_SECONDS = 60.0
_AGAIN_SECONDS = 10.0  # until the next attempt to make the snapshot anew, after one that failed
_log = logging.getLogger(__name__)

_FileState = tuple[int, int, int]
"""Inode, size and modification time."""

FileStates = Mapping[str, _FileState | None]
"""The states of files by name."""


class SnapshotIntegrity:
    """Checks the snapshot in `folder`. Calls `reopen` once a fault is gone, so that workers open the files again.

    rebuild  makes the snapshot anew. It is called, in a thread, if the files are damaged or gone.
    """

    def __init__(
        self,
        folder: Path,
        description: Description,
        reopen: Callable[[], None],
        clock: Callable[[], float] = time.monotonic,
        rebuild: Callable[[], object] | None = None,
    ) -> None:
        self.fault: ReleaseError | None = None
        """The fault found by the last check or reported by a worker; None if there is none."""
        self._folder = folder
        self._sha256 = description.sha256
        self._reopen = reopen
        self._clock = clock
        self._lock = threading.Lock()
        self._watched = (str(folder / DESCRIPTION), str(folder / DATABASE / "CURRENT"))
        self._opened = self._watched_states()
        self._good = self.file_states()
        self._bad: FileStates | None = None
        self._fault_until = 0.0
        self._rebuild = rebuild
        self._rebuilding = threading.Lock()
        self._next_rebuild = 0.0
        self._closed = False

    def close(self) -> None:
        """Start no rebuild any more. One that runs goes on, but its result is not opened."""
        self._closed = True

    def check(self) -> None:
        """Check that the snapshot is the one that was opened; ReleaseError if not. Fast enough for every query.

        Two files are looked at, and all of them if these differ or a fault is known.
        """
        if self.fault or self._watched_states() != self._opened:
            self.check_files()

    def check_files(self, *, wait: bool = True) -> None:
        """Check every file; ReleaseError if the snapshot is missing, damaged or another one.

        wait  False to return at once, without a check, if another thread is checking.
        """
        if self._lock.acquire(blocking=wait):
            try:
                self._check_files()
            except ReleaseError:
                self._start_rebuild()
                raise
            finally:
                self._lock.release()

    def _start_rebuild(self) -> None:
        due = self._rebuild and not self._closed and self._clock() >= self._next_rebuild
        if due and self._rebuilding.acquire(blocking=False):
            threading.Thread(target=self._run_rebuild, args=(self._rebuild,), name="rebuild", daemon=True).start()

    def _run_rebuild(self, rebuild: Callable[[], object]) -> None:
        try:
            rebuild()
            if not self._closed:
                self.check_files()
        except BaseException as error:  # noqa: BLE001 (the engine's panics, too: the next attempt may succeed)
            self._next_rebuild = self._clock() + _AGAIN_SECONDS
            _log.error("The snapshot in %s is not usable and cannot be made anew. %s", self._folder, error)
        finally:
            self._rebuilding.release()

    def explain(self, error: SolidarityGraphError) -> SolidarityGraphError:
        """Return the error to report in place of `error`: the snapshot's fault that may be its cause, or `error`."""
        if isinstance(error, ReleaseError):
            with self._lock:
                self.fault = error
                self._fault_until = self._clock() + _FAULT_SECONDS
        elif isinstance(error, LimitError | EngineError):
            try:
                self.check_files()
            except ReleaseError as found:
                return found
        return error

    def file_states(self) -> FileStates:
        """Return the present state of each file of the database that holds data; empty if it is not there."""
        try:
            names = os.listdir(self._folder / DATABASE)  # noqa: PTH208 (names, not paths)
        except OSError:
            return {}
        held = (f"{DATABASE}/{name}" for name in names if holds_data(name))
        return {name: _state(str(self._folder / name)) for name in held}

    def _watched_states(self) -> list[_FileState | None]:
        """Return the states of the description and of the file that names the current state of the database."""
        return [_state(path) for path in self._watched]

    def _check_files(self) -> None:
        description = expect_snapshot(self._folder, self._sha256)
        states, watched = self.file_states(), self._watched_states()
        if states != self._good or watched != self._opened:
            self._compare(states, description.files)
        elif self.fault is None or self._clock() < self._fault_until:
            return
        self._reopen()  # before `check` lets queries of other threads pass
        self._good, self._opened = states, watched
        self.fault = self._bad = None

    def _compare(self, states: FileStates, hashes: Mapping[str, str]) -> None:
        """Compare the files whose state has changed with their SHA-256; ReleaseError if one differs."""
        if states == self._bad and self.fault:
            raise self.fault
        changed = [name for name in hashes if states.get(name) != self._good.get(name)]
        wrong = [name for name in changed if not is_intact(self._folder, name, hashes[name])]
        if not states or wrong:
            what = f"{', '.join(wrong[:3])} changed" if states else "its database is not there"
            self._bad, self.fault = states, damaged(self._folder, what)
            raise self.fault


def _state(path: str) -> _FileState | None:
    """Return the state of a file; None if there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 (half the time of Path.stat, and this runs with every query)
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns
