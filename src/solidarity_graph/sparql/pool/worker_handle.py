"""A worker as its pool sees it: started, asked, killed, and examined afterwards."""

from __future__ import annotations

import contextlib
import os
import select
import signal
from collections.abc import Iterator

from solidarity_graph.errors import EngineError, SolidarityGraphError, TooLargeError
from solidarity_graph.sparql.pool.frames import Kind, read_frame, unpack_error
from solidarity_graph.sparql.pool.launcher import Process
from solidarity_graph.sparql.pool.stop_errors import NoWorkerError, OverMemoryError

_ENDING_SECONDS = 1.0
_OUT_OF_MEMORY = ("memory allocation", "MemoryError", "bad_alloc")  # the words of Rust, Python and C++


class Child:
    """One thread at a time asks and reads; any thread may kill."""

    def __init__(self, process: Process, generation: int = 0) -> None:
        self._process = process
        self.generation = generation
        """Which opening of the snapshot it belongs to."""
        self.cause: SolidarityGraphError | None = None
        """Why it was ended, or ended by itself; None while it lives."""
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

    def has_spoken(self) -> bool:
        """Whether it has something to say, so that `wait_until_ready` would not wait."""
        if not hasattr(select, "poll"):  # Windows: nobody can tell without waiting
            return False
        poll = select.poll()
        poll.register(self._process.answers, select.POLLIN)
        return bool(poll.poll(0))

    def ask(self, question: bytes) -> None:
        """Send a question; OSError where nobody is there to take it."""
        self.at_rest = False
        sent = os.write(self._process.questions, question)
        while sent < len(question):
            sent += os.write(self._process.questions, question[sent:])

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
        self.cause = self.cause or cause
        self._process.kill()

    def close(self) -> None:
        """Let go of a killed process."""
        with contextlib.suppress(OSError):  # a question that was never taken cannot be flushed
            self._process.close()

    def _read(self) -> tuple[Kind, bytes]:
        try:
            kind, payload = read_frame(self._process.answers)
        except (EOFError, OSError, ValueError):
            raise self._autopsy() from None
        if kind in (Kind.LAST, Kind.ERROR):
            self.at_rest = self.ready
        if kind is Kind.ERROR:
            raise unpack_error(payload)
        return kind, payload

    def _autopsy(self) -> SolidarityGraphError:
        if self.cause is None:
            # It closed its end because it is ending, and how it ended is what we want to know.
            self._process.wait(_ENDING_SECONDS)
            self._process.kill()
            self._process.wait(_ENDING_SECONDS)
            self.cause = self._find_cause()
        return self.cause

    def _find_cause(self) -> SolidarityGraphError:
        code = self._process.exit_code()
        words = self._process.complaints.read().decode(errors="replace")
        if any(sign in words for sign in _OUT_OF_MEMORY) or code == -signal.SIGKILL:
            return OverMemoryError("The query needs more memory than a question may take. Sort, group or join less.")
        if code == -signal.SIGSEGV or "overflowed its stack" in words:
            return TooLargeError("The query is nested too deeply for the engine.")
        lines = [line for line in words.splitlines() if line and not line.startswith("note:")]
        reason = lines[-1] if lines else "its worker was ended from outside" if code is None else f"exit code {code}"
        if not self.ready:
            return NoWorkerError(f"A query worker could not start: {reason}")
        return EngineError(f"The engine failed on this query ({reason}). Ask it in another way.")
