"""An rdflib store that answers SPARQL queries with pyoxigraph.

pySHACL reads triples one by one, where rdflib's memory is fastest, and sends each `sh:select` to `Graph.query`, where
pyoxigraph is some hundred times faster. rdflib passes a query on to its store where the store has a `query` method:
https://rdflib.readthedocs.io/en/stable/apidocs/rdflib.store/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

import pyoxigraph
from rdflib.graph import Graph
from rdflib.plugins.stores.memory import Memory
from rdflib.query import Result
from rdflib.term import Identifier, Node, Variable

from solidarity_graph.validation.terms import to_predicate, to_rdflib, to_resource, to_term

# The engine has no pre-binding (https://www.w3.org/TR/shacl/#pre-binding). A rule over the whole graph names its focus
# node in the SELECT and GROUP BY clauses alone, where a constant column does the same.
_PROJECTED = re.compile(r"\b(?:SELECT(?:\s+DISTINCT)?|GROUP\s+BY)\s+[$?]this\b")


class QueryStore(Memory):
    """Triples in memory, which no longer change once the first query was asked.

    What pyoxigraph would answer differently raises NotImplementedError: rdflib then answers it itself.
    """

    def query(  # type: ignore[override]
        self,
        query: str,
        initNs: Mapping[str, object],  # noqa: N803 - rdflib's names
        initBindings: Mapping[str, Identifier],  # noqa: N803
        *_: object,
        **__: object,
    ) -> Result:
        """The rows of a SELECT, each with the pre-bound variables."""
        unprojected = _PROJECTED.sub("", query)
        if self._engine is None or any(re.search(rf"[$?]{name}\b", unprojected) for name in initBindings):
            raise NotImplementedError
        try:
            found = self._engine.query(query, prefixes={name: str(namespace) for name, namespace in initNs.items()})
        except SyntaxError:  # rdflib says what is wrong
            raise NotImplementedError from None
        if not isinstance(found, pyoxigraph.QuerySolutions):
            raise NotImplementedError
        bound = {Variable(name): term for name, term in initBindings.items()}
        result = Result("SELECT")
        result.vars = [Variable(variable.value) for variable in found.variables]
        rows = (zip(result.vars, row, strict=True) for row in found)
        result.bindings = [{name: to_rdflib(term) for name, term in row if term is not None} | bound for row in rows]
        return result

    @cached_property
    def _engine(self) -> pyoxigraph.Store | None:
        """All triples; None where the engine does not keep each literal as written: "01" or xsd:long, for example."""
        quads = {
            pyoxigraph.Quad(to_resource(subject), to_predicate(predicate), to_term(value))
            for (subject, predicate, value), _ in self.triples((None, None, None))
        }
        store = pyoxigraph.Store()
        store.extend(quads)
        return store if quads == set(store) else None


class EngineStore(QueryStore):
    """The default graph of a store of the engine, read where it is."""

    def __init__(self, engine: pyoxigraph.Store) -> None:
        super().__init__()
        self._engine = self._quads = engine

    def triples(  # type: ignore[override]
        self, triple_pattern: tuple[Node | None, Node | None, Node | None], context: Graph | None = None
    ) -> Iterator[tuple[tuple[Node, Node, Node], Iterator[Graph | None]]]:
        """The triples that match; pySHACL asks for the targets of shapes."""
        subject, predicate, value = triple_pattern
        found = self._quads.quads_for_pattern(
            None if subject is None else to_resource(subject),
            None if predicate is None else to_predicate(predicate),
            None if value is None else to_term(value),
            pyoxigraph.DefaultGraph(),
        )
        for quad in found:
            yield (to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)), iter((context,))
