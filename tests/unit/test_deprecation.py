"""A term is never deleted: it is deprecated with a replacement, a shape warns of it, and an update rewrites data."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from pyoxigraph import NamedNode, Quad, RdfFormat, Store

from solidarity_graph.errors import DataError
from solidarity_graph.pipeline import check
from solidarity_graph.records import load_files
from solidarity_graph.resources import data_dir, ontology_dir
from solidarity_graph.schema import read_ontology
from solidarity_graph.schema.migrations import migration
from solidarity_graph.schema.namespaces import SG, SGC
from solidarity_graph.schema.ontology_versions import OntologyVersion, find_version, known_versions
from solidarity_graph.validation import Origin, Profile, Report, as_json, as_text, as_turtle, parse, validate
from tests.unit.test_ontology_changes import version

ONTOLOGY = read_ontology()
TERMS = [
    *(*ONTOLOGY.classes.values(), *ONTOLOGY.properties.values(), *ONTOLOGY.annotations.values()),
    *(*ONTOLOGY.schemes.values(), *ONTOLOGY.concepts.values()),
]
DEPRECATED = {term.iri: term for term in TERMS if term.deprecated}
PREFIXES = """
@base <https://example.org/graph/id/> .
@prefix sg: <https://w3id.org/solidarity-graph/ontology#> .
@prefix sgc: <https://w3id.org/solidarity-graph/concept/> .
@prefix own: <https://example.org/graph/concept/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
EVENT = """
<event/verdict> a sg:Sentence ; sg:status sgc:held ; sg:imposedOn <group/marchers> ;
    sg:termKind sgc:length-not-stated{} .
"""
CLAIM = """
<claim/c> rdf:subject <event/verdict> ; rdf:predicate {} ; rdf:object {} ; sg:modality sgc:asserted .
"""
# By the name of the deprecated term: (data that uses it, in statements and in claims; the same after the update).
USES = {
    "suspended-term": (
        EVENT.format(", sgc:suspended-term") + CLAIM.format("sg:termKind", "sgc:suspended-term"),
        EVENT.format(" ; sg:suspended true") + CLAIM.format("sg:suspended", "true"),
    ),
    "deportation-penalty": (
        EVENT.format(" ; sg:ancillaryPenalty sgc:deportation-penalty, own:transfer")
        + CLAIM.format("sg:ancillaryPenalty", "sgc:deportation-penalty")
        + 'own:transfer a skos:Concept ; skos:prefLabel "transfer abroad"@en ; skos:broader sgc:deportation-penalty .',
        EVENT.format(" ; sg:ancillaryPenalty sgc:deportation, own:transfer")
        + CLAIM.format("sg:ancillaryPenalty", "sgc:deportation")
        + 'own:transfer a skos:Concept ; skos:prefLabel "transfer abroad"@en ; skos:broader sgc:deportation .',
    ),
    "penalties": (
        EVENT.format(" ; sg:ancillaryPenalty own:transfer")
        + 'own:transfer a skos:Concept ; skos:prefLabel "transfer abroad"@en ; skos:broader sgc:deportation ; '
        "skos:inScheme sgc:penalties .",
        EVENT.format(" ; sg:ancillaryPenalty own:transfer")
        + 'own:transfer a skos:Concept ; skos:prefLabel "transfer abroad"@en ; skos:broader sgc:deportation ; '
        "skos:inScheme sgc:measure-kinds .",
    ),
}
UPDATES = {path.stem: path.read_text("utf-8") for path in sorted((ontology_dir() / "migrations").glob("*.ru"))}


def quads(turtle: str, graph: str = "") -> set[Quad]:
    name = [NamedNode(graph)] if graph else []
    triples = pyoxigraph.parse((PREFIXES + turtle).encode(), format=RdfFormat.TURTLE)
    return {Quad(quad.subject, quad.predicate, quad.object, *name) for quad in triples}


def updated_by_pyoxigraph(before: set[Quad]) -> set[Quad]:
    store = Store()
    store.extend(before)
    for update in UPDATES.values():
        store.update(update)
    return {*store}


def updated_by_rdflib(before: set[Quad]) -> set[Quad]:
    dataset = rdflib.Dataset()
    dataset.parse(data=pyoxigraph.serialize(before, format=RdfFormat.N_QUADS), format="nquads")
    for update in UPDATES.values():
        dataset.update(update)
    return {*pyoxigraph.parse(dataset.serialize(format="nquads").encode(), format=RdfFormat.N_QUADS)}


def report_on(turtle: str) -> Report:
    return validate(parse((PREFIXES + turtle).encode(), ".ttl", "data.ttl"), profile=Profile.CORE)


def test_every_deprecated_term_has_data_here_that_uses_it() -> None:
    assert {iri.rpartition("/")[2].rpartition("#")[2] for iri in DEPRECATED} == {*USES}


@pytest.mark.parametrize("name", USES)
def test_a_shape_warns_of_a_deprecated_term_and_names_what_replaces_it(name: str) -> None:
    report = report_on(USES[name][0])

    assert {(result.constraint, result.is_violation) for result in report.results} == {("deprecated-term", False)}
    (term,) = (term for term in DEPRECATED.values() if term.name == name)
    for result in report.results:
        assert f"uses {term.iri}, which is deprecated. Use {term.replaced_by} in its place:" in result.message
    assert report.is_accepted
    assert not report.conforms  # by https://www.w3.org/TR/shacl/#conforms, whatever the severity


