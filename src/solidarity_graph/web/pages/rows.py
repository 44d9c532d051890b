"""Questions that pages put to the store, and the rows that come back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from solidarity_graph.web.site import Site

JSON = "application/sparql-results+json"


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """An RDF term. `kind` is uri, literal or bnode."""

    value: str
    kind: str = "literal"
    language: str = ""
    datatype: str = ""

    @property
    def is_iri(self) -> bool:
        """Whether it can be linked to."""
        return self.kind == "uri"


Row = Mapping[str, Term]


def ask_rows(site: Site, query: str) -> list[Row]:
    """The solutions of a SELECT."""
    document = json.loads(site.store.answer(query, JSON, site.page_limits).read())
    return [read_row(binding) for binding in document["results"]["bindings"]]


def read_row(binding: Mapping[str, Mapping[str, Any]]) -> Row:
    """One solution of the JSON format. https://www.w3.org/TR/sparql11-results-json/#select-encode-terms"""
    return {name: _read_term(value) for name, value in binding.items()}


def _read_term(value: Mapping[str, Any]) -> Term:
    if not isinstance(value["value"], str):  # a triple term of SPARQL 1.2: shown as it came
        return Term(json.dumps(value["value"], ensure_ascii=False))
    return Term(value["value"], value["type"], value.get("xml:lang", ""), value.get("datatype", ""))


def text(row: Row, name: str) -> str:
    """The value bound to a variable, or the empty string."""
    return row[name].value if name in row else ""
