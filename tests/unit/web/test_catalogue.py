"""The catalogue entry has what DCAT-AP 3 requires and recommends, each with a value of the right class, and is true."""

from __future__ import annotations

import hashlib

import pyoxigraph
import pytest
from flask.testing import FlaskClient
from pyoxigraph import BlankNode, RdfFormat, Store

from solidarity_graph.rdf.catalogue import CatalogueAddresses, CatalogueEntry, describe_catalogue
from solidarity_graph.rdf.void import Download
from solidarity_graph.release import Release

PREFIXES = """PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/> PREFIX spdx: <http://spdx.org/rdf/terms#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
ENTRY = CatalogueEntry(
    dataset="https://graph.example/dataset",
    title="An invented dataset",
    description="Invented.",
    publisher="Quay Watch",
    licence="https://creativecommons.org/licenses/by/4.0/",
    version="2030-01-01",
    issued="2030-01-01",
    languages=["be", "en", "xx"],
    years="2011/2029",
    places=["https://sws.geonames.org/1/"],
    method="Read by hand.",
)
AT = CatalogueAddresses(*(f"https://graph.example/{name}" for name in ("catalogue", "", "downloads/", "sparql", "api")))
FILES = [Download("https://graph.example/a.csv", "a.csv", "text/csv", "a table", 3, "ab" * 32)]
# Class, path, class of the values ("" for a literal), fewest. https://semiceu.github.io/DCAT-AP/releases/3.0.0/
REQUIRED = [
    ("dcat:Catalog", "dcterms:title", ""),
    ("dcat:Catalog", "dcterms:description", ""),
    ("dcat:Catalog", "dcterms:publisher", "foaf:Agent"),
    ("dcat:Catalog", "dcat:dataset", "dcat:Dataset"),
    ("dcat:Catalog", "dcat:service", "dcat:DataService"),
    ("dcat:Catalog", "dcterms:license", "dcterms:LicenseDocument"),
    ("dcat:Catalog", "dcterms:language", "dcterms:LinguisticSystem"),
    ("dcat:Catalog", "dcterms:issued", ""),
    ("dcat:Catalog", "foaf:homepage", "foaf:Document"),
    ("dcat:Catalog", "dcat:themeTaxonomy", "skos:ConceptScheme"),
    ("dcat:Dataset", "dcterms:title", ""),
    ("dcat:Dataset", "dcterms:description", ""),
    ("dcat:Dataset", "dcterms:identifier", ""),
    ("dcat:Dataset", "dcterms:publisher", "foaf:Agent"),
    ("dcat:Dataset", "dcat:keyword", ""),
    ("dcat:Dataset", "dcat:theme", "skos:Concept"),
    ("dcat:Dataset", "dcat:distribution", "dcat:Distribution"),
    ("dcat:Dataset", "dcterms:spatial", "dcterms:Location"),
    ("dcat:Dataset", "dcterms:temporal", "dcterms:PeriodOfTime"),
    ("dcat:Dataset", "dcterms:language", "dcterms:LinguisticSystem"),
    ("dcat:Dataset", "dcterms:accessRights", "dcterms:RightsStatement"),
    ("dcat:Dataset", "dcterms:accrualPeriodicity", "dcterms:Frequency"),
    ("dcat:Dataset", "dcterms:provenance", "dcterms:ProvenanceStatement"),
    ("dcat:Dataset", "dcat:landingPage", "foaf:Document"),
    ("dcat:Dataset", "dcterms:issued", ""),
    ("dcat:Dataset", "dcat:version", ""),
    ("dcat:Distribution", "dcat:accessURL", None),
    ("dcat:Distribution", "dcterms:title", ""),
    ("dcat:Distribution", "dcterms:license", "dcterms:LicenseDocument"),
    ("dcat:DataService", "dcterms:title", ""),
    ("dcat:DataService", "dcat:endpointURL", None),
    ("dcat:DataService", "dcat:endpointDescription", None),
    ("dcat:DataService", "dcat:servesDataset", "dcat:Dataset"),
    ("dcat:DataService", "dcterms:publisher", "foaf:Agent"),
    ("dcat:DataService", "dcterms:license", "dcterms:LicenseDocument"),
    ("foaf:Agent", "foaf:name", ""),
    ("dcterms:PeriodOfTime", "dcat:startDate", ""),
    ("dcterms:PeriodOfTime", "dcat:endDate", ""),
    ("spdx:Checksum", "spdx:algorithm", None),
    ("spdx:Checksum", "spdx:checksumValue", ""),
]


@pytest.fixture(scope="module")
def described() -> Store:
    store = Store()
    store.extend(pyoxigraph.Quad(*triple) for triple in describe_catalogue(ENTRY, AT, "https://onto.example/", FILES))
    return store


def rows(store: Store, query: str) -> list[tuple[str, ...]]:
    solutions = store.query(PREFIXES + query)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    return [tuple(str(getattr(value, "value", value)) for value in row) for row in solutions]


@pytest.mark.parametrize(("class_", "path", "of"), REQUIRED, ids=str)
def test_everything_has_what_dcat_ap_asks_for(described: Store, class_: str, path: str, of: str | None) -> None:
    assert rows(described, f"SELECT ?x {{ ?x a {class_} }}")
    assert rows(described, f"SELECT ?x {{ ?x a {class_} FILTER NOT EXISTS {{ ?x {path} ?value }} }}") == []
    test = {None: "!isIRI(?v)", "": "!isLiteral(?v)"}.get(of, f"!isIRI(?v) || NOT EXISTS {{ ?v a {of} }}")
    assert rows(described, f"SELECT ?x ?v {{ ?x a {class_} ; {path} ?v FILTER({test}) }}") == []


def test_titles_and_descriptions_say_their_language(described: Store) -> None:
    query = "SELECT ?v { ?x a ?c ; dcterms:description ?v FILTER(LANG(?v) = '') }"
    assert rows(described, query) == []


def test_languages_and_themes_are_those_of_the_authority_tables(described: Store) -> None:
    languages = rows(described, "SELECT ?v { <https://graph.example/dataset> dcterms:language ?v } ORDER BY ?v")
    assert [iri[-13:] for (iri,) in languages] == ["/language/BEL", "/language/ENG"]
    (theme, _) = rows(described, "SELECT ?v { ?x dcat:theme ?v } ORDER BY ?v")
    assert theme == ("http://publications.europa.eu/resource/authority/data-theme/JUST",)


def test_a_file_has_media_type_size_and_checksum(described: Store) -> None:
    query = """SELECT ?type ?format ?size ?sum { ?x dcat:downloadURL <https://graph.example/a.csv> ;
        dcat:mediaType ?type ; dcterms:format ?format ; dcat:byteSize ?size ; spdx:checksum/spdx:checksumValue ?sum }"""
    assert rows(described, query) == [
        (
            "https://www.iana.org/assignments/media-types/text/csv",
            "http://publications.europa.eu/resource/authority/file-type/CSV",
            "3",
            "ab" * 32,
        )
    ]


def test_what_is_not_declared_is_not_told() -> None:
    entry = CatalogueEntry("https://graph.example/dataset", "A", "B", "C", "", "2030-01-01-draft", "", (), "", (), "")
    told = {triple.predicate.value for triple in describe_catalogue(entry, AT, "https://onto.example/", FILES)}
    dcterms = "http://purl.org/dc/terms/"
    assert not {f"{dcterms}{name}" for name in ("license", "issued", "temporal", "spatial", "provenance")} & told


def test_no_blank_node_and_the_same_order_each_time(described: Store) -> None:
    assert not any(isinstance(term, BlankNode) for quad in described for term in (quad.subject, quad.object))
    again = [describe_catalogue(ENTRY, AT, "https://onto.example/", FILES) for _ in range(3)]
    assert all(each == again[0] for each in again)


@pytest.mark.parametrize(
    ("suffix", "format_"),
    [("ttl", RdfFormat.TURTLE), ("nt", RdfFormat.N_TRIPLES), ("jsonld", RdfFormat.JSON_LD), ("rdf", RdfFormat.RDF_XML)],
)
def test_the_catalogue_comes_in_every_format_of_graphs(client: FlaskClient, suffix: str, format_: RdfFormat) -> None:
    store = Store()
    store.load(client.get(f"/catalogue.{suffix}").data, format_)
    assert rows(store, "SELECT ?s { ?s a dcat:Catalog }") == [("http://localhost/catalogue",)]
    assert client.get("/catalogue", headers={"Accept": format_.media_type}).mimetype == format_.media_type


def test_every_address_of_the_catalogue_leads_somewhere(client: FlaskClient, release: Release) -> None:
    store = Store()
    store.load(client.get("/catalogue.ttl").data, RdfFormat.TURTLE)
    files = rows(store, "SELECT ?u ?sum { ?d dcat:downloadURL ?u ; spdx:checksum/spdx:checksumValue ?sum }")
    assert len(files) == len(release.files)
    for url, checksum in files:
        assert hashlib.sha256(client.get(url).data).hexdigest() == checksum
    paths = "dcat:landingPage|foaf:page|dcat:endpointURL|dcat:endpointDescription|dcat:accessURL"
    for (url,) in rows(store, f"SELECT DISTINCT ?u {{ ?x {paths} ?u }}"):
        assert client.get(url, headers={"Accept": "*/*"}).status_code == 200, url
