"""SHACL: what validation finds with the suites' own data and shapes.

Reports are compared result by result in everything the standard fixes: focus node, path, value, shape, component,
severity, and the message where the suite gives one. https://w3c.github.io/data-shapes/data-shapes-test-suite/
"""

from __future__ import annotations

from collections import Counter

import pytest
from rdflib import RDF, SH, XSD, Graph, URIRef
from rdflib.term import BNode, Literal, Node

from solidarity_graph.errors import SolidarityGraphError
from solidarity_graph.validation import RdfTerm, Report, Result, parse, validate
from solidarity_graph.validation.paths import path_as_sparql, read_path
from tests.conformance.manifests import MF, SHT, Case, Files

pytestmark = pytest.mark.conformance

Found = tuple[str, ...]
FAILURE = URIRef(SHT + "Failure")


@pytest.mark.suite("shacl-core")
def test_core_shapes_give_the_expected_report(case: Case, files: Files) -> None:
    compare_reports(case, files)


@pytest.mark.suite("shacl-sparql")
def test_sparql_shapes_give_the_expected_report(case: Case, files: Files) -> None:
    compare_reports(case, files)


def compare_reports(case: Case, files: Files) -> None:
    graphs: dict[str, Graph] = {}
    test = read(files, case.manifest, graphs)
    result = test.value(URIRef(case.iri), URIRef(MF + "result"))
    data, shapes = (read(files, case.named(SHT + name)[0], graphs) for name in ("dataGraph", "shapesGraph"))
    if result == FAILURE:
        with pytest.raises(SolidarityGraphError):
            validate(data, shapes=shapes, ontology=Graph())
        return
    report = run(data, shapes)
    expected = list(test.objects(result, SH.result))
    assert report.conforms == test.value(result, SH.conforms).toPython()
    assert Counter(map(found, report.results)) == Counter(expected_result(test, node) for node in expected)
    messages = {str(message) for node in expected for message in test.objects(node, SH.resultMessage)}
    assert messages <= {result.message for result in report.results}


def read(files: Files, address: str, graphs: dict[str, Graph]) -> Graph:
    """A file as our command reads it, once: in two readings its blank nodes would be different ones."""
    if address not in graphs:
        graphs[address] = parse(files.read(address).encode(), ".ttl", address, base=address)
    return graphs[address]


def run(data: Graph, shapes: Graph) -> Report:
    try:
        return validate(data, shapes=shapes, ontology=Graph())
    except Exception as error:  # what pySHACL cannot do, it says with exceptions of many kinds
        raise AssertionError(f"{type(error).__name__}: {error}") from error


def found(result: Result) -> Found:
    path = "" if result.result_path is None else path_as_sparql(result.result_path)
    value = "" if result.value is None else repr(result.value)
    component = result.source_constraint_component
    return (repr(result.focus_node), path, value, result.source_shape, component, result.severity)


def expected_result(test: Graph, node: Node) -> Found:
    path, value = test.value(node, SH.resultPath), test.value(node, SH.value)
    return (
        repr(term(test.value(node, SH.focusNode))),
        "" if path is None else path_as_sparql(read_path(test, path)),
        "" if value is None else repr(term(value)),
        str(test.value(node, SH.sourceShape)),
        str(test.value(node, SH.sourceConstraintComponent)),
        str(test.value(node, SH.resultSeverity)),
    )


def term(node: Node | None) -> RdfTerm:
    if isinstance(node, Literal):
        datatype = str(RDF.langString if node.language else node.datatype or XSD.string)
        return RdfTerm(str(node), "literal", datatype, node.language or "")
    return RdfTerm(str(node), "blank-node" if isinstance(node, BNode) else "iri")
