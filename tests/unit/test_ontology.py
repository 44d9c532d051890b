"""The ontology says what DESIGN promises, and what is generated from it is fresh.

What can be said of any ontology is asked by the queries of `ontology/checks/`.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from rdflib import OWL, RDF, RDFS, BNode, Graph, Literal, URIRef

from solidarity_graph.errors import DataError
from solidarity_graph.records.values import EDITORS_WORDS
from solidarity_graph.resources import ontology_dir
from solidarity_graph.schema import Ontology, read_ontology
from solidarity_graph.schema import ontology as loaded
from solidarity_graph.schema.generate import main, stale_files
from solidarity_graph.schema.namespaces import DCTERMS, EDTF, SG, SGC, VANN
from solidarity_graph.schema.ontology_reader import label_files, term_files
from solidarity_graph.schema.ontology_terms import ConceptTerm, PropertyTerm, Term

FOLDER = ontology_dir()
ONTOLOGY = read_ontology()
TERMS: list[Term] = [*ONTOLOGY.classes.values(), *ONTOLOGY.properties.values(), *ONTOLOGY.annotations.values()]
CONCEPTS = list(ONTOLOGY.concepts.values())
# What examples/shapes holds is wrong on purpose, in half of its files, and so is what examples/faults holds.
TURTLE = sorted(path for path in FOLDER.rglob("*.ttl") if not {"shapes", "faults"} & {*path.parts[len(FOLDER.parts) :]})

CLASSES = """
    Agent Person Organisation Group Place Award Article LegalDocument SourceText Claim TextSpan Participation
    Affiliation Disagreement Case Event SolidarityAction Campaign AuthorityResponse Conferral Recognition
    LegalMeasure Arrest Verdict Sentence DisciplinaryPenalty Release Assessment LegalRisk
    CustodyEvent Stay IllTreatment DenialOfCare DeathInCustody PrisonerProtest CaseState
"""
PROPERTIES = """
    actionType responseType status date startTime place inSupportOf organiser participant participation
    addressee demand slogan partOf realises outcomeUnknownAsOf replaces respondsTo inConsequenceOf legalBasis agent role
    countText
    countMin countMax countUnit imposedOn imposedBy duration termKind regime charge statedReason legalProvision
    ancillaryPenalty detainedAt deprivedOf contestedBy inCase award recipient conferredBy recognitionOf
    recognisedAs recognisedBy affiliation with occupation within sourceText sha256 completeness relays statedIn
    evidence evidenceGrade modality attributedTo speakers inferredFrom notBefore notAfter durationMonths durationDays
    about onProperty claim disagreementKind judgedBy judgedOn currentStatus involves origins disputed
    namingGround reviewer reviewed disclosureLevel withheldClaims assessmentOf reliability credibility
    countApproximate addressFound addressFoundBy addressFoundOn addressStatus noAddress wholeTextOf
    documentNumber issuedBy referredToAs organisationKind country inViolationOf
    countryCode inferredPart riskOf riskIn riskSince
    startDate endDate platform hashtag webAddress measureKind suspended suspendedDuration amount verdictKind
    groundOfChange ends caseState legalState concerns protestForm heldBy treatmentKind careDenied statedCause
    receivedBy declined
"""
# What the build alone writes.
DERIVED = """
    currentStatus involves origins disputed withheldClaims
    actionTypeText addresseeText aftermath aftermathText ancillaryPenaltyText articleText asOf attributedToText
    bestGrade carriedOut chargeText conferredByText contested contestedByText contestedIn countryCodeText
    dateApproximate dateCertainty dateInferred dateUncertain denied detainedAtText legalBasisText recognisedAsText
    recognisedByText termKindText factsDiffer imposedByText inCountry inCountryText inSupportOfText numberOfParts
    organiserText originText realisesText reasonDenied regimeText statedReasonText tookPart tookPartText valueText
    venue venueText wholeAction words yearInferred
    measureKindText verdictKindText groundOfChangeText concernsText heldByText platformText
"""
ACTION_TYPES = """
    protest picket one-person-picket rally march vigil demonstration petition open-letter appeal-to-authority
    statement postcard-campaign letter-campaign leafleting hunger-strike exhibition book-presentation
    round-table public-discussion concert film-screening award-ceremony graffiti banner flash-mob prison-visit
