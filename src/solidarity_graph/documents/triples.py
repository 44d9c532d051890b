"""Triples by subject, and subjects by what they name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pyoxigraph import Literal, NamedNode, Quad, Triple

from solidarity_graph.schema.namespaces import RDF

Term = NamedNode | Literal
_NOTHING: Mapping[str, Sequence[Term]] = {}


class Triples:
    """The set union of some graphs. Blank nodes are left out: ours have none."""

    def __init__(self, statements: Iterable[Quad | Triple]) -> None:
        self._subjects: dict[str, dict[str, dict[Term, None]]] = {}
        self._naming: dict[str, dict[str, dict[str, None]]] = {}
        for statement in statements:
            subject, predicate, value = statement.subject, statement.predicate.value, statement.object
            if not isinstance(subject, NamedNode) or not isinstance(value, NamedNode | Literal):
                continue
            self._subjects.setdefault(subject.value, {}).setdefault(predicate, {})[value] = None
            if isinstance(value, NamedNode):
                self._naming.setdefault(value.value, {}).setdefault(predicate, {})[subject.value] = None

    def __contains__(self, iri: str) -> bool:
        return iri in self._subjects

    def subjects(self) -> list[str]:
        """The IRIs of all subjects, sorted."""
        return sorted(self._subjects)

    def of(self, iri: str) -> Mapping[str, Iterable[Term]]:
        """What is said of a subject, by predicate."""
        return self._subjects.get(iri, _NOTHING)

    def values(self, iri: str, predicate: str) -> list[Term]:
        """The values of a property."""
        return list(self._subjects.get(iri, {}).get(predicate, ()))

    def value(self, iri: str, predicate: str) -> str:
        """The first value of a property as text, or the empty string."""
        return next((value.value for value in self.values(iri, predicate)), "")

    def naming(self, iri: str, predicate: str) -> list[str]:
        """The subjects that have the thing as a value of that property, sorted."""
        return sorted(self._naming.get(iri, {}).get(predicate, ()))

    def instances(self, class_iri: str) -> list[str]:
        """The subjects of that class, sorted."""
        return self.naming(class_iri, RDF + "type")
