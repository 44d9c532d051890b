"""`Accept` against what there is."""

from __future__ import annotations

import pytest
from werkzeug.http import parse_accept_header

from solidarity_graph.errors import NotAcceptableError, ParameterError
from solidarity_graph.web.negotiation import (
    DOCUMENT,
    GRAPHS,
    HTML,
    RESULTS,
    MediaTypes,
    choose,
    content_type,
    find_formats,
    rank,
    wants_page,
)

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def accepted(header: str) -> MediaTypes:
    return parse_accept_header(header, MediaTypes)


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        ("", "html"),
        ("*/*", "html"),
        (BROWSER, "html"),
        ("text/turtle", "ttl"),
        ("application/ld+json, text/turtle;q=0.9", "jsonld"),
        ("application/rdf+xml;q=0.5, */*;q=0.1", "rdf"),
        ("text/html;q=0, */*", "ttl"),
        ("application/n-triples, text/html;q=0.2", "nt"),
        ("application/xhtml+xml", "html"),
    ],
)
def test_a_document_is_chosen_by_what_the_client_likes_best(accept: str, name: str) -> None:
    assert choose(accepted(accept), (HTML, *GRAPHS)).name == name


def test_what_cannot_be_given_is_an_error_that_offers_the_rest() -> None:
    with pytest.raises(NotAcceptableError, match="text/turtle") as caught:
        choose(accepted("image/png"), GRAPHS)
    assert caught.value.offered == tuple(format_.media_type for format_ in GRAPHS)


@pytest.mark.parametrize(
    ("accept", "page"),
    [(BROWSER, True), ("*/*", False), ("", False), ("text/*", False), ("text/html;q=0", False), ("text/html", True)],
)
def test_only_who_names_html_is_a_browser(accept: str, page: bool) -> None:
    assert wants_page(accepted(accept), RESULTS) is page


JENA = "application/sparql-results+json, application/sparql-results+xml;q=0.9, text/tab-separated-values;q=0.7, "
JENA += "text/csv;q=0.5, application/json;q=0.2, application/xml;q=0.2, */*;q=0.1"
JENA_GRAPH = "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,*/*;q=0.3"
RDF4J = "application/x-binary-rdf-results-table;q=0.8, application/sparql-results+json;q=0.8, "
RDF4J += "application/sparql-results+xml;q=0.8, text/csv;q=0.5, text/tab-separated-values;q=0.3"
OLD_WEBKIT = "application/xml,application/xhtml+xml,text/html;q=0.9,text/plain;q=0.8,image/png,*/*;q=0.5"


@pytest.mark.parametrize(
    ("accept", "rows", "graph"),
    [
        # Parameters that are no quality
        ("application/sparql-results+json;charset=utf-8", "json", ""),
        ("text/csv; header=present", "csv", ""),
        ("text/csv;header=absent;q=0.5, text/tab-separated-values;q=0.4", "csv", ""),
        ("text/turtle;version=1.2", "", "ttl"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "", "jsonld"),
        ('application/ld+json; profile="a, b;q=0"; q=0.2, text/turtle;q=0.1', "", "jsonld"),
        # More general types, and other names
        ("application/json", "json", "jsonld"),
        ("APPLICATION/JSON; charset=UTF-8", "json", "jsonld"),
        ("application/xml", "xml", "rdf"),
        ("text/xml", "xml", "rdf"),
        ("text/plain", "csv", "nt"),
        ("application/n-quads", "", "nt"),
        ("application/trig", "", "ttl"),
        ("text/n3", "", "ttl"),
        ("application/x-turtle", "", "ttl"),
        ("application/x-json+ld", "", "jsonld"),
        ("text/javascript", "json", ""),
        # Qualities, wildcards, the most specific range
        ("text/*", "csv", "ttl"),
        ("application/*", "json", "nt"),
        ("*", "json", "ttl"),
        ("*/*;q=0.1, application/xml;q=0.9", "xml", "rdf"),
        ("application/json;q=0.9, text/csv;q=0.8, text/turtle", "json", "ttl"),
        ("text/*;q=0.9, text/csv;q=0.1, text/turtle;q=0.1", "tsv", "ttl"),
        ("application/*;q=0, */*", "csv", "ttl"),
        ("*/*, text/turtle;q=0, application/sparql-results+json;q=0", "xml", "nt"),
        ("application/json;q=0", "", ""),
        ("text/csv;q=1.5, text/turtle;q=x, */*;q=0.1", "json", "ttl"),
        ("image/png, */*;q=0.01", "json", "ttl"),
        ("image/png", "", ""),
        # As clients send them
        ("*/*", "json", "ttl"),
        ("application/sparql-results+json,*/*;q=0.9", "json", "ttl"),
        ("text/turtle,*/*;q=0.9", "json", "ttl"),
        (JENA, "json", "jsonld"),
        (JENA_GRAPH, "json", "ttl"),
        (RDF4J, "json", ""),
    ],
)
def test_rows_and_graphs_are_given_in_what_the_client_likes_best(accept: str, rows: str, graph: str) -> None:
    for offered, name in ((RESULTS, rows), (GRAPHS, graph)):
        assert next((format_.name for format_ in rank(accepted(accept), offered)), "") == name


