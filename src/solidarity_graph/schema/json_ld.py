"""Generates the JSON-LD context of documents, each term by its local name, and their JSON Schema.

https://www.w3.org/TR/json-ld11/, https://json-schema.org/draft/2020-12
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from solidarity_graph.schema.namespaces import EDTF, NAMESPACES, shorten
from solidarity_graph.schema.ontology_terms import Ontology, PropertyTerm

INCLUDED: Final = ("claims", "disagreements", "judgements", "assessments", "risks", "included")
"""Members of documents that contain other nodes, as aliases of `@included`."""

Definition = str | dict[str, str]
_DATATYPES: Final = {"integer", "boolean", "date", "time"}


def context(ontology: Ontology) -> str:
    """Return the JSON-LD context document as JSON text. The same ontology gives the same bytes."""
    keywords = {"@version": 1.1, "id": "@id", "type": "@type", **dict.fromkeys(INCLUDED, "@included")}
    return json.dumps({"@context": {**keywords, **NAMESPACES, **_terms(ontology)}}, indent=2, ensure_ascii=False) + "\n"


def _terms(ontology: Ontology) -> dict[str, Definition]:
    """Return the definitions of all classes and properties by name, sorted."""
    terms: dict[str, Definition] = {term.name: shorten(term.iri) for term in ontology.classes.values()}
    terms |= {term.name: _definition(term) for term in (*ontology.properties.values(), *ontology.reused.values())}
    return dict(sorted(terms.items()))


def _definition(term: PropertyTerm) -> Definition:
    """Return the IRI of a property, with `@type` where each value is an IRI or all have one datatype.

    Other values have their own datatype, or are plain strings.
    """
    iri, (first, *more) = shorten(term.iri), sorted(term.range) or ["string"]
    if first == "text":
        return {"@id": iri, "@container": "@language"}
    if first == "edtf":
        return {"@id": iri, "@type": EDTF}
    if first == "uri":
        return {"@id": iri, "@type": "xsd:anyURI"}
    if first in ("string", "duration"):
        return iri
    datatype = f"xsd:{first}" if first in _DATATYPES else first
    if datatype.startswith("xsd:") or datatype.endswith("Literal"):
        return iri if more else {"@id": iri, "@type": datatype}
    return {"@id": iri, "@type": "@id"}


Schema = dict[str, Any]
_STRING: Final[Schema] = {"type": "string"}
_IRI: Final[Schema] = {"type": "string", "format": "iri"}


def _object(required: tuple[str, ...] = (), **members: Schema) -> Schema:
    return {"type": "object", "required": [*required], "properties": members, "additionalProperties": False}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _values(one: Schema) -> Schema:
    """Return the schema of one value or a list of values."""
    return {"anyOf": [one, _list(one)]}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


_DAYS: Final = {"notBefore": _STRING, "notAfter": _STRING}
_FACT: Final = _object(("property", "claims"), property=_IRI, claims=_list(_ref("node")))
_ROLE: Final = _object(("property",), property=_IRI, role=_IRI, modality=_IRI)
_AFTERWARDS: Final = _object(
    ("id",), id=_IRI, **{"class": _IRI}, **_DAYS, dateCertainty=_STRING, currentStatus=_IRI, bestGrade=_IRI
)
_LITERAL: Final = _object(("@value",), **{"@value": _STRING, "@type": _STRING, "@language": _STRING})
_DEFINITIONS: Final[Mapping[str, Schema]] = {
    # Values of properties, by the container or datatype that the context gives them.
    "@language": {
        "type": "object",
        "propertyNames": {"pattern": "^[a-z]{2,3}(-[a-z]{4})?$"},
        "additionalProperties": _values(_STRING),
    },
    "@id": _values({"anyOf": [_IRI, _ref("node"), _LITERAL]}),
    "xsd:integer": _values({"type": ["integer", "string"]}),
    "xsd:decimal": _values({"type": "string", "pattern": "^-?[0-9]+([.][0-9]+)?$"}),
    "xsd:boolean": _values({"type": "boolean"}),
    "xsd:anyURI": _values({"type": "string", "format": "uri"}),
    "any": _values({"anyOf": [_STRING, _LITERAL, _ref("node")]}),
    "mention": _object(("id", "as"), id=_IRI, **{"as": _list(_ROLE)}, **_DAYS, currentStatus=_IRI),
    "conviction": _object(
        ("id", "contesting", "afterwards", "released", "newest"),
        id=_IRI,
        facts=_list(_FACT),
        contesting=_list({"anyOf": [_IRI, _ref("node")]}),
        contestedBy=_list(_IRI),
        afterwards=_list(_AFTERWARDS),
        released={"type": "boolean"},
        outcomeUnknownAsOf=_STRING,
        newest=_STRING,
    ),
}
# Members of documents that are not properties of a node.
_MEMBERS: Final[Mapping[str, Schema]] = {
    "@context": _IRI,  # the site adds the address of its context
    "mentions": _list(_ref("mention")),
    "convictions": _list(_ref("conviction")),
    "where": _list(_ref("node")),
    "names": {"type": "object", "propertyNames": _IRI, "additionalProperties": _ref("@language")},
    "kinds": {"type": "object", "propertyNames": _IRI, "additionalProperties": _list(_IRI)},
    "uses": _list(_object(("id", "as"), id=_IRI, **{"as": _list(_IRI)})),
    "specimen": _ref("node"),
    "counts": {"type": "object"},
}


def json_schema(ontology: Ontology) -> str:
    """Return the JSON Schema of documents as JSON text. The same ontology gives the same bytes."""
    properties = {name: _schema_of(term) for name, term in _terms(ontology).items() if name[0].islower()}
    properties |= {"id": _IRI, "type": _list(_STRING), **dict.fromkeys(INCLUDED, _list(_ref("node")))}
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A document of Solidarity Graph",
        "description": "JSON-LD for one thing, claim, disagreement, graph, concept or dataset, by context.jsonld.",
        **_ref("node"),
        "properties": _MEMBERS,
        "unevaluatedProperties": False,
        "$defs": {**_DEFINITIONS, "node": {"type": "object", "required": ["id"], "properties": properties}},
    }
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def _schema_of(term: Definition) -> Schema:
    coerced = (term.get("@type") or term.get("@container") or "") if isinstance(term, dict) else ""
    return _ref(coerced if coerced in _DEFINITIONS else "any")
