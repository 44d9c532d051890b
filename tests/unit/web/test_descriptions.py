"""What endpoint and dataset say of themselves, held against what is true."""

from __future__ import annotations

import hashlib

import pyoxigraph
import pytest
from flask.testing import FlaskClient
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store

from solidarity_graph.rdf.service import describe_service
from solidarity_graph.rdf.void import Place, describe_dataset
from solidarity_graph.release import Release
from solidarity_graph.schema.namespaces import DCAT, DCTERMS, VOID
from tests.unit.web.building import BASE, nquads

SD = "http://www.w3.org/ns/sparql-service-description#"
SPDX = "http://spdx.org/rdf/terms#"
DATASET = NamedNode(f"{BASE}dataset")
TURTLE = {"Accept": "text/turtle"}


@pytest.fixture(scope="module")
def truth() -> Store:
    """The release, with the set union of its graphs as default graph."""
    store = Store()
    for quad in pyoxigraph.parse(nquads(), RdfFormat.N_QUADS):
        store.extend((quad, Quad(quad.subject, quad.predicate, quad.object)))
    return store


def read(text: bytes, format_: RdfFormat = RdfFormat.TURTLE) -> Store:
    store = Store()
    store.load(text, format_)
    return store


def value(store: Store, subject: NamedNode, name: str) -> str:
    (quad,) = store.quads_for_pattern(subject, NamedNode(name), None)
    return str(quad.object.value)


def count(store: Store, query: str) -> int:
    (row,) = store.query(query)
    return int(row[0].value)


def test_the_figures_of_void_are_those_of_the_release(client: FlaskClient, truth: Store) -> None:
    void = read(client.get("/.well-known/void", headers=TURTLE).data)
    for name, query in {
        "triples": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "distinctSubjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
        "distinctObjects": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }",
        "properties": "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
        "classes": "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }",
    }.items():
        assert value(void, DATASET, VOID + name) == str(count(truth, query)), name


def test_each_class_and_property_is_counted_truly(client: FlaskClient, truth: Store) -> None:
    void = read(client.get("/.well-known/void", headers=TURTLE).data)
    told = {
        (row["of"].value, row["kind"].value): int(row["n"].value)
        for row in void.query(
            f"SELECT ?of ?kind ?n {{ VALUES (?kind ?counted) {{ (<{VOID}class> <{VOID}entities>)"
            f" (<{VOID}property> <{VOID}triples>) }} ?part ?kind ?of ; ?counted ?n }}"
        )
    }
    true = {
        (row["c"].value, VOID + "class"): int(row["n"].value)
        for row in truth.query("SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c } GROUP BY ?c")
    } | {
        (row["p"].value, VOID + "property"): int(row["n"].value)
        for row in truth.query("SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p")
    }
    assert told == true


def test_every_file_that_void_names_is_there_with_its_size_and_hash(client: FlaskClient, release: Release) -> None:
    void = read(client.get("/.well-known/void", headers=TURTLE).data)
    rows = list(
        void.query(
            f"SELECT ?url ?size ?sum {{ <{DATASET.value}> <{DCAT}distribution> ?file ."
            f" ?file <{DCAT}downloadURL> ?url ; <{DCAT}byteSize> ?size ; <{SPDX}checksum>/<{SPDX}checksumValue> ?sum }}"
        )
    )
    assert len(rows) == len(release.files)
    for row in rows:
        body = client.get(row["url"].value.removeprefix("http://localhost")).data
        assert len(body) == int(row["size"].value)
        assert hashlib.sha256(body).hexdigest() == row["sum"].value


def test_void_leads_to_the_endpoint_and_says_what_the_release_says(client: FlaskClient) -> None:
    void = read(client.get("/.well-known/void", headers=TURTLE).data)
    assert value(void, DATASET, VOID + "sparqlEndpoint") == "http://localhost/sparql"
    assert value(void, DATASET, DCTERMS + "title") == "An invented dataset"
    assert value(void, DATASET, VOID + "uriSpace") == f"{BASE}id/"
    assert not any(isinstance(quad.subject, BlankNode) for quad in void)