"""
SCHEMES = """
    action-types responses statuses roles count-units regimes charges penalties entitlements term-kinds
    modalities evidence-grades disagreement-kinds disclosure-levels completeness recognitions naming-grounds
    source-reliability information-credibility address-statuses organisation-kinds
    measure-kinds verdict-kinds grounds-of-change legal-states ill-treatment-kinds care-kinds protest-forms
"""
# Event types and modes of PLOVER, draft 0.7b1, as far as they can be the type of an action or of a response.
PLOVER = {
    "PROTEST": {"demo", "riot", "strike-gen", "strike-lim", "strike-hun", "boycott", "obstruct"},
    "COERCE": {"confiscate", "restrict", "ban", "censor", "curfew", "martial-law", "arrest", "deport", "withhold"},
    "ACCUSE": set(),
    "REJECT": {"assist", "change", "yield", "meet"},
}


def graph(*paths: Path) -> Graph:
    result = Graph()
    for path in paths:
        result.parse(path, format="turtle")
    return result


@cache
def own_files() -> Graph:
    return graph(*term_files(), *label_files())


def by_name(term: Term | ConceptTerm) -> str:
    return term.name


def names_in(triples: Graph) -> Iterator[str]:
    """Every IRI in our namespaces that the graph mentions."""
    for term in {term for triple in triples for term in triple if isinstance(term, URIRef)}:
        if term.startswith((SG, SGC)):
            yield str(term)


DEFINED = (
    {SG + name for name in [*ONTOLOGY.classes, *ONTOLOGY.annotations]}
    | {term.iri for term in loaded.PROPERTIES.values()}
    | {SGC + name for name in [*ONTOLOGY.concepts, *ONTOLOGY.schemes]}
)


# What the ontology holds.


def test_every_class_that_the_design_names_is_there() -> None:
    assert set(ONTOLOGY.classes) == set(CLASSES.split())


def test_every_property_that_the_design_names_is_there() -> None:
    assert set(ONTOLOGY.properties) == {*PROPERTIES.split(), *DERIVED.split()}


def test_every_scheme_is_there_in_a_file_of_its_own() -> None:
    assert set(ONTOLOGY.schemes) == set(SCHEMES.split())
    assert {path.stem for path in FOLDER.glob("concepts/*.ttl")} == set(ONTOLOGY.schemes)


def test_action_types_cover_the_forms_that_articles_report() -> None:
    assert set(ACTION_TYPES.split()) <= set(ONTOLOGY.schemes["action-types"].concepts)


def test_the_header_tells_version_licence_and_prefix() -> None:
    triples = graph(FOLDER / "solidarity-graph.ttl")
    header = URIRef(ONTOLOGY.iri)
    assert ONTOLOGY.version == "0.3.0"
    assert ONTOLOGY.version_iri == f"{ONTOLOGY.iri}/{ONTOLOGY.version}"
    assert ONTOLOGY.licence == "https://creativecommons.org/licenses/by/4.0/"
    assert triples.value(header, URIRef(VANN + "preferredNamespacePrefix")) == Literal("sg")
    assert triples.value(header, URIRef(VANN + "preferredNamespaceUri")) == Literal(SG)


def test_the_ontology_says_which_texts_are_in_the_words_of_the_editors() -> None:
    own = {
        name
        for name, term in loaded.PROPERTIES.items()
        if "the editors' own words: in English, unless" in f"{term.definition} {term.scope_note}"
    }
    assert own == EDITORS_WORDS


@pytest.mark.parametrize("declared", ONTOLOGY.properties.values(), ids=by_name)
def test_a_property_has_domain_and_range(declared: PropertyTerm) -> None:
    marks = {
        "text",
        "string",
        "edtf",
        "time",
        "date",
        "duration",
        "integer",
        "boolean",
        "uri",
        "concept",
        "property",
        "list",
        "any",
    }
    assert declared.domain
    assert declared.domain <= {*ONTOLOGY.classes, "any"}
    assert declared.range
    assert declared.range <= {*ONTOLOGY.classes} or (len(declared.range) == 1 and declared.range <= marks)


def test_derived_properties_are_listed() -> None:
    derived = {name for name, term in loaded.PROPERTIES.items() if term.derived}
    on_events = {name for name, term in loaded.PROPERTIES.items() if term.derived_on == {"Event"}}
    assert derived == set(DERIVED.split())
    assert on_events == {"notBefore", "notAfter", "durationMonths", "durationDays"}


def test_an_object_property_has_things_for_values_and_a_datatype_property_literals() -> None:
    triples = graph(FOLDER / "solidarity-graph.ttl")
    things = {"concept", "property", "list", "any", *ONTOLOGY.classes}
    for name, term in ONTOLOGY.properties.items():
        kind = OWL.ObjectProperty if set(term.range) <= things else OWL.DatatypeProperty
        ordered = {OWL.AsymmetricProperty, OWL.IrreflexiveProperty}
        assert set(triples.objects(URIRef(term.iri), RDF.type)) - ordered == {kind}, name


def test_nothing_in_owl_makes_a_mistake_into_a_conclusion() -> None:
    # Disjointness and asymmetry do not: of a mistake, a reasoner says that it is one.
    triples = own_files()
    assert not {RDFS.domain, RDFS.range, OWL.inverseOf} & set(triples.predicates())
    wide = (OWL.FunctionalProperty, OWL.InverseFunctionalProperty, OWL.SymmetricProperty, OWL.TransitiveProperty)
    assert not [found for kind in (*wide, OWL.Restriction) for found in triples.subjects(RDF.type, kind)]


def test_a_class_is_below_those_above_its_superclass() -> None:
    assert loaded.is_a("Arrest", "Event")
    assert not loaded.is_a("Event", "Arrest")


# Concepts.


def test_names_of_concepts_and_schemes_are_unique_over_all_schemes() -> None:
    names = Counter(name for scheme in ONTOLOGY.schemes.values() for name in [scheme.name, *scheme.concepts])
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("concept", CONCEPTS, ids=by_name)
def test_the_texts_of_a_concept_are_sentences_and_its_example_is_a_short_phrase(concept: ConceptTerm) -> None:
    assert set(concept.settled_labels) <= {"en", "be", "ru"}
    assert concept.definition.endswith(".")
    assert not concept.scope_note or concept.scope_note.endswith(".")
    assert len(concept.short_example) <= 120
    assert concept.name == concept.name.lower().replace("_", "-")


def test_concepts_are_related_both_ways() -> None:
    for concept in CONCEPTS:
        assert all(concept.name in ONTOLOGY.concepts[name].related for name in concept.related)


def test_sharps_methods_are_numbers_from_1_to_198() -> None:
    mapped = {concept.name: concept.sharp_methods for concept in CONCEPTS if concept.sharp_methods}
    numbered = {"hunger-strike": 159, "picket": 16, "banner": 8, "portrait-display": 25, "march": 38, "vigil": 34}
    assert all(1 <= number <= 198 for numbers in mapped.values() for number in numbers)
    assert {concept.scheme for concept in CONCEPTS if concept.sharp_methods} == {"action-types"}
    assert {name: mapped[name] for name in numbered} == {name: (number,) for name, number in numbered.items()}
    assert len(mapped) > 40


def test_plover_codes_are_those_of_its_manual() -> None:
    mapped = [concept for concept in CONCEPTS if any(concept.plover)]
    for concept in mapped:
        event_type, mode = concept.plover
        assert not mode or mode in PLOVER[event_type], concept.name
        assert event_type in PLOVER
    assert ONTOLOGY.concepts["hunger-strike"].plover == ("PROTEST", "strike-hun")
    assert {concept.scheme for concept in mapped} == {"action-types", "responses"}


def test_the_sources_of_the_mappings_are_cited() -> None:
    sources = " ".join(ONTOLOGY.schemes["action-types"].sources)
    assert "Gene Sharp, The Politics of Nonviolent Action" in sources
    assert "PLOVER" in sources


@pytest.mark.parametrize(
    ("name", "original", "russian"),
    [
        ("general-regime", "агульны рэжым", "общий режим"),
        ("reinforced-regime", "узмоцнены рэжым", "усиленный режим"),
        ("strict-regime", "строгі рэжым", "строгий режим"),
        ("special-regime", "асаблівы рэжым", "особый режим"),
    ],
)
def test_legal_regimes_carry_the_original_terms(name: str, original: str, russian: str) -> None:
    labels = ONTOLOGY.concepts[name].labels
    assert (labels["be"], labels["ru"]) == (original, russian)


def test_english_wordings_of_a_regime_are_concepts_of_their_own() -> None:
    for name in ("medium-security", "severe-regime"):
        concept = ONTOLOGY.concepts[name]
        assert "reinforced-regime" in concept.related
        assert set(concept.settled_labels) == {"en"}
        assert concept.scope_note


# Files.


@pytest.mark.parametrize("path", TURTLE, ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_a_file_has_no_blank_node_and_mentions_only_terms_that_are_defined(path: Path) -> None:
    triples = graph(path)
    # But for what annotates a mapping: OWL has blank nodes there.
    named = Graph()
    named += (triple for triple in triples if (triple[0], RDF.type, OWL.Axiom) not in triples)
    assert not [term for triple in named for term in triple if isinstance(term, BNode)]
    assert set(names_in(triples)) <= DEFINED


@pytest.mark.parametrize("term", TERMS, ids=by_name)
def test_the_example_of_a_term_uses_it(term: Term) -> None:
    assert term.example is not None
    triples = graph(FOLDER / "examples" / "terms" / term.example.name)
    used = set(triples.predicates()) | set(triples.objects(None, RDF.type)) | set(triples.objects(None, RDF.predicate))
    assert URIRef(term.iri) in used


def test_every_example_belongs_to_a_term() -> None:
    expected = {term.example.name for term in TERMS if term.example}
    folder = FOLDER / "examples" / "terms"
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*.ttl")} == expected


def test_examples_are_of_a_graph_of_somebody_elses() -> None:
    for term in TERMS:
        assert term.example is not None
        assert "@base <https://example.org/graph/id/>" in term.example.turtle
        assert "solidarity-graph/id/" not in term.example.turtle


def test_short_examples_use_their_property() -> None:
    for term in [*ONTOLOGY.properties.values(), *ONTOLOGY.annotations.values()]:
        assert f" sg:{term.name} " in term.short_example


def test_no_two_files_differ_only_in_case() -> None:
    names = Counter(path.relative_to(FOLDER).as_posix().casefold() for path in FOLDER.rglob("*"))
    assert [name for name, count in names.items() if count > 1] == []


def test_the_redirects_say_that_they_are_not_registered() -> None:
    assert "Not registered yet" in (FOLDER / "w3id" / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "path",
    [
        *("", "ontology", "ontology/0.2.0", "ontology/0.2.0/context.jsonld", "ontology/0.2.0/migration.ru"),
        *("ontology/alignments/foaf", "context.jsonld", "shapes", "shapes/0.2.0", "problems", "dataset"),
        *("concept/", "concept/picket", "concept/action-types/0.2.0", "graph/entities", "id/person/p7k2"),
        "release/2026-11-29/manifest.json",
    ],
)
def test_the_redirects_lead_every_iri_of_data_and_answers_to_the_server(path: str) -> None:
    rules = re.findall(r"^RewriteRule (\S+) ", (FOLDER / "w3id" / ".htaccess").read_text("utf-8"), re.MULTILINE)
    assert any(re.search(rule, path) for rule in rules)


# What is generated.


def test_generated_files_are_fresh() -> None:
    assert stale_files() == []
    assert main(["--check"]) == 0


def test_a_stale_file_is_named_and_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "context.jsonld"
    monkeypatch.setattr("solidarity_graph.schema.generate.generated_files", lambda: {file: "{}\n"})
    assert main(["--check"]) == 1
    assert "context.jsonld is stale" in capsys.readouterr().err
    assert main([]) == 0
    assert file.read_text() == "{}\n"
    assert main(["--check"]) == 0


def test_the_vocabulary_has_what_records_can_state() -> None:
    assert set(loaded.PROPERTIES) == {*ONTOLOGY.properties, "description", "address"}
    assert {name: set(scheme.concepts) for name, scheme in ONTOLOGY.schemes.items()} == loaded.SCHEMES
    grounds = {concept.name for concept in CONCEPTS if concept.covered_properties or concept.covered_roles}
    assert grounds <= loaded.SCHEMES["naming-grounds"]
    assert loaded.falls_under("one-person-picket", "picket")
    assert not loaded.falls_under("picket", "one-person-picket")


def test_a_description_is_the_dublin_core_term() -> None:
    description = loaded.PROPERTIES["description"]
    assert description.iri == "http://purl.org/dc/terms/description"
    assert (description.domain, description.range) == ({"Event"}, {"text"})


def test_the_context_turns_plain_json_into_our_terms() -> None:
    context = json.loads((FOLDER / "context.jsonld").read_text(encoding="utf-8"))
    document = context | {
        "id": "https://example.org/graph/id/event/e",
        "type": ["Event", "SolidarityAction"],
        "actionType": "sgc:picket",
        "date": "2019-05-14",
        "slogan": {"en": ["Free the books!", "No locks!"]},
        "origins": 2,
        "description": {"en": "A picket."},
        "place": "https://example.org/graph/id/place/p",
    }
    turtle = f"""
        @prefix sg: <{SG}> . @prefix sgc: <{SGC}> . @prefix dcterms: <{DCTERMS}> .
        @base <https://example.org/graph/id/> .
        <event/e> a sg:Event, sg:SolidarityAction ; sg:actionType sgc:picket ; sg:origins 2 ;
            sg:date "2019-05-14"^^<{EDTF}> ; sg:place <place/p> ;
            sg:slogan "Free the books!"@en, "No locks!"@en ; dcterms:description "A picket."@en .
    """
    # Read by the engine, since rdflib's reader of JSON-LD warns of its own deprecated classes.
    found = {quad.triple for quad in parse(json.dumps(document), format=RdfFormat.JSON_LD)}
    expected = {quad.triple for quad in parse(turtle, format=RdfFormat.TURTLE)}
    assert found == expected


def test_the_context_has_every_term() -> None:
    terms = json.loads((FOLDER / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    reused = {iri.replace("#", "/").rpartition("/")[2] for iri in ONTOLOGY.reused}
    assert {*ONTOLOGY.classes, *ONTOLOGY.properties, *reused} <= set(terms)
    # Two terms of one local name would silently be one.
    assert len(ONTOLOGY.classes) + len(ONTOLOGY.properties) + len(reused) == len(
        {*ONTOLOGY.classes, *ONTOLOGY.properties, *reused}
    )


# Reading.


def small(folder: Path, turtle: str) -> Ontology:
    (folder / "solidarity-graph.ttl").write_text(turtle)
    (folder / "reused-terms.ttl").write_text("")
    return read_ontology(folder)


def test_a_file_that_is_not_turtle_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"solidarity-graph\.ttl: not Turtle"):
        small(tmp_path, "sg:Person a")


def test_a_blank_node_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"solidarity-graph\.ttl: a blank node"):
        small(tmp_path, "<a:b> <a:c> [] .")


def test_axioms_of_a_property_and_disjoint_classes_are_read_in_both_directions(tmp_path: Path) -> None:
    more = (
        "sg:with a owl:SymmetricProperty . sg:partOf owl:inverseOf sg:realises . sg:place rdfs:subPropertyOf sg:venue ."
    )
    ontology = small(tmp_path, (ontology_dir() / "solidarity-graph.ttl").read_text("utf-8") + more)
    properties, classes = ontology.properties, ontology.classes
    assert properties["with"].axioms == {"SymmetricProperty"}
    assert properties["partOf"].axioms == {"AsymmetricProperty"}
    assert (properties["partOf"].inverses, properties["realises"].inverses) == ({"realises"}, {"partOf"})
    assert properties["place"].parents == {"venue"}
    assert classes["Person"].disjoint == {"Organisation"}
    assert classes["Organisation"].disjoint == {"Person"}


def test_each_class_is_below_its_superclass_or_at_the_top() -> None:
    below = ONTOLOGY.subclasses
    assert {"Agent", "Event"} < {*below[""]}
    assert "Person" in below["Agent"]
    assert {name for names in below.values() for name in names} == ONTOLOGY.classes.keys()
