"""The answer to a query in the form that a page shows: a table, a boolean, or a graph as text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from solidarity_graph.web.pages.rows import JSON, Row, read_row

MEDIA_TYPES = f"{JSON}, text/turtle"
"""The media types that a page requests from the store: JSON results for SELECT and ASK, Turtle for a graph."""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of an answer that one page shows: those after the first `skipped`. `total` counts all its rows."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    total: int
    skipped: int = 0

    @property
    def first(self) -> int:
        """The number of the first row shown, from 1."""
        return self.skipped + 1

    @property
    def last(self) -> int:
        """The number of the last row shown; equal to `skipped` if no row is."""
        return self.skipped + len(self.rows)

    def iris(self) -> Iterator[str]:
        """Yield every IRI in the rows shown, also repeatedly, for which the page needs a name."""
        for row in self.rows:
            yield from (term.value for term in row.values() if term.is_iri)


@dataclass(frozen=True, slots=True)
class Result:
    """An answer: exactly one of a table, a boolean and a graph in Turtle."""

    table: Table | None = None
    truth: bool | None = None
    graph: str = ""


def read_result(media_type: str, body: bytes, skip: int, limit: int) -> Result:
    """Return the result in the body of a complete answer. A table keeps `limit` rows after the first `skip`.

    media_type  one of `MEDIA_TYPES`.
    """
    if media_type != JSON:
        return Result(graph=body.decode())
    document = json.loads(body)
    if "boolean" in document:
        return Result(truth=document["boolean"])
    bindings = document["results"]["bindings"]
    rows = tuple(read_row(binding) for binding in bindings[skip : skip + limit])
    return Result(table=Table(tuple(document["head"]["vars"]), rows, len(bindings), skip))
