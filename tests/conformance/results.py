"""Answers and expected answers in one form, equal exactly where SPARQL holds them for the same.

Blank nodes may be named anew: rows become a graph, and graphs are compared by their canonical form.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyoxigraph
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse_query_results,
)

from tests.conformance.manifests import FORMATS, RDF, Files, Graph

XSD = "http://www.w3.org/2001/XMLSchema#"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_RESULTS = {
    ".srx": QueryResultsFormat.XML,
    ".srj": QueryResultsFormat.JSON,
    ".tsv": QueryResultsFormat.TSV,
}

Canonical = bool | frozenset[str] | tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True)
class Row:
    """One solution; `place` counts where the order is part of the expectation."""

    values: tuple[tuple[str, Any], ...]
    place: int | None = None


def expected_answer(files: Files, address: str) -> Canonical:
    """What a result file says, whichever way it says it."""
    suffix = files.path(address).suffix
    if suffix in _RESULTS:
        return read_results(files.path(address).read_bytes(), _RESULTS[suffix])
    triples = files.parse(address)
    graph = Graph(triples)
    result_sets = graph.having(RDF + "type", NamedNode(RS + "ResultSet"))
    return _result_set(graph, result_sets[0]) if result_sets else canonical_graph(triples)


def expects_order(files: Files, address: str) -> bool:
    """Whether the file says in which order rows come: only the RDF form can."""
    return files.path(address).suffix in FORMATS and (RS + "index") in files.read(address).replace("rs:", RS)


def read_results(body: bytes, form: QueryResultsFormat, *, ordered: bool = False) -> Canonical:
    """Rows or a boolean in one of the result formats."""
    results = parse_query_results(body, form)
    if isinstance(results, QueryBoolean):
        return bool(results)
    assert isinstance(results, QuerySolutions)
    names = tuple(variable.value for variable in results.variables)
    rows = [
        Row(
            tuple((name, value) for name in names if (value := solution[name]) is not None),
            place if ordered else None,
        )
        for place, solution in enumerate(results, start=1)
    ]
    return _canonical_rows(names, rows)


def read_graph(body: bytes, form: RdfFormat) -> Canonical:
    """A graph in one of the RDF formats."""
    return canonical_graph(quad.triple for quad in pyoxigraph.parse(body, form))


def canonical_graph(triples: Iterable[Triple]) -> frozenset[str]:
    return frozenset(_canonical(Quad(*triple) for triple in triples))


def _result_set(graph: Graph, node: Any) -> Canonical:
    boolean = graph.maybe(node, RS + "boolean")
    if boolean is not None:
        return bool(boolean.value == "true")
    rows = []
    for solution in graph.all(node, RS + "solution"):
        index = graph.maybe(solution, RS + "index")
        bindings = graph.all(solution, RS + "binding")
        values = tuple((graph.one(each, RS + "variable").value, graph.one(each, RS + "value")) for each in bindings)
        rows.append(Row(values, None if index is None else int(index.value)))
    return _canonical_rows((each.value for each in graph.all(node, RS + "resultVariable")), rows)


def _canonical_rows(names: Iterable[str], rows: Iterable[Row]) -> Canonical:
    """The variables, and the rows as sorted N-Quads: a blank node for each, so that equal rows count twice."""
    quads = []
    for row in rows:
        solution = BlankNode()
        quads.append(Quad(solution, NamedNode(RDF + "type"), NamedNode(RS + "Solution")))
        if row.place is not None:
            quads.append(Quad(solution, NamedNode(RS + "index"), Literal(row.place)))
        quads.extend(Quad(solution, NamedNode(f"urn:variable:{name}"), value) for name, value in row.values)
    return tuple(sorted(names)), tuple(sorted(_canonical(quads)))


def _canonical(quads: Iterable[Quad]) -> list[str]:
    dataset = Dataset(Quad(quad.subject, quad.predicate, _by_value(quad.object)) for quad in quads)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return [str(quad) for quad in dataset]


def _by_value(term: Any) -> Any:
    # SPARQL fixes the value and the type of a number or boolean, not whether it is written 1, 1.0 or 1.0E0, and the
    # suite's own files differ in it. What is no number ("abc"^^xsd:integer) stays as it is.
    if not isinstance(term, Literal) or term.datatype.value not in _WRITERS:
        return term
    try:
        return Literal(_WRITERS[term.datatype.value](term.value), datatype=term.datatype)
    except (ValueError, ArithmeticError):
        return term


def _decimal(text: str) -> str:
    return format(Decimal(text).normalize(), "f")


def _double(text: str) -> str:
    return repr(float(text))


def _float(text: str) -> str:
    # In 32 bits, as xsd:float has them.
    return repr(struct.unpack("f", struct.pack("f", float(text)))[0])


def _boolean(text: str) -> str:
    return {"0": "false", "1": "true"}.get(text, text)


_WRITERS: dict[str, Callable[[str], str]] = {
    XSD + "boolean": _boolean,
    XSD + "integer": _decimal,
    XSD + "decimal": _decimal,
    XSD + "double": _double,
    XSD + "float": _float,
}
