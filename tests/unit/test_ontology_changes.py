"""How a change of the ontology or of the shapes raises the version: the rules of `ontology/README.md`, one by one."""

from __future__ import annotations

import json

import pytest
from pyoxigraph import RdfFormat, Triple, parse

from solidarity_graph.schema.changes import Level, level_of, numbers_of, raised
from solidarity_graph.schema.ontology_versions import OntologyVersion, compare

PREFIXES = """
@prefix sg: <https://w3id.org/solidarity-graph/ontology#> .
@prefix sgc: <https://w3id.org/solidarity-graph/concept/> .
@prefix sgsh: <https://w3id.org/solidarity-graph/shapes#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
ONTOLOGY = """
sg:Event a owl:Class .
sg:Picket a owl:Class ; rdfs:subClassOf sg:Event ; rdfs:label "picket"@en .
sg:Vigil a owl:Class ; rdfs:subClassOf sg:Event .
sg:form a owl:ObjectProperty ; schema:domainIncludes sg:Picket ; sg:conceptScheme sgc:forms .
sg:number a owl:DatatypeProperty ; schema:domainIncludes sg:Event ; schema:rangeIncludes xsd:integer .
sgc:forms a skos:ConceptScheme .
sgc:others a skos:ConceptScheme .
sgc:silent a skos:Concept ; skos:inScheme sgc:forms ; skos:definition "Without a word."@en .
sgc:slow a skos:Concept ; skos:inScheme sgc:forms ; skos:broader sgc:silent .
"""
SHAPES = """
sgsh:Picket sh:targetClass sg:Picket ; sh:property sgsh:has-number .
sgsh:has-number sh:path sg:number ; sh:minCount 1 ; sh:message "It has no number. Count."@en ; rdfs:comment "So."@en .
sgsh:has-form sh:targetClass sg:Picket ; sh:message "No form. Say it."@en ;
    sh:or ( sgsh:form-is-stated sgsh:form-is-known ) .
