"""The RDF dataset over which a query is evaluated: that of the snapshot, or the one that the query or request declares.

The engine takes several default graphs as a bag, in which a triple of two graphs matches twice. The standard merges
them as sets (https://www.w3.org/TR/sparql11-query/#specifyingDataset), and so does this module, by copying them into a
store in memory: within the limits of the query. A few such stores are kept for later queries.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence

from pyoxigraph import DefaultGraph, NamedNode, Quad, QueryBoolean, QuerySolutions, QueryTriples, Store

from solidarity_graph.errors import CallError
from solidarity_graph.sparql.query_text.dataset_clauses import declared_dataset

# Kept merges count against the memory limit of a query: this many triples are some tens of MB.
_KEPT_STORES = 4
_KEPT_TRIPLES = 50_000

Results = QuerySolutions | QueryBoolean | QueryTriples
_Graphs = tuple[str, ...]


class DatasetEvaluator:
    """Evaluates queries over datasets made of the graphs of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: OrderedDict[tuple[_Graphs, _Graphs], Store] = OrderedDict()

    def query(
        self, query: str, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = (), base: str = ""
    ) -> Results:
        """Return the results of the query. Graphs given here replace those that the query declares with FROM.

        base  completes relative IRIs, unless the query has a BASE.

        CallError if a graph is not an absolute IRI; SyntaxError, which is the engine's, if the query does not parse.
        """
        if default_graphs or named_graphs:
            return self._query_over(query, _nodes(default_graphs), _nodes(named_graphs), base)
        default_graphs, named_graphs = declared_dataset(query, base)
        if len(default_graphs) < 2:
            # The engine is right without several default graphs: that of the snapshot is the union already.
            return self._store.query(query, base_iri=base or None)
        try:
            default, named = _nodes(default_graphs), _nodes(named_graphs)
        except CallError:
            # The engine reports the fault with its line and column.
            return self._store.query(query, base_iri=base or None)
        return self._query_over(query, default, named, base)

    def _query_over(self, query: str, default: list[NamedNode], named: list[NamedNode], base: str) -> Results:
        if len(default) < 2:
            return self._store.query(query, base_iri=base or None, default_graph=[*default], named_graphs=[*named])
        merged = self._merged(default, named)
        return merged.query(query, base_iri=base or None, default_graph=DefaultGraph(), named_graphs=[*named])

    def _merged(self, default: list[NamedNode], named: list[NamedNode]) -> Store:
        # The order of rows follows the order of loading: it must be the same in all workers, and for every order in
        # which the graphs are listed.
        default, named = (sorted(nodes, key=lambda node: node.value) for nodes in (default, named))
        key = (tuple(node.value for node in default), tuple(node.value for node in named))
        merged = self._kept.pop(key, None)
        if merged is None:
            merged = Store()
            merged.extend(self._quads(default, named))
        if len(merged) <= _KEPT_TRIPLES:
            self._kept[key] = merged
        while len(self._kept) > _KEPT_STORES:
            self._kept.popitem(last=False)
        return merged

    def _quads(self, default: list[NamedNode], named: list[NamedNode]) -> Iterator[Quad]:
        for graph in default:
            for quad in self._store.quads_for_pattern(None, None, None, graph):
                yield Quad(quad.subject, quad.predicate, quad.object)
        for graph in named:
            yield from self._store.quads_for_pattern(None, None, None, graph)


def _nodes(graphs: Sequence[str]) -> list[NamedNode]:
    try:
        return [NamedNode(graph) for graph in dict.fromkeys(graphs)]
    except ValueError as error:
        raise CallError(f"A graph is not named by an IRI in full: {error}.") from error