@pytest.mark.parametrize("name", USES)
@pytest.mark.parametrize("graph", ["", "https://example.org/graph/graph/harbour"], ids=["default", "named"])
@pytest.mark.parametrize("update", [updated_by_pyoxigraph, updated_by_rdflib])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib's own use of what it deprecates
def test_the_published_update_rewrites_each_deprecated_term_and_nothing_else(
    name: str, graph: str, update: Callable[[set[Quad]], set[Quad]]
) -> None:
    before, after = USES[name]

    found = update(quads(before, graph))

    assert found == quads(after, graph)
    assert update(found) == found
    assert report_on(after).results == ()


def test_the_update_leaves_a_copy_of_the_ontology_as_it_is() -> None:
    newest = known_versions()[0]
    terms = {Quad(*triple) for triple in (*newest.ontology, *newest.concepts)}

    assert updated_by_pyoxigraph(terms) == terms


def test_the_update_leaves_data_without_deprecated_terms_as_it_is() -> None:
    dump = {*pyoxigraph.parse(path=data_dir() / "release" / "solidarity-graph.nq", format=RdfFormat.N_QUADS)}

    assert updated_by_pyoxigraph(dump) == dump


def test_only_warnings_are_shown_as_such() -> None:
    report = report_on(USES["suspended-term"][0])
    text = as_text(report)

    assert text.startswith("Conforms, with 2 warnings: ")
    assert "deprecated-term (2, warning)\n" in text
    assert {result["resultSeverity"] for result in json.loads(as_json(report))["results"]} == {
        "http://www.w3.org/ns/shacl#Warning"
    }
    assert "sh:conforms false" in as_turtle(report)


def test_a_warning_beside_a_violation_does_not_hide_it() -> None:
    report = report_on(USES["suspended-term"][0] + "<event/march> a sg:Campaign .")

    assert not report.is_accepted
    assert as_text(report).startswith("Does not conform: 3 results ")


# Records of articles.


def test_a_record_with_a_deprecated_term_is_valid_and_the_warning_names_its_file(changed_data: Path) -> None:
    report = check(load_files(changed_data))

    assert report.is_accepted
    assert {result.constraint for result in report.results} == {"deprecated-term"}
    claim = Origin("articles/gdansk-postcard-graffiti.toml", "event bialiatski-sentence-2011, ancillaryPenalty")
    assert claim in {result.origin for result in report.results}


@pytest.fixture
def changed_data(tmp_path: Path) -> Path:
    data = tmp_path / "data"
    shutil.copytree(data_dir(), data, ignore=shutil.ignore_patterns("release"))
    path = data / "articles" / "gdansk-postcard-graffiti.toml"
    text, changes = re.subn(
        r'(ancillaryPenalty = \{value = )"[a-z-]+"', r'\1"deportation-penalty"', path.read_text("utf-8")
    )
    assert changes == 1
    path.write_text(text, "utf-8")
    return data


def test_deprecated_concepts_are_not_offered() -> None:
    lines = (data_dir() / "terms.md").read_text("utf-8").splitlines()
    (kinds,) = (line for line in lines if line.startswith("| `termKind` | `") and "fixed-term" in line)

    assert "`length-not-stated`" in kinds
    assert "`suspended-term`" not in kinds
    assert "deportation-penalty" not in ONTOLOGY.schemes["measure-kinds"].offered
    assert "deportation-penalty" in ONTOLOGY.schemes["measure-kinds"].concepts


# The update is made from the ontology.

MORE = """
sg:Event a owl:Class .
sg:Gathering a owl:Class ; owl:deprecated true ; dcterms:isReplacedBy sg:Event .
sg:form a owl:ObjectProperty .
sg:shape a owl:ObjectProperty ; owl:deprecated true ; dcterms:isReplacedBy sg:form .
"""


def with_terms(turtle: str) -> OntologyVersion:
    return version(turtle, shapes="")


def test_classes_and_properties_are_rewritten_too() -> None:
    store = Store()
    store.extend(quads("<event/e> a sg:Gathering ; sg:shape <x> . <claim/c> rdf:predicate sg:shape ."))
    store.update(migration(with_terms("sg:Event a owl:Class ."), with_terms(MORE)))

    assert {*store} == quads("<event/e> a sg:Event ; sg:form <x> . <claim/c> rdf:predicate sg:form .")


def test_what_was_deprecated_before_is_left_to_the_update_of_that_version() -> None:
    assert migration(with_terms(MORE), with_terms(MORE)) == ""


@pytest.mark.parametrize(
    ("turtle", "message"),
    [
        ("sg:old a owl:Class ; owl:deprecated true .", "has not one replacement"),
        (
            "sg:new a owl:ObjectProperty . sg:old a owl:Class ; owl:deprecated true ; dcterms:isReplacedBy sg:new .",
            "rule",
        ),
        ("sg:old a owl:Class ; owl:deprecated true ; dcterms:isReplacedBy sg:nothing .", "rule"),
    ],
)
def test_a_term_that_no_rule_can_replace_is_an_error(turtle: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        migration(with_terms(""), with_terms(turtle))


def test_no_term_of_an_earlier_version_is_gone() -> None:
    newest = known_versions()[0].terms()
    for old in known_versions()[1:]:
        terms = {iri for iri in find_version(old.number).terms().subjects() if iri.startswith((SG, SGC))}
        assert terms <= {*newest.subjects()}
