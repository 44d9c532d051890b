"""Access to the triples of a store's default graph, by subject and by value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from solidarity_graph.schema.namespaces import RDF

Term = NamedNode | Literal
_SUBJECTS = 20_000
_VALUES = 2_000
"""How many subjects and values are cached: a store on disk takes some forty microseconds to read one."""


class Triples:
    """Reads the default graph of a store, in memory or on disk. Blank nodes are skipped: published graphs have none.

    `of` returns the sorted values of a subject by predicate, `links` the sorted subjects of a value by predicate.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.of = lru_cache(_SUBJECTS)(self._of)
        self.links = lru_cache(_VALUES)(self._links)

    def __contains__(self, iri: str) -> bool:
        return bool(self.of(iri))

    def _of(self, iri: str) -> Mapping[str, list[Term]]:
        """Return the sorted values of a subject by predicate."""
        return by_predicate(self._store.quads_for_pattern(NamedNode(iri), None, None, DefaultGraph()))

    def values(self, iri: str, predicate: str) -> list[Term]:
        """Return the values of a property of a subject, sorted; an empty list if there are none."""
        return self.of(iri).get(predicate, [])

    def value(self, iri: str, predicate: str) -> str:
        """Return the first value of a property as text; empty if there is none."""
        return next((value.value for value in self.values(iri, predicate)), "")

    def naming(self, iri: str, predicate: str) -> list[str]:
        """Return the subjects that have the thing as a value of a property, sorted; an empty list if there are none."""
        return self.links(iri).get(predicate, [])

    def _links(self, iri: str) -> Mapping[str, list[str]]:
        """Return the sorted subjects that have the thing as a value, by predicate."""
        found: dict[str, list[str]] = {}
        for quad in self._store.quads_for_pattern(None, None, NamedNode(iri), DefaultGraph()):
            if isinstance(quad.subject, NamedNode):
                found.setdefault(quad.predicate.value, []).append(quad.subject.value)
        return {predicate: sorted(subjects) for predicate, subjects in found.items()}

    def is_a(self, iri: str, class_iri: str) -> bool:
        """Return True if the thing is an instance of the class."""
        return NamedNode(class_iri) in self.values(iri, RDF + "type")


def by_subject(triples: Iterable[Triple]) -> dict[Term | BlankNode, dict[str, dict[Term | BlankNode, None]]]:
    """Return the values of triples by subject and predicate, in their order and without duplicates."""
    found: dict[Any, dict[str, dict[Any, None]]] = {}
    for triple in triples:
        found.setdefault(triple.subject, {}).setdefault(triple.predicate.value, {})[triple.object] = None
    return found


def by_predicate(statements: Iterable[Quad | Triple]) -> dict[str, list[Term]]:
    """Return the values of statements about one subject as sorted lists, by predicate. Blank nodes are left out."""
    found: dict[str, list[Term]] = {}
    for statement in statements:
        if isinstance(statement.object, NamedNode | Literal):
            found.setdefault(statement.predicate.value, []).append(statement.object)
    for values in found.values():
        if len(values) > 1:
            values.sort(key=str)
    return found