def test_void_behind_a_permalink_describes_that_release(client: FlaskClient) -> None:
    void = read(client.get("/release/2030-01-01/.well-known/void", headers=TURTLE).data)
    assert value(void, DATASET, VOID + "sparqlEndpoint") == "http://localhost/release/2030-01-01/sparql"
    assert value(void, DATASET, VOID + "dataDump") == "http://localhost/release/2030-01-01/solidarity-graph.nq"


@pytest.mark.parametrize(
    "media_type", ["text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"]
)
def test_void_comes_in_every_format_of_graphs(client: FlaskClient, media_type: str) -> None:
    answer = client.get("/.well-known/void", headers={"Accept": media_type})
    turtle = client.get("/.well-known/void", headers=TURTLE)
    assert answer.mimetype == media_type
    same = {quad.triple for quad in read(turtle.data)}
    assert {quad.triple for quad in read(answer.data, RdfFormat.from_media_type(media_type))} == same
    assert client.get("/.well-known/void", headers={"Accept": "image/png"}).status_code == 406


def test_the_endpoint_names_its_graphs_and_their_sizes_truly(client: FlaskClient, truth: Store) -> None:
    described = read(client.get("/sparql", headers=TURTLE).data)
    assert value(described, NamedNode("http://localhost/sparql#default-graph"), VOID + "triples") == str(
        count(truth, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    )
    graphs = {quad.graph_name for quad in truth} - {DefaultGraph()}
    for graph in graphs:
        size = sum(1 for _ in truth.quads_for_pattern(None, None, None, graph))
        assert value(described, graph, VOID + "triples") == str(size)
    named = {quad.object for quad in described.quads_for_pattern(None, NamedNode(SD + "name"), None)}
    assert named == graphs


def test_every_format_that_the_endpoint_names_is_given(client: FlaskClient) -> None:
    registered = "http://www.w3.org/ns/formats/"
    given = {
        "SPARQL_Results_JSON": "application/sparql-results+json",
        "SPARQL_Results_XML": "application/sparql-results+xml",
        "SPARQL_Results_CSV": "text/csv",
        "SPARQL_Results_TSV": "text/tab-separated-values",
        "Turtle": "text/turtle",
        "N-Triples": "application/n-triples",
        "JSON-LD": "application/ld+json",
        "RDF_XML": "application/rdf+xml",
    }
    described = read(client.get("/sparql", headers=TURTLE).data)
    named = {quad.object.value for quad in described.quads_for_pattern(None, NamedNode(SD + "resultFormat"), None)}
    assert named == {registered + name for name in given}
    for name, media_type in given.items():
        query = "SELECT * {}" if name.startswith("SPARQL") else "CONSTRUCT WHERE { ?s ?p ?o }"
        answer = client.get("/sparql", query_string={"query": query}, headers={"Accept": media_type})
        assert (answer.status_code, answer.mimetype) == (200, media_type)


def test_what_was_not_counted_is_not_told() -> None:
    place = Place("https://example.org/void", "https://example.org/", "https://example.org/sparql")
    described = describe_dataset(BASE, place, about=(), counts={}, downloads=(), formats=())
    names = {triple.predicate.value for triple in described}
    assert not {VOID + name for name in ("triples", "classes", "properties", "distinctSubjects")} & names
    described = describe_service(place.endpoint, BASE, {f"{BASE}graph/a": None}, None, ())
    assert VOID + "triples" not in {triple.predicate.value for triple in described}


def test_a_description_is_in_the_same_order_each_time() -> None:
    place = Place("https://example.org/void", "https://example.org/", "https://example.org/sparql")
    classes = {"https://example.org/#B": 1, "https://example.org/#A": 2}
    counts = {"triples": 1, "subjects": 1, "objects": 1, "classes": classes, "properties": {}}
    about = (pyoxigraph.Triple(DATASET, NamedNode(DCTERMS + "title"), Literal("A")),)
    described = [describe_dataset(BASE, place, about=about, counts=counts, downloads=(), formats=()) for _ in range(5)]
    assert all(again == described[0] for again in described)
