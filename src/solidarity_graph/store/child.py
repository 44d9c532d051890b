"""A worker process as its pool sees it: started, asked, killed, and examined afterwards."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, cast

from solidarity_graph.errors import EngineError, ReleaseError, SolidarityGraphError, TooLargeError
from solidarity_graph.store.frames import Kind, read_frame, unpack_error


class Child:
    """One thread at a time asks and reads; any thread may kill."""

    def __init__(self, snapshot: Path, prefixes: Mapping[str, str], environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "solidarity_graph.store.worker", str(snapshot), json.dumps(dict(prefixes))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(environment),
            # Ctrl-C in a terminal goes to the server, which then ends its workers itself.
            start_new_session=True,
        )
        self._questions = cast(IO[bytes], self._process.stdin)
        self._answers = cast(IO[bytes], self._process.stdout)
        self._complaints = cast(IO[bytes], self._process.stderr)
        self._cause: SolidarityGraphError | None = None
        self.ready = False
        self.at_rest = False
        """Whether it waits for a question, with nothing left to say about the last one."""

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    def wait_until_ready(self) -> None:
        """Until the snapshot is open."""
        if not self.ready:
            self._read()
            self.ready = self.at_rest = True

    def ask(self, question: bytes) -> None:
        """Send a question; OSError where nobody is there to take it."""
        self.at_rest = False
        self._questions.write(question)
        self._questions.flush()

    def begin(self) -> tuple[str, bytes, bool]:
        """The media type of the answer, its first bytes, and whether they are all."""
        _, media_type = self._read()
        kind, data = self._read()
        return media_type.decode(), data, kind is Kind.LAST

    def rest(self) -> Iterator[bytes]:
        """The bytes after the first ones."""
        kind = Kind.DATA
        while kind is not Kind.LAST:
            kind, data = self._read()
            yield data

    def kill(self, cause: SolidarityGraphError | None = None) -> None:
        """End the process now. Whoever is reading from it is told the cause."""
        self._cause = self._cause or cause
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """Let go of the pipes of a killed process."""
        for pipe in (self._questions, self._answers, self._complaints):
            with contextlib.suppress(OSError):  # a question that was never taken cannot be flushed
                pipe.close()

    def _read(self) -> tuple[Kind, bytes]:
        try:
            kind, payload = read_frame(self._answers)
        except (EOFError, OSError, ValueError):
            raise self._autopsy() from None
        if kind in (Kind.LAST, Kind.ERROR):
            self.at_rest = self.ready
        if kind is Kind.ERROR:
            raise unpack_error(payload)
        return kind, payload

    def _autopsy(self) -> SolidarityGraphError:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(1.0)  # it closed its pipe because it is ending, and how it ended is what we want to know
        self.kill()
        if self._cause:
            return self._cause
        words = self._complaints.read().decode(errors="replace")
        if "memory allocation" in words or "MemoryError" in words or self._process.returncode == -signal.SIGKILL:
            return TooLargeError("The query needs more memory than a question may take. Sort, group or join less.")
        if self._process.returncode == -signal.SIGSEGV or "overflowed its stack" in words:
            return TooLargeError("The query is nested too deeply for the engine.")
        lines = [line for line in words.splitlines() if line and not line.startswith("note:")]
        reason = lines[-1] if lines else f"exit code {self._process.returncode}"
        if not self.ready:
            return ReleaseError(f"A query worker could not start: {reason}")
        return EngineError(f"The engine failed on this query ({reason}). Ask it in another way.")


def _environment(given: Mapping[str, str]) -> dict[str, str]:
    # The worker must find the same packages as its parent, however that one was told of them, and nothing else: `-P`
    # keeps the current folder out.
    path = os.pathsep.join(entry for entry in sys.path if entry)
    return {**given, "PYTHONPATH": path, "PYTHONUTF8": "1", "RUST_BACKTRACE": "0"}
