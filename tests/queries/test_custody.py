"""Queries on stays, on what happened in custody, and on what prisoners did in protest."""

from __future__ import annotations

from solidarity_graph.model import Concept, Edtf, Node, Text
from solidarity_graph.saved_queries import Catalogue
from tests.queries.invented import (
    ANOTHER,
    FAMILY,
    SQUARE,
    Invented,
    alleged,
    cells,
    denied,
    elsewhere,
    invented,
    measure,
    second_hand,
    stay,
)
from tests.queries.test_on_invented_actions import (
    ARTICLE,
    PERSON,
    PLACE,
    TOWN_HALL,
    action,
    ask,
    keys,
)


def test_a_transfer_is_read_from_stays_in_order_of_time(catalogue: Catalogue) -> None:
    dataset = invented(
        stay("third", detainedAt=SQUARE, startDate=Edtf("2032-01"), heldBy=TOWN_HALL),
        stay("unknown", heldBy=TOWN_HALL, startDate=second_hand(Edtf("2030"))),
        stay(
            "first",
            detainedAt=PLACE,
            startDate=Edtf("2031-03~"),
            endDate=[Edtf("2031-11"), elsewhere(Edtf("2031-11-02"))],
        ),
        stay("hearsay", detainedAt=alleged(SQUARE), concerns=alleged(PERSON)),
        measure("ban", "travel-ban", detainedAt=SQUARE),
    )
    rows = ask(catalogue, "where-somebody-was-held", dataset)
    assert cells(rows, "label", "detainedAt", "heldBy", "began", "ended", "notBefore", "notAfter", "certainty") == [
        ("first", "Lanternfield", "", "2031-03~", "2031-11; 2031-11-02", "2031-03-01", "2031-11-02", "approximate"),
        ("third", "Foundry Square", "Town hall of Lanternfield", "2032-01", "", "2032-01-01", "", "certain"),
        ("unknown", "", "Town hall of Lanternfield", "", "", "", "", ""),
    ]
    assert ask(catalogue, "where-somebody-was-held", dataset, person=str(FAMILY)) == []


def in_custody(key: str, class_name: str, **more: object) -> Invented:
    return key, class_name, {"concerns": PERSON, **more}


def test_what_is_alleged_of_custody_is_told_with_its_speaker_and_never_as_a_fact(catalogue: Catalogue) -> None:
    beating = Concept("beating")
    whole = {"concerns": alleged(PERSON), "status": alleged(Concept("held"))}
    dataset = invented(
        in_custody(
            "beaten", "IllTreatment", treatmentKind=[alleged(beating), denied(beating), elsewhere(beating)], **whole
        )
    )
    rows = ask(catalogue, "what-happened-in-custody", dataset)
    assert cells(rows, "name", "treatment", "modality", "speakers", "status") == [
        ("Mira Quill", "beating", "alleged", "People at the vigil", "unknown"),
        ("Mira Quill", "beating", "denied", "Town hall of Lanternfield", "unknown"),
        ("Mira Quill", "beating", "asserted", "", "unknown"),
    ]
    assert keys(rows, "article") == [ARTICLE, ARTICLE, ANOTHER]
    assert ask(catalogue, "what-happened-in-custody", dataset, person="person/nobody") == []


def test_a_denial_of_the_whole_event_is_a_row_of_its_own(catalogue: Catalogue) -> None:
    held = Concept("held")
    beaten = in_custody(
        "beaten", "IllTreatment", treatmentKind=Concept("beating"), status=[alleged(held), denied(held)]
    )
    rows = ask(catalogue, "what-happened-in-custody", invented(beaten))
    assert cells(rows, "treatment", "modality", "speakers") == [
        ("beating", "asserted", ""),
        ("", "denied", "Town hall of Lanternfield"),
    ]


