"""The validation report as text and as JSON."""

from __future__ import annotations

import json
import unicodedata
from itertools import groupby
from typing import Any

from solidarity_graph.validation.paths import path_as_sparql
from solidarity_graph.validation.report import RdfTerm, Report, Result

_MOST = 300
"""Characters at each end of a line for people: a literal may have megabytes, and some errors quote the whole file."""


def printable(text: str) -> str:
    """Return text of others' data as one line for a terminal, shortened in the middle where it is long.

    Characters that cannot be seen, or that a terminal obeys, are named.
    """
    short = text if len(text) <= 2 * _MOST else f"{text[:_MOST]} ... {text[-_MOST:]}"
    named = (c if c.isprintable() else f"<U+{ord(c):04X} {unicodedata.name(c, 'control character')}>" for c in short)
    return "".join(named)


def as_text(report: Report) -> str:
    """Return the report as text for people: results by constraint, with place, message and the entry to correct."""
    if report.conforms:
        return f"Conforms: {report.triples} triples against the {report.profile} shapes.\n"
    count = len(report.results)
    if report.is_accepted:
        found = f"{count} warning{'s' if count > 1 else ''}"
        lines = [f"Conforms, with {found}: {report.triples} triples against the {report.profile} shapes."]
    else:
        found = f"{count} result{'s' if count > 1 else ''}"
        lines = [f"Does not conform: {found} of the {report.profile} shapes in {report.triples} triples."]
    for name, group in groupby(report.results, key=lambda result: result.constraint):
        lines += ["", *_group_lines(name, list(group))]
    return "".join(f"{printable(line)}\n" for line in lines)


def _group_lines(name: str, results: list[Result]) -> list[str]:
    shared = len({result.message for result in results}) == 1
    lines = [f"{name} ({len(results)}{'' if results[0].is_violation else ', warning'})"]
    if shared:
        lines.append(f"  {results[0].message}")
    for result in results:
        lines.append(f"  - {result.place}{_value(result)}")
        if not shared:
            lines.append(f"      {result.message}")
        if result.origin is not None:
            lines.append(
                f"      mend {result.origin.file}" + (f", {result.origin.entry}" if result.origin.entry else "")
            )
    return lines


def _value(result: Result) -> str:
    if result.value is None or result.value in (result.place, result.focus_node):
        return ""
    return f"  value: {result.value}"


def as_json(report: Report) -> str:
    """Return the report as JSON with SHACL's names. Terms are written as in SPARQL results in JSON."""
    document = {
        "conforms": report.conforms,
        "level": report.profile,
        "profile": report.profile,  # deprecated: the former name of "level"
        "triples": report.triples,
        "results": [_result_value(result) for result in report.results],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _result_value(result: Result) -> dict[str, Any]:
    path, origin = result.result_path, result.origin
    return {
        "focusNode": _term_value(result.focus_node),
        "resultPath": path if path is None or isinstance(path, str) else path_as_sparql(path),
        "value": None if result.value is None else _term_value(result.value),
        "sourceShape": result.source_shape,
        "sourceConstraintComponent": result.source_constraint_component,
        "resultSeverity": result.severity,
        "resultMessage": result.message,
        "origin": None if origin is None else {"file": origin.file, "entry": origin.entry},
    }


def _term_value(term: RdfTerm) -> dict[str, str]:
    kinds = {"iri": "uri", "literal": "literal", "blank-node": "bnode"}
    value = {"type": kinds[term.kind], "value": term.value}
    if term.language:
        return {**value, "xml:lang": term.language}
    return {**value, "datatype": term.datatype} if term.datatype else value
