"""A snapshot answered by a few warm worker processes, any of which can be killed without the others noticing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from solidarity_graph.errors import BusyError, SolidarityGraphError, TooSlowError
from solidarity_graph.sparql.interface import (
    DEFAULT_LIMITS,
    GUARDS,
    Answer,
    Limits,
    StoreStatus,
    encode_query,
    wanted_types,
)
from solidarity_graph.sparql.pool.deadlines import Gone, Guard, Watch
from solidarity_graph.sparql.pool.frames import Question
from solidarity_graph.sparql.pool.reading import Reading
from solidarity_graph.sparql.pool.restart_backoff import Attempts
from solidarity_graph.sparql.pool.starting import open_starter
from solidarity_graph.sparql.pool.stop_errors import Counters, GoneError, NoWorkerError
from solidarity_graph.sparql.pool.worker_config import Duty
from solidarity_graph.sparql.pool.worker_handle import Child
from solidarity_graph.sparql.pool.worker_pool import Crew
from solidarity_graph.sparql.snapshot.builder import describe_snapshot
from solidarity_graph.sparql.snapshot.cache import Hold
from solidarity_graph.sparql.snapshot.integrity import Soundness

SPARES = 1
"""Ready to take the place of a worker that was killed, unless somebody wants another number."""
_START_SECONDS = 30.0  # opening takes milliseconds: this is for a disk that does not answer
_TRIES = 3  # to find a worker that is alive: the dead beside the first one found are cleared away with it


class SnapshotStore:
    """Answers from the snapshot in `folder`.

    workers        questions at a time. A worker uses one core.
    spares         that have opened the snapshot already, and take the place of one that was killed at once. Each takes
                   a few megabytes.
    line           questions that may wait for a worker; past it they are turned away at once, for a longer line only
                   makes everybody wait in vain.
    prefixes       for Turtle and the other formats that abbreviate.
    environment    of the workers, who inherit none: what this interpreter needs in order to run at all, such as
                   LD_LIBRARY_PATH where it was built that way.
    service_hosts  that a query may name with SERVICE, as `host` or `host:port`. Where there are any, workers keep the
                   network.
    unguarded      serve even where nothing keeps a query from the network.
    guards         against the network, on Linux, to be tried in this order.
    nice           how far workers stand back for other processes, from 0 (not at all) to 19.
    """

    def __init__(
        self,
        folder: Path,
        *,
        workers: int = 2,
        spares: int = SPARES,
        line: int = 32,
        prefixes: Mapping[str, str] | None = None,
        environment: Mapping[str, str] | None = None,
        service_hosts: Sequence[str] = (),
        unguarded: bool = False,
        guards: Sequence[str] = GUARDS,
        nice: int = 0,
    ) -> None:
        self.folder = folder
        self.description = describe_snapshot(folder)
        sha256, hosts = self.description.sha256, tuple(service_hosts)
        duty = Duty(str(folder), sha256, dict(prefixes or {}), hosts, tuple(guards), nice)
        self._hold = Hold(folder)
        self._counters = Counters()
        self._soundness = Soundness(folder, self.description, self._reopen)
        self._watch = Watch("store-watch")
        try:
            self._starter = open_starter(duty, environment or {}, unguarded=unguarded)
        except BaseException:
            self._watch.stop()
            self._hold.close()
            raise
        self._attempts = Attempts(self._counters, self._soundness.remember, self._soundness.has_changed)
        self._crew = Crew(
            self._starter,
            size=workers,
            spares=spares,
            line=line,
            counters=self._counters,
            attempts=self._attempts,
            ready=self._wait_until_ready,
        )
        try:
            self._crew.start_all()
        except BaseException:
            self.close()
            raise

    def answer(
        self,
        query: str,
        media_type: str,
        limits: Limits = DEFAULT_LIMITS,
        *,
        gone: Gone | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Answer:
        """See `face.Store`."""
        self._counters.add("asked")
        encode_query(query, limits)
        self._soundness.check()
        question = Question(
            query,
            wanted_types(media_type),
            limits.seconds,
            limits.memory_bytes,
            limits.output_bytes,
            limits.nesting,
            tuple(default_graphs),
            tuple(named_graphs),
        )
        child = self._ask(question.pack(), limits, gone)
        try:
            chosen, first, whole = child.begin()
        except SolidarityGraphError as error:
            self._finish(child, error)
            raise
        except BaseException:
            self._let_go(child)
            raise
        if whole:
            # The worker is free before the client has read a byte, however slowly it reads.
            self._finish(child)
            return Answer(chosen, iter((first,)), close=_nothing)
        reading = Reading(child, first, self._finish)
        return Answer(chosen, reading.body(), reading.close)

    def status(self) -> StoreStatus:
        """See `face.Store`. Workers that were missing are started while we are here."""
        fault = self._find_fault()
        workers, idle, waiting = self._crew.numbers()
        return StoreStatus(fault is None, str(fault or ""), workers, idle, waiting, self._starter.guarded)

    def counters(self) -> Mapping[str, int]:
        """See `face.Store`."""
        return self._counters.numbers()

    def close(self) -> None:
        """End every worker. Answers under way break."""
        self._crew.close()
        self._starter.close()
        self._watch.stop()
        self._hold.close()

    def __enter__(self) -> Self:
        """Close at the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()

    def _ask(self, question: bytes, limits: Limits, gone: Gone | None) -> Child:
        for _ in range(_TRIES):
            child = self._take(limits)
            self._guard(child, limits.seconds, partial(_too_slow, limits), gone)
            try:
                child.ask(question)
            except OSError:
                if not self._watch.dismiss(child):
                    return child  # its own guard has ended it meanwhile, and whoever reads from it is told why
                # It died while it was idle, through no fault of this question: then the next one is asked.
                self._crew.replace(child)
            else:
                return child
        raise self._crew.give_up()

    def _take(self, limits: Limits) -> Child:
        try:
            return self._crew.take(limits.waiting_seconds)
        except BusyError:
            self._counters.add("busy")
            raise

    def _guard(
        self, child: Child, seconds: float, late: Callable[[], SolidarityGraphError], gone: Gone | None = None
    ) -> None:
        self._watch.add(child, Guard(seconds, late, partial(self._crew.lose, child), gone))

    def _wait_until_ready(self, child: Child) -> None:
        self._guard(child, _START_SECONDS, self._slow_start)
        try:
            child.wait_until_ready()
        finally:
            self._watch.dismiss(child)

    def _slow_start(self) -> NoWorkerError:
        return NoWorkerError(f"A query worker needed more than {_START_SECONDS:g} seconds to open {self.folder}.")

    def _let_go(self, child: Child) -> None:
        """The asker is done with it: back to the others, or away with it where it has not finished."""
        if self._watch.dismiss(child) and child.at_rest:
            self._crew.give_back(child)
            return
        self._crew.lose(child, GoneError("The answer was closed before its end."))
        child.close()
        self._crew.refill()

    def _reopen(self) -> None:
        self._crew.renew()

    def _finish(self, child: Child, error: SolidarityGraphError | None = None) -> None:
        """An answer has ended, or `error` came in its place. What is wrong with the snapshot is raised before it."""
        if child.at_rest and error is None:
            self._counters.add("answered")
        elif child.at_rest:
            self._counters.add_stop(error)  # the others are counted when the worker is lost
        self._let_go(child)
        found = self._soundness.explain(error) if error else None
        if found is not error and found:
            raise found from error

    def _find_fault(self) -> SolidarityGraphError | None:
        try:
            self._soundness.check_closely(wait=False)  # to read large files takes long, and many may ask how we are
            self._crew.refill()
            self._crew.look()
        except SolidarityGraphError as error:
            return error
        return self._soundness.fault() or self._attempts.failure


def _too_slow(limits: Limits) -> TooSlowError:
    return TooSlowError(f"The answer took longer than {limits.seconds:g} seconds. Ask for less, or in narrower steps.")


def _nothing() -> None:
    """A whole answer has nothing to let go of."""
