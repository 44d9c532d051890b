"""Answers as a map, a timeline or a chart, where their columns allow."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, Final

from solidarity_graph.documents import Document
from solidarity_graph.saved_queries import ResultColumn
from solidarity_graph.web.addresses import Links
from solidarity_graph.web.drawings import (
    SIZES,
    Category,
    ChartRow,
    Happening,
    MapPlace,
    Unit,
    draw_chart,
    draw_map,
    draw_timeline,
)
from solidarity_graph.web.languages import gettext
from solidarity_graph.web.pages.lists import coordinates_of
from solidarity_graph.web.pages.results import Answer, Row, cell_text, in_words
from solidarity_graph.web.pages.statuses import STATUSES, status_categories
from solidarity_graph.web.pages.things import one
from solidarity_graph.web.site import Site

TABLE, MAP, TIMELINE, CHART = VIEWS = ("table", "map", "timeline", "chart")

_PERIODS: Final = (("notBefore", "notAfter"), ("first", "last"))
_POINT: Final = ("lat", "long")
_PLACED: Final = ("place", "action", "event", "plan", "happening")  # columns of things that are at places
_LABELS: Final = ("kind", "status", "type")  # what marks differ in, the first that the answer has
_SERIES: Final = 8  # as many as drawings can tell apart without colour
_MOST_DRAWN: Final = 500  # more marks say nothing, and take longer than a page may
_POLE: Final = 90  # degrees of latitude
_MOST_PLACED: Final = 2000  # the documents of their things are read
_OTHER: Final = ""
_Point = tuple[float, float]
Columns = Sequence[ResultColumn]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A view of an answer: the drawings of each size, and what the templates of drawings need beside them.

    what     the heading of what a chart has a bar for.
    left_out  the number of rows that are not drawn.
    """

    view: str
    drawings: Sequence[Any]
    categories: Sequence[Category]
    unit: Unit
    what: str = ""
    left_out: int = 0


def views_of(columns: Columns, *, may_count: bool) -> tuple[str, ...]:
    """Return the views that the columns of a saved query allow, the table first.

    may_count  False where small numbers are left out: then nothing is counted that the query does not count.
    """
    names = {column.name for column in columns}
    allowed = {
        MAP: names.issuperset(_POINT) or (may_count and any(name in names for name in _PLACED)),
        TIMELINE: any(names.issuperset(period) for period in _PERIODS) and bool(_named(columns)[0]),
        CHART: bool(_counts(columns)) and bool(_bars(columns)[0]),
    }
    return (TABLE, *(view for view, is_allowed in allowed.items() if is_allowed))


def draw(view: str, columns: Columns, answer: Answer, site: Site, links: Links) -> Drawn:
    """Return a view of an answer: of its first `_MOST_DRAWN` rows, on a map of `_MOST_PLACED`."""
    return _DRAWERS[view](columns, answer, site, links)


def _draw_map(columns: Columns, answer: Answer, site: Site, links: Links) -> Drawn:
    rows, names = [*islice(answer.rows(), _MOST_PLACED)], {column.name for column in columns}
    has_points = names.issuperset(_POINT)
    points = _given_points(rows) if has_points else _found_points(rows, site)
    category = next((name for name in _LABELS if name in names), "")
    categories = _categories(rows, category)
    count = next(iter(_counts(columns) if has_points else ()), "")
    # The same thing may have many rows: it is one mark.
    at: dict[_Point, dict[str, Row]] = defaultdict(dict)
    for row, point in zip(rows, points, strict=True):
        if point:
            at[point][_thing(row)] = row
    places = []
    for point, things in at.items():
        found: Counter[str] = Counter()
        for row in things.values():
            found[_category(row, category, categories)] += _whole(_text(row, count)) if count else 1
        if found.total():
            places.append(MapPlace(_place_name(things), _only_link(things, links), *point, found))
    drawings = [draw_map(places, categories, size) for size in SIZES]
    return Drawn(
        MAP, drawings, categories, _unit(count), left_out=points.count(None) + len(answer.bindings) - len(rows)
    )


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _place_name(things: Mapping[str, Row]) -> str:
    """Return the name of a place in the rows of what is there: the shortest one, since some name several places."""
    named = [_text(row, name) for row in things.values() for name in ("place", "name", "label") if _text(row, name)]
    texts = [text for text in named if not text.startswith(("http:", "https:"))]
    places = [text for row in things.values() if (text := _text(row, "place")) in texts]
    return min(places or texts or [""], key=len)


def _only_link(things: Mapping[str, Row], links: Links) -> str:
    return links.href(next(iter(things))) if len(things) == 1 else ""


def _unit(count: str) -> Unit:
    """Return what a drawing counts: rows, or what a column counts already, as its heading says."""
    return Unit("", "") if count else Unit("%(count)s entry", "%(count)s entries")


def _given_points(rows: Sequence[Row]) -> list[_Point | None]:
    return [_point(*(_text(row, name) for name in _POINT)) for row in rows]


def _point(latitude: str, longitude: str) -> _Point | None:
    try:
        point = float(latitude), float(longitude)
    except ValueError:
        return None
    return point if abs(point[0]) <= _POLE and abs(point[1]) <= 2 * _POLE else None  # also for what is no number


