"""Where a term of the ontology is used: the constraints of the shapes, the saved queries, and between which classes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from solidarity_graph.resources import shapes_dir
from solidarity_graph.saved_queries import SavedQuery
from solidarity_graph.schema.namespaces import SG, SGSH, SH
from solidarity_graph.schema.ontology_terms import Ontology, PropertyTerm
from solidarity_graph.schema.shape_changes import LAYERS
from solidarity_graph.web.drawings import SIZES, NetworkNode, Tie, draw_network
from solidarity_graph.web.drawings.network import NetworkDrawing
from solidarity_graph.web.languages import current_language

_MESSAGE: Final = SH + "message"
_TERM: Final = re.compile(r"\bsg:([A-Za-z0-9]+)")


@dataclass(frozen=True, slots=True)
class Constraint:
    """A constraint of the shapes: its name, its message, and the layer and file that it is in."""

    name: str
    message: str
    layer: str
    file: str


@cache
def constraints() -> Sequence[tuple[Constraint, frozenset[str]]]:
    """Return each constraint with the local names of the terms that it is about, in the order of the files."""
    files = [path for layer in LAYERS for path in sorted((shapes_dir() / layer).glob("*.ttl"))]
    return [found for path in files for found in _constraints_in(path)]


def _constraints_in(path: Path) -> Iterable[tuple[Constraint, frozenset[str]]]:
    values: defaultdict[object, list[tuple[str, object]]] = defaultdict(list)
    holders: defaultdict[object, list[object]] = defaultdict(list)
    shape_of_query: dict[object, object] = {}
    for quad in parse(path=path, format=RdfFormat.TURTLE):
        values[quad.subject].append((quad.predicate.value, quad.object))
        if quad.predicate.value == SH + "property":
            holders[quad.object].append(quad.subject)
        elif quad.predicate.value == SH + "sparql":
            shape_of_query[quad.object] = quad.subject
    for node, stated in values.items():
        messages = [value.value for name, value in stated if name == _MESSAGE and isinstance(value, Literal)]
        shape = shape_of_query.get(node, node)  # a SPARQL constraint has its message on the query
        if messages and isinstance(shape, NamedNode):
            targets = (pair for holder in holders[shape] for pair in values[holder] if "#target" in pair[0])
            about = _terms_in([*values[shape], *targets], values)
            name = shape.value.removeprefix(SGSH)
            yield Constraint(name, messages[0], path.parent.name, path.stem), about


def _terms_in(
    stated: Iterable[tuple[str, object]], values: Mapping[object, Sequence[tuple[str, object]]]
) -> frozenset[str]:
    """Return the terms that statements name: themselves, in nodes that they lead to, and in SPARQL."""
    found: set[str] = set()
    seen: set[object] = set()
    left = [value for name, value in stated if name != _MESSAGE]
    while left:
        value = left.pop()
        if isinstance(value, NamedNode) and value.value.startswith(SG):
            found.add(value.value.removeprefix(SG))
        elif isinstance(value, Literal):
            found.update(_TERM.findall(value.value))
        elif value not in seen:
            seen.add(value)
            left += [inner for name, inner in values.get(value, ()) if name != _MESSAGE]
    return frozenset(found)


@cache
def constraints_by_term() -> Mapping[str, Sequence[Constraint]]:
    """Return the constraints about each term, by the local name of the term."""
    found: defaultdict[str, list[Constraint]] = defaultdict(list)
    for constraint, about in constraints():
        for name in about:
            found[name].append(constraint)
    return found


def queries_by_term(catalogue: Iterable[SavedQuery]) -> Mapping[str, Sequence[SavedQuery]]:
    """Return the saved queries whose text has each term, by the local name of the term."""
    found: defaultdict[str, list[SavedQuery]] = defaultdict(list)
    for query in catalogue:
        for name in {*_TERM.findall(query.text)}:
            found[name].append(query)
    return found


def draw_classes(ontology: Ontology) -> Sequence[NetworkDrawing]:
    """Return the diagram of the classes in all sizes: at the left what has properties, at the right their values.

    A band stands for the properties from one class to another that are not derived; it leads to the first of them.
    """
    between: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for term in ontology.properties.values():
        for pair in _pairs(term, ontology):
            between[pair].append(term.name)
    ties = [Tie(left, right, len(names), f"#{names[0]}") for (left, right), names in between.items()]
    nodes = [{pair[side] for pair in between} for side in (0, 1)]
    left, right = ({name: _node(ontology, name, between, side) for name in nodes[side]} for side in (0, 1))
    return [draw_network(ties, left, right, size) for size in SIZES]


def _pairs(term: PropertyTerm, ontology: Ontology) -> list[tuple[str, str]]:
    if term.derived or term.deprecated:
        return []
    classes = ontology.classes.keys()
    return [(left, right) for left in sorted(term.domain & classes) for right in sorted(term.range & classes)]


def _node(ontology: Ontology, name: str, between: Mapping[tuple[str, str], Sequence[str]], side: int) -> NetworkNode:
    used = {each for pair, names in between.items() if pair[side] == name for each in names}
    term = ontology.classes[name]
    return NetworkNode(term.labels.get(current_language(), term.label), len(used), f"#{name}")
