"""Answers as drawings: where things are, how many are there, what is left out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import cast

import pytest
from flask import Flask

from solidarity_graph.saved_queries import Presentation, SavedQuery, parse_saved_query
from solidarity_graph.schema.namespaces import SGC, XSD
from solidarity_graph.search import index_in_memory
from solidarity_graph.web.addresses import Links
from solidarity_graph.web.pages.free_answers import drawn_columns
from solidarity_graph.web.pages.result_views import CHART, MAP, TIMELINE, draw, views_of
from solidarity_graph.web.pages.results import JSON, Answer, read_answer
from solidarity_graph.web.pages.statuses import status_categories
from solidarity_graph.web.site import Site
from tests.unit.web.test_interface_languages import in_language

BASE = "https://x.example/"
CITY = {"id": f"{BASE}id/place/city", "type": ["Place"], "lat": "50.5", "long": "20.25"}
PRISON = {"id": f"{BASE}id/place/prison", "type": ["Place"], "within": [CITY["id"]]}
PICKET = {
    "id": f"{BASE}id/event/picket",
    "type": ["Event"],
    "names": {f"{BASE}id/event/picket": {"en": "Picket"}},
    "place": [CITY["id"]],
}
ARREST = {"id": f"{BASE}id/event/arrest", "type": ["Event"], "detainedAt": [PRISON["id"]]}
RUMOUR = {"id": f"{BASE}id/event/rumour", "type": ["Event"]}
PAGES = {"labels": {"event": ["label"], "place": ["name"]}, "counts": ["actions"], "coded": ["status"]}


def query(*columns: str) -> SavedQuery:
    described = ", ".join(f"{{name: {name}, description: it}}" for name in columns)
    variables = " ".join(f"?{name}" for name in columns)
    header = f"#+ summary: What?\n#+ description: Invented.\n#+ tags: [time]\n#+ columns: [{described}]\n"
    return Presentation.read(PAGES).apply(parse_saved_query("q", f"{header}SELECT {variables} WHERE {{}}\n"))


def answer(saved: SavedQuery, rows: Sequence[Mapping[str, str]]) -> Answer:
    bindings = [
        {name: {"type": "uri" if text.startswith(BASE) else "literal", "value": text} for name, text in row.items()}
        for row in rows
    ]
    document = {"head": {"vars": [column.name for column in saved.columns]}, "results": {"bindings": bindings}}
    return read_answer(JSON, json.dumps(document).encode())


@pytest.fixture(scope="module")
def site() -> Site:
    documents = index_in_memory([CITY, PRISON, PICKET, ARREST, RUMOUR], BASE)
    return cast(Site, SimpleNamespace(documents=documents, release=SimpleNamespace(base=BASE)))


@pytest.mark.parametrize(
    ("columns", "views"),
    [
        (("name",), ("table",)),
        (("place", "name", "lat", "long"), ("table", "map")),
        (("event", "label", "notBefore", "notAfter"), ("table", "map", "timeline")),
        (("event", "label", "notBefore"), ("table", "map")),
        (("place", "name", "actions"), ("table", "map", "chart")),
        (("month", "actions"), ("table", "chart")),
        (("word", "actions"), ("table",)),
    ],
)
def test_columns_decide_which_views_there_are(columns: tuple[str, ...], views: tuple[str, ...]) -> None:
    assert views_of(query(*columns).columns, may_count=True) == views


def test_where_small_numbers_are_left_out_maps_do_not_count() -> None:
    assert MAP not in views_of(query("event", "label").columns, may_count=False)
    assert MAP in views_of(query("place", "lat", "long").columns, may_count=False)


@pytest.fixture
def in_english(app: Flask) -> Iterator[None]:
    with in_language(app):
        yield


@pytest.mark.usefixtures("in_english")
def test_things_are_at_their_place_or_where_somebody_is_held(site: Site) -> None:
    saved = query("event", "label", "place", "status")
    rows = [
        {"event": str(PICKET["id"]), "label": "Picket", "place": "City", "status": "held"},
        {"event": str(PICKET["id"]), "label": "Picket", "place": "City", "status": "held"},
        {"event": str(ARREST["id"]), "label": "Arrest", "place": "City, prison", "status": "held"},
        {"event": str(RUMOUR["id"]), "label": "Rumour"},
    ]
    drawn = draw(MAP, saved.columns, answer(saved, rows), site, Links(BASE, ""))
    (marker,) = drawn.drawings[0].frames[0].markers
    assert (marker.count, marker.places[0].name, drawn.left_out) == (2, "City", 1)


@pytest.mark.usefixtures("in_english")
def test_coordinates_that_are_none_are_left_out(site: Site) -> None:
    saved = query("name", "lat", "long", "actions")
    points = [("50", "20", "3"), ("91", "20", "1"), ("NaN", "20", "1"), ("north", "20", "1"), ("50", "", "1")]
    rows = [{"name": "A", "lat": lat, "long": long, "actions": count} for lat, long, count in points]
    drawn = draw(MAP, saved.columns, answer(saved, rows), site, Links(BASE, ""))
    assert [marker.count for marker in drawn.drawings[0].frames[0].markers] == [3]
    assert drawn.left_out == 4


@pytest.mark.usefixtures("in_english")
def test_a_timeline_has_each_happening_once_with_a_link(site: Site) -> None:
    saved = query("event", "label", "notBefore", "notAfter", "certainty", "who")
    row = {"event": str(ARREST["id"]), "label": "Arrest", "notBefore": "2030-01-02", "certainty": "inferred"}
    drawn = draw(TIMELINE, saved.columns, answer(saved, [{**row, "who": who} for who in "ab"]), site, Links(BASE, ""))
    (mark,) = drawn.drawings[0].marks
    assert mark.happening.href == "/id/event/arrest.html"
    assert (mark.happening.last, mark.happening.certain) == (None, False)


@pytest.mark.usefixtures("in_english")
def test_bars_add_up_what_is_counted_and_are_divided_by_status(site: Site) -> None:
    saved = query("month", "status", "actions")
    counts = [("2030-01", "held", "2"), ("2030-01", "banned", "1"), ("", "held", "4"), ("2030-02", "held", "many")]
    rows = [{"month": month, "status": status, "actions": count} for month, status, count in counts]
    drawn = draw(CHART, saved.columns, answer(saved, rows), site, Links(BASE, ""))
    bars = {bar.row.label: dict(bar.row.counts) for bar in drawn.drawings[0].bars}
    assert bars == {"2030-01": {"held": 2, "banned": 1}, "not known": {"held": 4}}
    assert drawn.what == "Month"


@pytest.mark.usefixtures("in_english")
def test_the_values_of_any_answer_tell_which_views_it_has(site: Site) -> None:
    def views(**row: str) -> tuple[str, ...]:
        typed = {
            name: {"type": "uri" if text.startswith("http") else "literal", "value": text}
            | ({"datatype": f"{XSD}integer"} if text.isdecimal() else {})
            for name, text in row.items()
        }
        columns, _ = drawn_columns(Answer(tuple(row), [typed, {}]), site)
        return views_of(columns, may_count=True)

    city = str(CITY["id"])
    assert views(x=city) == ("table", "map")
    assert views(x=f"{BASE}id/person/p1") == ("table",)
    assert views(x="harbour", n="3") == ("table", "chart")
    assert views(x="harbour", year="2030") == ("table",)
    assert views(n="3") == ("table",)
    assert views(d="2030-01-01") == ("table",)
    assert views(x=f"{SGC}picket", d="2030-01-01") == ("table", "timeline")
    assert views(name="harbour", latitude="50.5", longitude="20") == ("table", "map")


@pytest.mark.usefixtures("in_english")
def test_any_answer_is_drawn_with_names_and_the_words_of_its_statuses(site: Site) -> None:
    event = {"type": "uri", "value": str(PICKET["id"])}
    row = {
        "e": event,
        "was": {"type": "literal", "value": "2030-01-02"},
        "status": {"type": "uri", "value": f"{SGC}held"},
    }
    columns, rows = drawn_columns(Answer(tuple(row), [row]), site)
    drawn = draw(TIMELINE, columns, rows, site, Links(BASE, ""))
    (mark,) = drawn.drawings[0].marks
    assert (mark.happening.label, mark.happening.href) == ("Picket", "/id/event/picket.html")
    assert [category.label for category in drawn.categories][:1] == ["took place"]


@pytest.mark.usefixtures("in_english")
def test_more_kinds_than_can_be_told_apart_are_one(site: Site) -> None:
    saved = query("event", "label", "kind", "notBefore", "notAfter")
    rows = [
        {"label": f"{n}", "kind": f"kind{min(n, 9)}", "notBefore": "2030-01-01", "notAfter": "2030-01-01"}
        for n in range(11)
    ]
    drawn = draw(TIMELINE, saved.columns, answer(saved, rows), site, Links(BASE, ""))
    assert len(drawn.categories) == 8
    assert drawn.categories[0].key == "kind9"
    assert drawn.categories[-1].label == "other"


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize("prefix", ["", SGC])
def test_a_status_has_the_mark_that_it_has_on_lists_whatever_others_an_answer_has(site: Site, prefix: str) -> None:
    statuses = ["planned", "planned", "banned"]
    rows = [
        {
            "event": {"type": "uri", "value": f"{PICKET['id']}{number}"},
            "notBefore": {"type": "literal", "value": "2030-01-02"},
            "status": {"type": "uri" if prefix else "literal", "value": f"{prefix}{status}"},
        }
        for number, status in enumerate(statuses)
    ]
    columns, given = drawn_columns(Answer(tuple(rows[0]), rows), site)
    drawing = draw(TIMELINE, columns, given, site, Links(BASE, "")).drawings[0]
    order = [category.label for category in status_categories()]
    assert [(entry.series, entry.label) for entry in drawing.legend] == [
        (order.index(label) + 1, label) for label in ("banned", "planned")
    ]
