"""Integrity of the snapshot on disk while it is served: whether its files are still those that were opened.

Every query checks this, so that a snapshot that was removed or replaced is noticed by the next query and not when a
worker happens to be started. The files never change: one whose inode, size or time differs is compared with its
SHA-256. The engine cannot be trusted to notice: over damaged tables it may count for ever, until memory runs out.
"""

from __future__ import annotations

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
    describe_snapshot,
    hash_file,
)

# A read error that has not come back since may have been a passing fault of the disk.
_FAULT_SECONDS = 60.0

_FileStates = Mapping[str, tuple[int, int, int]]
"""Inode, size and modification time of each file of the database."""


class SnapshotIntegrity:
    """Checks the snapshot in `folder`. Calls `reopen` once a fault is gone, so that workers open the files again."""

    def __init__(
        self,
        folder: Path,
        description: Description,
        reopen: Callable[[], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = str(folder)
        self._folder = folder
        self._description = description
        self._reopen = reopen
        self._clock = clock
        self._lock = threading.Lock()
        self._marked = (str(folder / DESCRIPTION), str(folder / DATABASE / "CURRENT"))
        self._opened = self._marks()
        self._good = self._file_states()
        self._bad: _FileStates | None = None
        self._recorded: _FileStates = {}
        self._fault: ReleaseError | None = None
        self._fault_until = 0.0

    def check(self) -> None:
        """Check that the snapshot is the one that was opened; ReleaseError if not. Fast enough for every query.

        Two files are looked at, and all of them if these differ or a fault is known.
        """
        if self._fault is None and self._marks() == self._opened:
            return
        self.check_files()

    def check_files(self, *, wait: bool = True) -> None:
        """Check every file; ReleaseError if the snapshot is missing, damaged or another one.

        wait  False to return at once, without a check, if another thread is checking.
        """
        if self._lock.acquire(blocking=wait):
            try:
                self._check_files()
            finally:
                self._lock.release()

    def explain(self, error: SolidarityGraphError) -> SolidarityGraphError:
        """Return the error to report in place of `error`: the snapshot's fault that may be its cause, or `error`."""
        if isinstance(error, ReleaseError):
            with self._lock:
                self._fault = error
                self._fault_until = self._clock() + _FAULT_SECONDS
        elif isinstance(error, LimitError | EngineError):
            try:
                self.check_files()
            except ReleaseError as found:
                return found
        return error

    def fault(self) -> ReleaseError | None:
        """Return the fault found by the last check or reported by a worker; None if there is none."""
        return self._fault

    def record_state(self) -> None:
        """Remember the present state of the files. Call this after a worker failed to open them.

        `has_changed` then tells whether another attempt may succeed.
        """
        self._recorded = self._file_states()

    def has_changed(self) -> bool:
        """Return True if the files differ from the recorded state, so that opening them may succeed."""
        return self._file_states() != self._recorded

    def _check_files(self) -> None:
        description = describe_snapshot(self._folder)
        if description.sha256 != self._description.sha256:
            raise ReleaseError(f"Another release has taken the place of the snapshot in {self._folder}.")
        states, marks = self._file_states(), self._marks()
        if states != self._good or marks != self._opened:
            self._compare(states, description.files)
            self._good, self._opened = states, marks
            self._clear_fault()
        elif self._fault and self._clock() >= self._fault_until:
            self._clear_fault()

    def _compare(self, states: _FileStates, hashes: Mapping[str, str]) -> None:
        """Compare the files whose state has changed with their SHA-256; ReleaseError if one differs."""
        if states == self._bad and self._fault:
            raise self._fault
        changed = [name for name in hashes if states.get(name) != self._good.get(name)]
        wrong = [name for name in changed if not self._is_intact(name, hashes[name])]
        if not states or wrong:
            what = f"{', '.join(wrong[:3])} changed" if states else "its database is not there"
            self._bad, self._fault = states, damaged(self._folder, what)
            raise self._fault

    def _is_intact(self, name: str, sha256: str) -> bool:
        try:
            return hash_file(self._folder / DATABASE / name) == sha256
        except ReleaseError:
            return False

    def _clear_fault(self) -> None:
        self._fault = self._bad = None
        self._reopen()

    def _marks(self) -> tuple[tuple[int, int] | None, ...]:
        return tuple(_mark(path) for path in self._marked)

    def _file_states(self) -> _FileStates:
        try:
            with os.scandir(self._folder / DATABASE) as entries:
                found = [(entry.name, entry.stat()) for entry in entries if entry.name.endswith((".sst", "CURRENT"))]
        except OSError:
            return {}
        return {name: (at.st_ino, at.st_size, at.st_mtime_ns) for name, at in found}


def _mark(path: str) -> tuple[int, int] | None:
    """Return the inode and modification time of a file; None if there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 (half the time of Path.stat, and this runs with every query)
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns
