"""A snapshot answered by a few warm worker processes, any of which can be killed without the others noticing."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from solidarity_graph.errors import BusyError, CallError, EngineError, ReleaseError, SolidarityGraphError, TooSlowError
from solidarity_graph.store.child import Child
from solidarity_graph.store.face import DEFAULT_LIMITS, Answer, Limits, encode_query, wanted_types
from solidarity_graph.store.frames import Question
from solidarity_graph.store.snapshot import describe_snapshot
from solidarity_graph.store.watch import Watch

_log = logging.getLogger(__name__)
_START_SECONDS = 30.0  # opening takes milliseconds: this is for a disk that does not answer


class SnapshotStore:
    """Answers from the snapshot in `folder`.

    workers      questions at a time. A worker uses one core.
    line         questions that may wait for a worker; past it they are turned away at once, for a longer line only
                 makes everybody wait in vain.
    prefixes     for Turtle and the other formats that abbreviate.
    environment  of the workers, who inherit none: what this interpreter needs in order to run at all, such as
                 LD_LIBRARY_PATH where it was built that way.
    """

    def __init__(
        self,
        folder: Path,
        *,
        workers: int = 2,
        line: int = 32,
        prefixes: Mapping[str, str] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder
        self.description = describe_snapshot(folder)
        self._prefixes = dict(prefixes or {})
        self._environment = dict(environment or {})
        self._size = workers
        self._line = line
        self._waiting = 0
        self._closed = False
        self._children: set[Child] = set()
        self._idle: deque[Child] = deque()
        self._changed = threading.Condition()
        self._watch = Watch(self._replace)
        try:
            self._start_all()
        except BaseException:
            self.close()
            raise

    def answer(
        self,
        query: str,
        media_type: str,
        limits: Limits = DEFAULT_LIMITS,
        *,
        gone: Callable[[], bool] | None = None,
    ) -> Answer:
        """See `face.Store`."""
        encode_query(query, limits)
        question = Question(query, wanted_types(media_type), limits.seconds, limits.memory_bytes, limits.output_bytes)
        child = self._ask(question.pack(), limits, gone)
        try:
            chosen, first, whole = child.begin()
        except BaseException:
            self._let_go(child)
            raise
        if whole:
            # The worker is free before the client has read a byte, however slowly it reads.
            self._let_go(child)
            return Answer(chosen, iter((first,)), close=_nothing)
        reading = _Reading(child, first, self._let_go)
        return Answer(chosen, reading.body(), reading.close)

    def close(self) -> None:
        """End every worker. Answers under way break."""
        with self._changed:
            self._closed = True
            children, idle = list(self._children), list(self._idle)
            self._children.clear()
            self._idle.clear()
            self._changed.notify_all()
        for child in children:
            child.kill(_closed())
        for child in idle:
            child.close()
        self._watch.stop()

    def __enter__(self) -> Self:
        """Close at the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()

    def _ask(self, question: bytes, limits: Limits, gone: Callable[[], bool] | None) -> Child:
        # A worker may have died while it was idle, through no fault of this question: then the next one is asked.
        for _ in range(self._size + 1):
            child = self._take(limits.waiting_seconds)
            try:
                self._wait_until_ready(child)
                self._watch.guard(child, limits.seconds, _too_slow(limits), gone)
                child.ask(question)
            except OSError:
                self._let_go(child)
            except BaseException:
                self._let_go(child)
                raise
            else:
                return child
        raise EngineError("No query worker stays alive.")

    def _wait_until_ready(self, child: Child) -> None:
        if child.ready:
            return
        cause = ReleaseError(f"A query worker needed more than {_START_SECONDS:g} seconds to open {self.folder}.")
        self._watch.guard(child, _START_SECONDS, cause)
        child.wait_until_ready()
        self._watch.dismiss(child)

    def _take(self, seconds: float) -> Child:
        with self._changed:
            self._refill()
            if not self._idle and not self._closed:
                if self._waiting >= self._line:
                    raise BusyError("Too many questions are waiting already. Ask again in a moment.")
                self._waiting += 1
                try:
                    self._changed.wait_for(lambda: self._idle or self._closed, seconds)
                finally:
                    self._waiting -= 1
            if self._closed:
                raise _closed()
            if not self._idle:
                raise BusyError(f"No worker became free within {seconds:g} seconds. Ask again in a moment.")
            return self._idle.pop()

    def _let_go(self, child: Child) -> None:
        """The asker is done with it: back to the others, or away with it where it has not finished."""
        if self._watch.dismiss(child) and child.at_rest:
            with self._changed:
                if child in self._children:
                    self._idle.append(child)
                    self._changed.notify()
                    return
        self._replace(child, CallError("The answer was closed before its end."))
        child.close()

    def _replace(self, child: Child, cause: SolidarityGraphError) -> None:
        child.kill(cause)
        with self._changed:
            self._children.discard(child)
            self._refill()

    def _refill(self) -> None:
        # Starting a process takes the caller a millisecond or two; it opens the snapshot by itself, and questions go to
        # the others first.
        while not self._closed and len(self._children) < self._size:
            try:
                child = Child(self.folder, self._prefixes, self._environment)
            except OSError as error:
                _log.warning("No query worker can be started: %s", error)
                return  # the next question tries again
            self._children.add(child)
            self._idle.appendleft(child)
            self._changed.notify()

    def _start_all(self) -> None:
        with self._changed:
            self._refill()
            children = list(self._idle)
        for child in children:
            self._wait_until_ready(child)


class _Reading:
    """An answer that is longer than its first frame, and so keeps its worker."""

    def __init__(self, child: Child, first: bytes, let_go: Callable[[Child], None]) -> None:
        self._child = child
        self._first = first
        self._let_go = let_go
        self._open = True
        self._lock = threading.Lock()

    def body(self) -> Iterator[bytes]:
        """All the bytes."""
        try:
            yield self._first
            yield from self._child.rest()
        finally:
            self.close()

    def close(self) -> None:
        """Once."""
        with self._lock:
            closing, self._open = self._open, False
        if closing:
            self._let_go(self._child)


def _too_slow(limits: Limits) -> TooSlowError:
    return TooSlowError(f"The answer took longer than {limits.seconds:g} seconds. Ask for less, or in narrower steps.")


def _closed() -> CallError:
    return CallError("The store is closed.")


def _nothing() -> None:
    """A whole answer has nothing to let go of."""
