"""Lists and counts the contents of a graph in one pass over its sorted quads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pyoxigraph import NamedNode, Quad

from solidarity_graph.schema.namespaces import RDF, SGC


class Inventory:
    """The things and concepts of a graph, the counts of each named graph, and those of their set union.

    `base` is the prefix of the dataset's IRIs. `quads` must be sorted by subject, predicate and object.
    """

    def __init__(self, quads: Iterable[Quad], base: str) -> None:
        self._base = base
        self._sizes: Counter[str] = Counter()
        self._graph_classes: dict[str, Counter[str]] = {}
        self._properties: Counter[str] = Counter()
        self._classes: Counter[str] = Counter()
        # Hashes, since the terms would take the memory of half the graph.
        self._objects: set[int] = set()
        self._subjects: list[str] = []
        self._concepts: set[str] = set()
        last = None
        for quad in quads:
            self._count_in_graph(quad)
            if (triple := quad.triple) != last:
                self._count_in_union(quad)
            last = triple

    def _count_in_graph(self, quad: Quad) -> None:
        graph = _iri(quad.graph_name)
        self._sizes[graph] += 1
        if quad.predicate.value == RDF + "type":
            self._graph_classes.setdefault(graph, Counter())[_iri(quad.object)] += 1

    def _count_in_union(self, quad: Quad) -> None:
        subject, value = _iri(quad.subject), _iri(quad.object)
        self._properties[quad.predicate.value] += 1
        self._objects.add(hash(quad.object))
        if quad.predicate.value == RDF + "type":
            self._classes[value] += 1
        if not self._subjects or subject != self._subjects[-1]:
            self._subjects.append(subject)
        # Only concepts in values of claims: grades and modalities of the claims themselves are not counted as uses.
        if value.startswith(SGC) and (quad.predicate.value == RDF + "object" or "#" in subject):
            self._concepts.add(value)

    @property
    def things(self) -> list[str]:
        """The IRIs of things, claims and disagreements, sorted."""
        return sorted(iri for iri in self._subjects if iri.startswith(f"{self._base}id/") and "#" not in iri)

    @property
    def concepts(self) -> list[str]:
        """The IRIs of the concepts in use, sorted."""
        return sorted(self._concepts)

    def graphs(self) -> Iterator[dict[str, Any]]:
        """Yield for each named graph its IRI (`id`) and `counts`: its triples, and its instances by class."""
        for graph in sorted(iri for iri in self._sizes if iri.startswith(f"{self._base}graph/")):
            found = self._graph_classes.get(graph, Counter())
            in_order = sorted(found.items(), key=lambda item: (-item[1], item[0]))
            yield {"id": graph, "counts": {"triples": self._sizes[graph], "classes": dict(in_order)}}

    def union(self) -> Mapping[str, Any]:
        """Return the VoID counts of the set union: triples, subjects, objects, and triples by property and by class."""
        return {
            "triples": self._properties.total(),
            "subjects": len(self._subjects),
            "objects": len(self._objects),
            "properties": dict(sorted(self._properties.items())),
            "classes": dict(sorted(self._classes.items())),
        }


def _iri(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""
