"""Queries on kinds of measures, detention without a charge, cases, verdicts, and what changed a measure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from solidarity_graph.model import Concept, Edtf, Ref, Text
from solidarity_graph.saved_queries import Catalogue
from tests.queries.invented import (
    ANOTHER,
    ARREST,
    COURT,
    FAMILY,
    OTHER_CASE,
    SENTENCE,
    Invented,
    alleged,
    cells,
    denied,
    elsewhere,
    invented,
    measure,
    second_hand,
    state,
    verdict,
)
from tests.queries.test_on_invented_actions import (
    CASE,
    PERSON,
    TOWN_HALL,
    action,
    ask,
    said,
)


def test_a_kind_of_measure_includes_its_narrower_kinds_and_no_other(catalogue: Catalogue) -> None:
    dataset = invented(
        measure("a", "house-arrest"), measure("b", "travel-ban"), measure("c", "administrative-detention")
    )
    liberty = ask(catalogue, "measures-of-one-kind", dataset, measureKind="deprivation-of-liberty")
    assert cells(liberty, "label", "kinds", "name") == [
        ("a", "house-arrest", "Mira Quill"),
        ("c", "administrative-detention", "Mira Quill"),
    ]
    assert cells(ask(catalogue, "measures-of-one-kind", dataset, measureKind="detention"), "label") == [("c",)]
    default = ask(catalogue, "measures-of-one-kind", dataset)
    assert cells(default, "label", "modality", "allegedKinds") == [("b", "asserted", "")]
    assert ask(catalogue, "measures-of-one-kind", dataset, person=str(FAMILY)) == []


def test_a_kind_that_somebody_alleges_is_no_fact(catalogue: Catalogue) -> None:
    kind = Concept("enforced-disappearance")
    whole = measure("a", [alleged(kind), denied(kind)], imposedOn=alleged(PERSON), status=alleged(Concept("held")))
    dataset = invented(whole, measure("b", denied(kind)))
    (row,) = ask(catalogue, "measures-of-one-kind", dataset, measureKind="deprivation-of-liberty")
    assert (row["kinds"], row["modality"], row["status"], row["name"]) == ("", "alleged", "unknown", "Mira Quill")
    assert row["allegedKinds"] == (
        "enforced-disappearance (alleged by People at the vigil); "
        "enforced-disappearance (denied by Town hall of Lanternfield)"
    )
    assert row["denied"] == "true"


def test_what_two_articles_tell_of_a_measure_is_one_row(catalogue: Catalogue) -> None:
    ban = measure(
        "ban",
        [Concept("travel-ban"), replace(said(Concept("preventive-supervision"), grade="second-hand"), article=ANOTHER)],
        startDate=[Edtf("2031-02"), elsewhere(Edtf("2031-02-03"))],
        endDate=elsewhere(Edtf("2032-05")),
        imposedBy=[TOWN_HALL, elsewhere(COURT)],
    )
    (row,) = ask(catalogue, "measures-of-one-kind", invented(ban))
    assert cells([row], "kinds", "notBefore", "notAfter", "origins", "grades") == [
        ("travel-ban", "2031-02-03", "2032-05-31", "2", "verified-span")
    ]
    assert row["by"] == "The court of Inkland; Town hall of Lanternfield"


def test_a_fine_has_its_sum_as_the_articles_give_it_and_nothing_that_none_tells(catalogue: Catalogue) -> None:
    fine = measure("fine", "fine-penalty", amount=[Text("3,000 crowns", "en"), elsewhere(Text("3 000 крон", "be"))])
    (row,) = ask(catalogue, "measures-of-one-kind", invented(fine), measureKind="property-measure")
    assert row["amount"] == "3 000 крон; 3,000 crowns"
    told_of = ("event", "label", "kinds", "modality", "person", "name", "amount", "status", "origins", "grades", "asOf")
    marks = ("contested", "factsDiffer", "denied", "reasonDenied")
    assert {name for name, cell in row.items() if cell} == {*told_of, *marks}


def test_a_measure_on_two_people_has_a_row_for_each(catalogue: Catalogue) -> None:
    both = measure("ban", "travel-ban", imposedOn=[PERSON, elsewhere(PERSON), FAMILY])
    rows = ask(catalogue, "measures-of-one-kind", invented(both))
    assert cells(rows, "name") == [("People at the vigil",), ("Mira Quill",)]
    assert cells(ask(catalogue, "measures-of-one-kind", invented(both), person=str(PERSON)), "name") == [
        ("Mira Quill",)
    ]


def test_who_was_held_in_a_case_without_a_charge_is_told_with_its_time(catalogue: Catalogue) -> None:
    stay = ("stay", "Stay", {"concerns": PERSON, "inCase": CASE, "heldBy": TOWN_HALL, "startDate": Edtf("2031-03-06")})
    house = measure("house", "house-arrest", inCase=CASE, startDate=Edtf("2031-04"), imposedBy=COURT)
    others = (
        measure("ban", "travel-ban", inCase=CASE),
        measure("other-case", "detention", inCase=OTHER_CASE),
        measure("hearsay", alleged(Concept("detention")), inCase=CASE),
        measure("plan", "detention", inCase=CASE, status=Concept("planned")),
    )
    dataset = invented(ARREST, stay, house, *others, states=(state("not-charged", "2031-03/2031-07"),))
    rows = ask(catalogue, "held-without-charge", dataset)
    assert cells(rows, "label", "kinds", "notBefore", "date", "by", "name") == [
        ("arrest", "", "2031-03-05", "2031-03/2031-07", "", "Mira Quill"),
        ("stay", "", "2031-03-06", "2031-03/2031-07", "Town hall of Lanternfield", "Mira Quill"),
        ("house", "house-arrest", "2031-04-01", "2031-03/2031-07", "The court of Inkland", "Mira Quill"),
    ]
    assert {row["caseName"] for row in rows} == {"Case quill-case"}
    assert ask(catalogue, "held-without-charge", dataset, person="person/nobody") == []


@pytest.mark.parametrize(
    ("date", "is_row"),
    [
        ("", True),
        ("2031", True),
        ("2031-03", True),
        ("2031-03?", True),
        ("2031-02/..", True),
        ("2031-02/", True),
        ("2030/2031-03-05", True),
        ("2030/2031-03-04", False),
        ("2030", False),
        ("2031-02~", False),
    ],
)
def test_a_time_without_a_charge_that_was_over_before_the_arrest_is_not_of_it(
    catalogue: Catalogue, date: str, is_row: bool
) -> None:
    rows = ask(catalogue, "held-without-charge", invented(ARREST, states=(state("not-charged", date),)))
    assert [row["date"] for row in rows] == [date] * is_row


def test_that_others_of_the_case_were_not_charged_is_not_told_of_her(catalogue: Catalogue) -> None:
    assert ask(catalogue, "held-without-charge", invented(ARREST, states=(state("not-charged", agent=FAMILY),))) == []
    hers = invented(ARREST, states=(state("not-charged", agent=PERSON), state("charged")))
    assert cells(ask(catalogue, "held-without-charge", hers), "label", "date") == [("arrest", "")]


def test_how_the_lack_of_a_charge_is_said_is_told(catalogue: Catalogue) -> None:
    by = {"modality": "alleged", "attributed_to": (FAMILY,)}
    states = (state("not-charged", **by), state("not-charged", modality="denied", grade="second-hand"))
    rows = ask(catalogue, "held-without-charge", invented(ARREST, states=states))
    assert cells(rows, "modality", "speakers", "grade") == [
        ("alleged", "People at the vigil", "verified-span"),
        ("denied", "", "second-hand"),
    ]


def test_the_states_of_a_case_come_in_order_of_time(catalogue: Catalogue) -> None:
    states = (
        state("appealed"),
        state("on-trial", "2031-08"),
        state("not-charged", "/2031-03", agent=PERSON),
        state("charged", "2031-03-05", modality="alleged", attributed_to=(COURT,)),
        state("closed", "2030", case=OTHER_CASE),
    )
    rows = ask(catalogue, "states-of-a-case", invented(states=states))
    assert cells(rows, "caseName", "state", "date", "name", "modality") == [
        ("Case other-case", "closed", "2030", "", "asserted"),
        ("Case quill-case", "not-charged", "/2031-03", "Mira Quill", "asserted"),
        ("Case quill-case", "charged", "2031-03-05", "", "alleged"),
        ("Case quill-case", "on-trial", "2031-08", "", "asserted"),
        ("Case quill-case", "appealed", "", "", "asserted"),
    ]
    assert {row["contestedBy"] + row["became"] + row["asOf"] for row in rows} == {""}
    assert cells(ask(catalogue, "states-of-a-case", invented(states=states), case=str(OTHER_CASE)), "state") == [
        ("closed",)
    ]


def test_a_conviction_among_the_states_comes_with_what_became_of_it(catalogue: Catalogue) -> None:
    first = ("first", "Sentence", {**SENTENCE, "contestedBy": FAMILY})
    appeal = verdict("appeal", Concept("conviction-upheld"), date=Edtf("2031-05-01"), contestedBy=TOWN_HALL)
    (row,) = ask(catalogue, "states-of-a-case", invented(first, appeal, states=(state("convicted", "2031-02-01/"),)))
    assert row["contestedBy"] == "People at the vigil; Town hall of Lanternfield"
    assert row["became"] == "appeal, 2031-05-01"
    assert row["asOf"]


def test_a_verdict_that_convicts_comes_with_what_became_of_it_and_an_acquittal_ends_there(catalogue: Catalogue) -> None:
    conviction = verdict("c", Concept("conviction-in-absentia"), date=Edtf("2031-02-01"), contestedBy=FAMILY)
    acquittal = verdict("a", Concept("acquittal"), date=Edtf("2032-02-01"))
    rows = ask(catalogue, "every-verdict", invented(conviction, acquittal))
    assert cells(rows, "label", "decision", "court", "caseName", "contestedBy", "became") == [
        (
            "c",
            "conviction-in-absentia",
            "The court of Inkland",
            "Case quill-case",
            "People at the vigil",
            "a, 2032-02-01",
        ),
        ("a", "acquittal", "The court of Inkland", "Case quill-case", "", ""),
    ]
    assert all(row["asOf"] for row in rows)


def test_what_a_court_is_only_said_to_have_decided_is_not_its_verdict(catalogue: Catalogue) -> None:
    dataset = invented(verdict("v", alleged(Concept("conviction"))), ("s", "Sentence", SENTENCE))
    (row,) = ask(catalogue, "every-verdict", dataset)
    assert (row["label"], row["decision"], row["became"]) == ("v", "", "")
    assert ask(catalogue, "every-verdict", dataset, person=str(FAMILY)) == []


FIRST, LATER = Ref("event", "first"), Ref("event", "later")
A_SENTENCE: Invented = ("first", "Sentence", {**SENTENCE, "contestedBy": FAMILY})


def release(**more: object) -> Invented:
    return "later", "Release", {"imposedOn": PERSON, "inCase": CASE, "date": Edtf("2031-09-01"), **more}


def test_a_ground_that_is_only_alleged_says_so(catalogue: Catalogue) -> None:
    grounds = [alleged(Concept("prisoner-exchange"), TOWN_HALL), second_hand(Concept("pardon"))]
    dataset = invented(A_SENTENCE, release(groundOfChange=grounds, ends=FIRST))
    rows = ask(catalogue, "what-changed-a-measure", dataset)
    assert cells(rows, "ground", "modality", "speakers", "grade") == [
        ("pardon", "asserted", "", "second-hand"),
        ("prisoner-exchange", "alleged", "Town hall of Lanternfield", "verified-span"),
    ]
    assert {(row["label"], row["kind"], row["change"], row["changedLabel"]) for row in rows} == {
        ("later", "Release", "ends", "first")
    }
    assert {(row["contestedBy"], row["became"]) for row in rows} == {("People at the vigil", "later, 2031-09-01")}
    assert ask(catalogue, "what-changed-a-measure", dataset, person=str(FAMILY)) == []


@pytest.mark.parametrize(
    ("links", "change"),
    [
        ({"groundOfChange": Concept("amnesty")}, ("amnesty", "", "")),
        ({"replaces": FIRST}, ("", "replaces", "first")),
        ({"ends": FIRST, "inConsequenceOf": FIRST}, ("", "ends", "first")),
        ({"groundOfChange": Concept("parole"), "inConsequenceOf": FIRST}, ("parole", "inConsequenceOf", "first")),
    ],
)
def test_the_earlier_measure_and_the_ground_are_told_as_far_as_they_are_known(
    catalogue: Catalogue, links: Mapping[str, object], change: tuple[str, ...]
) -> None:
    (row,) = ask(catalogue, "what-changed-a-measure", invented(A_SENTENCE, release(**links)))
    assert (row["ground"], row["change"], row["changedLabel"]) == change
    assert row["grade"] == "verified-span"


def test_a_release_without_an_earlier_measure_has_nothing_of_other_measures(catalogue: Catalogue) -> None:
    (row,) = ask(catalogue, "what-changed-a-measure", invented(A_SENTENCE, release(groundOfChange=Concept("amnesty"))))
    assert (row["changed"], row["contestedBy"], row["became"]) == ("", "", "")


def test_neither_what_only_followed_nor_a_replaced_action_is_a_changed_measure(catalogue: Catalogue) -> None:
    walks = (action("walk"), action("new-walk", replaces=Ref("event", "walk")))
    assert ask(catalogue, "what-changed-a-measure", invented(A_SENTENCE, release(inConsequenceOf=FIRST), *walks)) == []


def test_a_commuted_sentence_names_those_who_contest_either(catalogue: Catalogue) -> None:
    changed = {"replaces": FIRST, "groundOfChange": Concept("commutation"), "contestedBy": TOWN_HALL}
    commuted = ("later", "Sentence", {**SENTENCE, "date": Edtf("2031-09-01"), **changed})
    (row,) = ask(catalogue, "what-changed-a-measure", invented(A_SENTENCE, commuted))
    assert (row["ground"], row["change"], row["became"]) == ("commutation", "replaces", "later, 2031-09-01")
    assert row["contestedBy"] == "People at the vigil; Town hall of Lanternfield"
