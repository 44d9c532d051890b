"""Every 200 has a body that parses: what a format cannot hold is an error that names another format."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree as ET

import pyoxigraph
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from solidarity_graph.documents import read_context

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RESULTS_XML = "application/sparql-results+xml"
BINDING = "{http://www.w3.org/2005/sparql-results#}literal"
# The first frame of an answer is full long before the fault.
LONG = (
    "SELECT (CONCAT(STR(?a), STR(?b)) AS ?s) (IF(?last, '\\u0001', '') AS ?t) "
    "{ { SELECT ?a ?b (false AS ?last) { ?a ?p ?x . ?b ?q ?y } LIMIT 2000 } UNION { BIND(true AS ?last) } }"
)


def ask(client: FlaskClient, query: str, accept: str) -> TestResponse:
    return client.get("/sparql", query_string={"query": query}, headers={"Accept": accept})


@pytest.mark.parametrize("escape", ["\\u0000", "\\u0001", "\\u000B", "\\u001F", "\\uFFFE", "\\uFFFF"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_rows_that_xml_cannot_hold_are_refused_with_what_can(client: FlaskClient, escape: str, method: str) -> None:
    query = f"SELECT ('a{escape}b' AS ?x) {{}}"
    answer = client.open("/sparql", method=method, query_string={"query": query}, headers={"Accept": RESULTS_XML})
    if method == "POST":
        answer = client.post("/sparql", data={"query": query}, headers={"Accept": RESULTS_XML})
    assert (answer.status_code, answer.mimetype) == (406, "application/problem+json")
    if method != "HEAD":
        assert answer.get_json(force=True)["offered"] == [
            *("application/sparql-results+json", "text/csv", "text/tab-separated-values")
        ]
    character = json.loads(f'"{escape}"')
    rows = ask(client, query, "application/sparql-results+json").get_json(force=True)["results"]["bindings"]
    assert rows[0]["x"]["value"] == f"a{character}b"


def test_a_fault_late_in_a_long_answer_is_still_a_status(client: FlaskClient) -> None:
    assert len(ask(client, LONG, "text/csv").data) > 100_000
    assert ask(client, LONG, RESULTS_XML).status_code == 406


def test_a_long_answer_in_xml_is_whole(client: FlaskClient) -> None:
    long = ask(client, LONG.replace("\\u0001", "x"), RESULTS_XML)
    assert long.status_code == 200
    assert len(list(ET.fromstring(long.data).iter(BINDING))) == 4001


@pytest.mark.parametrize(
    "template",
    [
        "?s <http://x.example/1> ?o",
        "?s <http://x.example/#> ?o",
        "?s <http://x.example/p> 'a\\u0002'",
        "?s a <urn:1>",
        *(f"?s <{RDF}{name}> ?o" for name in ("li", "ID", "Description", "bagID", "aboutEach", "aboutEachPrefix")),
        f"?s a <{RDF}bagID>",
    ],
)
def test_a_graph_that_rdf_xml_cannot_hold_is_refused_with_what_can(client: FlaskClient, template: str) -> None:
    query = f"CONSTRUCT {{ {template} }} WHERE {{ ?s a ?o }}"
    by_name = client.get("/sparql", query_string={"query": query, "format": "xml"})
    for answer in (ask(client, query, "application/rdf+xml"), by_name):
        assert answer.status_code == 406
        assert "text/turtle" in answer.get_json(force=True)["offered"]
    assert ask(client, query, "text/turtle").status_code == 200


def test_a_carriage_return_survives_every_format(client: FlaskClient) -> None:
    query = "SELECT ('a\\rb' AS ?x) {}"
    (found,) = ET.fromstring(ask(client, query, RESULTS_XML).data).iter(BINDING)
    assert found.text == "a\rb"
    text = ask(client, query, "text/csv").data.decode()
    assert list(csv.reader(io.StringIO(text, newline=""))) == [["x"], ["a\rb"]]
    assert ask(client, query, "text/tab-separated-values").data == b'?x\n"a\\rb"\n'
    graph = "CONSTRUCT { <urn:s> <urn:p> 'a\\rb' } {}"
    for media_type in ("application/rdf+xml", "text/turtle", "application/n-triples", "application/ld+json"):
        format_ = pyoxigraph.RdfFormat.from_media_type(media_type)
        (quad,) = pyoxigraph.parse(ask(client, graph, media_type).data, format_)
        assert quad.object.value == "a\rb"


@pytest.mark.parametrize(
    "path",
    [
        "/sparql?query=DESCRIBE%20%3Chttps://w3id.org/solidarity-graph/id/person/p1%3E",
        "/sparql?query=CONSTRUCT%20WHERE%20%7B%3Fs%20%3Fp%20%3Fo%7D",
        "/queries/one-event.jsonld",
        "/id/person/p1.jsonld",
        "/graph/harbour.jsonld",
        "/concept/picket.jsonld",
        "/ontology.jsonld",
        "/shapes.jsonld",
        "/sparql",
        "/.well-known/void",
    ],
)
def test_json_ld_is_compacted_with_our_context_everywhere(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Accept": "application/ld+json"})
    assert answer.mimetype == "application/ld+json"
    document = answer.get_json(force=True)
    assert document["@context"] == read_context().written
    assert all("id" in node and "@id" not in node for node in document["@graph"])
    assert any("type" in node for node in document["@graph"])
    turtle = client.get(path, headers={"Accept": "text/turtle"}) if "." not in path else None
    if turtle is not None and turtle.mimetype == "text/turtle":
        read = {str(quad.triple) for quad in pyoxigraph.parse(answer.data, pyoxigraph.RdfFormat.JSON_LD)}
        assert read == {str(quad.triple) for quad in pyoxigraph.parse(turtle.data, pyoxigraph.RdfFormat.TURTLE)}
