"""The fork server: a process with one thread, no network and no open database, from which workers are forked.

    python -m solidarity_graph.sparql.pool.fork_server CONFIG

Stdin is a socket to the pool (`fork_client`), on which the server first sends the name of the guard that cut its
network. It answers each message with the process number of a new worker and three descriptors: the socket to the
worker, its stderr, and a pidfd, which stays valid when process numbers are used again. When the socket is closed, the
server ends, and with it every worker.
"""

from __future__ import annotations

import faulthandler
import gc
import json
import os
import signal
import socket
import sys

from solidarity_graph.sparql.pool import isolation
from solidarity_graph.sparql.pool.worker import serve
from solidarity_graph.sparql.pool.worker_config import HandlerFactory, WorkerConfig
from solidarity_graph.sparql.pool.worker_protocol import BUFFER_BYTES

_MESSAGE_BYTES = 16
_IGNORED_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(arguments: list[str]) -> int:
    """Fork workers on request until the socket on stdin is closed. The first argument is a `WorkerConfig` as JSON."""
    config = WorkerConfig.from_json(arguments[0])
    control = socket.socket(fileno=os.dup(sys.stdin.fileno()))
    # A service manager may signal all processes of the service. The web server decides when its workers end: after the
    # answers that are being sent.
    for number in _IGNORED_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    guard = isolation.cut_network(config.guards)
    os.close(os.pidfd_open(os.getpid()))  # fails here and now where the kernel is older than 5.3
    open_handler = config.prepare()  # imported and loaded once, not by each worker
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system removes workers that have ended
    gc.freeze()  # memory in use now is shared by all workers: collecting it would only copy it
    with control:
        control.send(json.dumps({"guard": guard}).encode())
        while control.recv(_MESSAGE_BYTES):
            _fork(control, open_handler)
    return 0


def _fork(control: socket.socket, open_handler: HandlerFactory) -> None:
    ours, theirs = socket.socketpair()
    stderr_reader, stderr = os.pipe()
    server = os.getpid()
    with ours, theirs, os.fdopen(stderr_reader), os.fdopen(stderr):
        try:
            pid = os.fork()
            if pid == 0:
                _become_worker(server, theirs, stderr, open_handler)
            pidfd = os.pidfd_open(pid)
        except OSError as error:
            control.send(json.dumps({"error": str(error)}).encode())
            return
        with os.fdopen(pidfd):
            descriptors = [ours.fileno(), stderr_reader, pidfd]
            socket.send_fds(control, [json.dumps({"pid": pid}).encode()], descriptors)


def _become_worker(server: int, pipe: socket.socket, stderr: int, open_handler: HandlerFactory) -> None:
    code = 1
    try:
        isolation.confine(server)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.dup2(stderr, 2)
        faulthandler.enable()  # names the signal on stderr, by which the pool knows why this process ended
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 0)
        os.dup2(null, 1)
        os.dup2(pipe.fileno(), 3)
        # No descriptor of the server is left, its socket to the pool least of all.
        os.closerange(4, os.sysconf("SC_OPEN_MAX"))
        with (
            os.fdopen(3, "rb", buffering=BUFFER_BYTES, closefd=False) as requests,
            os.fdopen(3, "wb", buffering=0, closefd=False) as answers,
        ):
            code = serve(open_handler, requests, answers)
    except BaseException as error:  # noqa: BLE001 (a worker must never run on as a second fork server)
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(code)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
