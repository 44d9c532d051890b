"""Graphs as JSON-LD with the published context, and as XML that every parser reads."""

from __future__ import annotations

import io
import json
import warnings
from xml.etree import ElementTree as ET

import pyoxigraph
import pytest
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from solidarity_graph.documents import read_context, write_graph
from solidarity_graph.errors import NotAcceptableError
from solidarity_graph.rdf.xml_output import XmlWriter
from solidarity_graph.schema.namespaces import NAMESPACES, RDF, SG, SKOS, XSD

THING = NamedNode("https://example.org/id/event/one")
LABEL = NamedNode(SKOS + "prefLabel")
PROPERTY = NamedNode("https://example.org/property")


def written(media_type: str, *triples: Triple) -> bytes:
    output = io.BytesIO()
    write_graph(triples, media_type, output, dict(NAMESPACES))
    return output.getvalue()


def typed(value: str, datatype: str) -> Literal:
    return Literal(value, datatype=NamedNode(datatype))


@pytest.mark.parametrize(
    ("predicate", "value"),
    [
        (LABEL, Literal("One", language="en")),
        (LABEL, Literal("One")),
        (LABEL, typed("1", XSD + "integer")),
        (LABEL, NamedNode("https://example.org/label")),
        (LABEL, BlankNode("b")),
        (NamedNode(SG + "origins"), typed("2", XSD + "integer")),
        (NamedNode(SG + "origins"), typed("007", XSD + "integer")),
        (NamedNode(SG + "origins"), typed("+2", XSD + "integer")),
        (NamedNode(SG + "origins"), typed("-0", XSD + "integer")),
        (NamedNode(SG + "origins"), typed("about 10", XSD + "integer")),
        (NamedNode(SG + "origins"), typed("12345678901234567890123", XSD + "integer")),
        (NamedNode(SG + "origins"), Literal("2")),
        (NamedNode(SG + "disputed"), typed("true", XSD + "boolean")),
        (NamedNode(SG + "disputed"), typed("1", XSD + "boolean")),
        (NamedNode(SG + "disputed"), typed("no", XSD + "boolean")),
        (NamedNode(SG + "notBefore"), typed("2013-08-04", XSD + "date")),
        (NamedNode(SG + "notBefore"), Literal("2013-08-04")),
        (NamedNode(SG + "notBefore"), typed("2013", XSD + "gYear")),
        (NamedNode(SG + "place"), NamedNode("https://example.org/place")),
        (NamedNode(SG + "place"), Literal("https://example.org/place")),
        (NamedNode(SG + "place"), BlankNode("b")),
        (NamedNode(RDF + "type"), NamedNode(SG + "Event")),
        (NamedNode(RDF + "type"), NamedNode("https://example.org/Class")),
        (NamedNode(RDF + "type"), Literal("Event")),
        (PROPERTY, typed("1.50", XSD + "decimal")),
        (PROPERTY, typed("1", "https://example.org/unit")),
        (PROPERTY, Literal("text", language="be-latn")),
        (PROPERTY, NamedNode("urn:x:y")),
        (PROPERTY, Literal("control \x01 and \ufffe")),
        (NamedNode("https://example.org/123"), Literal("x")),
    ],
    ids=str,
)
def test_json_ld_with_our_context_holds_every_triple(predicate: NamedNode, value: Literal) -> None:
    triple = Triple(THING, predicate, value)
    text = written("application/ld+json", triple, triple)
    assert json.loads(text)["@context"] == read_context().written
    (read,) = pyoxigraph.parse(text, RdfFormat.JSON_LD)
    if isinstance(value, BlankNode):
        assert (read.predicate, type(read.object)) == (predicate, BlankNode)
    else:
        assert read.triple == triple
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib of its own classes
        assert [str(name) for name in rdflib.Graph().parse(text, format="json-ld").predicates()] == [predicate.value]


def test_json_ld_names_things_by_the_terms_of_the_context() -> None:
    text = written(
        "application/ld+json",
        Triple(THING, NamedNode(RDF + "type"), NamedNode(SG + "SolidarityAction")),
        Triple(THING, LABEL, Literal("One", language="en")),
        Triple(THING, LABEL, Literal("Адзін", language="be")),
        Triple(THING, NamedNode(SG + "origins"), typed("2", XSD + "integer")),
    )
    assert json.loads(text)["@graph"] == [
        {"id": THING.value, "type": ["SolidarityAction"], "origins": 2, "prefLabel": {"en": "One", "be": "Адзін"}}
    ]


