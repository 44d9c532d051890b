"""A server under measurement: started on a port of its own, waited for, watched, and ended by its process number."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from benchmarks.asking import HOST, Endpoint, ask
from benchmarks.questions import ROWS

_PAGE = os.sysconf("SC_PAGE_SIZE")
_MIB = 1 << 20
_LOOK, _IDLE = 1.5, 0.05  # a server is idle that used less than so much of a core for so many seconds
_GRACE = 2.0  # seconds between asking a server to end and ending it


class NotReadyError(Exception):
    """A server that ended, or that did not answer in the time it was given."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    name: str
    endpoint: Endpoint
    process: subprocess.Popen[bytes]

    def alive(self) -> bool:
        """Whether a trivial query is answered within a second."""
        return self.process.poll() is None and ask(self.endpoint, "ASK {}", ROWS, seconds=1.0).status == 200


@dataclass(frozen=True, slots=True)
class Contender:
    """A kind of server. `open` starts one with the data and ends it with the block; its argument is the seconds that a
    query may take, None for what the server does when it is not told.
    """

    name: str
    open: Callable[[float | None], AbstractContextManager[Server]]
    ours: bool = False


def free_port() -> int:
    """A port that nobody has at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    name: str, command: Sequence[str], endpoint: Endpoint, *, loading: float, environment: Mapping[str, str], log: Path
) -> Iterator[Server]:
    """The server of that command, from its first answer to the end of the block."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=dict(environment),
            start_new_session=True,
        )
    server = Server(name, endpoint, process)
    try:
        _wait_until_ready(server, loading, log)
        yield server
    finally:
        _end(process)


def _processor_seconds(server: Server) -> float:
    """That all of its processes have used. Those that have ended since count as less, not as work."""
    return sum(map(_seconds_of, _family(server.process.pid)))


def _seconds_of(number: int) -> float:
    try:
        # The name, in brackets, may hold spaces.
        fields = Path(f"/proc/{number}/stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _wait_until_ready(server: Server, seconds: float, log: Path) -> None:
    deadline = time.monotonic() + seconds
    while not server.alive():
        if server.process.poll() is not None:
            last = log.read_text("utf-8", errors="replace").strip().splitlines()[-1:]
            raise NotReadyError(f"{server.name} ended: {' '.join(last)}")
        if time.monotonic() > deadline:
            raise NotReadyError(f"not ready within {seconds:g} s")
        time.sleep(0.1)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def own_memory(number: int) -> float:
    """MiB of one process that no file backs: what it has taken for itself."""
    try:
        _, resident, shared, *_ = Path(f"/proc/{number}/statm").read_text("ascii").split()
    except (OSError, ValueError):
        return 0.0
    return (int(resident) - int(shared)) * _PAGE / _MIB


def memory(server: Server) -> float:
    """MiB of the server's process and of all that descend from it."""
    return sum(map(own_memory, _family(server.process.pid)))


def _family(number: int) -> Iterator[int]:
    yield number
    with contextlib.suppress(OSError):
        for children in Path(f"/proc/{number}/task").glob("*/children"):
            for child in children.read_text("ascii").split():
                yield from _family(int(child))


class PeakMemory:
    """Watches a server's memory while the block runs; `mib` is the most there was."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.mib = 0.0

    def __enter__(self) -> Self:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Look a last time."""
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while True:
            self.mib = max(self.mib, memory(self._server))
            if self._done.wait(0.01):
                return
