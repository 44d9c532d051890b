"""What the product refuses on purpose, and how it says so: updates, and queries that would make it call others."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest

from tests.conformance.manifests import UT, Case, Files
from tests.conformance.serving import QUERY, Endpoint, Endpoints

pytestmark = [pytest.mark.conformance, pytest.mark.usefixtures("inapplicable")]

FORM = "application/x-www-form-urlencoded"
UPDATE = "application/sparql-update"


@pytest.mark.suite("federation")
def test_a_query_that_would_call_others_is_refused(case: Case, files: Files, endpoints: Endpoints) -> None:
    response = endpoints.serving([]).ask(files.read(case.query))
    problem = json.loads(response.body)
    assert (response.status, problem["type"].rpartition("#")[2]) == (400, "call")
    assert "SERVICE" in problem["detail"]


@pytest.mark.suite("update")
def test_an_update_is_refused_in_whichever_way_it_is_sent(case: Case, files: Files, endpoints: Endpoints) -> None:
    endpoint = endpoints.serving([])
    update = files.read(next(iter(case.named(UT + "request")), case.action.value))
    assert send(endpoint, UPDATE, update) == (400, "update-refused")
    assert send(endpoint, FORM, urlencode({"update": update})) == (400, "update-refused")
    # Three of them are empty, and so nothing tells that they are updates: as queries they do not parse.
    assert send(endpoint, QUERY, update) in {(400, "update-refused"), (400, "query-syntax")}


def send(endpoint: Endpoint, content_type: str, body: str) -> tuple[int, str]:
    """The status, and what kind of problem it is."""
    response = endpoint.request("POST", "", {"Content-Type": content_type}, body.encode())
    return response.status, json.loads(response.body)["type"].rpartition("#")[2]
