"""`/search` as JSON: what the page finds, page by page, by its schema in the description of the API."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, urlsplit

import jsonschema
import pytest
from flask.testing import FlaskClient

HOST = "http://localhost"


def found(client: FlaskClient, query: str, path: str = "/search.json") -> dict[str, Any]:
    answer = client.get(f"{path}?{query}")
    assert (answer.status_code, answer.mimetype) == (200, "application/json"), answer.text
    parts: dict[str, Any] = answer.get_json()
    return parts


def test_a_result_has_iri_name_language_kind_page_and_phrase(client: FlaskClient) -> None:
    assert found(client, "q=harbour+watch")["results"][:1] == [
        {
            "id": "https://w3id.org/solidarity-graph/id/organisation/harbour-watch",
            "name": "Harbour Watch",
            "language": "en",
            "kind": "organisations",
            "phrase": "",
            "page": f"{HOST}/id/organisation/harbour-watch.html",
        }
    ]


def test_a_phrase_is_that_of_the_page(client: FlaskClient) -> None:
    with_phrase = [each for each in found(client, "q=people")["results"] if each["phrase"]]
    assert with_phrase
    text = re.sub("<[^>]*>", "", client.get("/search?q=people").text)
    for each in with_phrase:
        assert "people" in each["phrase"]
        assert each["phrase"] in text


@pytest.mark.parametrize("query", ["q=picket", "q=a&limit=100", "q=a&kind=people", "q=", "", "q=nothing-at-all"])
def test_an_answer_is_valid_by_the_schema_of_the_description(client: FlaskClient, query: str) -> None:
    schema = client.get("/openapi.json").get_json()["components"]["schemas"]["Found"]
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(found(client, query))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate({**found(client, query), "total": -1})


def test_the_kinds_are_those_of_the_page_and_each_can_be_asked_for(client: FlaskClient) -> None:
    kinds = found(client, "q=a")["kinds"]
    assert len(kinds) > 3
    shown = re.findall(r'kind=(\w+)"[^>]*>[^<]*<span class="aside">(\d+)<', client.get("/search?q=a").text)
    assert [(name, str(number)) for name, number in kinds.items()] == shown
    for name, number in kinds.items():
        own = found(client, f"q=a&kind={name}&limit=100")
        assert (own["total"], own["kinds"]) == (number, kinds)
        assert {each["kind"] for each in own["results"]} == {name}


def test_next_leads_through_all_results_once(client: FlaskClient) -> None:
    whole = found(client, "q=a&limit=100")
    assert (len(whole["results"]), "next" in whole) == (whole["total"], False)
    page, together = found(client, "q=a&limit=2"), []
    while True:
        together += page["results"]
        if "next" not in page:
            break
        assert page["next"].startswith(f"{HOST}/search.json?q=a&")
        page = found(client, urlsplit(page["next"]).query)
    assert together == whole["results"]
    assert len(together) > 4
    assert found(client, "q=a&limit=2&page=99")["results"] == []


@pytest.mark.parametrize("given", ["page=0", "limit=101", "kind=claims", "view=table"])
def test_a_wrong_parameter_is_named(client: FlaskClient, given: str) -> None:
    answer = client.get(f"/search.json?q=a&{given}")
    assert (answer.status_code, answer.get_json(force=True)["parameter"]) == (400, given.partition("=")[0])


def test_accept_decides_without_a_suffix_and_both_lead_to_each_other(client: FlaskClient) -> None:
    by_accept = client.get("/search?q=picket", headers={"Accept": "application/json"})
    assert by_accept.data == client.get("/search.json?q=picket").data
    assert client.get("/search?q=picket", headers={"Accept": "text/csv"}).status_code == 406
    assert client.get("/search.csv?q=picket").status_code == 404
    page, data = client.get("/search?q=picket&kind=actions"), client.get("/search.json?q=picket&kind=actions&limit=1")
    assert '</search.json?kind=actions&q=picket>; rel="alternate"; type="application/json"' in page.headers["Link"]
    assert '</search?kind=actions&q=picket>; rel="alternate"; type="text/html"' in data.headers["Link"]
    assert '<link rel="alternate" type="application/json" href="/search.json?q=picket&amp;kind=actions">' in page.text


def test_names_are_the_same_in_every_language_and_pages_stay_in_it(client: FlaskClient) -> None:
    plain, belarusian = (found(client, f"q={quote('навіны')}", path) for path in ("/search.json", "/be/search.json"))
    assert [each["name"] for each in plain["results"]] == [each["name"] for each in belarusian["results"]] != []
    for each in belarusian["results"]:
        assert each["page"].startswith(f"{HOST}/be/id/")
        assert client.get(each["page"]).status_code == 200