@pytest.mark.parametrize(
    "triple",
    [
        Triple(THING, PROPERTY, NamedNode("geo:53.9,27.6")),
        Triple(THING, NamedNode("geo:53.9,27.6"), Literal("x")),
        Triple(THING, NamedNode("sg:place"), Literal("x", language="en")),
        Triple(THING, PROPERTY, Literal("x", datatype=NamedNode("xsd:integer"))),
        Triple(NamedNode("schema:x"), PROPERTY, THING),
        Triple(THING, PROPERTY, Triple(THING, PROPERTY, THING)),
    ],
    ids=str,
)
def test_what_json_ld_would_read_as_something_else_is_refused(triple: Triple) -> None:
    with pytest.raises(NotAcceptableError, match="Ask for it as text/turtle") as caught:
        written("application/ld+json", triple)
    assert caught.value.offered == ("text/turtle", "application/n-triples")


@pytest.mark.parametrize(
    "predicate",
    [
        "http://x.example/1",
        "http://x.example/#",
        "http://x.example/",
        "http://x.example/%41",
        "http://x.example/\U0001d4b3",
        "http://www.w3.org/2000/xmlns/x",
        RDF + "li",
        RDF + "Description",
        RDF + "about",
    ],
)
def test_a_property_that_xml_cannot_name_is_refused(predicate: str) -> None:
    with pytest.raises(NotAcceptableError, match="Ask for it as text/turtle or application/n-triples"):
        written("application/rdf+xml", Triple(THING, NamedNode(predicate), Literal("x")))


def test_a_class_that_xml_cannot_name_is_refused() -> None:
    with pytest.raises(NotAcceptableError, match="property or class"):
        written("application/rdf+xml", Triple(THING, NamedNode(RDF + "type"), NamedNode("http://x.example/1")))


@pytest.mark.parametrize(
    "character", [*map(chr, range(0x20)), "\x7f", "\x85", "\ufffe", "\uffff", "\U0001fffe"], ids=ascii
)
def test_a_character_survives_rdf_xml_or_is_refused(character: str) -> None:
    triple = Triple(THING, PROPERTY, Literal(f"a{character}b"))
    if character in "\t\n\r\x7f\x85\U0001fffe":
        read = ET.fromstring(written("application/rdf+xml", triple))
        assert [element.text for element in read.iter("{https://example.org/}property")] == [f"a{character}b"]
        again = pyoxigraph.parse(written("application/rdf+xml", triple), RdfFormat.RDF_XML)
        assert [quad.triple for quad in again] == [triple]
    else:
        with pytest.raises(NotAcceptableError, match="no control characters"):
            written("application/rdf+xml", triple)


@pytest.mark.parametrize(
    "predicate", [RDF + "_1", "http://x.example/a.b", "http://x.example/-x", "urn:x", "mailto:a@b"]
)
def test_a_property_that_xml_can_name_is_read_back(predicate: str) -> None:
    triple = Triple(THING, NamedNode(predicate), Literal("x"))
    read = rdflib.Graph().parse(written("application/rdf+xml", triple), format="xml")
    assert [str(name) for name in read.predicates()] == [predicate]


def test_a_character_that_is_cut_between_two_writes_is_read_whole() -> None:
    output = io.BytesIO()
    writer = XmlWriter(output, ())
    for byte in "<a>é\r</a>".encode():
        writer.write(bytes([byte]))
    writer.finish()
    assert output.getvalue() == "<a>é&#13;</a>".encode()
    writer = XmlWriter(io.BytesIO(), ())
    *first, last = "<a>\ufffe".encode()
    assert [writer.write(bytes([byte])) for byte in first] == [1] * 5
    with pytest.raises(NotAcceptableError):
        writer.write(bytes([last]))


def test_xml_that_ends_early_is_refused() -> None:
    writer = XmlWriter(io.BytesIO(), ())
    writer.write(b"<a>")
    with pytest.raises(NotAcceptableError):
        writer.finish()
