"""Runs pySHACL on data and ontology terms, and returns the results as values.

Two things make this fast: pyoxigraph answers the SPARQL constraints, and property shapes are run once for all focus
nodes. With `reference` neither is done; the results are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import cast

import pyshacl
from rdflib import RDF, SH, XSD, Graph
from rdflib.term import BNode, Literal, Node

from solidarity_graph.errors import SolidarityGraphError
from solidarity_graph.validation.comparison import compared_blank_node, safe_value
from solidarity_graph.validation.paths import path_as_sparql, read_path
from solidarity_graph.validation.profiles import Profile, ontology_terms, shapes_graph
from solidarity_graph.validation.query_store import QueryStore
from solidarity_graph.validation.rdf_files import quiet_literals
from solidarity_graph.validation.report import Origin, RdfTerm, Report, Result
from solidarity_graph.validation.targets import with_targets_on_property_shapes

Locate = Callable[[str], tuple[str, str] | None]
"""Returns the file and entry that a node comes from, by IRI; None if the node is not from our files."""


def validate(
    data: Graph | Iterable[tuple[Node, ...]],
    *,
    profile: Profile = Profile.STRICT,
    locate: Locate | None = None,
    shapes: Graph | None = None,
    ontology: Graph | None = None,
    reference: bool = False,
) -> Report:
    """Validate triples, or the union of quads, with the shapes of a profile. The data is not changed.

    locate            returns the file and entry of an IRI, for the results.
    shapes, ontology  replace those of this installation.
    reference         use only pySHACL and rdflib: some ten times slower.
    """
    if shapes is None:
        asked = shapes_graph(profile) if reference else _quick_shapes(profile)
    else:
        asked = shapes if reference else with_targets_on_property_shapes(shapes)
    found, triples = run_shapes(data, asked, ontology, reference)
    return report_on(found, triples, profile=profile, locate=locate)


@cache
def _quick_shapes(profile: Profile) -> Graph:
    return with_targets_on_property_shapes(shapes_graph(profile))


def report_on(
    results: Iterable[Result], triples: int, *, profile: Profile = Profile.STRICT, locate: Locate | None = None
) -> Report:
    """Return the report with these results, located and sorted. `triples` is the number of triples validated."""
    found = tuple(sorted((_located(result, locate) for result in results), key=_order))
    return Report(conforms=not found, results=found, profile=profile.value, triples=triples)


def run_shapes(
    data: Graph | Iterable[tuple[Node, ...]], shapes: Graph, ontology: Graph | None = None, reference: bool = False
) -> tuple[tuple[Result, ...], int]:
    """Return the results of shapes on the data with the ontology's terms, and the number of triples in the data."""
    with quiet_literals():
        # A plain memory store: pySHACL is four times slower on others, and drops annotations from its ont_graph.
        graph = Graph(store="Memory" if reference else QueryStore())
        compared = _compared_properties(shapes)
        for subject, predicate, value, *_ in data:
            graph.add((subject, predicate, safe_value(value, compared=predicate in compared)))
        triples = len(graph)
        graph += ontology if ontology is not None else ontology_terms()
        return tuple(shacl_results(graph, shapes)), triples


def shacl_results(graph: Graph, shapes: Graph) -> Iterator[Result]:
    """Yield pySHACL's results on a graph as it is. Raises SolidarityGraphError if the shapes cannot be run."""
    try:
        _, report, text = pyshacl.validate(graph, shacl_graph=shapes, inplace=True, inference="none", advanced=False)
    except Exception as error:  # rdflib raises plain Exception, for an unknown prefix for example
        raise SolidarityGraphError(f"The shapes could not be run: {error}. Mend the shapes graph.") from error
    if not isinstance(report, Graph):
        raise SolidarityGraphError(f"The shapes could not be run. {text} Mend the shapes graph.")
    for node in report.objects(None, SH.result):
        yield _result(report, node)


def _result(report: Graph, node: Node) -> Result:
    path, value = report.value(node, SH.resultPath), report.value(node, SH.value)
    return Result(
        focus_node=_term(cast(Node, report.value(node, SH.focusNode))),
        result_path=None if path is None else read_path(report, path),
        value=None if value is None else _term(value),
        source_shape=str(report.value(node, SH.sourceShape)),
        source_constraint_component=str(report.value(node, SH.sourceConstraintComponent)),
        severity=str(report.value(node, SH.resultSeverity)),
        message=" ".join(sorted(str(message) for message in report.objects(node, SH.resultMessage))),
    )


def _term(node: Node) -> RdfTerm:
    if isinstance(node, Literal):
        datatype = str(RDF.langString if node.language else node.datatype or XSD.string)
        return RdfTerm(str(node), "literal", datatype, node.language or "")
    node = compared_blank_node(node) or node
    return RdfTerm(str(node), "blank-node" if isinstance(node, BNode) else "iri")


def _located(result: Result, locate: Locate | None) -> Result:
    if locate is None:
        return result
    for term in (result.place, result.focus_node, result.value):
        if term is not None and term.kind == "iri" and (found := locate(term.value)) is not None:
            return replace(result, origin=Origin(*found))
    return result


def _order(result: Result) -> tuple[str, ...]:
    path = "" if result.result_path is None else path_as_sparql(result.result_path)
    value = "" if result.value is None else repr(result.value)
    component = result.source_constraint_component
    return (result.source_shape, str(result.place), repr(result.focus_node), value, path, result.message, component)


def _compared_properties(shapes: Graph) -> set[Node]:
    """Return the properties whose values are compared by sh:lessThan or sh:lessThanOrEquals, on either side."""
    pairs = [*shapes.subject_objects(SH.lessThan), *shapes.subject_objects(SH.lessThanOrEquals)]
    return {node for shape, other in pairs for node in (other, shapes.value(shape, SH.path)) if node is not None}
