"""When workers may be started, and why the last one could not."""

from __future__ import annotations

from collections.abc import Callable

from solidarity_graph.errors import SolidarityGraphError
from solidarity_graph.sparql.pool.pacing import Pacing
from solidarity_graph.sparql.pool.stop_errors import Counters


class Attempts:
    """Without a failure, whenever one is missing; with every failure in a row, after a longer pause.

    remember  called at each failure.
    changed   whether something is different since then, so that there is no use in pausing any longer.
    """

    def __init__(self, counters: Counters, remember: Callable[[], None], changed: Callable[[], bool]) -> None:
        self.failure: SolidarityGraphError | None = None
        """Why the last worker could not start; None once one could."""
        self._counters = counters
        self._remember = remember
        self._changed = changed
        self._starts = Pacing()
        self._lives = Pacing()

    def allowed(self) -> bool:
        """Whether one may be made now, as far as the clock tells."""
        return self._starts.allows() and self._lives.allows()

    def worth_it(self) -> bool:
        """The same, having looked around as well."""
        return self.allowed() or self._changed()

    def failed(self, error: SolidarityGraphError, *, started: bool = False) -> None:
        """A worker did not start; or it `started`, but was dead when the first question came."""
        self._counters.add("start_failures")
        self._remember()
        self.failure = error
        (self._lives if started else self._starts).fail()

    def succeeded(self) -> None:
        """A worker is ready."""
        self._counters.add("started")
        self.failure = None
        self._starts.reset()

    def proved(self) -> None:
        """A worker has answered."""
        self._lives.reset()

    def renew(self) -> None:
        """Whatever was the cause of failures has gone."""
        self._starts.reset()
        self._lives.reset()
