"""What all SPARQL stores have in common: a query, accepted media types and limits go in, an `Answer` comes out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Self

from solidarity_graph.errors import NotAcceptableError, QuerySyntaxError, TooLargeError
from solidarity_graph.sparql.pool.answer import Answer
from solidarity_graph.sparql.pool.limits import DEFAULT_LIMITS, Limits
from solidarity_graph.sparql.pool.statistics import Counters, StoreStatus
from solidarity_graph.sparql.pool.worker_protocol import QueryRequest

RESULT_FORMATS: Mapping[str, str] = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
"""The media types of answers to SELECT and ASK by the suffix of their addresses, the default first."""

GRAPH_FORMATS: Mapping[str, str] = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}
"""The media types of answers to CONSTRUCT and DESCRIBE by the suffix of their addresses, the default first."""

RESULT_MEDIA_TYPES = tuple(RESULT_FORMATS.values())
GRAPH_MEDIA_TYPES = tuple(GRAPH_FORMATS.values())


class Store(ABC):
    """A store that answers SPARQL queries. Safe to use from several threads. A `with` block closes it."""

    arrangement = ""
    """What the order of rows without ORDER BY depends on, besides data and engine, in a word; '' if it is not known."""

    def __init__(self, counters: Counters | None = None) -> None:
        self._counters = counters or Counters()

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
        """Return the answer to `query` in the first of `media_type` that fits the form of the query.

        `media_type` is a comma-separated list in order of preference (`*/*` fits every form). Everything that fails
        before the first byte is raised here, while a server can still choose its status code. `gone` returns True if
        the client has disconnected; another thread calls it several times a second, so it must not wait.

        `default_graphs` and `named_graphs` are the protocol's dataset: if one of them is not empty, they replace the
        dataset that the query declares with FROM. Several default graphs are merged as sets.
        https://www.w3.org/TR/sparql11-protocol/#dataset

        `base` completes the relative IRIs of the query, unless it has a BASE of its own.
        """
        self._counters.add("asked")
        check_query_text(query, limits)
        accepted = accepted_types(media_type)
        request = QueryRequest(query, accepted, limits, tuple(default_graphs), tuple(named_graphs), base)
        return self._answer(request, gone)

    @abstractmethod
    def _answer(self, request: QueryRequest, gone: Callable[[], bool] | None) -> Answer:
        """Return the answer to a request whose query is not too long."""

    @abstractmethod
    def status(self) -> StoreStatus:
        """Return whether the store can answer queries, and how busy it is. Also starts workers that are missing."""

    def counters(self) -> Mapping[str, int]:
        """Return the counters of queries and workers since the store was opened, by the names in `COUNTED`."""
        return self._counters.numbers()

    @abstractmethod
    def close(self) -> None:
        """Release all resources; answers that are being read break."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def check_query_text(query: str, limits: Limits) -> None:
    """Raise TooLargeError if the query has more than `limits.query_bytes` in UTF-8, QuerySyntaxError if it holds a lone
    surrogate. The syntax is not checked.
    """
    try:
        size = len(query.encode())
    except UnicodeEncodeError as error:
        before = query[: error.start]
        raise QuerySyntaxError(
            "The query holds half of a surrogate pair, which is no character.",
            line=before.count("\n") + 1,
            column=error.start - before.rfind("\n"),
        ) from error
    if size > limits.query_bytes:
        raise TooLargeError(
            "The query is %(size)s bytes long; the limit is %(limit)s bytes.", size=size, limit=limits.query_bytes
        )


def accepted_types(media_type: str) -> tuple[str, ...]:
    """Return the media types of a comma-separated list, in its order, without parameters.

    >>> accepted_types("text/csv; charset=utf-8, text/turtle")
    ('text/csv', 'text/turtle')
    """
    names = (part.partition(";")[0].strip().lower() for part in media_type.split(","))
    return tuple(name for name in names if name)


def choose_media_type(accepted: Sequence[str], offered: Sequence[str], form: str) -> str:
    """Return the first of the accepted media types that is offered; `*/*` stands for the first one offered.

    Raises NotAcceptableError if there is none; `form` is the query's form for its message, such as `SELECT or ASK`.
    """
    for name in accepted:
        if name == "*/*":
            return offered[0]
        if name in offered:
            return name
    raise NotAcceptableError(
        "The answer to %(form)s can be given as %(formats)s.", offered, form=form, formats=", ".join(offered)
    )
