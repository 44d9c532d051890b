"""What all processes of a session use: a build starts processes that it does not wait for."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path

_EVERY = 0.2  # seconds
_TICKS = os.sysconf("SC_CLK_TCK")


class SessionUse:
    """Watches a session of processes. Linux only.

    peak_mib  the most memory that all processes held together at one of the looks, MiB; shared pages count once
    """

    def __init__(self, session: int) -> None:
        self.peak_mib = 0.0
        self._session = session
        self._cpu: dict[str, float] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    @property
    def cpu(self) -> float:
        """Seconds of CPU of all processes so far."""
        return sum(self._cpu.values())

    def __enter__(self) -> SessionUse:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(_EVERY):
            self.peak_mib = max(self.peak_mib, sum(self._look()) / 1024)

    def _look(self) -> Iterator[int]:
        """The memory of each process, KiB."""
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):  # it has ended
                # The fields after the name, which is in brackets and may hold spaces:
                # https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                if int(fields[3]) == self._session:
                    self._cpu[folder.name] = (int(fields[11]) + int(fields[12])) / _TICKS
                    lines = (folder / "smaps_rollup").read_text().splitlines()
                    yield next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
