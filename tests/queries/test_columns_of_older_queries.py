"""Columns that older queries have for kinds, suspension, sums and awards, and where somebody is now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from solidarity_graph.model import Concept, Edtf, Entity, Ref, Text, Timespan
from solidarity_graph.saved_queries import Catalogue
from tests.queries.invented import (
    ARREST,
    FAMILY,
    SENTENCE,
    SQUARE,
    alleged,
    cells,
    elsewhere,
    invented,
    stay,
    verdict,
)
from tests.queries.test_on_invented_actions import (
    CASE,
    PERSON,
    PLACE,
    TOWN_HALL,
    ask,
)


@pytest.mark.parametrize(
    ("told_of_it", "suspended", "end"),
    [
        ({"duration": Timespan("P1Y")}, "", "2032-03-05"),
        ({"duration": Timespan("P1Y"), "suspended": True}, "true", ""),
        ({"duration": Timespan("P1Y"), "suspended": alleged(True)}, "", "2032-03-05"),
        ({"duration": Timespan("P1Y"), "suspended": False}, "false", "2032-03-05"),
        ({"duration": Timespan("P1Y"), "suspended": [True, elsewhere(False)]}, "true", ""),
        ({"termKind": Concept("suspended-term"), "duration": Timespan("P1Y")}, "true", ""),
        ({"termKind": Concept("length-not-stated"), "suspended": True}, "true", ""),
    ],
)
def test_a_suspended_sentence_is_told_and_does_not_end_by_being_served(
    catalogue: Catalogue, told_of_it: Mapping[str, object], suspended: str, end: str
) -> None:
    more = {"imposedOn": PERSON, "inCase": CASE, "date": Edtf("2031-06-01"), **told_of_it}
    dataset = invented(ARREST, ("sentence", "Sentence", more))
    (row,) = ask(catalogue, "when-a-sentence-would-end", dataset)
    assert (row["suspended"], row["end"]) == (suspended, end)
    (row,) = ask(catalogue, "every-sentence", dataset)
    assert (row["suspended"], row["kinds"], row["amount"]) == (suspended, "", "")


def test_the_kinds_of_a_measure_and_its_sum_are_told_with_it(catalogue: Catalogue) -> None:
    kinds = [Concept("imprisonment"), Concept("fine-penalty"), alleged(Concept("forced-labour"))]
    fined = {**SENTENCE, "measureKind": kinds, "amount": Text("9 crowns", "en")}
    cell = {"imposedOn": PERSON, "measureKind": Concept("solitary-confinement"), "date": Edtf("2031-03")}
    dataset = invented(("s", "Sentence", fined), ("cell", "DisciplinaryPenalty", cell))
    (row,) = ask(catalogue, "every-sentence", dataset)
    assert (row["kinds"], row["amount"]) == ("fine-penalty; imprisonment", "9 crowns")
    (row,) = ask(catalogue, "prison-penalties-and-rights-lost", dataset)
    assert row["kinds"] == "solitary-confinement"
    rows = ask(catalogue, "measures-against-a-person", dataset, person=str(PERSON))
    assert cells(rows, "label", "kinds") == [("s", "fine-penalty; imprisonment"), ("cell", "solitary-confinement")]


@pytest.mark.parametrize(
    ("told_of_it", "declined", "received"),
    [
        ({}, "", ""),
        ({"declined": True}, "true", ""),
        ({"declined": alleged(True)}, "", ""),
        ({"receivedBy": [TOWN_HALL, elsewhere(FAMILY)]}, "", "People at the vigil; Town hall of Lanternfield"),
    ],
)
def test_an_award_declined_or_received_by_somebody_else_stays_the_recipients(
    catalogue: Catalogue, told_of_it: Mapping[str, object], declined: str, received: str
) -> None:
    prize = Ref("award", "prize")
    conferral = ("prize", "Conferral", {"recipient": PERSON, "award": prize, **told_of_it})
    dataset = invented(conferral)
    dataset = replace(dataset, entities=(*dataset.entities, Entity(prize, "Award", (Text("A Prize", "en"),))))
    (row,) = ask(catalogue, "awards-and-who-gave-them", dataset)
    assert (row["recipientName"], row["declined"], row["receivedBy"]) == ("Mira Quill", declined, received)


def test_where_somebody_is_now_knows_stays_and_verdicts(catalogue: Catalogue) -> None:
    dataset = invented(
        ARREST,
        verdict("convicted", Concept("conviction"), date=Edtf("2031-05-01"), status=Concept("held")),
        stay("colony", detainedAt=SQUARE, startDate=Edtf("2031-08"), status=Concept("ongoing")),
        stay("hearsay", concerns=alleged(PERSON), detainedAt=PLACE, startDate=Edtf("2032-08")),
    )
    rows = ask(catalogue, "where-somebody-is-now", dataset, person=str(PERSON))
    assert cells(rows, "label", "kind", "place", "grades") == [
        ("colony", "Stay", "Foundry Square", "verified-span"),
        ("convicted", "Verdict", "", "verified-span"),
        ("arrest", "Arrest", "", "verified-span"),
    ]


@pytest.mark.parametrize(("status", "first"), [("held", "death"), ("unknown", "arrest"), ("planned", "arrest")])
def test_who_has_died_is_nowhere_else_even_if_no_day_is_told(catalogue: Catalogue, status: str, first: str) -> None:
    dataset = invented(ARREST, ("death", "DeathInCustody", {"concerns": PERSON, "status": Concept(status)}))
    rows = ask(catalogue, "where-somebody-is-now", dataset, person=str(PERSON))
    assert rows[0]["label"] == first
    assert len(rows) == 2
