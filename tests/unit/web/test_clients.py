"""Clients as people use them, over a loopback connection: SPARQLWrapper, rdflib, and the headers of others."""

from __future__ import annotations

import io
import threading
import urllib.request
import warnings
from collections.abc import Iterator
from http.client import HTTPMessage
from itertools import product
from urllib.parse import urlencode
from xml.dom.minidom import Document

import pytest
import rdflib
from flask import Flask
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import Wrapper

from solidarity_graph.web import open_server
from tests.unit.web.building import BASE

PLACE = rdflib.URIRef(f"{BASE}id/place/aboria")
SELECT = f"SELECT ?name WHERE {{ <{BASE}id/place/aboria> ?property ?name FILTER(ISLITERAL(?name)) }}"
ASK = f"ASK {{ <{BASE}id/place/aboria> ?property ?value }}"
CONSTRUCT = f"CONSTRUCT {{ ?place a ?class }} WHERE {{ ?place a ?class FILTER(?place = <{BASE}id/place/aboria>) }}"
DESCRIBE = f"DESCRIBE <{BASE}id/place/aboria>"
FORMS = {"SELECT": SELECT, "ASK": ASK, "CONSTRUCT": CONSTRUCT, "DESCRIBE": DESCRIBE}
METHODS = {
    "get": ("GET", "urlencoded"),
    "form": ("POST", "urlencoded"),
    "direct": ("POST", "postdirectly"),
}
# What convert() gives for each return format: for rows, for a graph. A format that does not fit the form gives way to
# the default; with content negotiation alone SPARQLWrapper asks for `*/*` there.
CONVERTED: dict[str, tuple[type, type]] = {
    "json": (dict, rdflib.Graph),
    "xml": (Document, rdflib.Graph),
    "csv": (bytes, bytes),
    "tsv": (bytes, bytes),
    "turtle": (dict, bytes),
    "n3": (dict, bytes),
    "rdf": (dict, rdflib.Graph),
    "rdf+xml": (dict, rdflib.Graph),
    "json-ld": (dict, rdflib.Graph),
}
BY_NEGOTIATION = {**CONVERTED, "json": (dict, bytes), "rdf": (dict, bytes)}


@pytest.fixture(scope="module")
def endpoint(app: Flask) -> Iterator[str]:
    server = open_server(app, "127.0.0.1", 0, threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}/sparql"
    server.close()
    thread.join(timeout=5)


@pytest.mark.filterwarnings("ignore")  # SPARQLWrapper warns of a format that does not fit; rdflib of its own classes
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("return_format", CONVERTED)
def test_sparqlwrapper_converts_every_form_in_every_return_format(endpoint: str, form: str, return_format: str) -> None:
    for (method, request_method), only_negotiation in product(METHODS.values(), (False, True)):
        wrapper = Wrapper.SPARQLWrapper(endpoint)
        wrapper.setQuery(FORMS[form])
        wrapper.setReturnFormat(return_format)
        wrapper.setMethod(method)
        wrapper.setRequestMethod(request_method)
        wrapper.setOnlyConneg(only_negotiation)
        expected = (BY_NEGOTIATION if only_negotiation else CONVERTED)[return_format]
        found = wrapper.queryAndConvert()
        assert isinstance(found, expected[form in ("CONSTRUCT", "DESCRIBE")])
        assert_holds_the_place(found)


def assert_holds_the_place(found: object) -> None:
    if isinstance(found, rdflib.Graph):
        assert (
            rdflib.URIRef(f"{BASE}id/place/aboria"),
            rdflib.RDF.type,
            rdflib.URIRef(f"{BASE}ontology#Place"),
        ) in found
    else:
        text = found.toxml() if isinstance(found, Document) else str(found)
        assert "boria" in text or "true" in text or "True" in text


def test_sparqlwrapper_works_with_its_defaults(endpoint: str) -> None:
    wrapper = Wrapper.SPARQLWrapper(endpoint)
    for query, expected in ((SELECT, Document), (CONSTRUCT, rdflib.Graph)):
        wrapper.setQuery(query)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            assert isinstance(wrapper.queryAndConvert(), expected)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_a_sparql_store_of_rdflib_reads_rows_and_graphs(endpoint: str, method: str) -> None:
    graph = rdflib.Graph(SPARQLStore(endpoint, method=method))  # type: ignore[arg-type]
    assert (PLACE, rdflib.RDF.type, rdflib.URIRef(f"{BASE}ontology#Place")) in graph
    assert [str(row[0]) for row in graph.query(SELECT)] == ["Aboria"]
    assert graph.query(ASK).askAnswer is True
    assert len(graph.query(CONSTRUCT).graph or ()) == 1


def fetch(address: str, accept: str = "*/*") -> tuple[HTTPMessage, bytes]:
    with urllib.request.urlopen(urllib.request.Request(address, headers={"Accept": accept})) as response:
        return response.headers, response.read()


def test_a_table_is_read_from_an_address_as_pandas_and_r_do(endpoint: str) -> None:
    headers, body = fetch(f"{endpoint}?{urlencode({'query': SELECT, 'format': 'csv'})}")
    assert headers["Content-Type"] == "text/csv; charset=utf-8"
    assert io.StringIO(body.decode()).read() == "name\r\nAboria\r\n"
    # The package SPARQL for R, which reads XML alone
    headers, body = fetch(
        f"{endpoint}?{urlencode({'query': SELECT, 'output': 'xml'})}", "application/sparql-results+xml"
    )
    assert headers.get_content_type() == "application/sparql-results+xml"


@pytest.mark.parametrize(
    ("fields", "accept", "given"),
    [
        ([("format", "csv"), ("format", "tsv")], "*/*", "text/csv"),
        ([("results", "tsv"), ("output", "csv")], "*/*", "text/csv"),
        ([("format", "ttl"), ("format", "tsv")], "text/csv", "text/tab-separated-values"),
        ([("format", ""), ("output", "text/csv")], "*/*", "text/csv"),
        ([("format", "ttl")], "text/csv", "text/csv"),
        ([("format", "application/sparql-results+xml")], "text/csv", "application/sparql-results+xml"),
        ([("format", "text/html")], "*/*", "text/html"),
        ([("format", "auto")], "text/csv", "text/csv"),
        ([], "application/sparql-results+json;charset=utf-8", "application/sparql-results+json"),
    ],
)
def test_the_first_named_format_that_fits_is_given_and_else_what_accept_says(
    endpoint: str, fields: list[tuple[str, str]], accept: str, given: str
) -> None:
    headers, _ = fetch(f"{endpoint}?{urlencode([('query', SELECT), *fields])}", accept)
    assert headers.get_content_type() == given
