"""Workers as programs of their own: for systems other than Linux, where the deadline alone keeps a query in bounds."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import IO, cast

from solidarity_graph.sparql.pool.frames import BUFFER_BYTES
from solidarity_graph.sparql.pool.stop_errors import NoWorkerError
from solidarity_graph.sparql.pool.worker_config import Duty

_ENDING_SECONDS = 1.0  # a process that is killed ends at once, unless it is waiting for a disk


class Spawned:
    """See `process.Process`."""

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
        self.questions = self._stdin.fileno()
        self.answers = cast(IO[bytes], self._process.stdout)
        self.complaints = cast(IO[bytes], self._process.stderr)

    def kill(self) -> None:
        """End it now, without waiting until it has ended."""
        self._process.kill()

    def wait(self, seconds: float) -> bool:
        """Whether it ends in time."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        return self._process.returncode is not None

    def exit_code(self) -> int | None:
        """How it ended."""
        return self._process.returncode

    def close(self) -> None:
        """Close its pipes; it was killed."""
        for pipe in (self._stdin, self.answers, self.complaints):
            pipe.close()
        self.wait(_ENDING_SECONDS)


class Spawning:
    """See `process.Starter`."""

    guarded = "deadline"

    def __init__(self, duty: Duty, environment: Mapping[str, str]) -> None:
        self._command = [sys.executable, "-P", "-m", "solidarity_graph.sparql.pool.worker", duty.pack()]
        self._environment = environment

    def start(self) -> Spawned:
        """A new program."""
        try:
            return Spawned(self._command, self._environment)
        except OSError as error:
            raise NoWorkerError(f"No query worker can be started: {error}.") from error

    def close(self) -> None:
        """Nothing is kept between two starts."""


def worker_environment(given: Mapping[str, str]) -> dict[str, str]:
    """What workers, and the process that forks them, find in their environment."""
    # They must find the same packages as their parent, however that one was told of them, and nothing else: `-P` keeps
    # the current folder out.
    path = os.pathsep.join(entry for entry in sys.path if entry)
    # One arena: only one thread allocates much, and each further arena takes 64 MiB off the address space that a
    # question may use, and some milliseconds off the start.
    return {**given, "PYTHONPATH": path, "PYTHONUTF8": "1", "RUST_BACKTRACE": "0", "MALLOC_ARENA_MAX": "1"}
