"""Launchers, which start worker processes: the interface, and the one for systems other than Linux."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import IO, Protocol, cast

from solidarity_graph.sparql.pool.frames import BUFFER_BYTES
from solidarity_graph.sparql.pool.stop_errors import NoWorkerError
from solidarity_graph.sparql.pool.worker_config import WorkerConfig

_EXIT_SECONDS = 1.0  # a process that is killed ends at once, unless it is waiting for a disk


class WorkerProcess(Protocol):
    """A worker's operating-system process, with the pool's ends of its pipes."""

    pid: int
    requests: int
    """The descriptor to which requests are written."""
    answers: IO[bytes]
    stderr: IO[bytes]

    def kill(self) -> None:
        """Kill the process unless it has ended, without waiting."""
        ...

    def wait(self, seconds: float) -> bool:
        """Wait for the process to end; return True if it ended within that time."""
        ...

    def exit_code(self) -> int | None:
        """Return the exit code: negative for a signal, None if unknown."""
        ...

    def close(self) -> None:
        """Close the pipes of a process that was killed."""
        ...


class Launcher(Protocol):
    """Starts worker processes, and ends what they depend on."""

    guarded: str
    """The guard that cuts workers off from the network: see `StoreStatus`."""

    def start(self) -> WorkerProcess:
        """Start a worker; NoWorkerError if that fails."""
        ...

    def close(self) -> None:
        """End the processes that this launcher needs, and the workers that depend on them."""
        ...


def open_launcher(config: WorkerConfig, environment: Mapping[str, str], *, unguarded: bool) -> Launcher:
    """Return the launcher for this system.

    On Linux, workers are forked from a process without a network; elsewhere they are subprocesses, and the deadline is
    the only limit on a query. CallError if no guard against the network works, unless `unguarded`.
    """
    if sys.platform != "linux":
        return SubprocessLauncher(config, environment)
    from solidarity_graph.sparql.pool.fork_client import ForkClient

    return ForkClient(config, environment, unguarded=unguarded)


def worker_environment(given: Mapping[str, str]) -> dict[str, str]:
    """Return the environment variables of workers and of the process that forks them.

    These are the `given` ones, and fixed values for PYTHONPATH, PYTHONUTF8, RUST_BACKTRACE and MALLOC_ARENA_MAX.
    """
    # Workers must find the same packages as their parent process and nothing else: `-P` keeps the current folder out.
    path = os.pathsep.join(entry for entry in sys.path if entry)
    # One arena: only one thread allocates much, and each further arena takes 64 MiB off the address space that a query
    # may use, and some milliseconds off the start.
    return {**given, "PYTHONPATH": path, "PYTHONUTF8": "1", "RUST_BACKTRACE": "0", "MALLOC_ARENA_MAX": "1"}


class SubprocessWorker:
    """A `WorkerProcess` that was started as a program."""

    def __init__(self, command: list[str], environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            command,
            bufsize=BUFFER_BYTES,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=worker_environment(environment),
            # Ctrl-C in a terminal goes to the server, which then ends its workers itself.
            start_new_session=True,
        )
        self.pid = self._process.pid
        self._stdin = cast(IO[bytes], self._process.stdin)
        self.requests = self._stdin.fileno()
        self.answers = cast(IO[bytes], self._process.stdout)
        self.stderr = cast(IO[bytes], self._process.stderr)
        self.kill = self._process.kill

    def wait(self, seconds: float) -> bool:
        """Wait for the process to end; return False if it still runs after so many seconds."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        return self._process.returncode is not None

    def exit_code(self) -> int | None:
        """Return the exit code that the last `wait` has stored; None if the process was still running then."""
        return self._process.returncode

    def close(self) -> None:
        """Close the pipes, and wait for the process so that it does not stay a zombie."""
        for pipe in (self._stdin, self.answers, self.stderr):
            pipe.close()
        self.wait(_EXIT_SECONDS)


class SubprocessLauncher:
    """A `Launcher` that starts each worker as a program, without a guard."""

    guarded = "deadline"

    def __init__(self, config: WorkerConfig, environment: Mapping[str, str]) -> None:
        self._command = [sys.executable, "-P", "-m", "solidarity_graph.sparql.pool.worker", config.to_json()]
        self._environment = environment

    def start(self) -> SubprocessWorker:
        """Start the program; NoWorkerError if the system cannot."""
        try:
            return SubprocessWorker(self._command, self._environment)
        except OSError as error:
            raise NoWorkerError(f"No query worker can be started: {error}.") from error

    def close(self) -> None:
        """Do nothing: nothing is kept between two starts."""
