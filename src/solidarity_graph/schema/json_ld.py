"""Generates the published JSON-LD context: each term by its local name, with its datatype or container."""

from __future__ import annotations

import json
from typing import Final

from solidarity_graph.schema.namespaces import EDTF, NAMESPACES, shorten
from solidarity_graph.schema.terms import Ontology, PropertyTerm

INCLUDED: Final = ("claims", "disagreements", "judgements", "assessments", "included")
"""Members of documents that contain other nodes, as aliases of `@included`."""

Definition = str | dict[str, str]
_DATATYPES: Final = {"integer", "boolean", "date", "time"}


def context(ontology: Ontology) -> str:
    """Return the JSON-LD context document as JSON text. The same ontology gives the same bytes."""
    terms: dict[str, Definition] = {"id": "@id", "type": "@type", **dict.fromkeys(INCLUDED, "@included")}
    terms |= NAMESPACES
    properties = (*ontology.properties.values(), *ontology.reused.values())
    named: dict[str, Definition] = {term.name: shorten(term.iri) for term in ontology.classes.values()}
    named |= {term.name: _definition(term) for term in properties}
    terms |= dict(sorted(named.items()))
    return json.dumps({"@context": {"@version": 1.1, **terms}}, indent=2, ensure_ascii=False) + "\n"


def _definition(term: PropertyTerm) -> Definition:
    """Return the IRI of a property, with `@type` where each value is an IRI or all have one datatype.

    Other values have their own datatype, or are plain strings.
    """
    iri, (first, *more) = shorten(term.iri), sorted(term.range) or ["string"]
    if first == "text":
        return {"@id": iri, "@container": "@language"}
    if first == "edtf":
        return {"@id": iri, "@type": EDTF}
    if first in ("string", "duration"):
        return iri
    datatype = f"xsd:{first}" if first in _DATATYPES else first
    if datatype.startswith("xsd:") or datatype.endswith("Literal"):
        return iri if more else {"@id": iri, "@type": datatype}
    return {"@id": iri, "@type": "@id"}
