"""The process that workers are forked from: one thread, the engine loaded, no snapshot open, no network.

    python -m solidarity_graph.sparql.pool.fork_server DUTY

Stdin is a socket to the pool (`nursery`). It is told at once how the network was cut. Then `fork` is answered with the
number of a new worker and three descriptors: the socket to talk to it, its stderr, and a handle on the process, which
stays the right one when numbers are used again. `status N` is answered with how worker N ended. When the socket ends,
so does this process, and with it every worker.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
from types import FrameType

from solidarity_graph.sparql.pool import isolation
from solidarity_graph.sparql.pool.frames import BUFFER_BYTES
from solidarity_graph.sparql.pool.worker import serve
from solidarity_graph.sparql.pool.worker_config import Duty

MESSAGE_BYTES = 4096
_REMEMBERED = 64  # ends of workers; only the last few are ever asked for
_OURS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_ended: dict[int, int] = {}


def main(arguments: list[str]) -> int:
    """Fork on demand until the socket ends."""
    duty = Duty.unpack(arguments[0])
    control = socket.socket(fileno=os.dup(sys.stdin.fileno()))
    # Whoever stops the service may signal all its processes. It is the server that decides when its workers end: after
    # the answers under way.
    for number in _OURS:
        signal.signal(number, signal.SIG_IGN)
    guard = "" if duty.service_hosts else isolation.cut_network(duty.guards)
    woken, waker = os.pipe2(os.O_NONBLOCK)
    signal.set_wakeup_fd(waker)
    signal.signal(signal.SIGCHLD, _note)
    os.close(os.pidfd_open(os.getpid()))  # fails here and now where the kernel is older than this (5.3)
    gc.freeze()  # what is here now is shared by all workers: looking for garbage in it would only copy it
    with control:
        control.send(json.dumps({"guard": guard}).encode())
        while True:
            readable = select.select([control.fileno(), woken], [], [])[0]
            if woken in readable:
                os.read(woken, MESSAGE_BYTES)
            _bury()  # before anybody is told how a worker ended
            if control.fileno() in readable:
                request = control.recv(MESSAGE_BYTES)
                if not request:
                    return 0
                _obey(request.decode().split(), control, duty)


def _obey(words: list[str], control: socket.socket, duty: Duty) -> None:
    if words[0] == "fork":
        _fork(control, duty)
    else:
        control.send(json.dumps({"status": _ended.get(int(words[1]))}).encode())


def _fork(control: socket.socket, duty: Duty) -> None:
    ours, theirs = socket.socketpair()
    complaints, stderr = os.pipe()
    zygote = os.getpid()
    with ours, theirs, os.fdopen(complaints), os.fdopen(stderr):
        try:
            pid = os.fork()
            if pid == 0:
                _become_worker(zygote, theirs, stderr, duty)
            handle = os.pidfd_open(pid)
        except OSError as error:
            control.send(json.dumps({"error": str(error)}).encode())
            return
        with os.fdopen(handle):
            descriptors = [ours.fileno(), complaints, handle]
            socket.send_fds(control, [json.dumps({"pid": pid}).encode()], descriptors)


def _become_worker(zygote: int, talking: socket.socket, stderr: int, duty: Duty) -> None:
    code = 1
    try:
        isolation.confine(zygote)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.dup2(stderr, 2)
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 0)
        os.dup2(null, 1)
        os.dup2(talking.fileno(), 3)
        # Nothing of the zygote's is left, its socket to the pool least of all.
        os.closerange(4, os.sysconf("SC_OPEN_MAX"))
        with (
            os.fdopen(3, "rb", buffering=BUFFER_BYTES, closefd=False) as questions,
            os.fdopen(3, "wb", buffering=0, closefd=False) as answers,
        ):
            code = serve(duty, questions, answers, alarm=False)
    except BaseException as error:  # noqa: BLE001 (a worker must never run on as a second zygote)
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(code)


def _note(_number: int, _frame: FrameType | None) -> None:
    """Nothing: that a signal has come is written to the wake-up descriptor, but only where it has a handler."""


def _bury() -> None:
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            _ended[pid] = os.waitstatus_to_exitcode(status)
            if len(_ended) > _REMEMBERED:
                del _ended[next(iter(_ended))]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
