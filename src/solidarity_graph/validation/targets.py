"""Targets of node shapes handed on to their property shapes: the same results, found for all focus nodes at once.

pySHACL runs a property shape once for each node that its node shape hands to it, but only once where it has targets of
its own. https://www.w3.org/TR/shacl/#targets
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rdflib import RDF, SH, Graph, Namespace
from rdflib.term import Node

_SGSH = Namespace("https://w3id.org/solidarity-graph/shapes#")
_ONE_THING = (_SGSH.scope, _SGSH["one-thing"])
_TARGETS = (SH.targetNode, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)


def with_targets_on_property_shapes(shapes: Graph) -> Graph:
    """A copy of a shapes graph in which property shapes have the targets of the one node shape that names them."""
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
    """Copies of a shapes graph: one with the shapes for a part of a graph, then groups of those that need all of it.

    Each shape has its targets in one of them alone, so that together they find what the shapes graph finds.
    """
    targeted = {shape for predicate in _TARGETS for shape in shapes.subjects(predicate)}
    whole = {shape for shape in targeted if (shape, SH.sparql, None) in shapes and (shape, *_ONE_THING) not in shapes}
    constraints = sorted(whole, key=str)
    kept = [targeted - whole, *({*constraints[group::groups]} for group in range(groups))]
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
    """Whether it tests its own targets only: an active node shape, no class, no part of another shape."""
    if (shape, SH.path, None) in shapes or (shape, SH.deactivated, None) in shapes or any(shapes.subjects(None, shape)):
        return False
    return set(shapes.objects(shape, RDF.type)) <= {SH.NodeShape}


def _belongs_to(shapes: Graph, property_shape: Node, shape: Node) -> bool:
    """Whether it is tested for this node shape only, and by itself: qualified shapes look at their siblings there."""
    if any(_targets(shapes, property_shape)) or (property_shape, SH.qualifiedValueShape, None) in shapes:
        return False
    return list(shapes.subjects(None, property_shape)) == [shape]
