"""The pool's side of the zygote: workers asked for over a socket, and a new zygote where the old one has died."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from typing import IO, Any, cast

from solidarity_graph.errors import CallError
from solidarity_graph.sparql.pool.frames import BUFFER_BYTES
from solidarity_graph.sparql.pool.spawning import worker_environment
from solidarity_graph.sparql.pool.stop_errors import NoWorkerError
from solidarity_graph.sparql.pool.worker_config import Duty

_MESSAGE_BYTES = 4096
_DESCRIPTORS = 3
_ANSWER_SECONDS = 30.0  # a fork takes a millisecond, a new zygote some tenths of a second


class Forked:
    """See `process.Process`. `handle` stands for the process itself, whose number may be another's by now."""

    def __init__(self, pid: int, descriptors: list[int], ended: Callable[[int], int | None]) -> None:
        self.pid = pid
        self.questions, complaints, handle = descriptors
        self.answers: IO[bytes] = os.fdopen(self.questions, "rb", buffering=BUFFER_BYTES)
        self.complaints: IO[bytes] = os.fdopen(complaints, "rb")
        self._handle = os.fdopen(handle, "rb", buffering=0)
        self._ended = ended
        self._lock = threading.Lock()

    def kill(self) -> None:
        """End it now."""
        with self._lock, contextlib.suppress(ProcessLookupError):
            if not self._handle.closed:
                signal.pidfd_send_signal(self._handle.fileno(), signal.SIGKILL)

    def wait(self, seconds: float) -> bool:
        """Whether it ends in time."""
        poll = select.poll()
        poll.register(self._handle, select.POLLIN)
        return bool(poll.poll(seconds * 1000))

    def exit_code(self) -> int | None:
        """How it ended, from the zygote, whose child it was."""
        return self._ended(self.pid)

    def close(self) -> None:
        """Close the descriptors."""
        self.answers.close()
        self.complaints.close()
        with self._lock:
            self._handle.close()


class Nursery:
    """See `process.Starter`. `unguarded`: start even where nothing keeps a worker from the network."""

    def __init__(self, duty: Duty, environment: Mapping[str, str], *, unguarded: bool = False) -> None:
        self._duty = duty
        self._environment = environment
        self._unguarded = unguarded or bool(duty.service_hosts)
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False
        self.guarded = "deadline"
        with self._lock:
            self._begin()

    @property
    def pid(self) -> int:
        """The zygote's number."""
        return self._process.pid if self._process else 0

    def start(self) -> Forked:
        """A fork of the zygote."""
        with self._lock:
            try:
                answer, descriptors = self._ask(b"fork")
            except (OSError, EOFError):
                # It has died, and its workers with it.
                self._end()
                self._begin()
                answer, descriptors = self._ask_once(b"fork")
        if "pid" in answer and len(descriptors) == _DESCRIPTORS:
            return Forked(answer["pid"], descriptors, self._ended)
        # The system leaves out what this process has no room for. Without its socket that worker ends by itself.
        for descriptor in descriptors:
            os.close(descriptor)
        raise NoWorkerError(f"No query worker can be started: {answer.get('error', 'too many files are open')}.")

    def close(self) -> None:
        """End the zygote, and the workers with it."""
        with self._lock:
            self._closed = True
            self._end()

    def _begin(self) -> None:
        if self._closed:
            raise NoWorkerError("The store is closed.")
        try:
            self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                self._process = self._open(theirs)
        except OSError as error:
            raise NoWorkerError(f"No query worker can be started: {error}.") from error
        self._control.settimeout(_ANSWER_SECONDS)
        self.guarded = self._ask_once(b"")[0]["guard"] or "deadline"
        if self.guarded == "deadline" and not self._unguarded:
            self._end()
            raise _refusal(self._duty.guards)

    def _open(self, theirs: socket.socket) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(
                [sys.executable, "-P", "-m", "solidarity_graph.sparql.pool.fork_server", self._duty.pack()],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env=worker_environment(self._environment),
                start_new_session=True,
            )
        except OSError:
            self._control.close()
            raise

    def _ask_once(self, message: bytes) -> tuple[dict[str, Any], list[int]]:
        """Of a new zygote, for which there is no excuse."""
        try:
            return self._ask(message)
        except (OSError, EOFError):
            raise NoWorkerError(f"The process that starts query workers ended: {self._end()}") from None

    def _ask(self, message: bytes) -> tuple[dict[str, Any], list[int]]:
        if message:
            self._control.send(message)
        flags = getattr(socket, "MSG_CMSG_CLOEXEC", 0)  # not for programs that the server may start
        answer, descriptors, _, _ = socket.recv_fds(self._control, _MESSAGE_BYTES, _DESCRIPTORS, flags)
        if not answer:
            raise EOFError
        return json.loads(answer), descriptors

    def _ended(self, pid: int) -> int | None:
        with self._lock:
            try:
                return cast("int | None", self._ask(f"status {pid}".encode())[0]["status"])
            except (OSError, EOFError):
                self._end()  # the next start begins with a new one
                return None

    def _end(self) -> str:
        """Its last words."""
        if self._process is None:
            return ""
        process, self._process = self._process, None
        self._control.close()
        process.kill()
        words = cast(IO[bytes], process.stderr).read().decode(errors="replace").split("\n")
        process.wait()
        cast(IO[bytes], process.stderr).close()
        return next((line for line in reversed(words) if line), "it said nothing")


def _refusal(guards: tuple[str, ...]) -> CallError:
    """The sentence for a system on which a worker cannot be kept from the network."""
    tried = " and ".join(guards) or "nothing"
    return CallError(
        f"Query workers cannot be kept from the network here (tried: {tried}). A query could then make this server "
        "send requests. Allow network namespaces or seccomp filters, or start with --unguarded if that is no danger."
    )
