"""Data in which nothing is ours, or all of it only nearly, does not conform: nothing of it was looked at."""

from __future__ import annotations

from functools import cache

import pytest
from rdflib import RDF, XSD

from solidarity_graph.validation import Profile, as_text, parse, validate

SG = "https://w3id.org/solidarity-graph/ontology#"
SGC = "https://w3id.org/solidarity-graph/concept/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
NOTHING = "graph-uses-the-ontology"
NEARLY = "namespace-is-exact"
FOREIGN = {
    "another vocabulary": "<https://o.example/a> a <https://schema.org/Person> ; <https://schema.org/name> 'A' .",
    "annotations of ours": f"<https://o.example/own> <{SG}usageNote> 'x'@en ; a <http://o.example/p> .",
    "labels alone": f"<https://o.example/a> <{SKOS}prefLabel> 'Riverton'@en .",
}
OURS = {
    "a class": f"<https://o.example/a> a <{SG}Group> .",
    "a class of one's own below ours": f"""<https://o.example/a> a <https://o.example/Choir> .
<https://o.example/Choir> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <{SG}Group> .""",
    "a property": f"<https://o.example/a> <{SG}occupation> 'baker'@en .",
    "with terms of others": f"""<https://o.example/a> a <{SG}Group> ; <http://schema.org/name> 'x' ;
    <https://w3id.org/other/p> 'x' ; <http://www.w3.org/ns/oauth#p> 'x' .""",
}
NEAR = {
    "http": ("http://w3id.org/solidarity-graph/ontology#Event", SG),
    "www.": ("https://www.w3id.org/solidarity-graph/ontology#Event", SG),
    "no #": ("https://w3id.org/solidarity-graph/ontologyEvent", SG),
    "a slash for #": ("https://w3id.org/solidarity-graph/ontology/Event", SG),
    "a slash before #": ("https://w3id.org/solidarity-graph/ontology/#Event", SG),
    "a version": ("https://w3id.org/solidarity-graph/ontology/0.1.0#Event", SG),
    "capitals": ("https://w3id.org/Solidarity-Graph/Ontology#Event", SG),
    "capitals in the host": ("HTTPS://W3ID.org/solidarity-graph/ontology#Event", SG),
    "no hyphen": ("https://w3id.org/solidaritygraph/ontology#Event", SG),
    "no ontology": ("https://w3id.org/solidarity-graph#Event", SG),
    "two slashes": ("https://w3id.org//solidarity-graph/ontology#Event", SG),
    "a port": ("https://w3id.org:443/solidarity-graph/ontology#Event", SG),
    "an escaped #": ("https://w3id.org/solidarity-graph/ontology%23Event", SG),
    "the plural": ("https://w3id.org/solidarity-graph/ontologies#Event", SG),
    "another word": ("https://w3id.org/solidarity-graph/vocab#Event", SG),
    "a prefix that nobody declared": ("sg:Event", SG),
    "a prefix of concepts": ("sgc:held", SGC),
    "a prefix of XML Schema": ("xsd:date", str(XSD)),
    "a prefix of SKOS": ("skos:prefLabel", SKOS),
    "a short prefix of dcterms": ("dct:title", "http://purl.org/dc/terms/"),
    "the ontology itself": ("https://w3id.org/solidarity-graph/ontology", SG),
    "a concept over http": ("http://w3id.org/solidarity-graph/concept/held", SGC),
    "a concept with #": ("https://w3id.org/solidarity-graph/concept#held", SGC),
    "concepts": ("https://w3id.org/solidarity-graph/concepts/held", SGC),
    "skos over https": ("https://www.w3.org/2004/02/skos/core#prefLabel", SKOS),
    "skos without #": ("http://www.w3.org/2004/02/skos/coreprefLabel", SKOS),
    "oa over https": ("https://www.w3.org/ns/oa#start", "http://www.w3.org/ns/oa#"),
    "oa without www.": ("http://w3.org/ns/oa#start", "http://www.w3.org/ns/oa#"),
    "dcterms with #": ("http://purl.org/dc/terms#title", "http://purl.org/dc/terms/"),
    "rdf with a slash": (
        "http://www.w3.org/1999/02/22-rdf-syntax-ns/subject",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    ),
    "geosparql over https": ("https://www.opengis.net/ont/geosparql#asWKT", "http://www.opengis.net/ont/geosparql#"),
    "geo without #": ("http://www.w3.org/2003/01/geo/wgs84_poslat", "http://www.w3.org/2003/01/geo/wgs84_pos#"),
}


def found(turtle: str) -> list[tuple[str, str]]:
    """Constraint and message of each result."""
    report = validate(parse(turtle.encode(), "ttl", "a"), profile=Profile.CORE)
    return [(result.constraint, result.message) for result in report.results]


@pytest.mark.parametrize("turtle", FOREIGN.values(), ids=FOREIGN)
def test_data_without_a_term_of_ours_does_not_conform(turtle: str) -> None:
    [(constraint, message)] = found(turtle)

    assert constraint == NOTHING
    assert f"a class or a property of {SG}, so there was nothing to validate." in message


@pytest.mark.parametrize("turtle", OURS.values(), ids=OURS)
def test_data_with_one_term_of_ours_is_looked_at(turtle: str) -> None:
    assert found(turtle) == []


POSITIONS = {
    "a property": "<https://o.example/a> <{iri}> 1 .",
    "a class": "<https://o.example/a> a <{iri}> .",
    "the predicate of a claim": f"<https://o.example/a> <{RDF.predicate}> <{{iri}}> .",
}


@cache
def said_of_all_near(position: str) -> tuple[str, ...]:
    """What is said where all of them stand in one position: a run of the shapes costs as much for one as for all."""
    turtle = "\n".join(POSITIONS[position].format(iri=iri) for iri, _ in NEAR.values())
    return tuple(message.partition(", but")[0] for constraint, message in found(turtle) if constraint == NEARLY)


@pytest.mark.parametrize("position", POSITIONS)
@pytest.mark.parametrize(("iri", "namespace"), NEAR.values(), ids=NEAR)
def test_a_namespace_that_is_nearly_one_of_those_in_use_is_named(iri: str, namespace: str, position: str) -> None:
    said = [text for text in said_of_all_near(position) if text.startswith(f"{iri} ")]

    assert said == [f"{iri} looks like a name in {namespace}"]


@pytest.mark.parametrize("position", POSITIONS)
def test_nothing_beside_them_is_named(position: str) -> None:
    assert len(said_of_all_near(position)) == len(NEAR)


@pytest.mark.parametrize("concept", ["http://w3id.org/solidarity-graph/concept/held", "sgc:held"])
def test_a_concept_of_nearly_our_namespace_is_named(concept: str) -> None:
    turtle = f"<https://o.example/a> <{SG}status> <{concept}> ."

    said = {(name, text.partition(" looks like ")[2].partition(",")[0]) for name, text in found(turtle)}
    assert (NEARLY, f"a name in {SGC}") in said


@pytest.mark.parametrize("datatype", ["https://www.w3.org/2001/XMLSchema#gYear", "xsd:gYear", "xs:gYear"])
def test_a_datatype_of_nearly_xml_schema_is_named(datatype: str) -> None:
    turtle = f'<https://o.example/a> <{SG}occupation> "2013"^^<{datatype}> .'

    assert NEARLY in {constraint for constraint, _ in found(turtle)}


def test_a_file_with_one_wrong_prefix_says_so_once_a_term() -> None:
    """And that nothing was looked at, since `Conforms` would be read as praise."""
    turtle = "@prefix sg: <http://w3id.org/solidarity-graph/ontology#> .\n" + "".join(
        f"<https://o.example/{n}> a sg:Event .\n" for n in range(9)
    )
    report = validate(parse(turtle.encode(), "ttl", "a"), profile=Profile.CORE)

    assert [result.constraint for result in report.results] == [NOTHING, NEARLY]
    assert as_text(report).startswith("Does not conform")
