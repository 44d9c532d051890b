"""Moves the targets of node shapes to their property shapes: the same results, found for all focus nodes at once.

pySHACL runs a property shape once for each focus node of its node shape, but only once in all if the property shape has
targets of its own. https://www.w3.org/TR/shacl/#targets
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rdflib import RDF, SH, Graph, Namespace
from rdflib.term import Node

from solidarity_graph.schema.namespaces import SGSH

_SGSH = Namespace(SGSH)
_TARGETS = (SH.targetNode, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)


def with_targets_on_property_shapes(shapes: Graph) -> Graph:
    """Return a copy of a shapes graph: property shapes get the targets of the only node shape that uses them."""
    copy = Graph()
    copy += shapes
    for shape, property_shape in shapes.subject_objects(SH.property):
        targets = list(_targets(shapes, shape))
        if targets and _hands_on(shapes, shape) and _belongs_to(shapes, property_shape, shape):
            copy.remove((shape, SH.property, property_shape))
            for predicate, target in targets:
                copy.add((property_shape, predicate, target))
    return copy


def split_shapes(shapes: Graph, groups: int) -> tuple[Graph, ...]:
    """Return `groups` + 2 copies of a shapes graph, each with the targets of some of its shapes.

    The first has those of the shapes that need only one thing of the data, the second of those that need one named
    graph (`sgsh:scope`); the others share the SPARQL constraints that need all of it. Each shape has its targets in one
    copy only, so that all copies together give the results of the shapes graph.
    """
    targeted = {shape for predicate in _TARGETS for shape in shapes.subjects(predicate)}
    constraints = {shape for shape in targeted if (shape, SH.sparql, None) in shapes}
    one_thing, one_graph = ({*shapes.subjects(_SGSH.scope, _SGSH[scope])} for scope in ("one-thing", "one-graph"))
    whole = sorted(constraints - one_thing - one_graph, key=str)
    kept = [targeted - one_graph - {*whole}, one_graph, *({*whole[group::groups]} for group in range(groups))]
    return tuple(_without_targets(shapes, targeted - some) for some in kept)


def _without_targets(shapes: Graph, some: Iterable[Node]) -> Graph:
    copy = Graph()
    copy += shapes
    for shape in some:
        for predicate in _TARGETS:
            copy.remove((shape, predicate, None))
    return copy


def _targets(shapes: Graph, shape: Node) -> Iterator[tuple[Node, Node]]:
    return ((predicate, target) for predicate in _TARGETS for target in shapes.objects(shape, predicate))


def _hands_on(shapes: Graph, shape: Node) -> bool:
    """Return True if a node shape tests its own targets only: active, no implicit class target, not used by others."""
    if (shape, SH.path, None) in shapes or (shape, SH.deactivated, None) in shapes or any(shapes.subjects(None, shape)):
        return False
    return set(shapes.objects(shape, RDF.type)) <= {SH.NodeShape}


def _belongs_to(shapes: Graph, property_shape: Node, shape: Node) -> bool:
    """Return True if only this node shape uses the property shape, which is not qualified (depends on no sibling)."""
    if any(_targets(shapes, property_shape)) or (property_shape, SH.qualifiedValueShape, None) in shapes:
        return False
    return list(shapes.subjects(None, property_shape)) == [shape]