def _found_points(rows: Sequence[Row], site: Site) -> list[_Point | None]:
    """Return for each row where its thing is, from the documents: latitude and longitude."""
    things = [_thing(row) for row in rows]
    documents = _documents(site, {*things})
    found = {**coordinates_of(site, documents)}
    # Somebody imprisoned is where they are held.
    held = {document["id"]: one(document, "detainedAt").value for document in documents if document["id"] not in found}
    prisons = coordinates_of(site, _documents(site, {*held.values()}))
    found |= {thing: prisons[iri] for thing, iri in held.items() if iri in prisons}
    return [(found[iri][1], found[iri][0]) if iri in found else None for iri in things]


def _documents(site: Site, iris: set[str]) -> list[Document]:
    return site.documents.get_many(iri.removeprefix(f"{site.release.base}id/") for iri in iris if iri)


def _thing(row: Row) -> str:
    return next((row[name].value for name in _PLACED if name in row and row[name].is_iri), "")


def _draw_timeline(columns: Columns, answer: Answer, _site: Site, links: Links) -> Drawn:
    names = {column.name for column in columns}
    first, last = next(period for period in _PERIODS if names.issuperset(period))
    label, thing = _named(columns)
    category = next((name for name in _LABELS if name in names), "")
    rows = [*islice(answer.rows(), _MOST_DRAWN)]
    categories = _categories(rows, category)
    happenings = dict.fromkeys(
        Happening(
            _text(row, label) or _text(row, thing),
            links.href(_text(row, thing)),
            _category(row, category, categories),
            _day(_text(row, first)),
            _day(_text(row, last)),
            _text(row, "certainty") in ("", "certain"),
        )
        for row in rows
    )
    drawings = [draw_timeline([*happenings], categories, size) for size in SIZES]
    left_out = len(answer.bindings) - len(rows)
    return Drawn(TIMELINE, drawings, categories, Unit("", ""), left_out=left_out)


def _draw_chart(columns: Columns, answer: Answer, _site: Site, links: Links) -> Drawn:
    """Return bars for the first column of counts, added up by what is counted, divided by status if there is one."""
    count, (label, thing) = _counts(columns)[0], _bars(columns)
    rows = [row for row in answer.rows() if _text(row, count).isdecimal()]
    category = "status" if any(column.name == "status" for column in columns) else ""
    categories = _categories(rows, category)
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in rows:
        bar = (_shown(columns, row, label) or gettext("not known"), links.href(_text(row, thing)) if thing else "")
        counts[bar][_category(row, category, categories)] += int(_text(row, count))
    bars = [ChartRow(label, href, found) for (label, href), found in counts.items()][:_MOST_DRAWN]
    drawings = [draw_chart(bars, categories, size) for size in SIZES]
    heading = next(gettext(column.heading) for column in columns if column.name == label)
    return Drawn(CHART, drawings, categories, _unit(count), heading, len(counts) - len(bars))


_DRAWERS: Final[Mapping[str, Callable[[Columns, Answer, Site, Links], Drawn]]] = {
    MAP: _draw_map,
    TIMELINE: _draw_timeline,
    CHART: _draw_chart,
}


def _named(columns: Columns) -> tuple[str, str]:
    """Return the first column that names a happening, and the column of that; empty if there is none."""
    return next(
        ((column.name, column.thing) for column in columns if column.thing not in ("", "claim", "article")),
        ("", ""),
    )


def _bars(columns: Columns) -> tuple[str, str]:
    """Return the column that a chart has a bar for, and the column of its things, if it has one."""
    named = [column for column in columns if column.thing]
    month = [column for column in columns if column.name == "month"]
    form = [column for column in columns if column.name == "type"]
    column = next(iter((*month, *form, *named)), None)
    return (column.name, column.thing) if column else ("", "")


def _counts(columns: Columns) -> list[str]:
    return [column.name for column in columns if column.is_count]


def _shown(columns: Columns, row: Row, name: str) -> str:
    column = next(column for column in columns if column.name == name)
    return cell_text(row, column) if name in row else ""


def _categories(rows: Sequence[Row], name: str) -> tuple[Category, ...]:
    """Return the values of a column, the most frequent first; those that are too many to be told apart are one.

    Statuses have their own order, so that each has one mark on all drawings.
    """
    found = Counter(_text(row, name) for row in rows if _text(row, name))
    if not found:
        return (Category(_OTHER, gettext("all")),)
    if found.keys() <= {*STATUSES}:
        return status_categories()
    most = [value for value, _ in found.most_common(_SERIES if len(found) <= _SERIES else _SERIES - 1)]
    other = [Category(_OTHER, gettext("other"))] if len(most) < _SERIES else []
    return (*(Category(value, in_words(value)) for value in most), *other)


def _category(row: Row, name: str, categories: Sequence[Category]) -> str:
    value = _text(row, name)
    return value if any(category.key == value for category in categories) else categories[-1].key


def _text(row: Row, name: str) -> str:
    return row[name].value if name in row else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
