"""Each term in the shapes: where it may stand, and that it may stand nowhere else.

That each has a label, a definition, a note and an example is asked by the queries of `ontology/checks/`; that the
example of each class and property conforms, by test_ontology.py.
"""

from __future__ import annotations

from rdflib import RDF, Graph, Literal, Namespace

from solidarity_graph.schema import read_ontology
from solidarity_graph.schema.namespaces import SG, SGC
from solidarity_graph.validation import Profile, Result, validate

ONTOLOGY = read_ontology()
TERM, CONCEPT, THING = Namespace(SG), Namespace(SGC), Namespace("https://example.org/graph/id/event/")
SCHEME_OF = {declared.name: declared.scheme for declared in ONTOLOGY.properties.values() if declared.scheme}
OFFERED = {name: scheme.name for scheme in ONTOLOGY.schemes.values() for name in scheme.offered}


def results_of(pairs: list[tuple[str, str]]) -> tuple[Result, ...]:
    """What the shapes find where each concept is the value of a property, on a thing named after the concept."""
    graph = Graph()
    for name, concept in pairs:
        graph.add((THING[concept], TERM[name], CONCEPT[concept]))
    # What other shapes ask of things with these properties.
    for thing in set(graph.subjects(TERM.groundOfChange)):
        graph.add((thing, TERM.inCase, THING.case))
    for thing in set(graph.subjects(TERM.currentStatus)):
        graph.add((thing, RDF.type, TERM.Event))
    return validate(graph, profile=Profile.CORE).results


def test_a_concept_is_a_value_of_each_property_of_its_scheme() -> None:
    pairs = [(name, concept) for concept in OFFERED for name in SCHEME_OF if SCHEME_OF[name] == OFFERED[concept]]
    assert {concept for _, concept in pairs} == set(OFFERED)
    assert results_of(pairs) == ()


def test_a_concept_is_no_value_of_a_property_of_another_scheme() -> None:
    other = {scheme: next(name for name in SCHEME_OF if SCHEME_OF[name] != scheme) for scheme in OFFERED.values()}
    results = results_of([(other[scheme], concept) for concept, scheme in OFFERED.items()])
    assert {result.place.value for result in results if result.constraint == "concept-of-another-scheme"} == {
        str(THING[concept]) for concept in OFFERED
    }


# Of the values of these, the ontology says nothing but that they are resources.
OPEN = {name for name, term in ONTOLOGY.properties.items() if term.range & {"any", "property"}}
DATES = {"date", "startDate", "endDate", "notBefore", "notAfter"}  # shapes of their own read them


def places_of(constraint: str, graph: Graph) -> set[str]:
    results = validate(graph, profile=Profile.CORE).results
    return {result.place.value.removeprefix(THING) for result in results if result.constraint == constraint}


def test_a_property_takes_no_value_of_another_kind() -> None:
    """Each one stands on a thing of its own, with a number that no property takes."""
    graph = Graph()
    names = {name for name, term in ONTOLOGY.properties.items() if term.iri.startswith(SG)} - OPEN - DATES
    for name in names:
        graph.add((THING[name], TERM[name], Literal(1.5)))
    assert names - places_of("literal-of-another-kind", graph) == set()


def test_a_property_stands_on_no_thing_of_another_class() -> None:
    graph = Graph()
    names = {
        name
        for name, term in ONTOLOGY.properties.items()
        if term.iri.startswith(SG) and not term.derived and term.domain and not term.domain & {"any", "TextSpan"}
    }
    for name in names:
        graph.add((THING[name], RDF.type, TERM.TextSpan))
        graph.add((THING[name], TERM[name], THING.other))
    assert names - places_of("property-of-another-kind", graph) == set()
