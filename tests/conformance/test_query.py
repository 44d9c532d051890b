"""SPARQL 1.1 Query, the language: what is answered, and what is accepted as a query at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyoxigraph import QueryResultsFormat, RdfFormat, Store

from solidarity_graph.sparql import GRAPH_MEDIA_TYPES
from tests.conformance.asking import ask, load, load_union, query_text
from tests.conformance.manifests import Case, Files
from tests.conformance.results import Canonical, expected_answer, expects_order, read_graph, read_results
from tests.conformance.serving import Endpoints

pytestmark = pytest.mark.conformance

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
TSV = "text/tab-separated-values"
RESULTS = {JSON: QueryResultsFormat.JSON, XML: QueryResultsFormat.XML, TSV: QueryResultsFormat.TSV}


def suitable_types(expected: Canonical) -> tuple[str, ...]:
    """Every media type that loses nothing; the standards have no boolean in TSV, and CSV drops types."""
    if isinstance(expected, frozenset):
        return GRAPH_MEDIA_TYPES
    return (JSON, XML) if isinstance(expected, bool) else (JSON, XML, TSV)


def read(body: bytes, media_type: str, *, ordered: bool) -> Canonical:
    if media_type in RESULTS:
        return read_results(body, RESULTS[media_type], ordered=ordered)
    return read_graph(body, RdfFormat.from_media_type(media_type))


@pytest.mark.suite("query-evaluation")
def test_the_answer_is_the_expected_one_in_every_format(case: Case, files: Files) -> None:
    compare_answers(case, files, load(case))


@pytest.mark.suite("union-default-graph")
def test_with_named_graphs_the_default_graph_is_their_union(case: Case, files: Files, tmp_path: Path) -> None:
    compare_answers(case, files, load_union(case, tmp_path))


def compare_answers(case: Case, files: Files, store: Store) -> None:
    expected = expected_answer(files, case.result.value)
    ordered = expects_order(files, case.result.value)
    for media_type in suitable_types(expected):
        answered = ask(store, query_text(case), media_type)
        assert answered.media_type == media_type
        assert read(answered.body, media_type, ordered=ordered) == expected, media_type


@pytest.mark.suite("query-syntax")
def test_a_query_is_accepted_exactly_where_it_is_one(case: Case, files: Files, endpoints: Endpoints) -> None:
    response = endpoints.serving([]).ask(files.read(case.query))
    # A query that is well-formed but cannot be answered, for want of a function of somebody's own, is told apart.
    refused = response.status == 400 and json.loads(response.body)["type"].endswith("#query-syntax")
    assert refused == case.kind.startswith("Negative"), response.body.decode()
