"""The worker process: it calls the configured handler for one request at a time, until its pipe is closed.

Where there is no fork server, it is a program, with frames on stdin and stdout (see `frames`):

    python -m solidarity_graph.sparql.pool.worker CONFIG
"""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
from pathlib import Path
from typing import IO

from solidarity_graph.errors import ReleaseError, SolidarityGraphError
from solidarity_graph.sparql.pool.limits import Limits
from solidarity_graph.sparql.pool.worker_config import Handler, HandlerFactory, WorkerConfig
from solidarity_graph.sparql.pool.worker_protocol import (
    BUFFER_BYTES,
    FrameKind,
    QueryRequest,
    pack_error,
    pack_frame,
    read_frame,
)

if sys.platform != "win32":
    import resource

# The pool kills at the deadline. The alarm is for a worker whose pool died first: it must not compute for ever.
_GRACE_SECONDS = 5.0


def main(arguments: list[str]) -> int:
    """Answer requests from stdin on stdout, and return the exit code. The one argument is a `WorkerConfig` as JSON."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    requests = os.fdopen(os.dup(sys.stdin.fileno()), "rb", buffering=BUFFER_BYTES)
    faulthandler.enable()  # names the signal on stderr, by which the pool knows why this process ended
    # Other output must not end up between the frames.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if sys.platform != "win32":
        # A core dump would hold the queries of users.
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with requests, answers:
        return serve(WorkerConfig.from_json(arguments[0]).prepare(), requests, answers)


def serve(open_handler: HandlerFactory, requests: IO[bytes], answers: IO[bytes]) -> int:
    """Answer requests until their stream ends, and return the exit code: 0, or 1 if the handler cannot be opened."""
    try:
        handler = open_handler()
    except ReleaseError as error:
        answers.write(pack_error(error))
        return 1
    idle_bytes = _address_space()
    try:
        answers.write(pack_frame(FrameKind.READY))
        while True:
            _, payload = read_frame(requests)
            request = QueryRequest.unpack(payload)
            _set_limits(request.limits, idle_bytes)
            _answer(handler, request, answers)
            _set_alarm(0)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return 0


def _answer(handler: Handler, request: QueryRequest, answers: IO[bytes]) -> None:
    try:
        handler(request, answers)
    except SolidarityGraphError as error:
        answers.write(pack_error(error))


def _set_limits(limits: Limits, idle_bytes: int) -> None:
    """Let the operating system enforce the memory and time of a request on this process.

    idle_bytes  the address space of the idle worker; 0 if it is not known, so that no limit can be computed.
    """
    if sys.platform != "win32" and idle_bytes:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        soft = idle_bytes + limits.memory_bytes
        # A negative hard limit means that there is none.
        resource.setrlimit(resource.RLIMIT_AS, (soft if hard < 0 else min(soft, hard), hard))
    _set_alarm(limits.seconds + _GRACE_SECONDS)


def _set_alarm(seconds: float) -> None:
    """End this process by a signal after so many seconds; 0: do not."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _address_space() -> int:
    """Return the bytes of address space in use; 0 where the system does not say, so that no limit can be computed."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
