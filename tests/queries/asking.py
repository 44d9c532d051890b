"""One query to the rows of its answer, the same way for every engine."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph
import rdflib
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result

from solidarity_graph.sparql import Store

Row = tuple[str, ...]


@dataclass(frozen=True)
class Rows:
    """Cells as CSV shows them (https://www.w3.org/TR/sparql11-results-csv-tsv/#csv-terms); of a graph, its triples."""

    columns: Row
    rows: tuple[Row, ...]


Ask = Callable[[str], Rows]
TRIPLE = ("subject", "predicate", "object")


def ask_snapshot(store: Store, text: str) -> Rows:
    answer = store.answer(text, "text/csv, application/n-triples")
    body = answer.read()
    if answer.media_type == "text/csv":
        return read_csv(body.decode())
    return _triples(pyoxigraph.parse(body, format=pyoxigraph.RdfFormat.N_TRIPLES))


def ask_rdflib(graph: rdflib.Graph, text: str) -> Rows:
    result: Result = graph.query(_prepare(text))
    if result.graph is not None:
        return _graph(tuple(str(term) for term in triple) for triple in result.graph)
    columns = tuple(str(variable) for variable in result.vars or ())
    return Rows(columns, tuple(tuple("" if cell is None else str(cell) for cell in row) for row in result))


@cache
def _prepare(text: str) -> Query:
    """The query, parsed once: rdflib takes a second for the longer ones."""
    return prepareQuery(text)


def ask_pyoxigraph(store: pyoxigraph.Store, text: str) -> Rows:
    result = store.query(text)
    if isinstance(result, pyoxigraph.QueryTriples):
        return _triples(result)
    assert isinstance(result, pyoxigraph.QuerySolutions)
    columns = tuple(variable.value for variable in result.variables)
    return Rows(columns, tuple(tuple("" if cell is None else _cell(cell) for cell in row) for row in result))


def read_turtle(path: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(data=path.read_text(encoding="utf-8"), format="turtle")


def read_merged_nquads(path: Path) -> pyoxigraph.Store:
    # The engine's own union counts a triple once for each graph that holds it; in one graph it stands once.
    store = pyoxigraph.Store()
    quads = pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.N_QUADS)
    store.extend(pyoxigraph.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    return store


def read_csv(text: str) -> Rows:
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    return Rows(tuple(header), tuple(tuple(row) for row in rows))


def write_csv(rows: Rows) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([rows.columns, *rows.rows])
    return text.getvalue()


def _triples(triples: Iterable[pyoxigraph.Triple | pyoxigraph.Quad]) -> Rows:
    return _graph((_cell(triple.subject), _cell(triple.predicate), _cell(triple.object)) for triple in triples)


def _graph(triples: Iterable[Row]) -> Rows:
    return Rows(TRIPLE, tuple(sorted(triples)))


def _cell(term: object) -> str:
    assert isinstance(term, pyoxigraph.NamedNode | pyoxigraph.Literal)
    return term.value
