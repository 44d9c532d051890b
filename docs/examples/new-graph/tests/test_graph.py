"""What must hold of this graph before it is published. Run it with pytest."""

from pathlib import Path

import pytest

import solidarity_graph as sg

DATA = Path(__file__).parent.parent / "data"


@pytest.fixture(scope="module")
def report():
    return sg.check_data(DATA)


def test_the_data_conforms_to_the_shapes(report):
    assert report.conforms, "\n".join(result.message for result in report.results)


def test_every_statement_is_asserted_alleged_or_denied_in_an_article():
    graph = sg.map_articles(DATA)
    for claim in graph.subjects(sg.RDF.type, sg.SG.Claim):
        assert graph.value(claim, sg.SG.statedIn)
        assert graph.value(claim, sg.SG.modality)
