"""The client of the fork server: asks it for workers over a socket, and starts a new server when the old one dies."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import Any

from solidarity_graph.errors import CallError
from solidarity_graph.sparql.pool.query_errors import NoWorkerError
from solidarity_graph.sparql.pool.worker_config import WorkerConfig, worker_environment
from solidarity_graph.sparql.pool.worker_handle import WorkerHandle
from solidarity_graph.sparql.pool.worker_protocol import BUFFER_BYTES

_MESSAGE_BYTES = 4096
_DESCRIPTORS = 3
_ANSWER_SECONDS = 30.0  # a fork takes milliseconds
_START_SECONDS = 300.0  # a new server takes some tenths of a second, and what it loads: some seconds a million quads


class ForkedWorker(WorkerHandle):
    """A worker that was forked. It is killed by its pidfd, since its process number may be used again."""

    def __init__(self, pid: int, descriptors: list[int]) -> None:
        pipe, stderr, pidfd = descriptors
        answers = os.fdopen(pipe, "rb", buffering=BUFFER_BYTES)
        super().__init__(pid, os.fdopen(pipe, "wb", closefd=False), answers, os.fdopen(stderr, "rb"))
        self._pidfd = os.fdopen(pidfd, "rb", buffering=0)
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close the pipes and the pidfd."""
        super().close()
        with self._lock:
            self._pidfd.close()

    def _kill(self) -> None:
        with self._lock, contextlib.suppress(ProcessLookupError):
            if not self._pidfd.closed:
                signal.pidfd_send_signal(self._pidfd.fileno(), signal.SIGKILL)


class ForkClient:
    """Forks workers on Linux. `unguarded`: start them even if they cannot be cut off from the network."""

    def __init__(self, config: WorkerConfig, environment: Mapping[str, str], *, unguarded: bool = False) -> None:
        self._config = config
        self._environment = worker_environment(environment)
        self._unguarded = unguarded
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False
        self.guarded = "deadline"
        with self._lock:
            self._start_server()

    def start(self) -> ForkedWorker:
        """Fork a worker, from a new server if the old one has died; NoWorkerError if that fails."""
        with self._lock:
            try:
                answer, descriptors = self._ask(b"fork")
            except (OSError, EOFError):
                self._stop_server()
                self._start_server()
                answer, descriptors = self._ask_new_server(b"fork")
        if "pid" in answer and len(descriptors) == _DESCRIPTORS:
            return ForkedWorker(answer["pid"], descriptors)
        # The system omits descriptors for which this process has no room. Without its socket that worker ends.
        for descriptor in descriptors:
            os.close(descriptor)
        raise NoWorkerError(f"No query worker can be started: {answer.get('error', 'too many files are open')}.")

    def close(self) -> None:
        """End the fork server, and the workers with it."""
        with self._lock:
            self._closed = True
            self._stop_server()

    def _start_server(self) -> None:
        if self._closed:
            raise NoWorkerError("The store is closed.")
        try:
            self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                self._process = self._open_process(theirs)
        except OSError as error:
            raise NoWorkerError(f"No query worker can be started: {error}.") from error
        self._control.settimeout(_START_SECONDS)
        self.guarded = self._ask_new_server(b"")[0]["guard"] or "deadline"
        self._control.settimeout(_ANSWER_SECONDS)
        if self.guarded == "deadline" and not self._unguarded:
            self._stop_server()
            tried = " and ".join(self._config.guards) or "nothing"
            raise CallError(
                f"Query workers cannot be kept from the network here (tried: {tried}). A query could then make this "
                "server send requests. Allow network namespaces or seccomp filters, or start with --unguarded if that "
                "is no danger."
            )

    def _open_process(self, theirs: socket.socket) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(
                [sys.executable, "-P", "-m", "solidarity_graph.sparql.pool.fork_server", self._config.to_json()],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env=self._environment,
                start_new_session=True,
            )
        except OSError:
            self._control.close()
            raise

    def _ask_new_server(self, message: bytes) -> tuple[dict[str, Any], list[int]]:
        """Ask a server that was just started: there is no use in starting another if it has ended."""
        try:
            return self._ask(message)
        except (OSError, EOFError):
            raise NoWorkerError(f"The process that starts query workers ended: {self._stop_server()}") from None

    def _ask(self, message: bytes) -> tuple[dict[str, Any], list[int]]:
        if message:
            self._control.send(message)
        flags = getattr(socket, "MSG_CMSG_CLOEXEC", 0)  # not for programs that the web server may start
        answer, descriptors, _, _ = socket.recv_fds(self._control, _MESSAGE_BYTES, _DESCRIPTORS, flags)
        if not answer:
            raise EOFError
        return json.loads(answer), descriptors

    def _stop_server(self) -> str:
        """Kill the server if it runs, and return the last line of its stderr."""
        if self._process is None:
            return ""
        process, self._process = self._process, None
        self._control.close()
        process.kill()
        lines = process.communicate()[1].decode(errors="replace").split("\n")
        return next((line for line in reversed(lines) if line), "it said nothing")
