"""Reads the files of `ontology/` into immutable values."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final, TypedDict

from solidarity_graph.errors import DataError
from solidarity_graph.resources import ontology_dir
from solidarity_graph.schema.namespaces import DCTERMS, EDTF, OWL, RDF, RDFS, SCHEMA, SG, SKOS, XSD
from solidarity_graph.schema.terms import (
    ClassTerm,
    ConceptTerm,
    Example,
    Ontology,
    PropertyTerm,
    ReusedTerm,
    SchemeTerm,
    Term,
)
from solidarity_graph.schema.triples import Triples

_ONTOLOGY: Final = SG.removesuffix("#")
# Names for domains and ranges that are no classes of this ontology.
_MARKS: Final = {
    RDFS + "Resource": "any",
    RDF + "Property": "property",
    RDF + "List": "list",
    RDF + "langString": "text",
    SKOS + "Concept": "concept",
    XSD + "string": "string",
    XSD + "boolean": "boolean",
    XSD + "integer": "integer",
    XSD + "date": "date",
    XSD + "time": "time",
    XSD + "yearMonthDuration": "duration",
    XSD + "dayTimeDuration": "duration",
    EDTF: "edtf",
}
_PROPERTY_TYPES: Final = {OWL + "ObjectProperty", OWL + "DatatypeProperty"}


class _Basics(TypedDict):
    name: str
    iri: str
    label: str
    definition: str
    scope_note: str
    short_example: str
    example: Example | None
    deprecated: bool
    replaced_by: str


@cache
def read_ontology(folder: Path | None = None) -> Ontology:
    """Return the ontology in `folder`, or that of this installation. Raises DataError if its files are invalid.

    The result is cached: the files are read once.
    """
    folder = folder or ontology_dir()
    paths = [folder / "solidarity-graph.ttl", folder / "reused-terms.ttl", *sorted(folder.glob("concepts/*.ttl"))]
    triples = Triples(paths)
    examples = folder / "examples" / "terms"
    classes = (_class(triples, iri, examples) for iri in triples.subjects(RDF + "type", OWL + "Class"))
    properties = (
        _property(triples, iri, examples)
        for iri in triples.having(RDF + "type")
        if _PROPERTY_TYPES.intersection(triples.iris(iri, RDF + "type"))
    )
    annotations = (
        Term(**_basics(triples, iri, examples / "annotations"))
        for iri in triples.subjects(RDF + "type", OWL + "AnnotationProperty")
    )
    schemes = (_scheme(triples, iri) for iri in triples.subjects(RDF + "type", SKOS + "ConceptScheme"))
    return Ontology(
        iri=_ONTOLOGY,
        version=triples.text(_ONTOLOGY, OWL + "versionInfo"),
        version_iri=triples.iris(_ONTOLOGY, OWL + "versionIRI")[0],
        title=triples.text(_ONTOLOGY, DCTERMS + "title"),
        description=triples.text(_ONTOLOGY, DCTERMS + "description"),
        licence=triples.iris(_ONTOLOGY, DCTERMS + "license")[0],
        issued=triples.text(_ONTOLOGY, DCTERMS + "issued"),
        classes={term.name: term for term in classes},
        properties={term.name: term for term in properties},
        annotations={term.name: term for term in annotations},
        schemes={scheme.name: scheme for scheme in schemes},
        reused={iri: _reused(triples, iri) for iri in triples.having(SG + "usageNote")},
    )


def _basics(triples: Triples, iri: str, examples: Path) -> _Basics:
    name = local_name(iri)
    return {
        "name": name,
        "iri": iri,
        "label": triples.text(iri, RDFS + "label"),
        "definition": triples.text(iri, SKOS + "definition"),
        "scope_note": triples.text(iri, SKOS + "scopeNote"),
        "short_example": triples.text(iri, SKOS + "example"),
        "example": _example(examples, name),
        "deprecated": triples.true(iri, OWL + "deprecated"),
        "replaced_by": _replacement(triples, iri),
    }


def _example(folder: Path, name: str) -> Example | None:
    path = folder / f"{name}.ttl"
    return Example(f"{folder.name}/{path.name}", path.read_text(encoding="utf-8")) if path.is_file() else None


def _class(triples: Triples, iri: str, examples: Path) -> ClassTerm:
    parents = triples.iris(iri, RDFS + "subClassOf")
    return ClassTerm(
        **_basics(triples, iri, examples / "classes"),
        parents=frozenset(local_name(parent) for parent in parents if parent.startswith(SG)),
        foreign_parents=tuple(parent for parent in parents if not parent.startswith(SG)),
    )


def _property(triples: Triples, iri: str, examples: Path) -> PropertyTerm:
    schemes = triples.iris(iri, SG + "conceptScheme")
    return PropertyTerm(
        **_basics(triples, iri, examples / "properties"),
        domain=marks(triples.iris(iri, SCHEMA + "domainIncludes")),
        range=marks(triples.iris(iri, SCHEMA + "rangeIncludes")),
        scheme=local_name(schemes[0]) if schemes else None,
        single=triples.true(iri, SG + "singleValued"),
        derived=triples.true(iri, SG + "derived"),
        derived_on=marks(triples.iris(iri, SG + "derivedOn")),
    )


def _reused(triples: Triples, iri: str) -> ReusedTerm:
    return ReusedTerm(
        iri=iri,
        usage_note=triples.text(iri, SG + "usageNote"),
        domain=tuple(triples.iris(iri, SCHEMA + "domainIncludes")),
        range=tuple(triples.iris(iri, SCHEMA + "rangeIncludes")),
    )


def _scheme(triples: Triples, iri: str) -> SchemeTerm:
    members = triples.subjects(SKOS + "inScheme", iri)
    return SchemeTerm(
        name=local_name(iri),
        iri=iri,
        label=triples.text(iri, RDFS + "label"),
        title=triples.text(iri, DCTERMS + "title"),
        description=triples.text(iri, DCTERMS + "description"),
        sources=tuple(source.value for source in triples.literals(iri, DCTERMS + "source")),
        top_concepts=_names(triples.iris(iri, SKOS + "hasTopConcept")),
        concepts={local_name(member): _concept(triples, member, local_name(iri)) for member in members},
    )


def _concept(triples: Triples, iri: str, scheme: str) -> ConceptTerm:
    alternatives: dict[str, tuple[str, ...]] = {}
    for label in triples.literals(iri, SKOS + "altLabel"):
        language = label.language or ""
        alternatives[language] = (*alternatives.get(language, ()), label.value)
    return ConceptTerm(
        name=local_name(iri),
        iri=iri,
        scheme=scheme,
        labels={label.language or "": label.value for label in triples.literals(iri, SKOS + "prefLabel")},
        alt_labels=alternatives,
        definition=triples.text(iri, SKOS + "definition"),
        scope_notes=tuple(note.value for note in triples.literals(iri, SKOS + "scopeNote")),
        broader=_names(triples.iris(iri, SKOS + "broader")),
        narrower=_names(triples.subjects(SKOS + "broader", iri)),
        # skos:related is symmetric, and the files state it in one direction.
        related=_names([*triples.iris(iri, SKOS + "related"), *triples.subjects(SKOS + "related", iri)]),
        sharp_methods=tuple(int(number.value) for number in triples.literals(iri, SG + "sharpMethod")),
        plover=(triples.text(iri, SG + "ploverEventType"), triples.text(iri, SG + "ploverMode")),
        covered_properties=frozenset(_names(triples.iris(iri, SG + "coversProperty"))),
        covered_roles=frozenset(_names(triples.iris(iri, SG + "coversRole"))),
        deprecated=triples.true(iri, OWL + "deprecated"),
        replaced_by=_replacement(triples, iri),
    )


def _replacement(triples: Triples, iri: str) -> str:
    replacements = triples.iris(iri, DCTERMS + "isReplacedBy")
    return local_name(replacements[0]) if replacements else ""


def _names(iris: Iterable[str]) -> tuple[str, ...]:
    return tuple(local_name(iri) for iri in iris)


def marks(iris: Iterable[str]) -> frozenset[str]:
    """Return local names for classes of this ontology, and marks (`_MARKS`) for other domains and ranges.

    Raises DataError for an IRI without a mark.
    """
    return frozenset(_mark(iri) for iri in iris)


def _mark(iri: str) -> str:
    if iri.startswith(SG):
        return local_name(iri)
    if iri not in _MARKS:
        raise DataError(
            f"the domain or range {iri} has no mark.", file="ontology/", remedy="Give it one in reading.py."
        )
    return _MARKS[iri]


def local_name(iri: str) -> str:
    """Return the part of an IRI after its last `#` or `/`."""
    return iri.replace("#", "/").rpartition("/")[2]
