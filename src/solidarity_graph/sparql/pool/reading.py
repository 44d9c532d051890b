"""An answer that is longer than its first frame, and so keeps its worker until it ends."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

from solidarity_graph.errors import SolidarityGraphError
from solidarity_graph.sparql.pool.worker_handle import Child


class Reading:
    """`finish` is called once: at the end, with what went wrong if something did, or when the answer is closed."""

    def __init__(
        self, child: Child, first: bytes, finish: Callable[[Child, SolidarityGraphError | None], None]
    ) -> None:
        self._child = child
        self._first = first
        self._finish = finish
        self._open = True
        self._lock = threading.Lock()

    def body(self) -> Iterator[bytes]:
        """All the bytes."""
        try:
            yield self._first
            yield from self._child.rest()
        except SolidarityGraphError as error:
            self.close(error)
            raise
        finally:
            self.close()

    def close(self, error: SolidarityGraphError | None = None) -> None:
        """Once."""
        with self._lock:
            closing, self._open = self._open, False
        if closing:
            self._finish(self._child, error)
