"""SPARQL 1.1 Protocol: the suite's requests, byte for byte, to our own server over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable

import pyoxigraph
import pytest
from pyoxigraph import QueryBoolean, QueryResultsFormat, RdfFormat

from solidarity_graph.sparql import GRAPH_MEDIA_TYPES, RESULT_MEDIA_TYPES
from tests.conformance.http_requests import Request, asks_for_update, dataset_of, requests_of
from tests.conformance.manifests import Case
from tests.conformance.serving import Endpoint, Endpoints, Response

pytestmark = pytest.mark.conformance


@pytest.mark.suite("protocol")
def test_the_response_is_one_of_those_expected(
    case: Case, endpoints: Endpoints, record_property: Callable[[str, object], None]
) -> None:
    endpoint = endpoints.serving(dataset_of(case))
    requests = list(requests_of(case))
    if asks_for_update(case):
        record_property("earl", "inapplicable")
        check_updates_are_refused(requests, endpoint)
        return
    for request in requests:
        check(request, request.send(endpoint))


def check_updates_are_refused(requests: list[Request], endpoint: Endpoint) -> None:
    """An update is refused as documented; the questions after it, about what it did, are not asked."""
    for request in requests:
        if request.is_update:
            response = request.send(endpoint)
            assert response.status == 400
            assert json.loads(response.body)["type"].endswith("#update-refused")


def check(request: Request, response: Response) -> None:
    assert response.status // 100 in request.statuses, (response.status, response.body.decode())
    if request.format == "tabular":
        assert response.media_type in RESULT_MEDIA_TYPES
    elif request.format == "RDF":
        assert response.media_type in GRAPH_MEDIA_TYPES
        assert list(pyoxigraph.parse(response.body, RdfFormat.from_media_type(response.media_type))) is not None
    elif request.format == "boolean":
        results = pyoxigraph.parse_query_results(response.body, QueryResultsFormat.from_media_type(response.media_type))
        assert isinstance(results, QueryBoolean)
        assert bool(results) is request.boolean or request.boolean is None
