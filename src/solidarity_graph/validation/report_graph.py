"""The validation report as RDF in Turtle, as SHACL defines it: the same bytes for the same data.

https://www.w3.org/TR/shacl/#validation-report
"""

from __future__ import annotations

import uuid

from rdflib import RDF, URIRef
from rdflib.term import BNode, Literal

from solidarity_graph.validation.paths import path_as_turtle
from solidarity_graph.validation.report import RdfTerm, Report, Result

_HEAD = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"


def as_turtle(report: Report) -> str:
    """Return the report as Turtle. The IRI of each result is a hash of its content, so two runs give the same IRIs."""
    bodies = sorted({_body(result) for result in report.results})
    names = [f"<{uuid.uuid5(uuid.NAMESPACE_URL, body).urn}>" for body in bodies]
    head = [
        " a sh:ValidationReport",
        f"    sh:conforms {str(report.conforms).lower()}",
        *(f"    sh:result {name}" for name in names),
    ]
    subject = f"<{uuid.uuid5(uuid.NAMESPACE_URL, report.profile + ''.join(names)).urn}>"
    parts = [
        subject + " ;\n".join(head) + " .\n",
        *(f"{name} {body}" for name, body in zip(names, bodies, strict=True)),
    ]
    return "\n".join([_HEAD, *parts])


def _body(result: Result) -> str:
    lines = [
        "a sh:ValidationResult",
        f"    sh:focusNode {_turtle(result.focus_node)}",
        *([f"    sh:resultPath {path_as_turtle(result.result_path)}"] if result.result_path is not None else []),
        *([f"    sh:value {_turtle(result.value)}"] if result.value is not None else []),
        f"    sh:resultSeverity <{result.severity}>",
        f"    sh:sourceShape <{result.source_shape}>",
        f"    sh:sourceConstraintComponent <{result.source_constraint_component}>",
        f"    sh:resultMessage {Literal(result.message).n3()}",
    ]
    return " ;\n".join(lines) + " .\n"


def _turtle(term: RdfTerm) -> str:
    if term.kind == "blank-node":
        return BNode(term.value).n3()
    if term.kind == "iri":
        return URIRef(term.value).n3()
    if term.datatype == str(RDF.langString):
        return Literal(term.value, lang=term.language).n3()
    return Literal(term.value, datatype=URIRef(term.datatype), normalize=False).n3()
