"""The description of the API is valid, and true of what it describes."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import openapi_spec_validator
import pytest
from flask import Flask
from flask.testing import FlaskClient

from solidarity_graph.saved_queries import Catalogue
from solidarity_graph.search import PERSPECTIVES
from tests.unit.web.described import addresses, operations

PROBLEM = "application/problem+json"


@pytest.fixture(scope="module")
def api(app: Flask) -> dict[str, Any]:
    answer = app.test_client().get("/openapi.json")
    assert answer.mimetype == "application/json"
    found: dict[str, Any] = json.loads(answer.data)
    return found


def declared(operation: dict[str, Any], status: int) -> set[str]:
    found = operation["responses"].get(str(status))
    return {PROBLEM} if found is None else set(found.get("content", ()))


def test_the_description_is_valid(api: dict[str, Any]) -> None:
    openapi_spec_validator.validate(api, cls=openapi_spec_validator.OpenAPIV31SpecValidator)
    assert api["openapi"].startswith("3.1")
    assert api["servers"] == [{"url": "http://localhost"}]


def test_each_operation_has_a_name_of_its_own(api: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in operations(api)]
    assert len(names) == len({*names})


def test_every_route_is_described(api: dict[str, Any], app: Flask) -> None:
    patterns = [path.partition("{")[0].rstrip(".") for path in api["paths"]]
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            assert rule.rule.partition("<")[0].rstrip(".") in patterns, rule.rule


def test_every_parameter_of_every_saved_query_is_declared(api: dict[str, Any], catalogue: Catalogue) -> None:
    for saved in catalogue:
        operation = api["paths"][f"/queries/{saved.name}.{{format}}"]["get"]
        assert operation["summary"] == saved.question
        told = {each["name"] for each in operation["parameters"]}
        assert {parameter.name for parameter in saved.parameters} <= told
        for column in saved.columns:
            assert f"`{column.name}`: {column.description}" in operation["description"]


def test_parameters_have_the_types_and_defaults_of_their_queries(api: dict[str, Any]) -> None:
    parameters = {each["name"]: each for each in api["paths"]["/queries/held-actions.{format}"]["get"]["parameters"]}
    assert parameters["since"]["schema"] == {"type": "string", "format": "date", "default": "2029-01-01"}
    assert {"held", "banned", "planned"} <= {*parameters["status"]["schema"]["enum"]}
    assert parameters["status"]["schema"]["default"] == "held"


@pytest.mark.parametrize("name", PERSPECTIVES)
def test_every_facet_and_column_of_every_list_is_declared(api: dict[str, Any], name: str) -> None:
    parameters = {each["name"]: each for each in api["paths"][f"/{name}"]["get"]["parameters"]}
    assert {facet.name for facet in PERSPECTIVES[name].facets} <= parameters.keys()
    columns = {column.name for column in PERSPECTIVES[name].columns if column.path}
    assert {value.removeprefix("-") for value in parameters["sort"]["schema"]["enum"]} == columns


def test_each_format_of_each_address_is_given_as_declared(api: dict[str, Any], client: FlaskClient) -> None:
    asked = set()
    for path, method, operation in operations(api):
        if method != "get":
            continue
        for address, query in addresses(path, operation):
            answer = client.get(address, query_string=query)
            types = declared(operation, answer.status_code)
            assert answer.status_code < 400, (address, answer.text[:300])
            assert answer.mimetype in types or "*/*" in types or answer.status_code in (302, 303, 308), address
            assert str(answer.status_code) in operation["responses"], address
            asked.add(path)
    assert len(asked) > 30
    assert asked >= {"/sparql", "/id/{kind}/{name}.{format}", "/queries/one-event.{format}", "/actions.{format}"}


def test_each_media_type_that_is_declared_can_be_asked_for(api: dict[str, Any], client: FlaskClient) -> None:
    for path, method, operation in operations(api):
        if method != "get" or "200" not in operation["responses"]:
            continue
        for address, query in addresses(path, operation):
            types = declared(operation, 200) - {"*/*"}
            given = set()
            for media_type in types:
                answer = client.get(address, query_string=query, headers={"Accept": media_type})
                given |= {answer.mimetype} if answer.status_code == 200 else set()
            # A suffix wins over Accept, and a query has rows or a graph, and so some of the types.
            some = "{format}" in path or path in ("/sparql", "/queries/{name}")
            assert given == types or (some and given and given < types), address


def test_a_query_can_be_posted_as_declared(api: dict[str, Any], client: FlaskClient) -> None:
    operation = api["paths"]["/sparql"]["post"]
    for media_type, content in operation["requestBody"]["content"].items():
        body = content["example"]
        answer = client.post("/sparql", data=body, content_type=media_type)
        assert (answer.status_code, answer.mimetype in declared(operation, 200)) == (200, True)


def test_what_fails_has_the_declared_problem(api: dict[str, Any], client: FlaskClient) -> None:
    known = api["components"]["schemas"]["Problem"]["required"]
    for address in ("/queries/held-actions.csv?since=never", "/actions?form=none", "/id/place/none", "/none"):
        answer = client.get(address)
        assert answer.mimetype in api["components"]["responses"]["Problem"]["content"]
        assert {*known} <= answer.get_json().keys()


def test_examples_name_no_person(api: dict[str, Any]) -> None:
    assert api["paths"]["/id/{kind}/{name}"]["get"]["parameters"][0]["example"] == "place"


def test_behind_a_permalink_and_a_prefix_the_server_is_that_address(client: FlaskClient) -> None:
    answer = client.get("/release/2030-01-01/openapi.json", base_url="https://graph.example/below")
    (server,) = answer.get_json()["servers"]
    assert server["url"] == "https://graph.example/below/release/2030-01-01"
    assert urlsplit(server["url"]).scheme == "https"
