"""Validation of a graph that does not fit into memory: one part after another, then rules over all of it on a store.

Together they find what `validate` finds in the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from pyoxigraph import Quad, Store
from rdflib import Graph

from solidarity_graph.validation.profiles import Profile, ontology_terms, shapes_graph
from solidarity_graph.validation.query_store import EngineStore
from solidarity_graph.validation.report import Result
from solidarity_graph.validation.run import run_shapes, shacl_results
from solidarity_graph.validation.targets import split_shapes, with_targets_on_property_shapes
from solidarity_graph.validation.terms import to_predicate, to_rdflib, to_resource, to_term


def validate_part(quads: Iterable[Quad], profile: Profile = Profile.STRICT) -> tuple[Result, ...]:
    """What the shapes that need no more than one thing at a time find in a part, without file and entry."""
    triples = {quad.triple for quad in quads}
    data = ((to_rdflib(each.subject), to_rdflib(each.predicate), to_rdflib(each.object)) for each in triples)
    return run_shapes(data, _near_shapes(profile))[0]


@cache
def _near_shapes(profile: Profile) -> Graph:
    return with_targets_on_property_shapes(split_shapes(shapes_graph(profile), 1)[0])


def validate_store(group: int, store: Path, *, of: int, profile: Profile = Profile.STRICT) -> tuple[Result, ...]:
    """What one group of so many of the rules over the whole graph finds in a store on disk, without file and entry.

    These read the default graph, which holds the terms of the ontology as well: see `ontology_in`.
    """
    graph = Graph(store=EngineStore(Store.read_only(str(store))))
    return tuple(shacl_results(graph, split_shapes(shapes_graph(profile), of)[1 + group]))


@contextmanager
def ontology_in(store: Path) -> Iterator[None]:
    """The store on disk holds the terms of the ontology, which constraints ask for, until this ends."""
    terms = {Quad(to_resource(s), to_predicate(p), to_term(o)) for s, p, o in ontology_terms()}
    opened = Store(str(store))
    added = [quad for quad in terms if quad not in opened]
    opened.extend(added)
    del opened  # closed: other processes read it
    yield
    opened = Store(str(store))
    for quad in added:
        opened.remove(quad)
