"""Validates a graph that does not fit into memory: in parts, by named graph, then as a whole on a store on disk.

The results are the same as those of `validate` on the whole graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Store, parse
from rdflib import Graph

from solidarity_graph.validation.profiles import Profile, ontology_terms, shapes_graph
from solidarity_graph.validation.query_store import EngineStore
from solidarity_graph.validation.report import Result
from solidarity_graph.validation.run import run_shapes, shacl_results
from solidarity_graph.validation.targets import split_shapes, with_targets_on_property_shapes
from solidarity_graph.validation.term_conversion import to_predicate, to_rdflib, to_resource, to_term


def validate_part(quads: Iterable[Quad], profile: Profile = Profile.STRICT) -> tuple[Result, ...]:
    """Return the results of the shapes that need no more than a part of the data, without file and entry."""
    triples = {quad.triple for quad in quads}
    data = ((to_rdflib(each.subject), to_rdflib(each.predicate), to_rdflib(each.object)) for each in triples)
    return run_shapes(data, _near_shapes(profile))[0]


@cache
def _split(profile: Profile, groups: int) -> tuple[Graph, ...]:
    return split_shapes(shapes_graph(profile), groups)


@cache
def _near_shapes(profile: Profile) -> Graph:
    return with_targets_on_property_shapes(_split(profile, 1)[0])


def validate_graphs(nquads: bytes, profile: Profile = Profile.STRICT) -> tuple[Result, ...]:
    """Return the results of the rules about one named graph, for some graphs as N-Quads, without file and entry."""
    store = Store()
    store.extend(Quad(*quad.triple) for quad in parse(nquads, format=RdfFormat.N_QUADS))
    return tuple(shacl_results(Graph(store=EngineStore(store)), _split(profile, 1)[1]))


def validate_store(group: int, store: Path, *, of: int, profile: Profile = Profile.STRICT) -> tuple[Result, ...]:
    """Return the results of one group of the rules over the whole graph in a store, without file and entry.

    group  the number of the group, from 0. There are `of` groups.

    The constraints query the default graph, which must also contain the terms of the ontology: see `ontology_in`.
    """
    graph = Graph(store=EngineStore(Store.read_only(str(store))))
    return tuple(shacl_results(graph, _split(profile, of)[2 + group]))


@contextmanager
def ontology_in(store: Path) -> Iterator[None]:
    """Add the terms of the ontology, which the constraints query, to a store on disk while the `with` block runs.

    If the block raises, they stay in the store.
    """
    terms = {Quad(to_resource(s), to_predicate(p), to_term(o)) for s, p, o in ontology_terms()}
    opened = Store(str(store))
    added = [quad for quad in terms if quad not in opened]
    opened.extend(added)
    del opened  # this closes the store, so that other processes can open it
    yield
    opened = Store(str(store))
    for quad in added:
        opened.remove(quad)
