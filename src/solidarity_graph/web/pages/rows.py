"""Reads rows of SPARQL 1.1 results in JSON, for tables on pages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from solidarity_graph.documents import Value

JSON = "application/sparql-results+json"
Row = Mapping[str, Value]


def read_row(binding: Mapping[str, Mapping[str, Any]]) -> Row:
    """Return the values of one solution by variable; an unbound variable is missing.

    https://www.w3.org/TR/sparql11-results-json/#select-encode-terms
    """
    return {name: _read_term(value) for name, value in binding.items()}


def _read_term(value: Mapping[str, Any]) -> Value:
    if not isinstance(value["value"], str):  # a triple term of SPARQL 1.2: shown as JSON
        return Value(json.dumps(value["value"], ensure_ascii=False))
    return Value(value["value"], value["type"] == "uri", value.get("xml:lang", ""), value.get("datatype", ""))
