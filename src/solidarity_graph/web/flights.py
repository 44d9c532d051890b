"""The same question from several askers at once is asked once; the others wait for its answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from solidarity_graph.errors import CallError, QuerySyntaxError, SolidarityGraphError, TooLargeError, TooSlowError

# What one asker met, all would meet. Not so where the asker left, or no worker was free.
_SHARED = (QuerySyntaxError, TooSlowError, TooLargeError)
_LOOK_SECONDS = 0.2


class Flight:
    """A question under way."""

    def __init__(self) -> None:
        self._landed = threading.Event()
        self._error: SolidarityGraphError | None = None
        self.failed = False
        """Landed without an answer, for a reason that is not everybody's: then somebody else may have better luck."""

    def land(self, error: BaseException | None) -> None:
        """Tell those who wait."""
        self._error = error if isinstance(error, _SHARED) else None
        self.failed = error is not None
        self._landed.set()

    def wait(self, seconds: float, gone: Callable[[], bool] | None) -> None:
        """Until it has landed, or for so long. Raises what every asker would have met."""
        end = time.monotonic() + seconds
        while not self._landed.wait(max(0.0, min(_LOOK_SECONDS, end - time.monotonic()))):
            if gone is not None and gone():
                raise CallError("The asker left before the answer was made.")
            if time.monotonic() >= end:
                return
        if self._error is not None:
            # A new one each time: an exception that is raised in two threads mixes their tracebacks.
            raise _again(self._error)


class Flights:
    """The questions under way, by tag."""

    def __init__(self) -> None:
        self._under_way: dict[str, Flight] = {}
        self._lock = threading.Lock()

    def board(self, tag: str) -> Flight | None:
        """The flight of somebody who asks this already; None where the caller is the first, who then must `land` it."""
        with self._lock:
            flight = self._under_way.get(tag)
            if flight is None:
                self._under_way[tag] = Flight()
            return flight

    def land(self, tag: str, error: BaseException | None = None) -> None:
        """The question is answered, or was not."""
        with self._lock:
            flight = self._under_way.pop(tag)
        flight.land(error)


def _again(error: SolidarityGraphError) -> SolidarityGraphError:
    if isinstance(error, QuerySyntaxError):
        return QuerySyntaxError(str(error), error.line, error.column)
    return TooSlowError(str(error)) if isinstance(error, TooSlowError) else TooLargeError(str(error))