sgsh:form-is-stated sh:path sg:form ; sh:minCount 1 .
sgsh:form-is-known sh:path sg:form ; sh:qualifiedValueShape sgsh:Known ; sh:qualifiedMinCount 1 .
sgsh:Known sh:in ( sgc:silent ) .
sgsh:few sh:targetClass sg:Vigil ; sh:path sg:number ; sh:maxInclusive 90 ; sh:message "Too many. Check."@en .
sgsh:no-circle sh:targetNode sgsh:whole-graph ; sh:sparql sgsh:no-circle-query ; sh:message "A circle. Cut."@en .
sgsh:no-circle-query sh:select "SELECT $this WHERE { ?a ?b ?a }" .
"""


def triples(turtle: str) -> list[Triple]:
    return [quad.triple for quad in parse((PREFIXES + turtle).encode(), format=RdfFormat.TURTLE)]


def version(ontology: str = ONTOLOGY, shapes: str = SHAPES, layer: str = "core", context: str = "") -> OntologyVersion:
    return OntologyVersion("0.1.0", triples(ontology), (), {layer: triples(shapes)}, context=context)


def replaced(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


TERMS = {
    "a label": ('"picket"@en', '"picket line"@en', Level.PATCH),
    "a definition": ("Without a word", "With no word", Level.PATCH),
    "a mapping": ("sgc:slow a", "sgc:slow skos:exactMatch <https://example.org/slow> ; a", Level.PATCH),
    "a new term": ("sg:Event a owl:Class .", "sg:Event a owl:Class . sg:March a owl:Class .", Level.MINOR),
    "a term removed": ("sgc:slow a skos:Concept ;", "sgc:slow", Level.MAJOR),
    "a wider domain": ("domainIncludes sg:Picket", "domainIncludes sg:Picket, sg:Vigil", Level.MINOR),
    "a superclass as domain": ("domainIncludes sg:Picket", "domainIncludes sg:Event", Level.MINOR),
    "a subclass as domain": ("domainIncludes sg:Event", "domainIncludes sg:Picket", Level.MAJOR),
    "no domain": ("schema:domainIncludes sg:Event ;", "", Level.MINOR),
    "a first domain": ("sg:Event a owl:Class", "sg:Event schema:domainIncludes sg:Event ; a owl:Class", Level.MAJOR),
    "another datatype": ("xsd:integer", "xsd:decimal", Level.MAJOR),
    "one more datatype": ("xsd:integer", "xsd:integer, xsd:decimal", Level.MINOR),
    "single-valued": ("xsd:integer", "xsd:integer ; sg:singleValued true", Level.MAJOR),
    "another superclass": ("sg:Vigil a owl:Class ; rdfs:subClassOf sg:Event", "sg:Vigil a owl:Class", Level.MAJOR),
    "a superclass between": (
        "sg:Picket a owl:Class ; rdfs:subClassOf sg:Event",
        "sg:Picket a owl:Class ; rdfs:subClassOf sg:Vigil",
        Level.MINOR,
    ),
    "no longer broader": (" ; skos:broader sgc:silent", "", Level.MAJOR),
    "a concept out of the scheme": (
        "skos:inScheme sgc:forms ; skos:def",
        "skos:inScheme sgc:others ; skos:def",
        Level.MAJOR,
    ),
    "a narrower concept out of the scheme": (
        "skos:inScheme sgc:forms ; skos:broader",
        "skos:inScheme sgc:others ; skos:broader",
        Level.MINOR,
    ),
    "a concept in two schemes": (
        "skos:inScheme sgc:forms ; skos:def",
        "skos:inScheme sgc:forms, sgc:others ; skos:def",
        Level.MINOR,
    ),
    "values of another scheme": ("sg:conceptScheme sgc:forms", "sg:conceptScheme sgc:others", Level.MAJOR),
    "another name of a scheme": ("sgc:forms", "sgc:kinds", Level.MAJOR),  # the scheme itself is gone
    "a property that is functional": (
        "sg:number a owl:DatatypeProperty",
        "sg:number a owl:DatatypeProperty, owl:FunctionalProperty",
        Level.MAJOR,
    ),
    "a domain for reasoners": ("xsd:integer", "xsd:integer ; rdfs:domain sg:Event", Level.MAJOR),
    "an inverse": ("sgc:forms .\nsg:number", "sgc:forms ; owl:inverseOf sg:formOf .\nsg:number", Level.MINOR),
    "deprecated": ("sgc:slow a", "sgc:slow owl:deprecated true ; dcterms:isReplacedBy sgc:silent ; a", Level.MINOR),
}


@pytest.mark.parametrize("name", TERMS)
def test_a_change_of_a_term_has_its_level(name: str) -> None:
    old, new, level = TERMS[name]
    assert level_of(compare(version(), version(replaced(ONTOLOGY, old, new)))) is level


NEW = "a new constraint"
CONSTRAINTS = {
    "a message": ("Count.", "Count them.", Level.PATCH),
    "a constraint removed": ('sh:message "Too many. Check."@en', 'sh:name "few"', Level.MINOR),
    "a constraint more": (NEW, "sh:targetClass sg:Vigil ; sh:path sg:number ; sh:maxCount 1", Level.MAJOR),
    "a warning more": (
        NEW,
        "sh:severity sh:Warning ; sh:targetClass sg:Vigil ; sh:path sg:number ; sh:maxCount 1",
        Level.MINOR,
    ),
    "a constraint on new things": (NEW, "sh:targetClass sg:March ; sh:path sg:number ; sh:minCount 1", Level.MINOR),
    "a limit on a new property": (NEW, "sh:targetClass sg:Vigil ; sh:path sg:length ; sh:maxCount 1", Level.MINOR),
    "a new property that is asked for": (
        NEW,
        "sh:targetClass sg:Vigil ; sh:path sg:length ; sh:minCount 1",
        Level.MAJOR,
    ),
    "a higher limit": ("maxInclusive 90", "maxInclusive 100", Level.MINOR),
    "a lower limit": ("maxInclusive 90", "maxInclusive 80", Level.MAJOR),
    "a lower minimum": ("sg:number ; sh:minCount 1", "sg:number ; sh:minCount 0", Level.MINOR),
    "one more target": ("sgsh:Picket sh:targetClass", "sgsh:Picket sh:targetClass sg:Vigil,", Level.MAJOR),
    "one new thing as target": ("sgsh:Picket sh:targetClass", "sgsh:Picket sh:targetClass sg:March,", Level.MINOR),
    "a target less": ("sgsh:few sh:targetClass sg:Vigil ;", "sgsh:few", Level.MINOR),
    "an alternative more": ("sgsh:form-is-known )", "sgsh:form-is-known sgsh:Known )", Level.MINOR),
    "an alternative less": ("( sgsh:form-is-stated sgsh:form-is-known )", "( sgsh:form-is-stated )", Level.MAJOR),
    "a condition that accepts more": ("sh:in ( sgc:silent )", "sh:in ( sgc:silent sgc:slow )", Level.MINOR),
    "a condition that accepts less": ("sg:form ; sh:minCount 1", "sg:form ; sh:minCount 2", Level.MAJOR),
    "a query": ("?a ?b ?a", "?a sg:partOf ?a", Level.MAJOR),
    "a warning from now on": ("sgsh:no-circle sh:", "sgsh:no-circle sh:severity sh:Warning ; sh:", Level.MINOR),
}


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_a_change_of_a_constraint_has_its_level(name: str) -> None:
    old, new, level = CONSTRAINTS[name]
    added = f'{SHAPES} sgsh:new {new} ; sh:message "Wrong. Mend it."@en .'
    shapes = added if old == NEW else replaced(SHAPES, old, new)
    assert level_of(compare(version(), version(shapes=shapes))) is level


def test_a_condition_inside_a_negation_that_accepts_more_rejects_more() -> None:
    negated = replaced(SHAPES, "sh:or ( sgsh:form-is-stated sgsh:form-is-known )", "sh:not sgsh:Known")
    wider = replaced(negated, "sh:in ( sgc:silent )", "sh:in ( sgc:silent sgc:slow )")

    assert level_of(compare(version(shapes=negated), version(shapes=wider))) is Level.MAJOR


@pytest.mark.parametrize(("old", "new", "level"), [("strict", "core", Level.MAJOR), ("core", "strict", Level.MINOR)])
def test_a_constraint_in_an_earlier_layer_rejects_more(old: str, new: str, level: Level) -> None:
    changes = compare(version(layer=old), version(layer=new))

    assert {part.name for change in changes for part in change.parts} == {"layer"}
    assert level_of(changes) is level


@pytest.mark.parametrize(
    ("new", "level"),
    [
        ({"form": "sg:form"}, Level.NONE),
        ({"form": "sg:form", "more": "sg:more"}, Level.NONE),  # it follows from the new term, which is minor
        ({"form": {"@id": "sg:form", "@type": "@id"}}, Level.MAJOR),
        ({}, Level.MAJOR),
    ],
)
def test_a_name_of_the_context_that_reads_otherwise_is_a_major_change(new: dict[str, object], level: Level) -> None:
    old, changed = (json.dumps({"@context": names}) for names in ({"form": "sg:form"}, new))

    assert level_of(compare(version(context=old), version(context=changed))) is level


def test_a_change_says_which_part_of_what_changed_how() -> None:
    new = ONTOLOGY.replace("domainIncludes sg:Picket", "domainIncludes sg:Vigil").replace('"picket"', '"line"')
    term, prop = compare(version(), version(new))

    assert (term.kind, term.name, term.what, [part.name for part in term.parts]) == (
        "class",
        "sg:Picket",
        "changed",
        ["label"],
    )
    (part,) = prop.parts
    assert (prop.kind, prop.name, part.name, part.gone, part.new) == (
        "property", "sg:form", "domain", ("sg:Picket",), ("sg:Vigil",),
    )  # fmt: skip


def test_a_deprecated_term_is_listed_with_what_replaces_it() -> None:
    old, new, _ = TERMS["deprecated"]
    (change,) = compare(version(), version(replaced(ONTOLOGY, old, new)))

    assert (change.what, change.name, change.replaced_by) == ("deprecated", "sgc:slow", ("sgc:silent",))


def test_the_same_has_no_changes_whatever_its_order_and_its_blank_nodes() -> None:
    statements = [statement for statement in SHAPES.split(" .\n") if statement.strip()]

    assert compare(version(), version(shapes=" .\n".join([*reversed(statements), ""]))) == ()


def test_before_1_0_0_a_major_change_raises_the_minor_part() -> None:
    assert [raised("0.2.3", level) for level in Level] == ["0.2.3", "0.2.4", "0.3.0", "0.3.0"]
    assert [raised("1.2.3", level) for level in Level] == ["1.2.3", "1.2.4", "1.3.0", "2.0.0"]


@pytest.mark.parametrize("text", ["2026-11-25", "1.0", "01.0.0", "1.0.0-draft", ""])
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no version"):
        numbers_of(text)
