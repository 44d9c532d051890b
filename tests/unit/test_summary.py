"""The summary graph: labels, texts, places, whole actions, certainty of dates and disputes, derived from claims."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from pyoxigraph import Quad, QuerySolutions, Store, parse

from solidarity_graph.model import (
    Article,
    Claim,
    Concept,
    Dataset,
    Disagreement,
    Edtf,
    Entity,
    Event,
    Node,
    Realisation,
    Ref,
    Span,
    Text,
    WebAddress,
)
from solidarity_graph.rdf import EventSummary, summarise
from solidarity_graph.rdf.labels import best_label, value_text
from solidarity_graph.resources import ontology_dir
from tests.example import example_dataset
from tests.graphs import all_quads, documents_of

BASE = "https://example.org/lanternfield/"
PREFIXES = {
    "sg": "https://w3id.org/solidarity-graph/ontology#",
    "sgc": "https://w3id.org/solidarity-graph/concept/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "id": f"{BASE}id/",
}
VIGIL, SENTENCE = Ref("event", "lanternfield-vigil-2031"), Ref("event", "quill-sentence")
TOWN_HALL, PERSON = Ref("organisation", "town-hall"), Ref("person", "pq1x")


def cells(dataset: Dataset, pattern: str) -> list[str]:
    """The sorted values of ?x in the union of all graphs."""
    store = Store()
    store.extend(Quad(quad.subject, quad.predicate, quad.object) for quad in all_quads(dataset))
    found = store.query(f"SELECT ?x {{ {pattern} }}", prefixes=PREFIXES)
    assert isinstance(found, QuerySolutions)
    return sorted(str(getattr(row["x"], "value", "")).removeprefix(f"{BASE}id/") for row in found)


def extra(predicate: str, value: object, subject: Ref = VIGIL, **parts: object) -> Claim:
    return Claim("cextra", "lanternfield-vigil", subject, predicate, value, **parts)  # type: ignore[arg-type]


def with_claims(*claims: Claim, **more: object) -> Dataset:
    dataset = example_dataset()
    numbered = (replace(claim, key=f"cextra{number}") for number, claim in enumerate(claims))
    return replace(dataset, claims=(*dataset.claims, *numbered), **more)  # type: ignore[arg-type]


def without(dataset: Dataset, predicate: str) -> Dataset:
    return replace(dataset, claims=tuple(each for each in dataset.claims if each.predicate != predicate))


def with_events(dataset: Dataset, class_name: str, *keys: str) -> Dataset:
    events = [Event(Ref("event", key), class_name, (Text(key.title(), "en"),)) for key in keys]
    return replace(dataset, events=(*dataset.events, *events))


def summary_of(dataset: Dataset, event: Ref = VIGIL) -> EventSummary:
    return next(summary for summary in summarise(dataset) if summary.event.ref == event)


# Labels.


def test_everything_in_the_graph_has_exactly_one_label_without_a_language() -> None:
    judged = Disagreement(
        "d",
        VIGIL,
        "date",
        (Ref("claim", "cx03"), Ref("claim", "cx04")),
        "conflict",
        note="n",
        who="t",
        when="2031-06-01",
    )
    dataset = with_claims(disagreements=(judged,))
    others = "sg:TextSpan, sg:SourceText, rdf:Statement, sg:Assessment, sg:LegalRisk"
    things = f"?thing a ?class FILTER (STRSTARTS(STR(?thing), STR(id:)) && ?class NOT IN ({others}))"
    typed = {*cells(dataset, f"{things} BIND (?thing AS ?x)")}
    labelled = cells(dataset, f'{things} ?thing rdfs:label ?label FILTER (LANG(?label) = "") BIND (?thing AS ?x)')
    assert {iri.partition("/")[0] for iri in typed} >= {"event", "person", "article", "claim", "disagreement", "place"}
    assert {*labelled} == typed
    once = "SELECT ?thing (COUNT(?label) AS ?count) { ?thing rdfs:label ?label } GROUP BY ?thing"
    assert {*cells(dataset, f"{{ {once} }} BIND (?count AS ?x)")} == {"1"}


@pytest.mark.parametrize(
    ("names", "label"),
    [
        ((("Гомель", "ru"), ("Homel", "en"), ("Гомель", "be")), "Homel"),
        ((("Б", "ru"), ("А", "be")), "А"),
        ((("B", "pl"), ("A", "pl")), "A"),
        ((("Brest", "be-latn"), ("Брэст", "be")), "Брэст"),
        ((), ""),
    ],
)
def test_a_label_is_english_or_else_the_first_by_language(names: tuple[tuple[str, str], ...], label: str) -> None:
    assert best_label(Text(*name) for name in names) == label
    assert best_label(Text(*name) for name in reversed(names)) == label


def test_what_has_no_name_is_labelled_with_its_kind_and_key() -> None:
    unnamed = Entity(Ref("group", "vigil-people"), "Group", ())
    entities = tuple(unnamed if each.ref == unnamed.ref else each for each in example_dataset().entities)
    dataset = replace(example_dataset(), entities=entities)
    assert cells(dataset, f"<{BASE}id/group/vigil-people> rdfs:label ?x") == ["group/vigil-people"]
    assert cells(dataset, f"<{BASE}id/article/lanternfield-vigil> rdfs:label ?x") == [
        "Lanternfield stands with Mira Quill"
    ]
    assert cells(dataset, f"<{BASE}id/claim/cx04> rdfs:label ?x") == ["claim/cx04"]


def test_concepts_and_their_broader_ones_are_described_with_the_graph() -> None:
    dataset = with_claims(extra("actionType", Concept("one-person-picket")))
    assert cells(dataset, 'sgc:one-person-picket skos:prefLabel ?x FILTER (LANG(?x) = "en")') == ["one-person picket"]
    assert cells(dataset, "sgc:one-person-picket skos:notation ?x") == ["one-person-picket"]
    assert "picket" in cells(dataset, "sgc:one-person-picket skos:broader+/skos:notation ?x")
    assert (
        cells(dataset, "?used sg:currentStatus|sg:actionType|sg:role|sg:modality ?c MINUS { ?c rdfs:label ?x }") == []
    )
    missing = "?some ?any ?x FILTER (STRSTARTS(STR(?x), STR(sgc:))) MINUS { ?x rdfs:label ?label }"
    assert cells(dataset, missing) == []
    assert cells(dataset, "sgc:strike skos:prefLabel ?x") == [], "only those in use"


def test_classes_and_properties_in_use_have_the_label_of_the_ontology() -> None:
    dataset = example_dataset()
    assert cells(dataset, "?claim rdf:predicate ?x MINUS { ?x rdfs:label ?label }") == []
    paths = (ontology_dir() / name for name in ("solidarity-graph.ttl", "reused-terms.ttl"))
    declared = {str(quad.triple) for path in paths for quad in parse(path=path)}
    labels = [quad for quad in all_quads(dataset) if quad.predicate.value.endswith("#label")]
    terms = {str(quad.triple) for quad in labels if "@en" in str(quad.object)}
    assert any("core#prefLabel" in term for term in terms)
    assert {term for term in terms if "/concept/" not in term} <= declared, "beside the ontology, none has two labels"


# Texts of claims.


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (TOWN_HALL, "Town hall of Lanternfield"),
        (Ref("person", "nobody"), "person/nobody"),
        (Concept("picket"), "picket"),
        (Edtf("2031-05?"), "2031-05?"),
        (Text("Чарніла", "be"), "Чарніла"),
        (7, "7"),
        (
            Node("Participation", (("agent", TOWN_HALL), ("role", Concept("speaker")))),
            "Town hall of Lanternfield (speaker)",
        ),
        (
            Node(
                "Participation", (("agent", TOWN_HALL), ("role", Concept("speaker")), ("countText", Text("some", "en")))
            ),
            "Town hall of Lanternfield (speaker, some)",
        ),
        (Node("Affiliation", (("with", TOWN_HALL), ("role", Concept("head")))), "Town hall of Lanternfield (head)"),
        (
            Node("CaseState", (("legalState", Concept("charged")), ("agent", PERSON), ("date", Edtf("2031-05")))),
            "charged (person/pq1x, 2031-05)",
        ),
        (Node("CaseState", (("legalState", Concept("closed")),)), "closed"),
        (True, "true"),
        (WebAddress("https://openlist.example/p/77"), "https://openlist.example/p/77"),
    ],
)
def test_every_value_has_a_text(value: object, text: str) -> None:
    assert value_text(value, {TOWN_HALL: "Town hall of Lanternfield"}) == text  # type: ignore[arg-type]


def test_a_claim_has_its_words_in_order_and_its_speakers() -> None:
    first, *rest = example_dataset().claims
    spans = (Span(60, 64, "last"), Span(50, 55), Span(1, 6, "first"))
    speakers = (Ref("organisation", "town-hall"), Ref("organisation", "gazette"))
    dataset = replace(example_dataset(), claims=(replace(first, spans=spans, attributed_to=speakers), *rest))
    claim = f"<{BASE}id/claim/{first.key}>"
    assert cells(dataset, f"{claim} sg:words ?x") == ["first … last"]
    assert cells(dataset, f"{claim} sg:attributedToText ?x") == ["The Gazette; Town hall of Lanternfield"]


# Demands.


def test_a_demand_has_its_own_addressee() -> None:
    one, other = Text("Release her.", "en"), Text("Talk.", "en")
    dataset = with_claims(
        extra("demand", one, addressee=(TOWN_HALL,)),
        extra("demand", other),
        extra("addressee", Ref("organisation", "gazette")),
    )
    of = "?claim rdf:object ?demand ; rdf:predicate sg:demand"
    assert cells(dataset, f"{of} ; sg:addressee ?who BIND (STR(?demand) AS ?x)") == ["Release her."]
    assert cells(dataset, f"{of} ; sg:addresseeText ?x") == ["Town hall of Lanternfield"]
    assert TOWN_HALL in summary_of(dataset).involves


def test_the_document_of_an_addressee_mentions_the_demand() -> None:
    dataset = with_claims(extra("demand", Text("Release her.", "en"), addressee=(TOWN_HALL,)))
    document = next(each for each in documents_of(dataset) if each["id"] == f"{BASE}id/{TOWN_HALL}")
    mentioned = {(each["id"], role["property"]) for each in document["mentions"] for role in each["as"]}
    assert (f"{BASE}id/{VIGIL}", PREFIXES["sg"] + "addressee") in mentioned
    assert document["label"] == "Town hall of Lanternfield"


# Places.


def coded(dataset: Dataset) -> Dataset:
    codes = {"inkland": "QI"}
    entities = [replace(each, country_code=codes.get(each.ref.key, "")) for each in dataset.entities]
    return replace(dataset, entities=tuple(entities))


def test_the_venue_is_the_most_exact_place_and_the_country_lies_around_it() -> None:
    square, town, country = (Ref("place", key) for key in ("foundry-square", "lanternfield", "inkland"))
    dataset = coded(with_claims(extra("place", town), extra("place", country)))
    summary = summary_of(dataset)
    assert (summary.venues, summary.countries) == ((square,), (country,))
    assert cells(dataset, "?place sg:inCountry/sg:countryCode ?code ; a sg:Place BIND (?place AS ?x)") == [
        "place/foundry-square",
        "place/inkland",
        "place/lanternfield",
    ]
    assert dict(summary.texts)["venueText"] == "Foundry Square"
    assert summary_of(example_dataset()).countries == (), "without a code, no place is known to be a country"


def test_places_within_each_other_by_claims_end_somewhere() -> None:
    square, town = Ref("place", "foundry-square"), Ref("place", "lanternfield")
    dataset = coded(with_claims(extra("within", square, town)))
    assert summary_of(dataset).countries == (Ref("place", "inkland"),)


# Whole actions.


def test_a_part_belongs_to_the_outermost_action_and_a_campaign_is_none() -> None:
    whole, part, campaign = (Ref("event", key) for key in ("whole", "part", "campaign"))
    dataset = with_claims(extra("partOf", whole), extra("partOf", VIGIL, part), extra("partOf", campaign, whole))
    dataset = with_events(with_events(dataset, "SolidarityAction", "whole", "part"), "Campaign", "campaign")
    assert [summary_of(dataset, each).whole for each in (VIGIL, part, whole, campaign)] == [whole, whole, whole, None]
    assert [summary_of(dataset, each).parts for each in (VIGIL, part, whole)] == [0, 0, 2]


def test_actions_that_are_part_of_each_other_end_somewhere() -> None:
    other = Ref("event", "other")
    dataset = with_events(
        with_claims(extra("partOf", other), extra("partOf", VIGIL, other)), "SolidarityAction", "other"
    )
    assert summary_of(dataset).whole in {VIGIL, other}


def test_a_denied_part_is_no_part() -> None:
    denied = extra("partOf", Ref("event", "whole"), modality="denied", attributed_to=(TOWN_HALL,))
    assert summary_of(with_events(with_claims(denied), "SolidarityAction", "whole")).whole == VIGIL


# Certainty of the date.


@pytest.mark.parametrize(
    ("date", "why", "part", "certainty"),
    [
        ("2031-05-03", "", "", "certain"),
        ("2031-05-03?", "", "", "uncertain"),
        ("2031-05-03~", "", "", "approximate"),
        ("2031-05-03%", "", "", "uncertain, approximate"),
        ("2031-05-03", "the day of the vigil", "", "inferred"),
        ("2031-05-03", "the year of the page", "year", "year inferred"),
        ("2031-05?", "guessed", "", "uncertain, inferred"),
    ],
)
def test_a_date_is_as_certain_as_its_claims(date: str, why: str, part: str, certainty: str) -> None:
    claim = extra("date", Edtf(date), inferred_from=why, inferred_part=part)
    dataset = with_claims(claim)
    alone = replace(dataset, claims=tuple(each for each in dataset.claims if each.key != "cx04"))
    event = f"<{BASE}id/{VIGIL}>"
    assert cells(alone, f"{event} sg:dateCertainty ?x") == [certainty]
    assert cells(alone, f"{event} sg:dateUncertain ?x") == ["true"] * ("uncertain" in certainty)
    assert cells(alone, f"{event} sg:dateApproximate ?x") == ["true"] * ("approximate" in certainty)
    assert cells(alone, f"{event} sg:dateInferred ?x") == ["true"] * (certainty.endswith("inferred") and not part)
    assert cells(alone, f"{event} sg:yearInferred ?x") == ["true"] * bool(part)


def test_a_date_that_one_article_states_is_not_inferred() -> None:
    assert summary_of(with_claims(extra("date", Edtf("2031-05-03"), inferred_from="guessed"))).date_inferred == ""


def test_without_a_date_nothing_is_certain() -> None:
    assert cells(without(example_dataset(), "date"), "?any sg:dateCertainty ?x") == []


# Grades and disputes.


def test_the_best_grade_is_that_of_the_best_asserted_claim() -> None:
    dataset = example_dataset()
    grades = ("second-hand", "record-level", "page-level", "verified-span")
    for worst, best in pairwise(grades):
        claims = tuple(replace(each, grade=worst if number else best) for number, each in enumerate(dataset.claims))
        assert summary_of(replace(dataset, claims=claims)).best_grade == best
    assert summary_of(replace(dataset, claims=())).best_grade == ""


def test_contested_denied_and_differing_are_told_apart() -> None:
    def told(dataset: Dataset) -> tuple[bool, ...]:
        found = summary_of(dataset, SENTENCE)
        return found.contested, found.facts_differ, found.denied, found.reason_denied, found.disputed

    def denying(predicate: str, value: object) -> Dataset:
        return with_claims(extra(predicate, value, SENTENCE, modality="denied", attributed_to=(PERSON,)))

    claims = (Ref("claim", "cx09"), Ref("claim", "cx11"))
    judged = Disagreement("d", SENTENCE, "date", claims, "conflict", note="n", who="t", when="2031-06-01")
    contested = example_dataset()
    assert told(contested) == (True, False, False, False, False)
    assert told(without(contested, "contestedBy")) == (False, False, False, False, False)
    assert told(replace(contested, disagreements=(judged,))) == (True, True, False, False, True)
    wording = replace(judged, kind="wording")
    assert told(replace(contested, disagreements=(wording,))) == (True, False, False, False, False)
    assert told(denying("status", Concept("held"))) == (True, False, True, False, True)
    assert told(denying("statedReason", Text("ink", "en"))) == (True, False, False, True, True)
    assert told(denying("charge", Concept("smuggling"))) == (True, False, False, True, True)


# Texts of events.


def test_lists_are_sorted_and_each_value_stands_once() -> None:
    gazette = Ref("organisation", "gazette")
    dataset = with_claims(*(extra("organiser", each) for each in (TOWN_HALL, gazette, TOWN_HALL)))
    assert dict(summary_of(dataset).texts)["organiserText"] == "The Gazette; Town hall of Lanternfield"
    organising = Node("Participation", (("agent", Ref("group", "vigil-people")), ("role", Concept("organiser"))))
    dataset = with_claims(extra("organiser", gazette), extra("participation", organising))
    assert dict(summary_of(dataset).texts)["organiserText"] == "People at the vigil; The Gazette", "with a count, say"
    plan = Realisation(VIGIL, SENTENCE, who="t", when="2031-06-01", note="n")
    assert dict(summary_of(replace(dataset, realisations=(plan,))).texts)["realisesText"] == "Sentence of Mira Quill"


@pytest.mark.parametrize(
    ("role", "is_told"), [("speaker", True), ("authority", False), ("person-concerned", False), ("applicant", False)]
)
def test_who_took_part_is_no_authority_no_applicant_and_not_the_person_concerned(role: str, is_told: bool) -> None:
    node = Node("Participation", (("agent", TOWN_HALL), ("role", Concept(role))))
    assert (TOWN_HALL in summary_of(with_claims(extra("participation", node))).took_part) is is_told


def test_reasons_stand_with_their_modality_and_their_speakers() -> None:
    reasons = (
        extra("statedReason", Text("ink", "en"), SENTENCE, modality="alleged", attributed_to=(TOWN_HALL,)),
        extra("statedReason", Text("ink", "en"), SENTENCE, modality="denied", attributed_to=(PERSON,)),
    )
    assert dict(summary_of(with_claims(*reasons), SENTENCE).texts)["statedReasonText"] == (
        "ink (alleged by Town hall of Lanternfield); ink (denied by Mira Quill)"
    )


def test_who_contests_at_second_hand_alone_is_marked() -> None:
    second_hand = extra("contestedBy", TOWN_HALL, SENTENCE, grade="second-hand")
    assert dict(summary_of(with_claims(second_hand), SENTENCE).texts)["contestedByText"] == (
        "People at the vigil; Town hall of Lanternfield (second-hand)"
    )
    both = with_claims(second_hand, extra("contestedBy", TOWN_HALL, SENTENCE))
    assert "(second-hand)" not in dict(summary_of(both, SENTENCE).texts)["contestedByText"]


def in_case(*events: str) -> list[Claim]:
    return [extra("inCase", Ref("case", "quill"), Ref("event", key)) for key in ("quill-sentence", *events)]


def test_what_became_of_a_sentence_is_told_in_order_of_time() -> None:
    days = {"late": "2035-01-02", "early": "2034-06-01?", "bail": "2030-01-01", "undated": "", "month": "2034-12"}
    claims = [extra("date", Edtf(day), Ref("event", key)) for key, day in days.items() if day]
    sentenced = extra("date", Edtf("2031-01-01"), SENTENCE)
    dataset = with_events(with_claims(*in_case(*days, "penalty"), *claims, sentenced), "Release", *days)
    dataset = with_events(dataset, "DisciplinaryPenalty", "penalty")
    told = dict(summary_of(dataset, SENTENCE).texts)["aftermathText"]
    assert told == "Early, 2034-06-01?; Month; Late, 2035-01-02; Undated"
    assert "aftermathText" not in dict(summary_of(dataset, Ref("event", "late")).texts)


def test_what_follows_from_a_sentence_became_of_it_also_without_a_case() -> None:
    dataset = with_claims(extra("inConsequenceOf", SENTENCE, Ref("event", "free")))
    dataset = with_events(dataset, "Release", "free")
    assert dict(summary_of(dataset, SENTENCE).texts)["aftermathText"] == "Free"


def test_where_nothing_is_known_of_a_sentence_it_is_said_as_of_which_day() -> None:
    assert dict(summary_of(example_dataset(), SENTENCE).texts)["aftermathText"] == "nothing known as of 2031-06-01"


def test_a_failed_appeal_and_what_a_sentence_brought_outside_the_case_are_told_too() -> None:
    claims = [
        extra("date", Edtf("2032-05-01"), Ref("event", "appeal")),
        extra("date", Edtf("2032-03-01"), Ref("event", "exile")),
        extra("inConsequenceOf", SENTENCE, Ref("event", "exile")),
        extra("date", Edtf("2032-01-01"), SENTENCE),
    ]
    dataset = with_events(with_claims(*in_case("appeal"), *claims), "LegalMeasure", "appeal", "exile")
    told = dict(summary_of(dataset, SENTENCE).texts)["aftermathText"]
    assert told == "Exile, 2032-03-01; Appeal, 2032-05-01"


def test_only_a_later_sentence_is_what_became_of_one() -> None:
    claims = [extra("date", Edtf(day), Ref("event", key)) for key, day in (("before", "2031"), ("after", "2033"))]
    sentenced = extra("date", Edtf("2032-01-01"), SENTENCE)
    dataset = with_claims(*in_case("before", "after", "undated"), *claims, sentenced)
    dataset = with_events(dataset, "Sentence", "before", "after", "undated")
    assert dict(summary_of(dataset, SENTENCE).texts)["aftermathText"] == "After"


@pytest.mark.parametrize("status", ["planned", "cancelled", "banned", "permitted"])
def test_a_release_that_was_only_planned_or_refused_says_so(status: str) -> None:
    free = Ref("event", "free")
    claims = [extra("status", Concept(status), free), extra("date", Edtf("2034-06-01"), free)]
    dataset = with_events(with_claims(*in_case("free"), *claims), "Release", "free")
    assert dict(summary_of(dataset, SENTENCE).texts)["aftermathText"] == f"Free, 2034-06-01 ({status})"


def test_the_release_of_somebody_else_in_the_case_did_not_end_a_sentence() -> None:
    other = Ref("group", "vigil-people")
    convicted, released = (extra("imposedOn", other, Ref("event", key)) for key in ("hers", "freed"))
    both = [extra("imposedOn", each, Ref("event", "pardon")) for each in (other, Ref("person", "pq1x"))]
    dataset = with_events(
        with_claims(*in_case("hers", "freed", "pardon"), convicted, released, *both), "Sentence", "hers"
    )
    dataset = with_events(dataset, "Release", "freed", "pardon")
    told = [dict(summary_of(dataset, each).texts)["aftermathText"] for each in (SENTENCE, Ref("event", "hers"))]
    assert told == ["Pardon", "Freed; Pardon"]


def test_a_sentence_that_was_annulled_is_not_the_other_one_of_the_case() -> None:
    days = {"second": "2033", "annulment": "2034", "free": "2035"}
    claims = [extra("date", Edtf(day), Ref("event", key)) for key, day in days.items()]
    annulled = [extra("inConsequenceOf", SENTENCE, Ref("event", key)) for key in ("annulment", "free")]
    dataset = with_claims(*in_case(*days), *claims, *annulled, extra("date", Edtf("2032"), SENTENCE))
    for class_name, key in (("Sentence", "second"), ("LegalMeasure", "annulment"), ("Release", "free")):
        dataset = with_events(dataset, class_name, key)
    told = [dict(summary_of(dataset, each).texts)["aftermathText"] for each in (SENTENCE, Ref("event", "second"))]
    assert told == ["Second; Annulment; Free", "Free"]


def test_as_of_is_the_day_of_the_latest_article_on_the_case() -> None:
    later = Article("later", "Later", "en", "complete", published="2032")
    release = replace(extra("status", Concept("held"), Ref("event", "free")), article="later")
    dataset = with_events(with_claims(*in_case("free"), release), "Release", "free")
    dataset = replace(dataset, articles=(*dataset.articles, later))
    assert summary_of(dataset, SENTENCE).as_of == "2032"
    assert summary_of(example_dataset(), SENTENCE).as_of == "2031-05-04"
    assert summary_of(example_dataset()).as_of == "", "of measures alone"


# Origins.


def test_the_origins_of_an_event_are_named_and_those_second_hand_only_where_there_are_no_others() -> None:
    gazette, town = Ref("organisation", "gazette"), Article("t", "Town news", "en", "complete", publisher=TOWN_HALL)
    heard = replace(extra("actionType", Concept("picket"), grade="second-hand"), article="t")
    dataset = replace(with_claims(heard), articles=(*example_dataset().articles, town))
    assert dict(summary_of(dataset).texts)["originText"] == "The Gazette"
    dataset = replace(dataset, claims=tuple(each for each in dataset.claims if each.article == "t"))
    assert dict(summary_of(dataset).texts)["originText"] == "Town hall of Lanternfield"
    cited = with_claims(extra("status", Concept("held"), Ref("event", "e"), attributed_to=(gazette,)))
    assert dict(summary_of(with_events(cited, "Arrest", "e"), Ref("event", "e")).texts)["originText"] == "The Gazette"
