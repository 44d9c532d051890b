"""HermiT finds no contradiction in what we publish, those that are planted, and none where nothing is excluded."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("owlready2", reason="needs reasoners: make test-reasoning")

from tests.reasoning.hermit import ONTOLOGY, faults_of, ontology_and

EXAMPLES = ONTOLOGY / "examples"
RELEASE = ONTOLOGY.parent / "data" / "release" / "solidarity-graph.ttl"

IMPOSSIBLE = {
    "a person is a place": "ex:a a sg:Person, sg:Place .",
    "a person is an organisation": "ex:a a sg:Person, sg:Organisation .",
    "a prison is a place and its administration": "ex:a a sg:Place, sg:Organisation .",
    "a claim is an event": "ex:a a sg:Claim, sg:Event .",
    "a claim is the article that makes it": "ex:a a sg:Claim, sg:Article .",
    "a claim is its own value": "ex:a a sg:Claim, sg:Participation .",
    "a case is one of its measures": "ex:a a sg:Case, sg:Sentence .",
    "an award is one granting of it": "ex:a a sg:Award, sg:Conferral .",
    "a law is the measure that rests on it": "ex:a a sg:LegalDocument, sg:LegalMeasure .",
    "a prisoner's own protest is a measure against them": "ex:a a sg:PrisonerProtest, sg:LegalMeasure .",
    "an arrest is a release": "ex:a a sg:Arrest, sg:Release .",
    "a court's sentence is a penalty of the prison": "ex:a a sg:Sentence, sg:DisciplinaryPenalty .",
    "a death is a stay": "ex:a a sg:DeathInCustody, sg:Stay .",
    "a campaign is a sentence": "ex:a a sg:Campaign, sg:Sentence .",
    "an event realises itself": "ex:a a sg:Event ; sg:realises ex:a .",
    "two plans realise each other": "ex:a sg:realises ex:b . ex:b sg:realises ex:a .",
    "two events are part of each other": "ex:a sg:partOf ex:b . ex:b sg:partOf ex:a .",
    "two places are within each other": "ex:a sg:within ex:b . ex:b sg:within ex:a .",
    "two sentences replace each other": "ex:a sg:replaces ex:b . ex:b sg:replaces ex:a .",
    "a measure ends itself": "ex:a sg:ends ex:a .",
    "an answer answers itself": "ex:a sg:respondsTo ex:a .",
    "an event is in consequence of itself": "ex:a sg:inConsequenceOf ex:a .",
    "an article relays itself": "ex:a sg:relays ex:a .",
    "two articles are each the whole text of the other": "ex:a sg:wholeTextOf ex:b . ex:b sg:wholeTextOf ex:a .",
    "a person and a place are said to be the same": "ex:a a sg:Person . ex:b a sg:Place . ex:a owl:sameAs ex:b .",
    "under two names, an event realises itself": "ex:a sg:realises ex:b . ex:a owl:sameAs ex:b .",
    "a class of somebody else's mixes two of ours": """
        ex:Jail a owl:Class ; rdfs:subClassOf sg:Place, sg:Organisation . ex:a a ex:Jail .""",
    "a property of somebody else's leads back": """
        ex:carriesOut a owl:ObjectProperty ; rdfs:subPropertyOf sg:realises . ex:a ex:carriesOut ex:a .""",
}
POSSIBLE = {
    "a decree is an article": "ex:a a sg:Article, sg:LegalDocument .",
    "an article is a whole source text": "ex:a a sg:Article, sg:SourceText .",
    "a group is one person whom nobody names": "ex:a a sg:Group, sg:Person .",
    "a fine is an answer and a measure": "ex:a a sg:AuthorityResponse, sg:LegalMeasure .",
    "the granting of a prize is an act of solidarity": "ex:a a sg:Conferral, sg:SolidarityAction .",
    "an execution is a measure and a death": "ex:a a sg:DeathInCustody, sg:LegalMeasure .",
    "a prisoner strikes for the whole cell": "ex:a a sg:PrisonerProtest, sg:SolidarityAction .",
    "a prisoner dies in protest": "ex:a a sg:PrisonerProtest, sg:DeathInCustody .",
    "denied care is ill-treatment": "ex:a a sg:DenialOfCare, sg:IllTreatment .",
    "a sentence is a verdict": "ex:a a sg:Sentence, sg:Verdict .",
    "two sides each blame the other": "ex:a sg:inConsequenceOf ex:b . ex:b sg:inConsequenceOf ex:a .",
    "two articles relay each other": "ex:a sg:relays ex:b . ex:b sg:relays ex:a .",
    "texts give an event two places and two types": """
        ex:a a sg:Event, sg:SolidarityAction ; sg:place ex:b, ex:c ; sg:actionType sgc:picket, sgc:march .
        ex:b a sg:Place . ex:c a sg:Place . ex:b owl:differentFrom ex:c .""",
    "a part has a part that is not stated to be part of the whole": """
        ex:a sg:partOf ex:b . ex:b sg:partOf ex:c . [] a owl:NegativePropertyAssertion ;
            owl:sourceIndividual ex:a ; owl:assertionProperty sg:partOf ; owl:targetIndividual ex:c .""",
}


@pytest.mark.parametrize("turtle", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_a_planted_contradiction_is_found(turtle: str, tmp_path: Path) -> None:
    assert faults_of(ontology_and(turtle=turtle), tmp_path) == ["inconsistent"]


@pytest.mark.parametrize("turtle", POSSIBLE.values(), ids=POSSIBLE)
def test_nothing_is_excluded_that_may_be_so(turtle: str, tmp_path: Path) -> None:
    assert faults_of(ontology_and(turtle=turtle), tmp_path) == []


def test_every_class_can_have_members(tmp_path: Path) -> None:
    assert faults_of(ontology_and(), tmp_path) == []


def test_a_class_that_can_have_none_is_named(tmp_path: Path) -> None:
    turtle = "ex:Jail a owl:Class ; rdfs:subClassOf sg:Place, sg:Organisation ."
    assert faults_of(ontology_and(turtle=turtle), tmp_path) == ["Jail"]


def test_the_release_is_consistent(tmp_path: Path) -> None:
    assert faults_of(ontology_and(RELEASE), tmp_path) == []


@pytest.mark.parametrize("pattern", ["terms/**/*.ttl", "shapes/*.valid.ttl", "cases/**/*.ttl"])
def test_the_examples_are_consistent(pattern: str, tmp_path: Path) -> None:
    assert faults_of(ontology_and(*EXAMPLES.glob(pattern)), tmp_path) == []
