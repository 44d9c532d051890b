"""What an answer must not suggest: on a small invented dataset, in both engines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pyoxigraph
import pytest
import rdflib

from solidarity_graph.model import Claim, Concept, Dataset, Edtf, Event, Node, Realisation, Ref, Text, Timespan, Value
from solidarity_graph.saved_queries import Catalogue
from tests.example import example_dataset
from tests.graphs import all_quads
from tests.queries.asking import ask_pyoxigraph, ask_rdflib

ARTICLE = "lanternfield-vigil"
TOWN_HALL, PERSON = Ref("organisation", "town-hall"), Ref("person", "pq1x")
PLACE = Ref("place", "lanternfield")
CASE = Ref("case", "quill-case")


def told(*events: tuple[str, str, Mapping[str, object]], realisations: tuple[Realisation, ...] = ()) -> Dataset:
    """The example's article and things, with these events alone: key, class, and what is claimed of each.

    A value may be a claim's, or a claim to copy with this subject and predicate; a list holds several.
    """
    dataset, claims = example_dataset(), []
    for key, _, stated in events:
        for predicate, values in stated.items():
            for value in values if isinstance(values, list) else [values]:
                claim = value if isinstance(value, Claim) else said(value)
                number = f"cy{len(claims):02}"
                claims.append(replace(claim, key=number, subject=Ref("event", key), predicate=predicate))
    things = tuple(Event(Ref("event", key), class_name, (Text(key, "en"),)) for key, class_name, _ in events)
    coded = tuple(
        replace(each, country_code="XA" if each.ref == PLACE else "", within=None) for each in dataset.entities
    )
    return replace(
        dataset, events=things, claims=tuple(claims), realisations=realisations, disagreements=(), entities=coded
    )


def said(value: object, **parts: object) -> Claim:
    return Claim("c", ARTICLE, Ref("event", "any"), "any", value, **parts)  # type: ignore[arg-type]


def realised(happening: str, plan: str) -> Realisation:
    refs = (Ref("event", happening), Ref("event", plan))
    return Realisation(*refs, who="an editor", when="2031-06-01", note="The same day and place.")


def action(key: str, status: str = "held", **more: object) -> tuple[str, str, Mapping[str, object]]:
    return (key, "SolidarityAction", {"status": Concept(status), **more})


def ask(catalogue: Catalogue, name: str, dataset: Dataset, **values: str) -> list[Mapping[str, str]]:
    text = catalogue.get(name).bind(values, dataset.description.base)
    store, graph = pyoxigraph.Store(), rdflib.Graph()
    store.extend(pyoxigraph.Quad(quad.subject, quad.predicate, quad.object) for quad in all_quads(dataset))
    graph.parse(
        data=store.dump(format=pyoxigraph.RdfFormat.N_TRIPLES, from_graph=pyoxigraph.DefaultGraph()), format="nt"
    )
    found = ask_pyoxigraph(store, text)
    assert ask_rdflib(graph, text) == found
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def keys(rows: list[Mapping[str, str]], column: str) -> list[str]:
    return [row[column].rpartition("/")[2] for row in rows]


MARCH = action("march", inSupportOf=PERSON, place=PLACE, date=Edtf("2031-05-01"), actionType=Concept("march"))
EVENT_MARCH = Ref("event", "march")
PARTS = [
    action(key, inSupportOf=PERSON, place=PLACE, date=Edtf("2031-05-01"), actionType=Concept("march"), partOf=whole)
    for key, whole in (
        ("song", Ref("event", "march")),
        ("speech", Ref("event", "march")),
        ("end", Ref("event", "speech")),
    )
]


@pytest.mark.parametrize(
    "name", ["how-many-actions-each-month", "for-whom-actions-were-held", "forms-of-action-by-country"]
)
def test_an_action_and_its_parts_count_once_unless_parts_are_asked_for(catalogue: Catalogue, name: str) -> None:
    dataset = told(MARCH, *PARTS)
    assert {row["actions"] for row in ask(catalogue, name, dataset)} == {"1"}
    assert {row["actions"] for row in ask(catalogue, name, dataset, parts="yes")} == {"4"}


@pytest.mark.parametrize("name", ["for-whom-actions-were-held", "forms-of-action-by-country"])
def test_parts_of_a_plan_do_not_count_it_again_when_it_was_carried_out(catalogue: Catalogue, name: str) -> None:
    plan = action("plan", "planned", inSupportOf=PERSON, place=PLACE, actionType=Concept("march"))
    song = {"inSupportOf": PERSON, "place": PLACE, "actionType": Concept("march")}
    part = action("planned-song", "planned", partOf=Ref("event", "plan"), **song)
    carried_out = realised("march", "plan")
    dataset = told(MARCH, plan, part, realisations=(carried_out,))
    assert {row["actions"] for row in ask(catalogue, name, dataset)} == {"1"}


def test_a_form_includes_its_narrower_forms(catalogue: Catalogue) -> None:
    alone = action("alone", actionType=Concept("one-person-picket"), place=PLACE)
    dataset = told(MARCH, alone, action("some", actionType=[Concept("picket"), Concept("one-person-picket")]))
    rows = ask(catalogue, "actions-of-one-form", dataset, form="picket")
    assert [(row["label"], row["type"]) for row in rows] == [
        ("alone", "one-person-picket"),
        ("some", "one-person-picket; picket"),
    ]
    rows = ask(catalogue, "forms-of-action-by-country", told(alone))
    assert {(row["type"], row["countryCode"]) for row in rows} >= {("picket", "XA"), ("one-person-picket", "XA")}


@pytest.mark.parametrize("status", ["banned", "planned", "cancelled"])
def test_a_country_in_which_nothing_was_held_is_not_listed(catalogue: Catalogue, status: str) -> None:
    refused = action("refused", status, inSupportOf=PERSON, place=PLACE)
    assert ask(catalogue, "for-whom-actions-were-held", told(refused)) == []
    (row,) = ask(catalogue, "for-whom-actions-were-held", told(refused, action("letter", inSupportOf=PERSON)))
    assert (row["actions"], row["held"], row["countries"], row["numberOfCountries"]) == ("2", "1", "", "0")


@pytest.mark.parametrize(
    ("date", "certain", "certainty"),
    [
        ("2031-05-01", "true", "certain"),
        ("2031-05-01?", "false", "uncertain"),
        ("2031-05-01~", "false", "approximate"),
        ("2031-05-01%", "false", "uncertain, approximate"),
        ("2031-05", "true", "certain"),
        ("2031", "false", "certain"),
    ],
)
def test_an_uncertain_day_is_not_certainly_in_the_period(
    catalogue: Catalogue, date: str, certain: str, certainty: str
) -> None:
    period = {"from": "2031-05-01", "to": "2031-05-31"}
    (row,) = ask(catalogue, "actions-between-dates", told(action("walk", date=Edtf(date))), **period)
    assert (row["certain"], row["certainty"]) == (certain, certainty)


@pytest.mark.parametrize(("date", "month"), [("2031-05-01?", ""), ("2031-05~", ""), ("2031-05-01", "2031-05")])
def test_an_uncertain_month_is_none(catalogue: Catalogue, date: str, month: str) -> None:
    (row,) = ask(catalogue, "how-many-actions-each-month", told(action("walk", date=Edtf(date))))
    assert row["month"] == month


@pytest.mark.parametrize(
    ("claim", "on_the_day", "inferred"),
    [
        (said(Edtf("2031-05-01")), "true", "false"),
        (said(Edtf("2031-05-01?")), "false", "false"),
        (said(Edtf("2031-05-01"), inferred_from="why"), "true", "true"),
        (said(Edtf("2031-05-01"), inferred_from="why", inferred_part="year"), "true", "false"),
    ],
)
def test_only_a_day_that_no_article_states_is_inferred(
    catalogue: Catalogue, claim: Claim, on_the_day: str, inferred: str
) -> None:
    (row,) = ask(catalogue, "actions-of-the-day-of-solidarity", told(action("walk", date=claim)), day="2031-05-01")
    assert (row["onTheDay"], row["dayInferred"]) == (on_the_day, inferred)


@pytest.mark.parametrize(
    ("claim", "exactness"),
    [
        (said(Edtf("2031-05-01")), "exact"),
        (said(Edtf("2031-05-01?")), "uncertain"),
        (said(Edtf("2031-05~")), "approximate and partial"),
        (said(Edtf("2031-05-01%")), "uncertain and approximate"),
        (said(Edtf("2031-05"), inferred_from="why"), "inferred and partial"),
        (said(Edtf("2031-05-01"), inferred_from="why", inferred_part="year"), "year inferred"),
    ],
)
def test_a_date_is_exact_only_if_an_article_states_it_without_a_mark(
    catalogue: Catalogue, claim: Claim, exactness: str
) -> None:
    (row,) = ask(catalogue, "how-exact-dates-are", told(action("walk", date=claim)))
    assert row["exactness"] == exactness


REFUSAL = "refusal"


def refused(**more: object) -> tuple[str, str, Mapping[str, object]]:
    stated = {"respondsTo": Ref("event", "picket"), "responseType": Concept("refusal-of-permission"), **more}
    return (REFUSAL, "AuthorityResponse", stated)


def test_whether_the_ground_of_a_ban_is_denied_is_shown(catalogue: Catalogue) -> None:
    grounds = [
        said(Text("too late", "en"), modality="alleged", attributed_to=(TOWN_HALL,)),
        said(Text("too late", "en"), modality="denied"),
    ]
    rows = ask(catalogue, "banned-actions", told(action("picket", "banned"), refused(statedReason=grounds)))
    assert [(row["ground"], row["modality"]) for row in rows] == [("too late", "alleged"), ("too late", "denied")]
    assert keys(rows, "claim") == sorted(keys(rows, "claim"))


def test_an_action_held_in_spite_of_a_ban_says_so(catalogue: Catalogue) -> None:
    dataset = told(("picket", "SolidarityAction", {"status": [Concept("banned"), Concept("held")]}), refused())
    (row,) = ask(catalogue, "banned-actions", dataset)
    assert row["status"] == "held"


def test_a_ban_without_a_known_answer_is_one_row(catalogue: Catalogue) -> None:
    other = ("other", "AuthorityResponse", {"responseType": Concept("refusal-of-permission"), "imposedBy": TOWN_HALL})
    (row,) = ask(catalogue, "banned-actions", told(action("picket", "banned"), other))
    assert {name for name, cell in row.items() if cell} == {"action", "label", "articles", "status", "grade"}


def test_who_reports_an_outcome_is_told_for_a_ban_too_and_not_for_a_denial(catalogue: Catalogue) -> None:
    denied = said(Concept("held"), modality="denied")
    plan = ("picket", "SolidarityAction", {"status": [Concept("planned"), Concept("banned")]})
    alone = ("alone", "SolidarityAction", {"status": [Concept("planned"), denied]})
    rows = ask(catalogue, "what-became-of-announced-actions", told(alone, plan))
    assert [(row["label"], row["outcome"], row["reportedIn"], row["happening"]) for row in rows] == [
        ("alone", "not reported", "", ""),
        ("picket", "banned", ARTICLE, ""),
    ]


def test_an_outcome_known_at_second_hand_says_so(catalogue: Catalogue) -> None:
    done = ("done", "SolidarityAction", {"status": said(Concept("held"), grade="second-hand")})
    carried_out = realised("done", "plan")
    dataset = told(action("plan", "planned"), done, realisations=(carried_out,))
    (row,) = ask(catalogue, "what-became-of-announced-actions", dataset)
    assert (row["outcome"], row["happeningLabel"], row["grade"]) == ("held", "done", "second-hand")


def test_a_campaign_without_actions_is_one_row(catalogue: Catalogue) -> None:
    campaign = ("campaign", "Campaign", {"status": Concept("ongoing")})
    (row,) = ask(catalogue, "campaigns-and-their-actions", told(campaign, action("picket")))
    assert (row["campaignStatus"], row["action"], row["type"]) == ("ongoing", "", "")


def test_a_part_of_an_action_of_a_campaign_names_its_whole(catalogue: Catalogue) -> None:
    campaign = ("campaign", "Campaign", {"status": Concept("ongoing")})
    march = action("march", partOf=Ref("event", "campaign"))
    rows = ask(catalogue, "campaigns-and-their-actions", told(campaign, march, *PARTS))
    assert {(row["label"], row["partOfLabel"]) for row in rows} == {
        ("march", ""), ("song", "march"), ("speech", "march"), ("end", "march")
    }  # fmt: skip


SENTENCE = {"imposedOn": PERSON, "inCase": CASE, "date": Edtf("2031-02-01"), "duration": Timespan("P1Y")}


def test_contested_differing_and_denied_are_told_apart(catalogue: Catalogue) -> None:
    contested = ("sentence", "Sentence", {**SENTENCE, "contestedBy": TOWN_HALL})
    (row,) = ask(catalogue, "every-sentence", told(contested))
    assert (row["contested"], row["factsDiffer"], row["denied"], row["reasonDenied"]) == ("true", *["false"] * 3)
    reason = said(Text("rudeness", "en"), modality="denied")
    penalty = ("penalty", "DisciplinaryPenalty", {"imposedOn": PERSON, "statedReason": reason})
    (row,) = ask(catalogue, "prison-penalties-and-rights-lost", told(penalty))
    assert (row["contested"], row["denied"], row["reasonDenied"]) == ("false", "false", "true")


def test_what_an_action_brought_comes_with_who_contests_it(catalogue: Catalogue) -> None:
    more = {**SENTENCE, "inConsequenceOf": Ref("event", "picket"), "contestedBy": said(TOWN_HALL, grade="second-hand")}
    (row,) = ask(catalogue, "what-followed-for-those-who-took-part", told(action("picket"), ("s", "Sentence", more)))
    assert (row["kind"], row["contestedBy"][-14:]) == ("Sentence", " (second-hand)")
    assert row["concerned"]


def test_an_end_is_as_certain_as_the_day_of_the_arrest(catalogue: Catalogue) -> None:
    arrest = ("arrest", "Arrest", {"imposedOn": PERSON, "inCase": CASE, "date": Edtf("2031-01-10?")})
    part = {**SENTENCE, "suspendedDuration": Timespan("P2Y")}
    (row,) = ask(catalogue, "when-a-sentence-would-end", told(("sentence", "Sentence", part), arrest))
    assert row["suspendedPart"] == "P2Y"
    assert (row["end"], row["certainty"]) == ("2032-01-10", "uncertain")


def test_the_arrest_of_somebody_else_in_the_case_begins_no_sentence(catalogue: Catalogue) -> None:
    other = (
        "arrest",
        "Arrest",
        {"imposedOn": Ref("group", "vigil-people"), "inCase": CASE, "date": Edtf("2031-01-10")},
    )
    (row,) = ask(catalogue, "when-a-sentence-would-end", told(("sentence", "Sentence", SENTENCE), other))
    assert (row["arrest"], row["end"]) == ("", "")


def test_a_sentence_without_a_known_arrest_is_listed_without_an_end(catalogue: Catalogue) -> None:
    without_a_case = {name: value for name, value in SENTENCE.items() if name != "inCase"}
    dataset = told(("alone", "Sentence", without_a_case), ("sentence", "Sentence", SENTENCE))
    rows = ask(catalogue, "when-a-sentence-would-end", dataset)
    assert [(row["label"], row["months"], row["end"]) for row in rows] == [("alone", "12", ""), ("sentence", "12", "")]


def test_a_suspended_sentence_does_not_end_by_being_served(catalogue: Catalogue) -> None:
    day = said(Edtf("2031-01-10"), grade="second-hand")
    heard = {"imposedOn": said(PERSON, grade="second-hand"), "inCase": said(CASE, grade="second-hand"), "date": day}
    arrest = ("arrest", "Arrest", heard)
    suspended = ("sentence", "Sentence", {**SENTENCE, "termKind": Concept("suspended-term")})
    (row,) = ask(catalogue, "when-a-sentence-would-end", told(suspended, arrest))
    assert (row["end"], row["term"]) == ("", "suspended-term")
    assert (row["grade"], row["arrestGrade"]) == ("verified-span", "second-hand")


def taking_part(agent: Ref, role: str) -> Node:
    return Node("Participation", (("agent", agent), ("role", Concept(role))))


def test_who_organised_is_told_with_the_grade_of_that_claim(catalogue: Catalogue) -> None:
    heard = said(TOWN_HALL, grade="second-hand")
    counted = taking_part(Ref("group", "vigil-people"), "organiser")
    applying = taking_part(PERSON, "applicant")
    dataset = told(action("walk", organiser=heard, participation=[counted, applying]))
    rows = ask(catalogue, "who-organised-what", dataset)
    assert [(row["name"], row["grade"]) for row in rows] == [
        ("People at the vigil", "verified-span"),
        ("Town hall of Lanternfield", "second-hand"),
    ]
    (row,) = ask(catalogue, "every-action", dataset)
    assert (row["organisers"], row["tookPart"]) == ("People at the vigil", "People at the vigil")


def test_a_demand_is_made_of_its_own_addressee_not_of_those_of_the_event(catalogue: Catalogue) -> None:
    readers = Ref("group", "vigil-people")
    demands = [
        said(Text("Free her", "en"), addressee=(TOWN_HALL,)),
        said(Text("Write to her", "en"), addressee=(readers,)),
    ]
    dataset = told(action("walk", demand=[*demands, Text("Be heard", "en")], addressee=[TOWN_HALL, readers]))
    rows = ask(catalogue, "who-demanded-what", dataset)
    assert {row["demand"]: row["addressedTo"] for row in rows} == {
        "Be heard": "", "Free her": "Town hall of Lanternfield", "Write to her": "People at the vigil"
    }  # fmt: skip
    (row,) = ask(catalogue, "who-demanded-what", dataset, addressee=str(readers))
    assert row["demand"] == "Write to her"


def test_a_demand_says_what_became_of_its_event(catalogue: Catalogue) -> None:
    (row,) = ask(catalogue, "who-demanded-what", told(action("walk", "banned", demand=Text("Free her", "en"))))
    assert row["status"] == "banned"


@pytest.mark.parametrize(
    ("role", "concerned"),
    [("detainee", "People at the vigil"), ("person-concerned", "People at the vigil"), ("signatory", "")],
)
def test_whom_a_response_concerned_is_told_in_whatever_role(catalogue: Catalogue, role: str, concerned: str) -> None:
    stated = {"respondsTo": Ref("event", "walk"), "participation": taking_part(Ref("group", "vigil-people"), role)}
    response = ("response", "AuthorityResponse", stated)
    (row,) = ask(catalogue, "what-followed-for-those-who-took-part", told(action("walk"), response))
    assert row["concerned"] == concerned


def test_the_grounds_of_a_name_are_all_told_whatever_day_is_asked_for(catalogue: Catalogue) -> None:
    dataset = told()
    (person,) = (each for each in dataset.entities if each.ref == PERSON)
    grounds = {"campaigned-prisoner": "2031-01-01", "own-public-act": "2032-01-01"}
    naming = tuple(replace(person.naming[0], ground=ground, reviewed=day) for ground, day in grounds.items())
    dataset = replace(dataset, entities=(replace(person, naming=naming),))
    rows = ask(catalogue, "why-people-are-named", dataset)
    assert [(row["ground"], row["reviewed"]) for row in rows] == [("campaigned-prisoner; own-public-act", "2031-01-01")]
    assert ask(catalogue, "why-people-are-named", dataset, reviewedBefore="2031-06-01") == rows
    assert ask(catalogue, "why-people-are-named", dataset, reviewedBefore="2031-01-01") == []


@pytest.mark.parametrize("language", ["en", "EN"])
def test_a_language_is_found_in_capitals_too(catalogue: Catalogue, language: str) -> None:
    (row,) = ask(catalogue, "articles-read", told(MARCH), language=language)
    assert row["languageTag"] == "en"


@pytest.mark.parametrize("status", ["planned", "cancelled", "banned", "permitted"])
def test_nobody_is_where_a_release_that_did_not_happen_would_have_them(catalogue: Catalogue, status: str) -> None:
    release = {"imposedOn": PERSON, "status": Concept(status), "date": Edtf("2033-01-01")}
    held = {"imposedOn": PERSON, "status": Concept("held")}
    dataset = told(("free", "Release", release), ("arrest", "Arrest", held))
    rows = ask(catalogue, "where-somebody-is-now", dataset, person=str(PERSON))
    assert [row["label"] for row in rows] == ["arrest", "free"]


def test_whether_a_regime_is_denied_is_shown(catalogue: Catalogue) -> None:
    regimes = [said(Concept("general-regime")), said(Concept("general-regime"), modality="denied")]
    rows = ask(
        catalogue, "prison-regime-in-each-article", told(("sentence", "Sentence", {**SENTENCE, "regime": regimes}))
    )
    assert [(row["label"], row["modality"]) for row in rows] == [("sentence", "asserted"), ("sentence", "denied")]


@pytest.mark.parametrize(
    ("name", "class_name", "predicate", "better", "worse", "column"),
    [
        ("banned-actions", "SolidarityAction", "status", Concept("held"), Concept("banned"), "status"),
        (
            "prison-penalties-and-rights-lost",
            "DisciplinaryPenalty",
            "deprivedOf",
            Concept("parcel"),
            Concept("visit"),
            "right",
        ),
        ("who-was-recognised-as-what", "Recognition", "recognitionOf", PERSON, Ref("group", "vigil-people"), "name"),
    ],
)
def test_a_row_is_no_better_known_than_what_makes_it_one(
    catalogue: Catalogue, name: str, class_name: str, predicate: str, better: Value, worse: Value, column: str
) -> None:
    stated = {"imposedOn": PERSON, predicate: [better, said(worse, grade="second-hand")]}
    grades = {row[column]: row["grade"] for row in ask(catalogue, name, told(("event", class_name, stated)))}
    assert list(grades.values()).count("second-hand") == 1
    assert len(grades) == 1 or set(grades.values()) == {"verified-span", "second-hand"}


# They count or list, and leave out what is known second-hand alone, or rest on no claim of an article.
WITHOUT_GRADES = {
    "for-whom-actions-were-held", "forms-of-action-by-country", "how-articles-were-chosen",
    "how-many-actions-each-month",
    "organisations-in-several-articles", "people-in-several-articles", "places-on-a-map", "what-was-withdrawn",
    "who-relays-whom", "why-people-are-named", "statements-about-an-event",
}  # fmt: skip


def test_rows_that_rest_on_claims_show_their_grade(catalogue: Catalogue) -> None:
    lacking = {query.name for query in catalogue if not {"grade", "grades"} & {each.name for each in query.columns}}
    assert lacking == WITHOUT_GRADES
    known = ("r", "Recognition", {"recognitionOf": said(PERSON, grade="second-hand")})
    (row,) = ask(catalogue, "who-was-recognised-as-what", told(known))
    assert (row["grade"], row["origins"]) == ("second-hand", "0")
