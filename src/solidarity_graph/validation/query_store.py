"""An rdflib store that answers SPARQL queries with pyoxigraph.

pySHACL reads triples one by one, for which rdflib's memory store is fastest, and runs each `sh:select` with
`Graph.query`, for which pyoxigraph is some hundred times faster. rdflib calls a store's `query` method if it has one:
https://rdflib.readthedocs.io/en/stable/apidocs/rdflib.store/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any

import pyoxigraph
from rdflib.graph import Graph
from rdflib.plugins.stores.memory import Memory
from rdflib.query import Result
from rdflib.term import Identifier, Node, Variable

from solidarity_graph.validation.term_conversion import to_predicate, to_rdflib, to_resource, to_term

# pyoxigraph has no pre-binding (https://www.w3.org/TR/shacl/#pre-binding). A constraint on the whole graph has $this
# in its SELECT and GROUP BY clauses only: there it is left unbound, and then added to each row as a constant.
_PROJECTED = re.compile(r"\b(?:SELECT(?:\s+DISTINCT)?|GROUP\s+BY)\s+[$?]this\b")


_FRACTIONS = {f"http://www.w3.org/2001/XMLSchema#{name}" for name in ("decimal", "double", "float")}
_NUMBER = re.compile(r"[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?")


class QueryStore(Memory):
    """Triples in memory, which must not change after the first query.

    A query that pyoxigraph would answer differently raises NotImplementedError; rdflib then evaluates it.
    """

    _spellings: Mapping[object, object] = MappingProxyType({})
    """Literals as they were written, by what the engine has in their place."""

    def query(  # type: ignore[override]
        self,
        query: str,
        initNs: Mapping[str, object],  # noqa: N803 - rdflib's names
        initBindings: Mapping[str, Identifier],  # noqa: N803
        *_: object,
        **__: object,
    ) -> Result:
        """Return the rows of a SELECT query, each with the pre-bound variables (`initBindings`) added."""
        unprojected = _PROJECTED.sub("", query)
        if self._engine is None or any(re.search(rf"[$?]{name}\b", unprojected) for name in initBindings):
            raise NotImplementedError
        try:
            found = self._engine.query(query, prefixes={name: str(namespace) for name, namespace in initNs.items()})
        except SyntaxError:  # rdflib reports the syntax error
            raise NotImplementedError from None
        if not isinstance(found, pyoxigraph.QuerySolutions):
            raise NotImplementedError
        bound = {Variable(name): term for name, term in initBindings.items()}
        result = Result("SELECT")
        result.vars = [Variable(variable.value) for variable in found.variables]
        rows = (zip(result.vars, map(self._written_as, row), strict=True) for row in found)
        result.bindings = [{name: to_rdflib(term) for name, term in row if term is not None} | bound for row in rows]
        return result

    @cached_property
    def _engine(self) -> pyoxigraph.Store | None:
        """All triples in a pyoxigraph store; None if it changes what shapes look at: "01", or an xsd:long.

        Coordinates are often written with a zero at the end ("52.50"). No shape is about how a number with a fraction
        is spelled, and rows have it as it was written.
        """
        quads = {
            pyoxigraph.Quad(to_resource(subject), to_predicate(predicate), to_term(value))
            for (subject, predicate, value), _ in self.triples((None, None, None))
        }
        store = pyoxigraph.Store()
        store.extend(quads)
        written = {quad.object for quad in quads.difference(store)}
        spellings = _kept(written)
        if not all(_is_number_with_fraction(kept, literal) for kept, literal in spellings.items()):
            return None
        # Of two spellings of one number, rows could not tell which it was.
        if len(spellings) < len(written) or not spellings.keys().isdisjoint(quad.object for quad in quads):
            return None
        self._spellings = spellings
        return store

    def _written_as(self, term: object) -> object:
        return self._spellings.get(term, term)


def _kept(written: Iterable[Any]) -> dict[Any, Any]:
    """Return literals by what a pyoxigraph store has in their place; of those that it has the same for, one."""
    found = {pyoxigraph.NamedNode(f"urn:x:{number}"): literal for number, literal in enumerate(written)}
    store = pyoxigraph.Store()
    store.extend(pyoxigraph.Quad(node, node, literal) for node, literal in found.items())
    return {quad.object: found[quad.subject] for quad in store}


def _is_number_with_fraction(kept: Any, written: Any) -> bool:
    """Return True for a decimal number, or one with an exponent, that is written as XML Schema has it."""
    is_one = isinstance(written, pyoxigraph.Literal) and written.datatype.value in _FRACTIONS
    return is_one and kept.datatype == written.datatype and _NUMBER.fullmatch(written.value) is not None


class EngineStore(QueryStore):
    """The default graph of an existing pyoxigraph store, which is read without a copy in memory."""

    def __init__(self, engine: pyoxigraph.Store) -> None:
        super().__init__()
        self._engine = self._quads = engine

    def triples(  # type: ignore[override]
        self, triple_pattern: tuple[Node | None, Node | None, Node | None], context: Graph | None = None
    ) -> Iterator[tuple[tuple[Node, Node, Node], Iterator[Graph | None]]]:
        """Yield the triples that match a pattern. pySHACL uses this to find the targets of shapes."""
        subject, predicate, value = triple_pattern
        found = self._quads.quads_for_pattern(
            None if subject is None else to_resource(subject),
            None if predicate is None else to_predicate(predicate),
            None if value is None else to_term(value),
            pyoxigraph.DefaultGraph(),
        )
        for quad in found:
            yield (to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)), iter((context,))
