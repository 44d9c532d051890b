"""What queries that count must count once, or not at all: on a small invented dataset, in both engines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from solidarity_graph.errors import ParameterError
from solidarity_graph.model import Claim, Concept, Dataset, Edtf, Ref
from solidarity_graph.saved_queries import Catalogue
from tests.queries.test_on_invented_actions import (
    MARCH,
    PARTS,
    PERSON,
    PLACE,
    action,
    ask,
    keys,
    realised,
    said,
    told,
)

OF_A_MARCH = {"inSupportOf": PERSON, "place": PLACE, "date": Edtf("2031-05-01"), "actionType": Concept("march")}
PLAN = action("plan", "planned", **OF_A_MARCH)
COUNTING = [
    "for-whom-actions-were-held", "forms-of-action-by-country", "how-many-actions-each-month", "places-on-a-map",
]  # fmt: skip
counting = pytest.mark.parametrize("name", COUNTING)
SQUARE, INKLAND = Ref("place", "foundry-square"), Ref("place", "inkland")


def second_hand(value: object) -> Claim:
    return said(value, grade="second-hand")


def numbers(rows: list[Mapping[str, str]], column: str = "actions") -> set[str]:
    return {row[column] for row in rows}


@counting
def test_neither_a_plan_that_was_carried_out_nor_its_parts_count(catalogue: Catalogue, name: str) -> None:
    part = action("planned-song", "planned", partOf=Ref("event", "plan"), **OF_A_MARCH)
    inner = action("planned-tune", "planned", partOf=Ref("event", "planned-song"), **OF_A_MARCH)
    dataset = told(MARCH, PARTS[0], PLAN, part, inner, realisations=(realised("march", "plan"),))
    assert numbers(ask(catalogue, name, dataset)) == {"1"}
    assert numbers(ask(catalogue, name, dataset, parts="yes")) == {"2"}


def test_of_a_plan_of_which_one_part_was_carried_out_the_rest_counts(catalogue: Catalogue) -> None:
    part = action("planned-song", "planned", partOf=Ref("event", "plan"), **OF_A_MARCH)
    dataset = told(MARCH, PLAN, part, realisations=(realised("march", "planned-song"),))
    (row,) = ask(catalogue, "for-whom-actions-were-held", dataset)
    assert (row["actions"], row["held"]) == ("2", "1")


@pytest.mark.parametrize("name", COUNTING[1:])
def test_a_plan_counts_where_what_carried_it_out_is_known_second_hand_alone(catalogue: Catalogue, name: str) -> None:
    done = {"status": Concept("held"), **OF_A_MARCH}
    happening = ("done", "SolidarityAction", {key: second_hand(value) for key, value in done.items()})
    rows = ask(catalogue, name, told(PLAN, happening, realisations=(realised("done", "plan"),)))
    assert numbers(rows) == {"1"}
    assert {row.get("held", "0") for row in rows} == {"0"}


def test_what_is_supported_and_the_form_do_not_count_where_known_second_hand_alone(catalogue: Catalogue) -> None:
    more = {
        "inSupportOf": [PERSON, second_hand(Ref("group", "vigil-people"))],
        "actionType": [Concept("march"), second_hand(Concept("graffiti"))],
        "place": [PLACE, second_hand(INKLAND)],
    }
    dataset = told(action("walk", **more))
    on_the_map = (replace(each, latitude=1.5, longitude=2.5) for each in dataset.entities)
    dataset = replace(dataset, entities=tuple(on_the_map))
    assert keys(ask(catalogue, "for-whom-actions-were-held", dataset), "supported") == [PERSON.key]
    forms = {row["type"] for row in ask(catalogue, "forms-of-action-by-country", dataset)}
    assert forms == {"march", "protest", "public-assembly", "solidarity-action-type"}
    assert keys(ask(catalogue, "places-on-a-map", dataset), "place") == [PLACE.key]
    assert ask(catalogue, "actions-of-one-form", dataset, form="graffiti") == []
    drawn = told(("drawn", "SolidarityAction", {"actionType": second_hand(Concept("graffiti"))}))
    (row,) = ask(catalogue, "actions-of-one-form", drawn, form="graffiti")
    assert row["grade"] == "second-hand", "where nothing better is known"


def test_an_action_of_which_one_part_was_banned_is_both_held_and_banned_and_one_action(catalogue: Catalogue) -> None:
    part = action("song", "banned", partOf=Ref("event", "march"), **OF_A_MARCH)
    (row, *_) = ask(catalogue, "forms-of-action-by-country", told(MARCH, part))
    assert (row["actions"], row["held"], row["banned"]) == ("1", "1", "1")
    (row,) = ask(catalogue, "how-many-actions-each-month", told(MARCH, part))
    assert (row["status"], row["actions"]) == ("held", "1")


def test_a_part_without_a_place_is_in_the_one_country_of_its_whole(catalogue: Catalogue) -> None:
    song = action("song", actionType=Concept("banner"), partOf=Ref("event", "march"))
    rows = ask(catalogue, "forms-of-action-by-country", told(MARCH, song))
    assert {row["countryCode"] for row in rows} == {"XA"}
    assert keys(ask(catalogue, "actions-in-a-country", told(MARCH, song), country="place/lanternfield"), "action") == [
        "march",
        "song",
    ]
    both = action("march", **{**OF_A_MARCH, "place": [PLACE, INKLAND]})
    rows = ask(catalogue, "forms-of-action-by-country", two_countries(told(both, song)))
    assert {row["countryCode"] for row in rows if row["type"] == "banner"} == {""}, "nothing tells in which"


def two_countries(dataset: Dataset) -> Dataset:
    entities = (replace(each, country_code="XB") if each.ref == INKLAND else each for each in dataset.entities)
    return replace(dataset, entities=tuple(entities))


def test_an_action_in_two_countries_counts_in_each_and_once_for_whom_it_was(catalogue: Catalogue) -> None:
    dataset = two_countries(told(action("bridge", **{**OF_A_MARCH, "place": [PLACE, INKLAND]})))
    rows = ask(catalogue, "forms-of-action-by-country", dataset)
    assert {(row["countryCode"], row["actions"]) for row in rows} == {("XA", "1"), ("XB", "1")}
    (row,) = ask(catalogue, "for-whom-actions-were-held", dataset)
    assert (row["actions"], row["countries"], row["numberOfCountries"]) == ("1", "Inkland; Lanternfield", "2")


def test_an_action_has_one_marker_at_the_nearest_place_with_coordinates(catalogue: Catalogue) -> None:
    dataset = told(action("walk", place=SQUARE))
    within = {SQUARE: {"within": PLACE}, PLACE: {"within": INKLAND}, INKLAND: {"latitude": 3.5, "longitude": 4.5}}
    dataset = replace(dataset, entities=tuple(replace(each, **within.get(each.ref, {})) for each in dataset.entities))
    assert keys(ask(catalogue, "places-on-a-map", dataset), "place") == [PLACE.key]


@pytest.mark.parametrize(
    ("date", "month"),
    [
        ("2031-05-01", "2031-05"), ("2031", ""), ("2031-05/2031-06", ""), ("2031-05-01?", ""), ("2030-12/2031-01", ""),
        ("2031-05/", ""), ("/2031-05", ""), ("2031-05/2031-05", "2031-05"),
    ],
)  # fmt: skip
def test_what_may_have_been_in_the_year_is_not_left_out(catalogue: Catalogue, date: str, month: str) -> None:
    dataset = told(action("walk", date=Edtf(date)), action("undated"), action("later", date=Edtf("2032-05-01")))
    (row,) = ask(catalogue, "how-many-actions-each-month", dataset, year="2031")
    assert (row["month"], row["actions"]) == (month, "1")


def test_the_first_digits_of_a_year_are_no_year(catalogue: Catalogue) -> None:
    assert ask(catalogue, "how-many-actions-each-month", told(MARCH), year="203") == []


@pytest.mark.parametrize(("parts", "actions"), [("yes", "4"), ("YES", "4"), ("1", "4"), ("no", "1"), ("False", "1")])
def test_parts_are_asked_for_by_yes_or_no_in_any_case(catalogue: Catalogue, parts: str, actions: str) -> None:
    (row,) = ask(catalogue, "how-many-actions-each-month", told(MARCH, *PARTS), parts=parts)
    assert row["actions"] == actions


def test_yes_or_no_is_given_back_as_the_form_has_it(catalogue: Catalogue) -> None:
    query = catalogue.get("how-many-actions-each-month")
    for typed, given in (("TRUE", "yes"), (" 0 ", "no"), ("yes", "yes")):
        assert query.resolve({"parts": typed}, "https://a.example/", dict) == {"parts": given}


@pytest.mark.parametrize("parts", ["ja", "all", " ", "yes please"])
def test_another_word_than_yes_or_no_is_refused(catalogue: Catalogue, parts: str) -> None:
    with pytest.raises(ParameterError, match="neither yes nor no"):
        ask(catalogue, "how-many-actions-each-month", told(MARCH), parts=parts)


@pytest.mark.parametrize("only", ["inferred", "uncertain", "Partial"])
def test_a_date_with_several_doubts_is_found_by_each(catalogue: Catalogue, only: str) -> None:
    doubted = action("walk", date=said(Edtf("2031-05?"), inferred_from="why"))
    exact = action("other", date=Edtf("2031-05-01"))
    (row,) = ask(catalogue, "how-exact-dates-are", told(doubted, exact), only=only)
    assert row["exactness"] == "inferred and uncertain and partial"
