"""What plain pySHACL and rdflib take too long for to be asked in each run of the tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import SH, Graph, URIRef

from solidarity_graph.resources import data_dir, queries_dir
from solidarity_graph.saved_queries import load_catalogue
from solidarity_graph.validation.run import shacl_results
from tests.queries.asking import ask_rdflib, read_csv, read_turtle
from tests.queries.test_saved_queries import GOLDEN, SLOW_IN_RDFLIB
from tests.unit.test_validation_reference import FILES, planted, quick_results

pytestmark = pytest.mark.interop
NEVER_AMONG_OTHERS = "https://w3id.org/solidarity-graph/shapes#graph-uses-the-ontology"


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_shapes_file_alone_in_plain_pyshacl_gives_the_results_of_all_shapes_with_the_engine(path: Path) -> None:
    """`validate --reference`, which .ci/run asks for the release, and every other user of pySHACL find the same."""
    shapes = Graph().parse(path)
    found = frozenset(shacl_results(planted(), shapes))

    for target in (SH.targetNode, SH.targetClass):
        assert all(isinstance(node, URIRef) for node in shapes.objects(None, target))
    queries = set(shapes.objects(None, SH.sparql))
    sources = {str(shape) for shape in {*shapes.subjects(SH.message), *shapes.subjects(SH.sparql)} - queries}
    assert {result.source_shape for result in found} == sources - {NEVER_AMONG_OTHERS}
    assert found == {result for result in quick_results() if result.source_shape in sources}


def test_rdflib_has_the_rows_of_the_queries_that_it_is_slow_with() -> None:
    catalogue, graph = load_catalogue(queries_dir()), read_turtle(data_dir() / "release" / "solidarity-graph.ttl")
    for name in SLOW_IN_RDFLIB:
        assert ask_rdflib(graph, catalogue.get(name).text) == read_csv((GOLDEN / f"{name}.csv").read_text("utf-8"))
