"""The terms of this installation's ontology by name, as records and saved queries use them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from solidarity_graph.schema.ontology_reader import read_ontology
from solidarity_graph.schema.ontology_terms import ClassTerm, ConceptTerm, PropertyTerm, Term


def is_a(name: str, ancestor: str) -> bool:
    """Return True if a class is another class or one of its subclasses: `is_a("Arrest", "Event")`.

    An unknown class, such as that of concepts, is only itself.
    """
    parents = CLASSES[name].parents if name in CLASSES else ()
    return name == ancestor or any(is_a(parent, ancestor) for parent in parents)


def any_is_a(names: Iterable[str], *ancestors: str) -> bool:
    """Return True if one of these classes is one of the others or one of their subclasses; unknown classes are none."""
    return any(is_a(name, ancestor) for name in names if name in CLASSES for ancestor in ancestors)


def falls_under(name: str, wider: str) -> bool:
    """Return True if a concept is another one or narrower: `falls_under("one-person-picket", "picket")`.

    An unknown concept falls only under itself.
    """
    broader = CONCEPTS[name].broader if name in CONCEPTS else ()
    return name == wider or any(falls_under(concept, wider) for concept in broader)


_ONTOLOGY: Final = read_ontology()
_STATED: Final = {term.name: term for term in _ONTOLOGY.reused.values() if term.domain}
CLASSES: Final[Mapping[str, ClassTerm]] = _ONTOLOGY.classes
PROPERTIES: Final[Mapping[str, PropertyTerm]] = {**_ONTOLOGY.properties, **_STATED}
CONCEPTS: Final[Mapping[str, ConceptTerm]] = _ONTOLOGY.concepts
SCHEMES: Final = {name: frozenset(scheme.concepts) for name, scheme in _ONTOLOGY.schemes.items()}
TERMS: Final[Mapping[str, Term]] = {
    term.iri: term
    for terms in (_ONTOLOGY.classes, _ONTOLOGY.properties, _ONTOLOGY.annotations, _ONTOLOGY.schemes, CONCEPTS)
    for term in terms.values()
}
"""The terms of all kinds by IRI, without those of other vocabularies."""
OFFERED: Final = {name: frozenset(scheme.offered) for name, scheme in _ONTOLOGY.schemes.items()}
"""The concepts of each scheme that are not deprecated. The others are still valid, and validation warns of them."""
