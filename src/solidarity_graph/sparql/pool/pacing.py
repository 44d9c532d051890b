"""How fast workers may be started again when they cannot start: a little slower after each failure, up to a point."""

from __future__ import annotations

import time
from collections.abc import Callable

_FIRST_SECONDS = 0.05  # hardly noticed, where the second try succeeds
_MOST_SECONDS = 5.0  # nobody waits longer than this for the first answer once the cause is mended


class Pacing:
    """Doubles the pause with each failure. The clock is one that nobody can set."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures = 0
        self._next = 0.0

    def allows(self) -> bool:
        """Whether a start may be tried now."""
        return not self._failures or self._clock() >= self._next

    def fail(self) -> None:
        """A start has failed."""
        self._next = self._clock() + min(_FIRST_SECONDS * 2.0**self._failures, _MOST_SECONDS)
        self._failures = min(self._failures + 1, 30)

    def reset(self) -> None:
        """A start has succeeded, or the cause of the failures has gone."""
        self._failures = 0
