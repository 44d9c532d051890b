"""Starts workers: by forks on Linux, elsewhere each as a program."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Mapping
from typing import IO, cast

from solidarity_graph.sparql.pool.fork_client import ForkClient
from solidarity_graph.sparql.pool.query_errors import NoWorkerError
from solidarity_graph.sparql.pool.worker_config import WorkerConfig, worker_environment
from solidarity_graph.sparql.pool.worker_handle import WorkerHandle
from solidarity_graph.sparql.pool.worker_protocol import BUFFER_BYTES

_EXIT_SECONDS = 1.0  # a process that is killed ends at once, unless it is waiting for a disk


class SubprocessWorker(WorkerHandle):
    """A worker that was started as a program."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        pipes = (cast(IO[bytes], pipe) for pipe in (process.stdin, process.stdout, process.stderr))
        super().__init__(process.pid, *pipes)
        self._process = process

    def close(self) -> None:
        """Close the pipes, and wait for the process so that it does not stay a zombie."""
        super().close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_EXIT_SECONDS)

    def _kill(self) -> None:
        self._process.kill()


class SubprocessLauncher:
    """Starts each worker as a program, without a guard."""

    guarded = "deadline"

    def __init__(self, config: WorkerConfig, environment: Mapping[str, str]) -> None:
        self._command = [sys.executable, "-P", "-m", "solidarity_graph.sparql.pool.worker", config.to_json()]
        self._environment = worker_environment(environment)

    def start(self) -> SubprocessWorker:
        """Start the program; NoWorkerError if the system cannot."""
        try:
            process = subprocess.Popen(
                self._command,
                bufsize=BUFFER_BYTES,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=self._environment,
                start_new_session=True,  # Ctrl-C goes to the server, which then ends its workers itself
            )
        except OSError as error:
            raise NoWorkerError(f"No query worker can be started: {error}.") from error
        return SubprocessWorker(process)

    def close(self) -> None:
        """Do nothing: nothing is kept between two starts."""


Launcher = ForkClient | SubprocessLauncher
"""Starts workers by `start`. `guarded` is the guard that cuts them off from the network: see `StoreStatus`."""


def open_launcher(config: WorkerConfig, environment: Mapping[str, str], *, unguarded: bool) -> Launcher:
    """Return the launcher for this system.

    On Linux, workers are forked from a process without a network; elsewhere they are subprocesses, and the deadline is
    the only limit on a query. CallError if no guard against the network works, unless `unguarded`.
    """
    if sys.platform != "linux":
        return SubprocessLauncher(config, environment)
    return ForkClient(config, environment, unguarded=unguarded)