def test_each_cause_of_a_death_is_the_word_of_who_gives_it(catalogue: Catalogue) -> None:
    causes = [alleged(Text("heart failure", "en"), TOWN_HALL), alleged(Text("no doctor came", "en"))]
    death = in_custody(
        "death", "DeathInCustody", statedCause=causes, detainedAt=PLACE, heldBy=TOWN_HALL, date=Edtf("2032-01")
    )
    rows = ask(catalogue, "what-happened-in-custody", invented(death))
    assert cells(rows, "statedCause", "speakers", "modality") == [
        ("heart failure", "Town hall of Lanternfield", "alleged"),
        ("no doctor came", "People at the vigil", "alleged"),
    ]
    assert {(row["detainedAt"], row["heldBy"], row["notBefore"], row["treatment"]) for row in rows} == {
        ("Lanternfield", "Town hall of Lanternfield", "2032-01-01", "")
    }


def test_care_is_told_by_what_was_denied_and_other_events_by_whom_they_concern(catalogue: Catalogue) -> None:
    dataset = invented(
        in_custody(
            "no-doctor", "DenialOfCare", careDenied=[Concept("medicine"), second_hand(Concept("food-and-water"))]
        ),
        ("shown", "CustodyEvent", {"concerns": [alleged(PERSON), FAMILY]}),
        stay("stay", detainedAt=PLACE),
    )
    rows = ask(catalogue, "what-happened-in-custody", dataset)
    assert sorted(cells(rows, "label", "kind", "name", "careDenied", "modality", "grade")) == [
        ("no-doctor", "DenialOfCare", "Mira Quill", "food-and-water", "asserted", "second-hand"),
        ("no-doctor", "DenialOfCare", "Mira Quill", "medicine", "asserted", "verified-span"),
        ("shown", "CustodyEvent", "Mira Quill", "", "alleged", "verified-span"),
        ("shown", "CustodyEvent", "People at the vigil", "", "asserted", "verified-span"),
    ]


def test_nobody_beside_a_beating_is_told_to_have_suffered_it(catalogue: Catalogue) -> None:
    count = (("countText", Text("two guards", "en")), ("countMin", 2), ("countUnit", Concept("people")))
    guard = Node("Participation", (("agent", FAMILY), ("role", Concept("authority")), *count))
    dataset = invented(
        in_custody("beaten", "IllTreatment", treatmentKind=Concept("beating"), participation=alleged(guard))
    )
    assert cells(ask(catalogue, "what-happened-in-custody", dataset), "name") == [("Mira Quill",)]
    assert cells(ask(catalogue, "how-many-people", dataset), "words") == [], "guards do not take part"


def test_a_prisoners_protest_is_told_with_form_time_and_demand(catalogue: Catalogue) -> None:
    strike = {
        "protestForm": [Concept("refusal-of-food"), alleged(Concept("refusal-of-medicine"))],
        "startDate": [Edtf("2031-05-03"), elsewhere(Edtf("2031-05"))],
        "endDate": Edtf("2031-05-19"),
        "demand": [Text("see a doctor", "en"), elsewhere(Text("a fair trial", "en"))],
    }
    outside = action("outside", actionType=Concept("hunger-strike"), inSupportOf=PERSON, demand=Text("free her", "en"))
    dataset = invented(
        ("strike", "PrisonerProtest", {"concerns": PERSON, "status": Concept("held"), **strike}), outside
    )
    rows = ask(catalogue, "prisoners-own-protests", dataset)
    assert cells(rows, "name", "form", "modality", "notBefore", "notAfter", "demand", "origins") == [
        ("Mira Quill", "refusal-of-food", "asserted", "2031-05-03", "2031-05-19", "a fair trial; see a doctor", "2"),
        ("Mira Quill", "refusal-of-medicine", "alleged", "2031-05-03", "2031-05-19", "a fair trial; see a doctor", "2"),
    ]
    assert ask(catalogue, "prisoners-own-protests", dataset, person=str(FAMILY)) == []
