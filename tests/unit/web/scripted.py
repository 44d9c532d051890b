"""A store that says what the test tells it to, and notes what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence

from solidarity_graph.sparql import DEFAULT_LIMITS, Answer, Limits, StoreStatus

Body = Callable[[str], Iterator[bytes]]


def echo(query: str) -> Iterator[bytes]:
    yield b"a\r\n" + query.encode() + b"\r\n"


class NotingStore:
    """`body` makes the pieces of an answer out of the query; the media type is the first of those asked for."""

    arrangement = ""

    def __init__(self, body: Body = echo) -> None:
        self.body = body
        self.asked: list[str] = []
        self.datasets: list[Mapping[str, Sequence[str]]] = []
        self.closed = threading.Event()
        self.answers_closed = 0

    def answer(
        self,
        query: str,
        media_type: str,
        limits: Limits = DEFAULT_LIMITS,
        *,
        gone: Callable[[], bool] | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        base: str = "",
    ) -> Answer:
        assert not self.closed.is_set(), "asked after it was closed"
        self.asked.append(query)
        self.datasets.append({"default": default_graphs, "named": named_graphs})
        return Answer(media_type.partition(",")[0], self.body(query), self._close_answer)

    def status(self) -> StoreStatus:
        return StoreStatus(True, "", 1, 1, 0, "namespace")

    def counters(self) -> Mapping[str, int]:
        return {}

    def close(self) -> None:
        self.closed.set()

    def _close_answer(self) -> None:
        self.answers_closed += 1
