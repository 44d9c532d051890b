"""Generates the published JSON-LD context: each term by its local name, with its datatype or container."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from solidarity_graph.schema.namespaces import EDTF, NAMESPACES, RDF, XSD, shorten
from solidarity_graph.schema.reading import local_name
from solidarity_graph.schema.terms import Ontology, PropertyTerm, ReusedTerm

INCLUDED: Final = ("claims", "disagreements", "judgements", "assessments", "included")
"""Members of documents that contain other nodes, as aliases of `@included`."""

Definition = str | dict[str, str]

# Range marks with exactly one datatype. Values of other literal ranges have their own datatype, or are plain strings.
_DATATYPES: Final = {
    "integer": "xsd:integer",
    "boolean": "xsd:boolean",
    "date": "xsd:date",
    "time": "xsd:time",
    "edtf": EDTF,
}
_UNTYPED: Final = {"string", "duration"}


def context(ontology: Ontology) -> str:
    """Return the JSON-LD context document as JSON text. The same ontology gives the same bytes."""
    terms: dict[str, Definition] = {"id": "@id", "type": "@type", **dict.fromkeys(INCLUDED, "@included")}
    terms |= NAMESPACES
    named = [*_classes(ontology), *_properties(ontology), *_reused(ontology.reused.values())]
    terms |= dict(sorted(named))
    return json.dumps({"@context": {"@version": 1.1, **terms}}, indent=2, ensure_ascii=False) + "\n"


def _classes(ontology: Ontology) -> Iterable[tuple[str, Definition]]:
    return ((name, shorten(term.iri)) for name, term in ontology.classes.items())


def _properties(ontology: Ontology) -> Iterable[tuple[str, Definition]]:
    return ((name, _property(term)) for name, term in ontology.properties.items())


def _property(term: PropertyTerm) -> Definition:
    iri = shorten(term.iri)
    (first, *more) = term.range
    if first == "text":
        return {"@id": iri, "@container": "@language"}
    if first in _DATATYPES and not more:
        return {"@id": iri, "@type": _DATATYPES[first]}
    return iri if first in _UNTYPED else {"@id": iri, "@type": "@id"}


def _reused(terms: Iterable[ReusedTerm]) -> Iterable[tuple[str, Definition]]:
    return ((local_name(term.iri), _reused_term(term)) for term in terms)


def _reused_term(term: ReusedTerm) -> Definition:
    iri = shorten(term.iri)
    if len(term.range) != 1 or term.range[0] == XSD + "string":
        return iri
    (only,) = term.range
    if only == RDF + "langString":
        return {"@id": iri, "@container": "@language"}
    is_datatype = only.startswith(XSD) or only.endswith("wktLiteral")
    return {"@id": iri, "@type": shorten(only) if is_datatype else "@id"}
