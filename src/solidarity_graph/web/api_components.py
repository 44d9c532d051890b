"""The components of the OpenAPI document: the JSON Schemas of what routes give, and the answer to an error.

https://spec.openapis.org/oas/v3.1.1#components-object
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from solidarity_graph.web.negotiation import HTML
from solidarity_graph.web.pages.search_results import FOUND_KINDS
from solidarity_graph.web.problems import MEDIA_TYPE

Json = dict[str, Any]


def enum(names: Iterable[str], *before: str) -> Json:
    """Return the schema of a text that is one of these names, each behind each of `before`: `sort`, `-sort`."""
    return {"type": "string", "enum": [f"{each}{name}" for name in names for each in before]}


def components() -> Json:
    """Return the schemas and responses to which the paths refer."""
    string = {"type": "string"}
    term = {
        "type": "object",
        "required": ["type", "value"],
        "properties": {"type": string, "value": {}, "xml:lang": string, "datatype": string},
    }
    rows = {"type": "array", "items": {"type": "object", "additionalProperties": term}}
    problem = {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {"type": string, "title": string, "status": {"type": "integer"}, "detail": string},
    }
    return {
        "schemas": {
            "Problem": problem | {"description": "What was wrong, where, and what to do (RFC 9457)"},
            "Object": {"type": "object", "description": "Of a thing, by the JSON Schema at /document.schema.json"},
            "Found": _found_schema(),
            "Results": {
                "type": "object",
                "description": "https://www.w3.org/TR/sparql11-results-json/",
                "required": ["head"],
                "properties": {
                    "head": {"type": "object", "properties": {"vars": {"type": "array", "items": string}}},
                    "results": {"type": "object", "properties": {"bindings": rows}},
                    "boolean": {"type": "boolean"},
                },
            },
            "GeoJSON": {
                "type": "object",
                "description": "Of a list, a FeatureCollection (https://www.rfc-editor.org/rfc/rfc7946)",
                "required": ["type"],
                "properties": {"type": string},
            },
        },
        "responses": {
            "Problem": {
                "description": "The request cannot be answered: 400, 404, 406, 410, 413, 414, 500 or 503",
                "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}, HTML.media_type: {}},
            }
        },
    }


def _found_schema() -> Json:
    """Return the JSON Schema of what `/search.json` gives."""
    count: Json = {"type": "integer", "minimum": 0}
    members: dict[str, Json] = {
        "id": {"type": "string", "format": "iri", "description": "The IRI"},
        "name": {"type": "string", "description": "One of its names; empty if it has none"},
        "language": {"type": "string", "description": "The language of the name; empty if not known"},
        "kind": enum(FOUND_KINDS, "") | {"description": "The list that it is on; `other` for none"},
        "page": {"type": "string", "format": "uri", "description": "The address of its page"},
        "phrase": {"type": "string", "description": "A phrase of an article that has the words; empty for none"},
    }
    result = {"type": "object", "required": [*members], "properties": members, "additionalProperties": False}
    found: dict[str, Json] = {
        "q": {"type": "string", "description": "The words"},
        "kind": enum(("", *FOUND_KINDS), "") | {"description": "The kind that was asked for; empty for all"},
        "total": count | {"description": "How many were found, of the kind that was asked for"},
        "kinds": {
            "type": "object",
            "description": "How many were found of each kind",
            "propertyNames": enum(FOUND_KINDS, ""),
            "additionalProperties": count,
        },
        "results": {"type": "array", "items": result, "description": "A page of them, the best match first"},
        "next": {"type": "string", "format": "uri", "description": "The address of the next page, if there is one"},
    }
    required = [name for name in found if name != "next"]
    return {"type": "object", "required": required, "properties": found, "additionalProperties": False}