@pytest.mark.parametrize(
    ("accept", "media_type", "announced"),
    [
        ("application/json", "application/sparql-results+json", "application/json"),
        ("application/json", "application/ld+json", "application/json"),
        ("application/json, */*;q=0.1", "application/ld+json", "application/ld+json"),
        ("text/xml;q=0.5, application/xml;q=0.4", "application/rdf+xml", "text/xml; charset=utf-8"),
        ("text/plain", "text/csv", "text/plain; charset=utf-8"),
        ("application/n-quads", "application/n-triples", "application/n-quads"),
        ("text/csv;charset=iso-8859-1", "text/csv", "text/csv; charset=utf-8"),
        # The type of a script is never announced: a page of another site could run the answer.
        ("text/javascript", "application/sparql-results+json", "application/sparql-results+json"),
        ("", "text/turtle", "text/turtle; charset=utf-8"),
    ],
)
def test_an_answer_is_named_as_the_client_names_it(accept: str, media_type: str, announced: str) -> None:
    assert content_type(accepted(accept), media_type) == announced


def test_an_exact_type_comes_before_another_name_for_one() -> None:
    assert choose(accepted("application/json"), (HTML, *GRAPHS, DOCUMENT)) is DOCUMENT


def test_a_browser_that_names_xml_as_well_gets_the_page() -> None:
    for accept in (BROWSER, OLD_WEBKIT):
        assert choose(accepted(accept), (HTML, *GRAPHS, *RESULTS)) is HTML
        assert wants_page(accepted(accept), (*RESULTS, *GRAPHS))


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("xml", ["xml", "rdf"]),
        ("json", ["json", "jsonld"]),
        ("JSON", ["json", "jsonld"]),
        ("csv", ["csv"]),
        ("tsv", ["tsv"]),
        ("turtle", ["ttl"]),
        ("n3", ["ttl"]),
        ("rdf", ["rdf"]),
        ("rdf+xml", ["rdf"]),
        ("rdf xml", ["rdf"]),
        ("json-ld", ["jsonld"]),
        # The second half of a media type, and the suffixes of files
        ("sparql-results+json", ["json"]),
        ("sparql-results xml", ["xml"]),
        ("tab-separated-values", ["tsv"]),
        ("ld+json", ["jsonld"]),
        ("n-quads", ["nt"]),
        ("nquads", ["nt"]),
        ("trig", ["ttl"]),
        ("srj", ["json"]),
        ("srx", ["xml"]),
        ("plain", ["csv", "nt"]),
        ("html", ["html"]),
        ("text/html", ["html"]),
        ("application/sparql-results+json", ["json"]),
        ("application/sparql-results json", ["json"]),
        ("text/csv; charset=utf-8", ["csv"]),
        ("application/xml", ["xml", "rdf"]),
        ("application/turtle,text/turtle,application/n-triples;q=0.5", ["ttl", "nt"]),
        ("application/ld+json, application/x-json+ld", ["jsonld"]),
    ],
)
def test_a_format_is_named_or_given_as_media_types(value: str, names: list[str]) -> None:
    assert [format_.name for format_ in find_formats("format", value)] == names


@pytest.mark.parametrize("value", ["docx", "image/png", "text", "/"])
def test_what_is_no_format_is_an_error_that_lists_them(value: str) -> None:
    with pytest.raises(ParameterError, match=r"output: .*csv, tsv, ttl") as caught:
        find_formats("output", value)
    assert caught.value.name == "output"
