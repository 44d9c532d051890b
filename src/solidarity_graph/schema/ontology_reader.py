"""Reads the files of `ontology/` into immutable values."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from solidarity_graph.errors import DataError
from solidarity_graph.resources import ontology_dir
from solidarity_graph.schema.namespaces import DCTERMS, EDTF, OWL, RDF, RDFS, SCHEMA, SG, SKOS, XSD, shorten
from solidarity_graph.schema.ontology_terms import (
    ClassTerm,
    ConceptTerm,
    Example,
    Ontology,
    PropertyTerm,
    SchemeTerm,
    Term,
)

T = TypeVar("T", bound=Term)
_ONTOLOGY: Final = SG.removesuffix("#")
_LABELS: Final = (RDFS + "label", SKOS + "prefLabel")
_AXIOMS: Final = {OWL + f"{name}Property" for name in ("Symmetric", "Asymmetric", "Irreflexive")}
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
    XSD + "anyURI": "uri",
    XSD + "yearMonthDuration": "duration",
    XSD + "dayTimeDuration": "duration",
    EDTF: "edtf",
}


@cache
def read_ontology(folder: Path | None = None) -> Ontology:
    """Return the ontology in `folder`, or that of this installation. Raises DataError if its files are invalid.

    The folder may be that of a released version. A term there has no example file.
    The result is cached: the files are read once.
    """
    reader = _OntologyReader(folder or ontology_dir())
    kinds = {OWL + "ObjectProperty", OWL + "DatatypeProperty"}
    properties = [iri for iri in reader.having(RDF + "type") if kinds.intersection(reader.iris(iri, RDF + "type"))]
    # The ontology declares the annotations of other vocabularies that it uses, too.
    annotations = [iri for iri in reader.subjects(RDF + "type", OWL + "AnnotationProperty") if iri.startswith(SG)]
    return Ontology(
        iri=_ONTOLOGY,
        version=reader.text(_ONTOLOGY, OWL + "versionInfo"),
        version_iri=reader.iris(_ONTOLOGY, OWL + "versionIRI")[0],
        title=reader.text(_ONTOLOGY, DCTERMS + "title"),
        description=reader.text(_ONTOLOGY, DCTERMS + "description"),
        licence=reader.iris(_ONTOLOGY, DCTERMS + "license")[0],
        issued=reader.text(_ONTOLOGY, DCTERMS + "issued"),
        classes=_by_name(map(reader.class_term, reader.subjects(RDF + "type", OWL + "Class"))),
        properties=_by_name(map(reader.property_term, properties)),
        annotations=_by_name(reader.term(Term, iri, "annotations") for iri in annotations),
        schemes=_by_name(map(reader.scheme_term, reader.subjects(RDF + "type", SKOS + "ConceptScheme"))),
        reused={iri: reader.property_term(iri) for iri in reader.having(SG + "usageNote")},
        drafts=reader.drafts,
    )


def _by_name(terms: Iterable[T]) -> dict[str, T]:
    return {term.name: term for term in terms}


def term_files(folder: Path | None = None) -> tuple[Path, ...]:
    """Return the files of an ontology, or of a released version, that define its terms, in the order to read them."""
    folder = folder or ontology_dir()
    if (folder / "ontology.ttl").is_file():
        return (folder / "ontology.ttl", folder / "concepts.ttl")
    return (folder / "solidarity-graph.ttl", folder / "reused-terms.ttl", *sorted(folder.glob("concepts/*.ttl")))


def label_files(folder: Path | None = None) -> tuple[Path, ...]:
    """Return the files of an ontology with further labels of its terms, one for each language."""
    return tuple(sorted((folder or ontology_dir()).glob("labels/*.ttl")))


def local_name(iri: str) -> str:
    """Return the part of an IRI after its last `#` or `/`."""
    return iri.replace("#", "/").rpartition("/")[2]


class _OntologyReader:
    """The triples of the ontology's Turtle files in their order, and the terms that they describe.

    Raises DataError for invalid Turtle and for blank nodes: the ontology has none.
    """

    def __init__(self, folder: Path) -> None:
        self._examples = folder / "examples" / "terms"
        self._values: dict[str, dict[str, list[NamedNode | Literal]]] = {}
        self._subjects: dict[tuple[str, str], list[str]] = {}
        for path in term_files(folder):
            self._read(path)
        # Labels that stand with the terms themselves are no drafts.
        self._settled = {
            (iri, label.language) for kind in _LABELS for iri in self.having(kind) for label in self.literals(iri, kind)
        }
        for path in label_files(folder):
            self._read(path)
        self.drafts = frozenset(mark.value for mark in self.literals(_ONTOLOGY, SG + "draftLabels"))

    def _read(self, path: Path) -> None:
        try:
            self._add(path, parse(path.read_bytes(), format=RdfFormat.TURTLE))
        except SyntaxError as error:
            raise DataError(f"not Turtle: {error}.", file=path.name, remedy="Mend the line it names.") from error

    def _add(self, path: Path, quads: Iterable[Quad]) -> None:
        for quad in quads:
            if not isinstance(quad.subject, NamedNode) or not isinstance(quad.object, NamedNode | Literal):
                raise DataError("a blank node.", file=path.name, remedy="Give it an address of its own.")
            subject, predicate = quad.subject.value, quad.predicate.value
            values = self._values.setdefault(predicate, {}).setdefault(subject, [])
            if quad.object not in values:
                values.append(quad.object)
                self._subjects.setdefault((predicate, quad.object.value), []).append(subject)

    def subjects(self, predicate: str, iri: str) -> list[str]:
        """Return every subject that has the IRI as a value of the predicate; an empty list if there is none."""
        return self._subjects.get((predicate, iri), [])

    def having(self, predicate: str) -> list[str]:
        """Return every subject that has a value of the predicate."""
        return list(self._values.get(predicate, ()))

    def iris(self, subject: str, predicate: str) -> list[str]:
        """Return those values of a predicate that are IRIs."""
        return [value.value for value in self._of(subject, predicate) if isinstance(value, NamedNode)]

    def literals(self, subject: str, predicate: str) -> list[Literal]:
        """Return those values of a predicate that are literals."""
        return [value for value in self._of(subject, predicate) if isinstance(value, Literal)]

    def text(self, subject: str, *predicates: str) -> str:
        """Return the first value in English or without a language, else in any other; empty if there is none."""
        literals = [literal for predicate in predicates for literal in self.literals(subject, predicate)]
        return next((found.value for found in sorted(literals, key=lambda each: each.language not in (None, "en"))), "")

    def _of(self, subject: str, predicate: str) -> list[NamedNode | Literal]:
        return self._values.get(predicate, {}).get(subject, [])

    def _true(self, subject: str, predicate: str) -> bool:
        return self.text(subject, predicate) in ("true", "1")

    def _names(self, subject: str, predicate: str) -> tuple[str, ...]:
        return tuple(map(local_name, self.iris(subject, predicate)))

    def _both_ways(self, iri: str, predicate: str) -> frozenset[str]:
        """Return the local names that an IRI is joined with by a symmetric property."""
        return frozenset(map(local_name, [*self.iris(iri, predicate), *self.subjects(predicate, iri)]))

    def _marks(self, subject: str, predicate: str) -> frozenset[str]:
        """Return local names for classes of this ontology, marks (`_MARKS`) or prefixed names for other values."""
        iris = self.iris(subject, predicate)
        return frozenset(local_name(iri) if iri.startswith(SG) else _MARKS.get(iri, shorten(iri)) for iri in iris)

    def term(self, kind: type[T], iri: str, examples: str, **more: Any) -> T:
        """Return a term with what terms of all kinds have, and more. Its example is in the folder `examples`."""
        path = self._examples / examples / f"{local_name(iri)}.ttl"
        labels = {label.language or "": label.value for key in _LABELS for label in self.literals(iri, key)}
        example = Example(f"{examples}/{path.name}", path.read_text(encoding="utf-8")) if path.is_file() else None
        return kind(
            name=local_name(iri),
            iri=iri,
            label=self.text(iri, *_LABELS) or local_name(iri),
            labels=labels,
            drafts=frozenset(tag for tag in labels if tag in self.drafts and (iri, tag) not in self._settled),
            definition=self.text(iri, SKOS + "definition", SG + "usageNote", DCTERMS + "description"),
            scope_note=self.text(iri, SKOS + "scopeNote"),
            short_example=self.text(iri, SKOS + "example"),
            example=example,
            deprecated=self._true(iri, OWL + "deprecated"),
            replaced_by="".join(self.iris(iri, DCTERMS + "isReplacedBy")[:1]),
            **more,
        )

    def class_term(self, iri: str) -> ClassTerm:
        parents = self.iris(iri, RDFS + "subClassOf")
        return self.term(
            ClassTerm,
            iri,
            "classes",
            parents=frozenset(local_name(parent) for parent in parents if parent.startswith(SG)),
            foreign_parents=tuple(parent for parent in parents if not parent.startswith(SG)),
            disjoint=self._both_ways(iri, OWL + "disjointWith"),
        )

    def property_term(self, iri: str) -> PropertyTerm:
        return self.term(
            PropertyTerm,
            iri,
            "properties",
            domain=self._marks(iri, SCHEMA + "domainIncludes"),
            range=self._marks(iri, SCHEMA + "rangeIncludes"),
            scheme=next(iter(self._names(iri, SG + "conceptScheme")), None),
            single=self._true(iri, SG + "singleValued"),
            derived=self._true(iri, SG + "derived"),
            derived_on=self._marks(iri, SG + "derivedOn"),
            parents=frozenset(self._names(iri, RDFS + "subPropertyOf")),
            inverses=self._both_ways(iri, OWL + "inverseOf"),
            axioms=frozenset(map(local_name, {*self.iris(iri, RDF + "type")} & _AXIOMS)),
        )

    def scheme_term(self, iri: str) -> SchemeTerm:
        return self.term(
            SchemeTerm,
            iri,
            "schemes",
            title=self.text(iri, DCTERMS + "title"),
            sources=tuple(source.value for source in self.literals(iri, DCTERMS + "source")),
            top_concepts=self._names(iri, SKOS + "hasTopConcept"),
            concepts=_by_name(
                self.concept_term(member, local_name(iri)) for member in self.subjects(SKOS + "inScheme", iri)
            ),
        )

    def concept_term(self, iri: str, scheme: str) -> ConceptTerm:
        alternatives: dict[str, tuple[str, ...]] = {}
        for label in self.literals(iri, SKOS + "altLabel"):
            language = label.language or ""
            alternatives[language] = (*alternatives.get(language, ()), label.value)
        related = [*self._names(iri, SKOS + "related"), *map(local_name, self.subjects(SKOS + "related", iri))]
        return self.term(
            ConceptTerm,
            iri,
            "concepts",
            scheme=scheme,
            alt_labels=alternatives,
            broader=self._names(iri, SKOS + "broader"),
            narrower=tuple(map(local_name, self.subjects(SKOS + "broader", iri))),
            related=tuple(related),  # skos:related is symmetric, and the files state it in one direction
            sharp_methods=tuple(int(number.value) for number in self.literals(iri, SG + "sharpMethod")),
            plover=(self.text(iri, SG + "ploverEventType"), self.text(iri, SG + "ploverMode")),
            covered_properties=frozenset(self._names(iri, SG + "coversProperty")),
            covered_roles=frozenset(self._names(iri, SG + "coversRole")),
        )
