"""Small invented datasets of measures, cases, stays and custody: two articles, two cases, one prisoner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from solidarity_graph.model import Claim, Concept, Dataset, Edtf, Entity, Node, Ref, Text, Timespan
from tests.queries.test_on_invented_actions import (
    ARTICLE,
    CASE,
    PERSON,
    TOWN_HALL,
    said,
    told,
)

FAMILY, COURT = Ref("group", "vigil-people"), Ref("organisation", "court-of-inkland")
SQUARE, OTHER_CASE = Ref("place", "foundry-square"), Ref("case", "other-case")
ANOTHER = "another-article"
Invented = tuple[str, str, Mapping[str, object]]


def measure(key: str, kind: object = "", **more: object) -> Invented:
    stated = {"measureKind": Concept(kind)} if isinstance(kind, str) and kind else {"measureKind": kind} if kind else {}
    return key, "LegalMeasure", {"imposedOn": PERSON, "status": Concept("held"), **stated, **more}


def alleged(value: object, by: Ref = FAMILY) -> Claim:
    return said(value, modality="alleged", attributed_to=(by,))


def denied(value: object, by: Ref = TOWN_HALL) -> Claim:
    return said(value, modality="denied", attributed_to=(by,))


def second_hand(value: object) -> Claim:
    return said(value, grade="second-hand")


def elsewhere(value: object) -> Claim:
    """The claim of another article, of another publisher."""
    return replace(said(value), article=ANOTHER)


def invented(*events: Invented, states: tuple[Claim, ...] = ()) -> Dataset:
    """The example with these events alone, two articles, two cases, and claims on the states of these cases."""
    dataset = told(*events)
    (article,) = (each for each in dataset.articles if each.key == ARTICLE)
    cases = (Entity(case, "Case", (Text(f"Case {case.key}", "en"),)) for case in (CASE, OTHER_CASE))
    numbered = (replace(claim, key=f"cs{number}") for number, claim in enumerate(states))
    other = replace(article, key=ANOTHER, publisher=TOWN_HALL, relays=())
    return replace(
        dataset,
        articles=(*dataset.articles, other),
        entities=(*dataset.entities, *cases),
        claims=(*dataset.claims, *numbered),
    )


def state(name: str, date: str = "", *, case: Ref = CASE, agent: Ref | None = None, **parts: object) -> Claim:
    values = {"legalState": Concept(name), "date": Edtf(date) if date else None, "agent": agent}
    node = Node("CaseState", tuple((part, value) for part, value in values.items() if value))
    return replace(said(node, **parts), subject=case, predicate="caseState")


def cells(rows: list[Mapping[str, str]], *columns: str) -> list[tuple[str, ...]]:
    return [tuple(row[column] for column in columns) for row in rows]


ARREST: Invented = ("arrest", "Arrest", {"imposedOn": PERSON, "inCase": CASE, "date": Edtf("2031-03-05")})
SENTENCE = {"imposedOn": PERSON, "inCase": CASE, "date": Edtf("2031-02-01"), "duration": Timespan("P1Y")}


def verdict(key: str, kind: object, **more: object) -> Invented:
    return key, "Verdict", {"verdictKind": kind, "imposedOn": PERSON, "inCase": CASE, "imposedBy": COURT, **more}


def stay(key: str, **more: object) -> Invented:
    return key, "Stay", {"concerns": PERSON, "status": Concept("held"), **more}
