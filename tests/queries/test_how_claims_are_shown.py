"""What each row says of its claims: grade, modality, status and whole; and what is counted once. On invented claims."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import count

import pyoxigraph
import pytest

from solidarity_graph.model import (
    Article,
    Assessment,
    Claim,
    Concept,
    Dataset,
    Disagreement,
    Edtf,
    Entity,
    Event,
    Naming,
    Node,
    Ref,
    Span,
    Text,
    Value,
)
from solidarity_graph.saved_queries import Catalogue
from tests.example import example_dataset
from tests.graphs import all_quads, union
from tests.queries.asking import ask_pyoxigraph

BASE = "https://example.org/lanternfield/"
VIGIL, SENTENCE = Ref("event", "lanternfield-vigil-2031"), Ref("event", "quill-sentence")
PERSON, GROUP = Ref("person", "pq1x"), Ref("group", "vigil-people")
GAZETTE, TOWN_HALL = Ref("organisation", "gazette"), Ref("organisation", "town-hall")
MARCH, PLAN = Ref("event", "march"), Ref("event", "plan")
DECISION = {"note": "Compared.", "who": "tests", "when": "2031-06-01"}


def dataset_with(*claims: Claim, **more: tuple[object, ...]) -> Dataset:
    """The example with more claims, events, articles and judgements. Keys of the claims are x0, x1 and so on."""
    example = example_dataset()
    events = [Event(ref, "SolidarityAction", (Text(ref.key.title(), "en"),)) for ref in (MARCH, PLAN)]
    numbered = (replace(claim, key=f"x{number}") for number, claim in zip(count(), claims, strict=False))
    example = replace(example, claims=(*example.claims, *numbered), events=(*example.events, *events))
    return replace(example, **{name: (*getattr(example, name), *parts) for name, parts in more.items()})  # type: ignore[arg-type]


def claim(subject: Ref, predicate: str, value: Value, *, article: str = "lanternfield-vigil", **parts: object) -> Claim:
    return Claim("", article, subject, predicate, value, **parts)  # type: ignore[arg-type]


def article(key: str, **parts: object) -> Article:
    return Article(key, key.title(), "en", "complete", **parts)  # type: ignore[arg-type]


def counted(words: str, unit: str = "people", **bounds: Value) -> Node:
    parts: dict[str, Value] = {"agent": GROUP, "role": Concept("participant"), "countText": Text(words, "en")}
    return Node("Participation", tuple({**parts, "countUnit": Concept(unit), **bounds}.items()))


def ask(catalogue: Catalogue, name: str, dataset: Dataset, **values: str) -> list[Mapping[str, str]]:
    store = pyoxigraph.Store()
    store.extend(pyoxigraph.Quad(each.subject, each.predicate, each.object) for each in union(all_quads(dataset)))
    found = ask_pyoxigraph(store, catalogue.get(name).bind(values, BASE))
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def iri(thing: Ref) -> str:
    return f"{BASE}id/{thing}"


# Counts.


def test_a_count_at_a_planned_action_says_that_it_is_planned(catalogue: Catalogue) -> None:
    planned = claim(PLAN, "status", Concept("planned"))
    crowd = claim(PLAN, "participation", counted("up to 500 people", countMax=500))
    rows = ask(catalogue, "how-many-people", dataset_with(planned, crowd))
    assert {(row["label"], row["status"]) for row in rows} == {("Vigil in Lanternfield", "held"), ("Plan", "planned")}


def test_a_count_says_whether_it_is_approximate_who_says_it_and_how_well_that_is_known(catalogue: Catalogue) -> None:
    about = counted("about 30", countMin=30, countMax=30, countApproximate=True)
    said = claim(MARCH, "participation", about, modality="alleged", attributed_to=(TOWN_HALL,), grade="second-hand")
    whole = claim(MARCH, "partOf", VIGIL)
    exact, row = ask(catalogue, "how-many-people", dataset_with(said, whole))
    assert (exact["approximate"], row["approximate"]) == ("false", "true")
    assert (row["modality"], row["speakers"], row["grade"]) == ("alleged", "Town hall of Lanternfield", "second-hand")
    assert (row["partOf"], row["partOfLabel"]) == (iri(VIGIL), "Vigil in Lanternfield")
    assert (row["agent"], row["who"]) == (iri(GROUP), "People at the vigil")


@pytest.mark.parametrize(("fewest", "shown"), [("0", True), ("100", False), ("500", False)])
def test_an_upper_bound_alone_is_no_count_of_at_least_so_many(catalogue: Catalogue, fewest: str, shown: bool) -> None:
    crowd = claim(MARCH, "participation", counted("up to 500 people", countMax=500))
    rows = ask(catalogue, "how-many-people", dataset_with(crowd), fewest=fewest)
    assert ("up to 500 people" in [row["words"] for row in rows]) is shown


def test_what_else_was_counted_says_the_same(catalogue: Catalogue) -> None:
    cards = claim(MARCH, "participation", counted("some 65", "postcards", countMin=65), grade="second-hand")
    planned = claim(MARCH, "status", Concept("planned"))
    (row,) = ask(catalogue, "what-else-was-counted", dataset_with(cards, planned))
    assert (row["unitCounted"], row["status"], row["grade"]) == ("postcards", "planned", "second-hand")


@pytest.mark.parametrize(("name", "unit"), [("how-many-people", "people"), ("what-else-was-counted", "signatures")])
def test_a_count_at_a_sentence_comes_with_who_contests_it(catalogue: Catalogue, name: str, unit: str) -> None:
    rows = ask(catalogue, name, dataset_with(claim(SENTENCE, "participation", counted("20", unit))))
    assert [row["contestedBy"] for row in rows if row["event"] == iri(SENTENCE)] == ["People at the vigil"]


# Who took part.


def test_who_took_part_is_graded_by_the_claims_that_say_so(catalogue: Catalogue) -> None:
    heard = claim(VIGIL, "participant", PERSON, grade="second-hand")
    rows = ask(catalogue, "who-took-part", dataset_with(heard))
    assert [(row["name"], row["grade"]) for row in rows] == [
        ("People at the vigil", "verified-span"),
        ("Mira Quill", "second-hand"),
    ]


def test_two_claims_of_one_participation_are_one_row(catalogue: Catalogue) -> None:
    again = claim(VIGIL, "participation", counted("40 people"), article="other", grade="page-level")
    rows = ask(catalogue, "who-took-part", dataset_with(again, articles=(article("other"),)))
    assert [(row["count"], row["grade"]) for row in rows] == [
        ("40 people; some forty people", "page-level; verified-span")
    ]


def test_a_participation_that_is_denied_or_alleged_is_none(catalogue: Catalogue) -> None:
    said = [claim(VIGIL, "participant", PERSON, modality=modality) for modality in ("denied", "alleged")]
    rows = ask(catalogue, "who-took-part", dataset_with(*said))
    assert [row["name"] for row in rows] == ["People at the vigil"]


def test_postcards_are_not_shown_as_a_number_of_those_who_took_part(catalogue: Catalogue) -> None:
    rows = ask(
        catalogue, "who-took-part", dataset_with(claim(MARCH, "participation", counted("sixty-five", "postcards")))
    )
    assert [row["count"] for row in rows] == ["some forty people", "sixty-five (postcards)"]


def test_a_part_that_somebody_took_part_in_names_its_whole(catalogue: Catalogue) -> None:
    rows = ask(
        catalogue,
        "who-took-part",
        dataset_with(claim(MARCH, "organiser", GAZETTE), claim(MARCH, "partOf", VIGIL)),
        role="organiser",
    )
    assert [(row["action"], row["partOf"]) for row in rows] == [(iri(MARCH), iri(VIGIL))]


# Slogans, ties, spellings.


def test_a_slogan_at_a_banned_action_says_so_and_who_says_it(catalogue: Catalogue) -> None:
    banned = claim(PLAN, "status", Concept("banned"))
    slogan = claim(PLAN, "slogan", Text("Free ink!", "en"), modality="alleged", attributed_to=(GAZETTE,))
    rows = ask(catalogue, "slogans", dataset_with(banned, slogan))
    shown = {row["slogan"]: (row["status"], row["modality"], row["speakers"], row["grade"]) for row in rows}
    assert shown["Free ink!"] == ("banned", "alleged", "The Gazette", "verified-span")
    assert shown["Ink is no crime!"] == ("held", "asserted", "", "verified-span")


def test_the_uncertain_day_of_a_slogan_stays_uncertain(catalogue: Catalogue) -> None:
    slogan = claim(MARCH, "slogan", Text("Free ink!", "en"))
    rows = ask(catalogue, "slogans", dataset_with(slogan, claim(MARCH, "date", Edtf("2031-05-04?"))))
    days = {row["slogan"]: (row["notBefore"], row["certainty"]) for row in rows}
    assert days == {"Free ink!": ("2031-05-04", "uncertain"), "Ink is no crime!": ("2031-05-03", "certain")}


def test_a_membership_that_is_only_alleged_says_so_and_by_whom(catalogue: Catalogue) -> None:
    tie = Node("Affiliation", (("with", GAZETTE), ("role", Concept("member"))))
    said = claim(PERSON, "affiliation", tie, modality="alleged", attributed_to=(TOWN_HALL,), grade="second-hand")
    (row,) = ask(catalogue, "who-belongs-to-what", dataset_with(said))
    assert (row["modality"], row["speakers"], row["grade"]) == ("alleged", "Town hall of Lanternfield", "second-hand")


def test_one_spelling_of_one_article_is_one_row(catalogue: Catalogue) -> None:
    again = claim(PERSON, "altLabel", Text("Mira Quill", "en"), spans=(Span(25, 35), Span(220, 230)))
    rows = ask(catalogue, "spellings-of-names", dataset_with(again), thing="person/pq1x")
    assert [(row["spelling"], row["times"], row["grade"]) for row in rows] == [("Mira Quill", "3", "verified-span")]


def test_a_spelling_without_places_in_the_text_is_not_found_zero_times(catalogue: Catalogue) -> None:
    read = claim(PERSON, "altLabel", Text("M. Quill", "en"), grade="page-level")
    rows = ask(catalogue, "spellings-of-names", dataset_with(read), thing="person/pq1x")
    assert [(row["spelling"], row["times"]) for row in rows] == [("M. Quill", ""), ("Mira Quill", "2")]


# Articles.


def test_an_excerpt_and_its_article_are_one_where_articles_are_counted(catalogue: Catalogue) -> None:
    whole = article("whole", whole_text_of=(Ref("article", "lanternfield-vigil"),))
    said = [claim(MARCH, "inSupportOf", PERSON, article=key) for key in ("whole", "other")]
    dataset = dataset_with(*said, articles=(whole, article("other")))
    (row,) = ask(catalogue, "people-in-several-articles", dataset)
    assert (row["count"], row["articles"]) == ("2", "lanternfield-vigil; other; whole")
    (row,) = ask(catalogue, "people-in-several-articles", dataset_with(said[0], articles=(whole,)), atLeast="1")
    assert row["count"] == "1"


@pytest.mark.parametrize("part", ["attributed_to", "addressee"])
def test_who_is_quoted_or_addressed_stands_in_an_article(catalogue: Catalogue, part: str) -> None:
    said = claim(MARCH, "demand", Text("Free her.", "en"), article="other", **{part: (TOWN_HALL,)})
    (row,) = ask(catalogue, "organisations-in-several-articles", dataset_with(said, articles=(article("other"),)))
    assert (row["name"], row["count"]) == ("Town hall of Lanternfield", "2")


def test_an_article_without_claims_has_none(catalogue: Catalogue) -> None:
    rows = ask(catalogue, "articles-read", dataset_with(articles=(article("other", url_missing="It is in print."),)))
    shown = {row["title"]: (row["claims"], row["grades"], row["publisherIri"], row["noAddress"]) for row in rows}
    assert shown["Other"] == ("0", "", "", "It is in print.")
    assert shown["Lanternfield stands with Mira Quill"][1:] == ("verified-span", iri(GAZETTE), "")


def test_an_article_draws_on_an_outlet_entirely_or_in_single_claims(catalogue: Catalogue) -> None:
    radio = Entity(Ref("organisation", "radio"), "Organisation", (Text("Radio", "en"),), kind="media-outlet")
    relaying = article("relaying", relays=(radio.ref,))
    said = [
        claim(MARCH, "status", Concept("held"), article="relaying"),
        claim(VIGIL, "actionType", Concept("picket"), article="relaying"),
        claim(MARCH, "partOf", VIGIL, article="relaying"),
        claim(MARCH, "slogan", Text("Ink!", "en"), article="other", attributed_to=(radio.ref,)),
        claim(PLAN, "slogan", Text("Ink!", "en"), article="other", attributed_to=(PERSON,)),
    ]
    dataset = dataset_with(*said, articles=(relaying, article("other")), entities=(radio,))
    rows = ask(catalogue, "who-relays-whom", dataset)
    assert [(row["title"], row["name"], row["entirely"], row["events"]) for row in rows] == [
        ("Other", "Radio", "false", "1"),
        ("Relaying", "Radio", "true", "1"),
    ]


def test_an_article_does_not_draw_on_its_own_publisher(catalogue: Catalogue) -> None:
    said = claim(MARCH, "slogan", Text("Ink!", "en"), attributed_to=(GAZETTE,))
    assert ask(catalogue, "who-relays-whom", dataset_with(said)) == []


def test_the_outlets_of_an_event_are_the_origins_that_are_counted(catalogue: Catalogue) -> None:
    other = article("other", publisher=TOWN_HALL)
    heard = claim(VIGIL, "actionType", Concept("picket"), article="other", grade="second-hand")
    rows = ask(catalogue, "what-rests-on-one-origin", dataset_with(heard, articles=(other,)))
    (vigil,) = [row for row in rows if row["event"] == iri(VIGIL)]
    assert (vigil["origins"], vigil["outlets"], vigil["grade"]) == ("1", "The Gazette", "verified-span")
    assert vigil["articles"] == "lanternfield-vigil; other"


# Claims.


def test_a_year_that_alone_was_inferred_is_told_from_a_day(catalogue: Catalogue) -> None:
    day = claim(MARCH, "date", Edtf("2031-05-04"), inferred_from="the day of the report")
    year = claim(PLAN, "date", Edtf("2031-05-05"), inferred_from="the year of the report", inferred_part="year")
    rows = ask(catalogue, "what-was-inferred", dataset_with(day, year))
    assert [(row["subjectName"], row["inferredPart"]) for row in rows] == [("March", ""), ("Plan", "year")]


def test_a_demand_is_shown_with_its_own_addressee(catalogue: Catalogue) -> None:
    demand = claim(MARCH, "demand", Text("Free her.", "en"), addressee=(TOWN_HALL,))
    (row,) = ask(catalogue, "words-behind-a-fact", dataset_with(demand), thing="event/march")
    assert (row["value"], row["addressedTo"]) == ("Free her.", "Town hall of Lanternfield")


@pytest.mark.parametrize(("value", "shown"), [(PERSON, iri(PERSON)), (Text("Mira", "en"), ""), (Edtf("2031"), "")])
def test_a_value_that_is_a_thing_comes_with_its_address(catalogue: Catalogue, value: Value, shown: str) -> None:
    predicate = {Ref: "inSupportOf", Text: "slogan", Edtf: "date"}[type(value)]
    (row,) = ask(catalogue, "words-behind-a-fact", dataset_with(claim(MARCH, predicate, value)), thing="event/march")
    assert row["object"] == shown


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("claims-of-one-grade", {"evidence": "second-hand"}),
        ("what-is-alleged-or-denied", {}),
        ("what-was-inferred", {}),
        ("what-an-article-says", {"article": "other"}),
        ("words-behind-a-fact", {"thing": "event/penalty"}),
    ],
)
def test_a_claim_on_a_penalty_comes_with_who_contests_it(
    catalogue: Catalogue, name: str, values: Mapping[str, str]
) -> None:
    penalty = Event(Ref("event", "penalty"), "DisciplinaryPenalty", (Text("Penalty", "en"),))
    contest = claim(penalty.ref, "contestedBy", GROUP)
    doubtful = {"modality": "denied", "inferred_from": "the context", "grade": "second-hand"}
    reason = claim(penalty.ref, "statedReason", Text("violations", "en"), article="other", **doubtful)
    dataset = dataset_with(contest, reason, events=(penalty,), articles=(article("other"),))
    rows = [row for row in ask(catalogue, name, dataset, **values) if row["property"] == "statedReason"]
    assert [row["contestedBy"] for row in rows] == ["People at the vigil"]


def test_claims_that_differ_say_whose_they_are_and_how_well_known(catalogue: Catalogue) -> None:
    other = claim(VIGIL, "date", Edtf("2031-05-04"), grade="second-hand", attributed_to=(TOWN_HALL,))
    claims = (Ref("claim", "cx04"), Ref("claim", "x0"))
    conflict = Disagreement("days", VIGIL, "date", claims, "conflict", **DECISION)
    rows = ask(catalogue, "where-articles-differ", dataset_with(other, disagreements=(conflict,)))
    assert {(row["value"], row["grade"], row["speakers"]) for row in rows} == {
        ("2031-05-03", "verified-span", ""),
        ("2031-05-04", "second-hand", "Town hall of Lanternfield"),
    }
    assert {row["title"] for row in rows} == {"Lanternfield stands with Mira Quill"}


def test_sources_and_claims_are_assessed_apart(catalogue: Catalogue) -> None:
    on_claim = Assessment(Ref("claim", "cx03"), "improbable", **DECISION)
    on_outlet = Assessment(GAZETTE, "usually-reliable", **DECISION)
    rows = ask(catalogue, "how-sources-are-assessed", dataset_with(assessments=(on_claim, on_outlet)))
    assert [(row["name"], row["scale"], row["grade"], row["property"], row["value"]) for row in rows] == [
        ("claim/cx03", "credibility", "improbable", "actionType", "vigil"),
        ("The Gazette", "reliability", "usually-reliable", "", ""),
    ]
    assert {(row["note"], row["who"], row["day"]) for row in rows} == {("Compared.", "tests", "2031-06-01")}


def test_an_assessed_claim_on_a_sentence_comes_with_who_contests_the_sentence(catalogue: Catalogue) -> None:
    assessed = Assessment(Ref("claim", "cx11"), "improbable", **DECISION)
    (row,) = ask(catalogue, "how-sources-are-assessed", dataset_with(assessments=(assessed,)))
    assert (row["subjectName"], row["contestedBy"]) == ("Sentence of Mira Quill", "People at the vigil")


def test_several_grounds_for_naming_somebody_are_one_row_with_the_oldest_review(catalogue: Catalogue) -> None:
    example = example_dataset()
    more = Naming("own-public-act", "somebody", "2030-06-01", "her appeal")
    entities = [replace(each, naming=(*each.naming, more)) if each.ref == PERSON else each for each in example.entities]
    (row,) = ask(
        catalogue, "why-people-are-named", replace(example, entities=tuple(entities)), reviewedBefore="2040-01-01"
    )
    assert (row["ground"], row["reviewer"]) == ("campaigned-prisoner; own-public-act", "somebody; tests")
    assert row["reviewed"] == "2030-06-01"


# The graph of an event.


def test_the_graph_of_an_event_has_its_values_names_and_the_order_of_nested_speech(catalogue: Catalogue) -> None:
    said = claim(MARCH, "inSupportOf", PERSON, attributed_to=(TOWN_HALL, GAZETTE))
    rows = ask(catalogue, "statements-about-an-event", dataset_with(said), event="event/march")
    triples = {(row["subject"].removeprefix(f"{BASE}id/"), row["object"]) for row in rows}
    assert ("person/pq1x", "Mira Quill") in triples
    assert {("claim/x0#speakers", iri(TOWN_HALL)), ("claim/x0#speakers-2", iri(GAZETTE))} <= triples
