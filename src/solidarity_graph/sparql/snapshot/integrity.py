"""Whether the snapshot on the disk is still the one that was opened, and readable.

It is looked at with every question: what has gone or was exchanged is noticed by the next one and not by chance, when
some worker happens to be started. Its files never change, so that one that did is compared with the SHA-256 it was
made with. The engine cannot be trusted to notice: over damaged tables it may count for ever, until memory runs out.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from solidarity_graph.errors import EngineError, LimitError, ReleaseError, SolidarityGraphError
from solidarity_graph.sparql.snapshot.builder import (
    DATABASE,
    DESCRIPTION,
    Description,
    damaged,
    describe_snapshot,
    hash_file,
)

# A fault that was read once and has not come back since may have been the disk's passing mood.
_FAULT_SECONDS = 60.0

_Look = Mapping[str, tuple[int, int, int]]


class Soundness:
    """Of the snapshot in `folder`. `reopen` is called when all workers must open it anew."""

    def __init__(
        self,
        folder: Path,
        description: Description,
        reopen: Callable[[], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder
        self._description = description
        self._reopen = reopen
        self._clock = clock
        self._lock = threading.Lock()
        self._marks = (str(folder / DESCRIPTION), str(folder / DATABASE / "CURRENT"))
        self._opened = self._glance()
        self._good = self._look()
        self._bad: _Look | None = None
        self._remembered: _Look = {}
        self._fault: ReleaseError | None = None
        self._fault_until = 0.0

    def check(self) -> None:
        """ReleaseError where the snapshot is not there as it was; workers reopen it once it is back."""
        if self._fault is None and self._glance() == self._opened:
            return
        self.check_closely()

    def check_closely(self, *, wait: bool = True) -> None:
        """The same, looking at every file; where somebody else is at it, one need not `wait`."""
        if self._lock.acquire(blocking=wait):
            try:
                self._look_closely()
            finally:
                self._lock.release()

    def explain(self, error: SolidarityGraphError) -> SolidarityGraphError:
        """The error itself, or what is wrong with the snapshot where that may have led to it."""
        if isinstance(error, ReleaseError):
            with self._lock:
                self._fault = error
                self._fault_until = self._clock() + _FAULT_SECONDS
        elif isinstance(error, LimitError | EngineError):
            try:
                self.check_closely()
            except ReleaseError as found:
                return found
        return error

    def fault(self) -> ReleaseError | None:
        """What was wrong the last time that the snapshot was read, unless it was mended since."""
        return self._fault

    def remember(self) -> None:
        """How it looks now, when a worker could not open it."""
        self._remembered = self._look()

    def has_changed(self) -> bool:
        """Whether it looks different from what was remembered, so that it is worth trying again."""
        return self._look() != self._remembered

    def _look_closely(self) -> None:
        description = describe_snapshot(self._folder)
        if description.sha256 != self._description.sha256:
            raise ReleaseError(f"Another release has taken the place of the snapshot in {self._folder}.")
        look, glance = self._look(), self._glance()
        if look != self._good or glance != self._opened:
            self._compare(look, description.files)
            self._good, self._opened = look, glance
            self._renew()
        elif self._fault and self._clock() >= self._fault_until:
            self._renew()

    def _compare(self, look: _Look, hashes: Mapping[str, str]) -> None:
        """With what the files were made as; those that look as they did need not be read."""
        if look == self._bad and self._fault:
            raise self._fault
        changed = [name for name in hashes if look.get(name) != self._good.get(name)]
        wrong = [name for name in changed if not self._is_whole(name, hashes[name])]
        if not look or wrong:
            what = f"{', '.join(wrong[:3])} changed" if look else "its database is not there"
            self._bad, self._fault = look, damaged(self._folder, what)
            raise self._fault

    def _is_whole(self, name: str, sha256: str) -> bool:
        try:
            return hash_file(self._folder / DATABASE / name) == sha256
        except ReleaseError:
            return False

    def _renew(self) -> None:
        self._fault = self._bad = None
        self._reopen()

    def _glance(self) -> tuple[tuple[int, int] | None, ...]:
        return tuple(_mark(path) for path in self._marks)

    def _look(self) -> _Look:
        try:
            with os.scandir(self._folder / DATABASE) as entries:
                found = [(entry.name, entry.stat()) for entry in entries if entry.name.endswith((".sst", "CURRENT"))]
        except OSError:
            return {}
        return {name: (at.st_ino, at.st_size, at.st_mtime_ns) for name, at in found}


def _mark(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116 (half the time of Path.stat, and this runs with every question)
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns
