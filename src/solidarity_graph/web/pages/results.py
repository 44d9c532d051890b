"""The answer to a query in the form that a page shows: a table, a boolean, or a graph as text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from solidarity_graph.documents import Value

JSON = "application/sparql-results+json"
MEDIA_TYPES = f"{JSON}, text/turtle"
"""The media types that a page requests from the store: JSON results for SELECT and ASK, Turtle for a graph."""

Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class ResultTable:
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


@dataclass(frozen=True, slots=True)
class QueryResult:
    """An answer: exactly one of a table, a boolean and a graph in Turtle."""

    table: ResultTable | None = None
    truth: bool | None = None
    graph: str = ""

    def iris(self) -> Iterator[str]:
        """Yield every IRI in the rows shown, also repeatedly, for which the page needs a name."""
        for row in self.table.rows if self.table else ():
            yield from (term.value for term in row.values() if term.is_iri)


def read_result(media_type: str, body: bytes, skip: int, limit: int) -> QueryResult:
    """Return the result in the body of a complete answer. A table keeps `limit` rows after the first `skip`.

    media_type  one of `MEDIA_TYPES`.
    """
    if media_type != JSON:
        return QueryResult(graph=body.decode())
    document = json.loads(body)
    if "boolean" in document:
        return QueryResult(truth=document["boolean"])
    bindings = document["results"]["bindings"]
    rows = tuple(
        {name: _read_term(value) for name, value in binding.items()} for binding in bindings[skip : skip + limit]
    )
    return QueryResult(ResultTable(tuple(document["head"]["vars"]), rows, len(bindings), skip))


def _read_term(value: Mapping[str, Any]) -> Value:
    # https://www.w3.org/TR/sparql11-results-json/#select-encode-terms
    if not isinstance(value["value"], str):  # a triple term of SPARQL 1.2: shown as JSON
        return Value(json.dumps(value["value"], ensure_ascii=False))
    return Value(value["value"], value["type"] == "uri", value.get("xml:lang", ""), value.get("datatype", ""))
