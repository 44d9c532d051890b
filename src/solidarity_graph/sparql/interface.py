"""The face of every store: a query, the media types that would do, and limits go in; bytes come out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from solidarity_graph.errors import NotAcceptableError, QuerySyntaxError, TooLargeError

RESULT_MEDIA_TYPES = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
"""What SELECT and ASK can be given as, the one for those who do not mind first."""

GRAPH_MEDIA_TYPES = (
    "text/turtle",
    "application/n-triples",
    "application/ld+json",
    "application/rdf+xml",
)
"""What CONSTRUCT and DESCRIBE can be given as, the one for those who do not mind first."""


GUARDS = ("namespace", "seccomp")
"""What can keep a worker on Linux from the network, the better one first."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one question may cost.

    seconds          from the moment a worker has the question until the last byte has been taken from it. Ten is
                     beyond what a person waits for, and well beyond the slowest saved query.
    memory_bytes     what a worker may take on top of what it holds at rest: sorts and DISTINCT keep every row.
    output_bytes     the whole answer: several times the whole dataset, so that only runaway products meet it.
    query_bytes      the text of the query in UTF-8: no query written by a person comes near 64 KiB.
    waiting_seconds  in the line for a worker. A client that has to wait longer does better to come back later.
    nesting          brackets of all kinds open at a time. The saved queries and the standard's own test suite stay
                     within 10; the engine's work grows faster than the square of the depth (50 levels of `[` cost it a
                     tenth of a second, 100 more than one), and from somewhere past 400 it dies.
    """

    seconds: float = 10.0
    memory_bytes: int = 1 << 30
    output_bytes: int = 64 << 20
    query_bytes: int = 64 << 10
    waiting_seconds: float = 5.0
    nesting: int = 64


DEFAULT_LIMITS = Limits()

COUNTED = (
    "asked",
    "answered",
    "busy",
    "killed_time",
    "killed_memory",
    "killed_output",
    "killed_gone",
    "killed_engine",
    "started",
    "start_failures",
)
"""What every store counts: questions asked, answered to their end, and turned away because the line was full; those
stopped, by cause (`gone`: the asker left, `engine`: it died or failed of itself); workers started, and those that could
not be."""


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """How a store is doing.

    ready    whether questions can be expected to be answered; where not, `reason` says why.
    workers  at work or idle. waiting: questions in the line for one.
    guarded  what keeps a query from the network: `namespace`, `seccomp`, or `deadline` where nothing does and the
             deadline is its only limit. `remote`: it runs on somebody else's machine.
    """

    ready: bool
    reason: str
    workers: int
    idle: int
    waiting: int
    guarded: str


class Answer:
    """An answer under way: its media type, known already, and its bytes, which come as they are made.

    `body` raises when the answer cannot be completed; whoever passes it on must then break off, and never end it as
    if it were whole. `close` must be called in every case: it stops work that nobody waits for any more.
    """

    def __init__(self, media_type: str, body: Iterator[bytes], close: Callable[[], None]) -> None:
        self.media_type = media_type
        self.body = body
        self._close = close

    def read(self) -> bytes:
        """The whole body, for callers who have the memory."""
        with self:
            return b"".join(self.body)

    def close(self) -> None:
        """Stop, wherever the answer stands. Calling it again does nothing."""
        self._close()

    def __enter__(self) -> Self:
        """Close at the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()


class Store(Protocol):
    """Whatever answers SPARQL queries. Safe to use from several threads."""

    def answer(
        self,
        query: str,
        media_type: str,
        limits: Limits = DEFAULT_LIMITS,
        *,
        gone: Callable[[], bool] | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Answer:
        """Ask `query` and give the answer in the first of `media_type` that fits the form of the query.

        `media_type` is a comma-separated list in order of preference (`*/*` fits every form). Everything that goes
        wrong before the first byte is raised here, so that a server still has its status line to say so. `gone` tells
        whether the asker has left; it is called from another thread, now and then, and must answer at once.

        `default_graphs` and `named_graphs` are the protocol's dataset: where one of them is given, it takes the place
        of whatever the query says with FROM. Several default graphs are merged as sets.
        https://www.w3.org/TR/sparql11-protocol/#dataset
        """
        ...

    def status(self) -> StoreStatus:
        """How it is doing now."""
        ...

    def counters(self) -> Mapping[str, int]:
        """What it has counted since it was opened: see `COUNTED`."""
        ...

    def close(self) -> None:
        """Let go of everything; answers under way break."""
        ...


def encode_query(query: str, limits: Limits) -> bytes:
    """The query in UTF-8, if it is short enough and text at all."""
    try:
        encoded = query.encode()
    except UnicodeEncodeError as error:
        before = query[: error.start]
        raise QuerySyntaxError(
            "The query holds half of a surrogate pair, which is no character.",
            line=before.count("\n") + 1,
            column=error.start - before.rfind("\n"),
        ) from error
    if len(encoded) > limits.query_bytes:
        raise TooLargeError(f"The query is {len(encoded)} bytes long; the limit is {limits.query_bytes} bytes.")
    return encoded


def wanted_types(media_type: str) -> tuple[str, ...]:
    """The media types of a comma-separated list, in its order, without parameters.

    >>> wanted_types("text/csv; charset=utf-8, text/turtle")
    ('text/csv', 'text/turtle')
    """
    names = (part.partition(";")[0].strip().lower() for part in media_type.split(","))
    return tuple(name for name in names if name)


def choose_media_type(wanted: Sequence[str], offered: Sequence[str], form: str) -> str:
    """The first wanted type that is offered for this form of query."""
    for name in wanted:
        if name == "*/*":
            return offered[0]
        if name in offered:
            return name
    raise NotAcceptableError(f"The answer to {form} can be given as {', '.join(offered)}.", offered)
