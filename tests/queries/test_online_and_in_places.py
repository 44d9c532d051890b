"""Queries on actions online, and on counts of an action in each of its places."""

from __future__ import annotations

from solidarity_graph.model import Concept, Node, Ref, Text
from solidarity_graph.saved_queries import Catalogue
from tests.queries.invented import (
    COURT,
    FAMILY,
    SQUARE,
    alleged,
    cells,
    elsewhere,
    invented,
    second_hand,
)
from tests.queries.test_on_invented_actions import (
    PLACE,
    TOWN_HALL,
    action,
    ask,
)


def signing(agent: Ref, **count: object) -> Node:
    counted = {"countText": Text(str(count["words"]), "en"), "countUnit": Concept("signatures")} if count else {}
    return Node("Participation", (("agent", agent), ("role", Concept("signatory")), *counted.items()))


def test_an_action_online_names_platform_hashtag_page_and_who_signed(catalogue: Catalogue) -> None:
    signed = [signing(TOWN_HALL), signing(FAMILY, words="some 300"), elsewhere(signing(FAMILY, words="over 400"))]
    petition = action(
        "petition",
        platform=COURT,
        hashtag=["#FreeMira", elsewhere("#Mira"), alleged("#Other")],
        webAddress="https://openlist.example/p/7",
        participation=signed,
    )
    week = ("week", "Campaign", {"status": Concept("ongoing"), "hashtag": second_hand("#Week")})
    offline = action("letter", participation=signed)
    hearsay = action("hearsay", hashtag=alleged("#Hearsay"))
    dataset = invented(petition, week, offline, hearsay)
    rows = ask(catalogue, "actions-online", dataset)
    shown = ("label", "kind", "platforms", "hashtags", "webAddresses", "signatures", "signedBy", "grades")
    assert cells(rows, *shown) == [
        (
            *(
                "petition",
                "SolidarityAction",
                "The court of Inkland",
                "#FreeMira; #Mira",
                "https://openlist.example/p/7",
            ),
            *("over 400; some 300", "Town hall of Lanternfield", "verified-span"),
        ),
        ("week", "Campaign", "", "#Week", "", "", "", "second-hand"),
    ]
    assert cells(ask(catalogue, "actions-online", dataset, platform=str(COURT)), "label") == [("petition",)]


def counted(place: Ref | None, words: str, least: int) -> Node:
    parts = {"countText": Text(words, "en"), "countMin": least, "countUnit": Concept("people"), "place": place}
    known = tuple((name, value) for name, value in parts.items() if value)
    return Node("Participation", (("agent", FAMILY), ("role", Concept("participant")), *known))


def test_counts_of_an_action_in_several_places_are_told_place_by_place(catalogue: Catalogue) -> None:
    walk = action(
        "walk",
        place=[PLACE, SQUARE],
        participation=[
            counted(PLACE, "some 40", 40),
            alleged(counted(SQUARE, "thousands", 2000), TOWN_HALL),
            elsewhere(counted(PLACE, "fifty", 50)),
            counted(None, "a hundred", 100),
        ],
    )
    dataset = invented(walk, action("other", place=PLACE, participation=counted(PLACE, "two", 2)))
    rows = ask(catalogue, "counts-in-each-place", dataset, event="event/walk")
    assert cells(rows, "placeName", "words", "atLeast", "unitCounted", "modality", "speakers") == [
        ("Foundry Square", "thousands", "2000", "people", "alleged", "Town hall of Lanternfield"),
        ("Lanternfield", "some 40", "40", "people", "asserted", ""),
        ("Lanternfield", "fifty", "50", "people", "asserted", ""),
    ]
    assert len(ask(catalogue, "counts-in-each-place", dataset)) == 4
