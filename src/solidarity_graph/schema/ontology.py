"""The terms of this installation's ontology by name, as records and saved queries use them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from solidarity_graph.schema.reading import local_name, marks, read_ontology
from solidarity_graph.schema.terms import ClassTerm, ConceptTerm, PropertyTerm, ReusedTerm


class Ground(NamedTuple):
    """What a ground for naming covers: properties, and roles including all narrower ones, that claims may state."""

    properties: frozenset[str]
    roles: frozenset[str]


def is_a(name: str, ancestor: str) -> bool:
    """Return True if a class is another class or one of its subclasses: `is_a("Arrest", "Event")`.

    Raises KeyError for an unknown class.
    """
    return name == ancestor or any(is_a(parent, ancestor) for parent in CLASSES[name].parents)


def falls_under(name: str, wider: str) -> bool:
    """Return True if a concept is another one or narrower: `falls_under("one-person-picket", "picket")`.

    An unknown concept falls only under itself.
    """
    if name not in CONCEPTS:
        return name == wider
    return name == wider or any(falls_under(broader, wider) for broader in CONCEPTS[name].broader)


def _property(term: ReusedTerm) -> PropertyTerm:
    name = local_name(term.iri)
    domain, values = marks(term.domain), marks(term.range)
    return PropertyTerm(name=name, iri=term.iri, label=name, definition=term.usage_note, domain=domain, range=values)


_ONTOLOGY: Final = read_ontology()
_REUSED: Final = [_property(term) for term in _ONTOLOGY.reused.values() if term.domain]
CLASSES: Final[Mapping[str, ClassTerm]] = _ONTOLOGY.classes
PROPERTIES: Final[Mapping[str, PropertyTerm]] = {**_ONTOLOGY.properties, **{term.name: term for term in _REUSED}}
CONCEPTS: Final[Mapping[str, ConceptTerm]] = _ONTOLOGY.concepts
GROUNDS: Final = {
    name: Ground(concept.covered_properties, concept.covered_roles)
    for name, concept in CONCEPTS.items()
    if concept.covered_properties or concept.covered_roles
}
SCHEMES: Final = {name: frozenset(scheme.concepts) for name, scheme in _ONTOLOGY.schemes.items()}
