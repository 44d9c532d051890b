"""Compares the terms of two versions of an ontology: added, changed, deprecated, removed, each with its level.

The rules are those of `ontology/README.md`, Versions.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from solidarity_graph.schema.changes import Change, Level, Part, changed
from solidarity_graph.schema.namespaces import DCTERMS, OWL, RDF, RDFS, SCHEMA, SG, SKOS, shorten
from solidarity_graph.schema.triple_index import TripleIndex

DEPRECATED: Final = OWL + "deprecated"
REPLACED_BY: Final = DCTERMS + "isReplacedBy"
_KINDS: Final = {
    OWL + "Class": "class",
    RDFS + "Class": "class",
    OWL + "ObjectProperty": "property",
    OWL + "DatatypeProperty": "property",
    RDF + "Property": "property",
    OWL + "AnnotationProperty": "annotation",
    SKOS + "ConceptScheme": "scheme",
    SKOS + "Concept": "concept",
}
_HEADER: Final = {
    OWL + "versionIRI",
    OWL + "versionInfo",
    OWL + "priorVersion",
    DCTERMS + "issued",
    DCTERMS + "creator",
}
"""What each version of a scheme says of itself: no change of its meaning."""
_NAMES: Final = {
    RDF + "type": "kind",
    RDFS + "label": "label",
    SKOS + "prefLabel": "label",
    SKOS + "altLabel": "alternative label",
    SKOS + "definition": "definition",
    RDFS + "comment": "definition",
    SG + "usageNote": "definition",
    SKOS + "scopeNote": "scope note",
    SKOS + "example": "example",
    RDFS + "subClassOf": "superclass",
    RDFS + "subPropertyOf": "superproperty",
    SCHEMA + "domainIncludes": "domain",
    SCHEMA + "rangeIncludes": "range",
    SG + "conceptScheme": "values",
    SG + "singleValued": "single-valued",
    SKOS + "inScheme": "scheme",
    SKOS + "broader": "broader",
    SKOS + "topConceptOf": "top concept",
    SKOS + "hasTopConcept": "top concepts",
    REPLACED_BY: "replacement",
}
_WORDING: Final = {
    *(RDFS + name for name in ("label", "comment", "seeAlso", "isDefinedBy")),
    *(
        SKOS + name
        for name in ("prefLabel", "altLabel", "hiddenLabel", "notation", "definition", "scopeNote", "example")
    ),
    *(SKOS + name for name in ("note", "changeNote", "historyNote", "editorialNote", "related")),
    *(SKOS + f"{name}Match" for name in ("exact", "close", "broad", "narrow", "related")),
    *(SKOS + name for name in ("topConceptOf", "hasTopConcept")),  # they follow from broader and scheme
    *(DCTERMS + name for name in ("title", "description", "source", "license")),
    *(SG + name for name in ("usageNote", "sharpMethod", "ploverEventType", "ploverMode")),
    REPLACED_BY,
}
"""Texts and mappings: data and queries mean what they meant."""
_MEANING: Final = {
    *(SG + name for name in ("singleValued", "derived", "derivedOn")),
    *(RDFS + name for name in ("domain", "range")),
    *(OWL + name for name in ("disjointWith", "propertyDisjointWith", "equivalentClass", "equivalentProperty")),
}
"""Whatever becomes of these, something else follows from the same data, or data that was right is wrong."""
_RESTRICTING: Final = {
    f"owl:{name}Property" for name in ("Functional", "InverseFunctional", "Asymmetric", "Irreflexive")
}
_HIERARCHIES: Final = {RDFS + "subClassOf", RDFS + "subPropertyOf", SKOS + "broader"}
_ANYTHING: Final = {RDFS + "Resource", OWL + "Thing"}


def kind_of(terms: TripleIndex, iri: str) -> str:
    """Return `class`, `property`, `annotation`, `scheme`, `concept`, `reused term`, or '' for what is no term."""
    kinds = [kind for type_, kind in _KINDS.items() if type_ in terms.iris(iri, RDF + "type")]
    return kinds[0] if kinds else "reused term" if SG + "usageNote" in terms.of(iri) else ""


def is_deprecated(terms: TripleIndex, iri: str) -> bool:
    """Return True if a term is deprecated."""
    return terms.text(iri, DEPRECATED) in ("true", "1")


def compare_terms(old: TripleIndex, new: TripleIndex) -> Iterator[Change]:
    """Yield what became of each term, sorted by IRI."""
    for iri in sorted({*old.subjects(), *new.subjects()}):
        before, after = kind_of(old, iri), kind_of(new, iri)
        name = shorten(iri)
        if before and after:
            yield from _compare(old, new, iri, name, after)
        elif after:
            yield Change(name, after, "added", Level.MINOR)
        elif before:
            yield Change(name, before, "removed", Level.MAJOR)


def _compare(old: TripleIndex, new: TripleIndex, iri: str, name: str, kind: str) -> Iterator[Change]:
    parts = tuple(_parts(old, new, iri))
    if is_deprecated(new, iri) and not is_deprecated(old, iri):
        others = tuple(part for part in parts if part.name not in ("deprecated", "replacement"))
        level = max((part.level for part in others), default=Level.MINOR)
        replaced_by = tuple(sorted(map(shorten, new.iris(iri, REPLACED_BY))))
        yield Change(name, kind, "deprecated", max(level, Level.MINOR), others, replaced_by)
    else:
        yield from changed(name, kind, parts)


def _parts(old: TripleIndex, new: TripleIndex, iri: str) -> Iterator[Part]:
    for predicate in sorted({*old.of(iri), *new.of(iri)} - _HEADER):
        before, after = old.written(iri, predicate), new.written(iri, predicate)
        if before != after:
            name = _NAMES.get(predicate) or ("deprecated" if predicate == DEPRECATED else shorten(predicate))
            level = _level(old, new, iri, predicate)
            yield Part(name, level, tuple(sorted(before - after)), tuple(sorted(after - before)))


def _level(old: TripleIndex, new: TripleIndex, iri: str, predicate: str) -> Level:
    """Return the level of the change of the values of a predicate."""
    if predicate in _WORDING:
        return Level.PATCH
    if predicate in _MEANING:
        return Level.MAJOR
    if predicate == RDF + "type" and _RESTRICTING & (new.written(iri, predicate) - old.written(iri, predicate)):
        return Level.MAJOR
    return Level.MINOR if _keeps(old, new, iri, predicate) else Level.MAJOR


def _keeps(old: TripleIndex, new: TripleIndex, iri: str, predicate: str) -> bool:
    """Return True if what held by the old values of a predicate still holds by the new ones."""
    before, after = old.iris(iri, predicate), new.iris(iri, predicate)
    if predicate in (SCHEMA + "domainIncludes", SCHEMA + "rangeIncludes"):
        return _covers(new, before, after)
    if predicate in _HIERARCHIES:
        return old.ancestors(iri, predicate) <= new.ancestors(iri, predicate)
    if predicate == SG + "conceptScheme":
        taken = {concept for scheme in before for concept in old.having(SKOS + "inScheme", scheme)}
        return not after or (bool(before) and all(_is_value(new, iri, concept) for concept in taken))
    if predicate == SKOS + "inScheme":
        users = {user for scheme in before - after for user in old.having(SG + "conceptScheme", scheme)}
        return all(_is_value(new, user, iri) for user in users)
    if predicate == DEPRECATED:
        return True
    return old.written(iri, predicate) <= new.written(iri, predicate)


def _covers(terms: TripleIndex, before: frozenset[str], after: frozenset[str]) -> bool:
    """Return True if all things of some classes are of others, too. No classes are no limit."""
    if not after or after & _ANYTHING:
        return True
    return bool(before) and all(each in after or terms.ancestors(each, RDFS + "subClassOf") & after for each in before)


def _is_value(terms: TripleIndex, iri: str, concept: str) -> bool:
    """Return True if a concept is a value that a property takes; any is where the property names no scheme."""
    schemes = terms.iris(iri, SG + "conceptScheme")
    within = {concept, *terms.ancestors(concept, SKOS + "broader")}
    return not schemes or any(schemes & terms.iris(each, SKOS + "inScheme") for each in within)
