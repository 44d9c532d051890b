"""The worker process: it calls the configured handler for one request at a time, until its pipe is closed.

Where there is no fork server, it is a program, with frames on stdin and stdout (see `frames`):

    python -m solidarity_graph.sparql.pool.worker CONFIG
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import IO

from solidarity_graph.errors import ReleaseError, SolidarityGraphError
from solidarity_graph.sparql.pool.frames import (
    BUFFER_BYTES,
    FrameKind,
    QueryRequest,
    pack_error,
    pack_frame,
    read_frame,
)
from solidarity_graph.sparql.pool.worker_config import Handler, HandlerFactory, WorkerConfig

if sys.platform != "win32":
    import resource

# The pool kills at the deadline. The alarm is for a worker whose pool died first: it must not compute for ever.
_GRACE_SECONDS = 5.0


def main(arguments: list[str]) -> int:
    """Answer requests from stdin on stdout, and return the exit code. The one argument is a `WorkerConfig` as JSON."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    requests = os.fdopen(os.dup(sys.stdin.fileno()), "rb", buffering=BUFFER_BYTES)
    # Other output must not end up between the frames.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if sys.platform != "win32":
        # A core dump would hold the queries of users.
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with requests, answers:
        return serve(WorkerConfig.from_json(arguments[0]).prepare(), requests, answers, alarm=True)


def serve(open_handler: HandlerFactory, requests: IO[bytes], answers: IO[bytes], *, alarm: bool) -> int:
    """Answer requests until their stream ends, and return the exit code: 0, or 1 if the handler cannot be opened.

    alarm  True to end this process by a timer some seconds after the time limit of a request: for a process that no
           other process kills when its pool ends.
    """
    try:
        handler = open_handler()
    except ReleaseError as error:
        answers.write(pack_error(error))
        return 1
    limits = _ProcessLimits(alarm)
    try:
        answers.write(pack_frame(FrameKind.READY))
        while True:
            _, payload = read_frame(requests)
            _answer(handler, QueryRequest.unpack(payload), answers, limits)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return 0


def _answer(handler: Handler, request: QueryRequest, answers: IO[bytes], limits: _ProcessLimits) -> None:
    limits.set(request)
    try:
        handler(request, answers)
    except SolidarityGraphError as error:
        answers.write(pack_error(error))
    finally:
        limits.clear()


class _ProcessLimits:
    """The memory limit and the alarm that the operating system enforces on this process during a request."""

    def __init__(self, alarm: bool) -> None:
        self._alarm = alarm and sys.platform != "win32"
        self._idle_bytes = _address_space()
        self._memory_bytes = 0

    def set(self, request: QueryRequest) -> None:
        if self._alarm:
            signal.setitimer(signal.ITIMER_REAL, request.limits.seconds + _GRACE_SECONDS)
        # The limit is nearly always that of the last request: then no system call is needed.
        if self._idle_bytes and self._memory_bytes != request.limits.memory_bytes:
            self._memory_bytes = request.limits.memory_bytes
            _limit_address_space(self._idle_bytes + self._memory_bytes)

    def clear(self) -> None:
        if self._alarm:
            signal.setitimer(signal.ITIMER_REAL, 0)


def _limit_address_space(size: int) -> None:
    if sys.platform != "win32":
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        # A negative hard limit means that there is none.
        resource.setrlimit(resource.RLIMIT_AS, (size if hard < 0 else min(size, hard), hard))


def _address_space() -> int:
    """Return the bytes of address space in use; 0 where the system does not say, so that no limit can be computed."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
