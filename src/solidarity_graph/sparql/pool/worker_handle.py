"""The pool's handle on one worker process: sends requests, reads answers, kills it, and says why it ended."""

from __future__ import annotations

import contextlib
import select
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import IO

from solidarity_graph.errors import EngineError, SolidarityGraphError, TooLargeError
from solidarity_graph.sparql.pool.query_errors import NoWorkerError, OverMemoryError
from solidarity_graph.sparql.pool.worker_protocol import FrameKind, read_frame, unpack_error

_OUT_OF_MEMORY = ("memory allocation", "MemoryError", "bad_alloc")  # the words of Rust, Python and C++
_OUT_OF_STACK = ("overflowed its stack", "Segmentation fault", "stack overflow")  # of Rust, Linux and Windows


class WorkerHandle(ABC):
    """A worker process and the pool's ends of its pipes. One thread at a time sends and reads; any may kill it."""

    def __init__(self, pid: int, requests: IO[bytes], answers: IO[bytes], stderr: IO[bytes]) -> None:
        self.pid = pid
        self.generation = 0
        """How often the pool had restarted all workers before this one was started."""
        self.cause: SolidarityGraphError | None = None
        """Why the process was killed, or ended by itself; None while it runs."""
        self.idle = False
        """True if the worker waits for a request, and its last answer was read to the end."""
        self.error: SolidarityGraphError | None = None
        """What reading the last answer raised."""
        self._ready = False
        self._requests = requests
        self._answers = answers
        self._stderr = stderr

    def wait_until_ready(self) -> None:
        """Wait for the READY frame, without a timeout; raise the worker's error if it cannot start."""
        self._read()
        self._ready = self.idle = True

    def has_ended(self) -> bool:
        """Return True if the process of an idle worker has ended. Always False on Windows."""
        if not hasattr(select, "poll"):  # Windows has no way to know without waiting
            return False
        poll = select.poll()
        poll.register(self._answers, select.POLLIN)
        return bool(poll.poll(0))  # without a request there is nothing to read but the end

    def send(self, request: bytes) -> None:
        """Send a packed REQUEST frame; OSError if the process has ended."""
        self.idle = False
        self._requests.write(request)
        self._requests.flush()

    def read_start(self) -> tuple[str, bytes, bool]:
        """Return the media type of the answer, its first bytes, and True if they are the whole answer.

        Raises the error that the worker sends, or the reason why it ended.
        """
        _, media_type = self._read()
        kind, data = self._read()
        return media_type.decode(), data, kind is FrameKind.LAST

    def read_rest(self) -> Iterator[bytes]:
        """Yield the bytes of the answer after the first, frame by frame. Raises as `read_start` does."""
        kind = FrameKind.DATA
        while kind is not FrameKind.LAST:
            kind, data = self._read()
            yield data

    def kill(self, cause: SolidarityGraphError | None = None) -> None:
        """Kill the process. A thread that reads from it gets `cause` as exception, unless an earlier one was given."""
        self.cause = self.cause or cause
        self._kill()

    def close(self) -> None:
        """Close the pipes of a killed process."""
        for pipe in (self._requests, self._answers, self._stderr):
            with contextlib.suppress(OSError):  # a request that was never read cannot be flushed
                pipe.close()

    @abstractmethod
    def _kill(self) -> None:
        """Kill the process unless it has ended, without waiting."""

    def _read(self) -> tuple[FrameKind, bytes]:
        try:
            kind, payload = read_frame(self._answers)
        except (EOFError, OSError, ValueError):
            self.error = self._exit_error()
            raise self.error from None
        if kind in (FrameKind.LAST, FrameKind.ERROR):
            self.idle = self._ready
        if kind is FrameKind.ERROR:
            self.error = unpack_error(payload)
            raise self.error
        return kind, payload

    def _exit_error(self) -> SolidarityGraphError:
        if self.cause is None:
            # It closed its pipe because it is ending: what it wrote tells why. If it hangs, the deadline kills it.
            diagnosis = self._diagnose_exit(self._stderr.read().decode(errors="replace"))
            self.kill(diagnosis)
        return self.cause or diagnosis

    def _diagnose_exit(self, stderr: str) -> SolidarityGraphError:
        text, _, signal = stderr.partition("Fatal Python error: ")
        lines = [line for line in text.splitlines() if line and not line.startswith("note:")] or signal.splitlines()[:1]
        # Without a word it was killed, by the system if the memory of the machine ran out.
        if any(sign in text for sign in _OUT_OF_MEMORY) or (self._ready and not lines):
            return OverMemoryError("The query needs more memory than a question may take. Sort, group or join less.")
        if any(sign in stderr for sign in _OUT_OF_STACK):
            return TooLargeError("The query is nested too deeply for the engine.")
        reason = lines[-1] if lines else "its process was ended from outside"
        if not self._ready:
            return NoWorkerError(f"A query worker could not start: {reason}")
        return EngineError(f"The engine failed on this query ({reason}). Ask it in another way.")
