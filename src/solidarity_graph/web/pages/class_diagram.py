"""The diagram of the classes of the ontology, drawn from the intended use of its properties."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from solidarity_graph.schema.ontology_terms import Ontology, PropertyTerm
from solidarity_graph.web.drawings import SIZES, NetworkNode, Tie, draw_network
from solidarity_graph.web.drawings.network import NetworkDrawing
from solidarity_graph.web.languages import current_language


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
