"""A well-behaved client on a kept connection, and what it meets."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.hostile.dataset import label_of
from tests.hostile.reverse_proxy import PAGES, ask
from tests.hostile.server import soon
from tests.hostile.wire import Wire


class KeptClient:
    """A well-behaved client: on one connection, from `source`, it asks for another page all the while.

    Where it is told to come back later (503 with Retry-After), it does; `refused` counts how often.
    """

    def __init__(self, port: int, source: str, *, patience: float = 10.0) -> None:
        self.times: list[float] = []
        self.faults: list[str] = []
        self.refused = 0
        self._wire = Wire(port, source=source, patience=patience)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"kept client {source}", daemon=True)

    def start(self) -> None:
        """Begin to ask."""
        self._thread.start()

    def has_asked(self, pages: int) -> bool:
        """True once so many pages more have come, or a fault."""
        wanted = len(self.times) + pages
        return soon(lambda: len(self.times) >= wanted or bool(self.faults), 2 * self._wire.patience)

    def finish(self) -> None:
        """Two pages more, then close the connection."""
        self.has_asked(2)
        self._stop.set()
        self._thread.join()
        self._wire.close()

    def slowest(self, share: float = 0.95) -> float:
        """The seconds that this share of all answers took at most."""
        return sorted(self.times)[max(0, round(share * len(self.times)) - 1)]

    def _run(self) -> None:
        number = 0
        while not self._stop.is_set() and not self.faults:
            number += 1
            try:
                pause = self._ask(number % PAGES)
            except (OSError, AssertionError, ValueError) as error:
                self.faults.append(f"page {number}: {error!r}")
                return
            self._stop.wait(pause)

    def _ask(self, event: int) -> float:
        reply = ask(self._wire, f"/id/event/event-{event}.html", {"Accept": "text/html"})
        if reply.status == 503 and reply.whole:
            self.refused += 1
            return float(reply.headers["retry-after"])
        self.times.append(reply.seconds)
        if reply.status != 200 or not reply.whole or label_of(event).encode() not in reply.body:
            self.faults.append(f"page {event}: {reply}")
        return 0.02


@contextmanager
def beside(*clients: KeptClient) -> Iterator[None]:
    """The clients ask while the block runs."""
    for client in clients:
        client.start()
    try:
        yield
    finally:
        for client in clients:
            client.finish()
