"""Drawings on the pages of things: a case as a timeline, actions by year and on a map."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext

from solidarity_graph.schema.namespaces import SGC
from solidarity_graph.schema.ontology import any_is_a
from solidarity_graph.search.listing import Bitmap
from solidarity_graph.web.drawings import (
    SIZES,
    Category,
    Happening,
    MapPlace,
    Period,
    draw_columns,
    draw_map,
    draw_timeline,
)
from solidarity_graph.web.drawings.columns import Periods
from solidarity_graph.web.pages.names import find_names
from solidarity_graph.web.pages.related import Related, per_value
from solidarity_graph.web.pages.statuses import STATUSES, status_categories
from solidarity_graph.web.pages.things import Node

_KINDS = (
    ("Arrest", lazy_gettext("arrest"), ("Arrest",)),
    ("Decision", lazy_gettext("verdict or sentence"), ("Verdict", "Sentence")),
    ("DisciplinaryPenalty", lazy_gettext("penalty in prison"), ("DisciplinaryPenalty",)),
    ("Honour", lazy_gettext("award or recognition"), ("Conferral", "Recognition")),
    ("Release", lazy_gettext("release"), ("Release",)),
    ("CustodyEvent", lazy_gettext("in custody"), ("CustodyEvent",)),
    ("PrisonerProtest", lazy_gettext("own protest"), ("PrisonerProtest",)),
    ("Event", lazy_gettext("other measure or event"), ("Event",)),
)
"""Key, label and classes of each kind of event that timelines tell apart: the first that fits."""
_MOST_YEARS = 60  # columns that can be told apart


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawing in all sizes, with the categories of its marks. `left_out` says how many things are not on it."""

    drawings: Sequence[Any]
    categories: Sequence[Category] = ()
    left_out: int = 0


def timeline_of(events: Sequence[Node], href: Callable[[str], str]) -> Drawn | None:
    """Return the timeline of events by their class; None if fewer than two of them have a date."""
    happenings = [_happening(event, href(event["id"])) for event in events]
    if sum(bool(happening.first or happening.last) for happening in happenings) < 2:
        return None
    categories = tuple(Category(key, str(label)) for key, label, _ in _KINDS)
    return Drawn([draw_timeline(happenings, categories, size) for size in SIZES], categories)


def kind_of(event: Node) -> str:
    """Return the kind of an event by which timelines tell it apart; `Event` for any that they do not know."""
    return next((key for key, _, classes in _KINDS if any_is_a(event.get("type", ()), *classes)), "Event")


def _happening(event: Node, href: str) -> Happening:
    certain = event.get("dateCertainty", "certain") == "certain"
    first, last = _day(event.get("notBefore")), _day(event.get("notAfter"))
    lasts = "startDate" in event or "endDate" in event
    return Happening(str(event.get("label") or event["id"]), href, kind_of(event), first, last, certain, lasts)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def columns_of(related: Related, actions: Bitmap, **chosen: str) -> Drawn | None:
    """Return how many of these actions there were in each year; None with fewer than two such years.

    Counts below the threshold of the site are left out. `chosen` are the values that lead to the list of the actions.
    """
    counted = per_value(related.site.documents.listing("actions"), "year", actions)
    counts = {int(year): bits.bit_count() for year, bits in counted.items() if year.isdecimal()}
    counts = {year: count for year, count in counts.items() if count >= max(related.site.fewest, 1)}
    if len(counts) < 2 or max(counts) - min(counts) >= _MOST_YEARS:
        return None
    years = range(min(counts), max(counts) + 1)
    elsewhere = 0 if related.site.fewest else actions.bit_count() - sum(counts.values())
    periods = Periods(tuple(Period(date(year, 1, 1), "year", counts.get(year, 0)) for year in years), elsewhere)

    def href_of(period: Period) -> str:
        return related.list_address("actions", **chosen, year=f"{period.first.year:04}")

    return Drawn([draw_columns(periods, size, href_of) for size in SIZES])


def map_of(related: Related, actions: Bitmap) -> Drawn | None:
    """Return the map of these actions, each at the place where that of the list has it; None without any.

    Counts below the threshold of the site are left out.
    """
    site = related.site
    statuses = per_value(site.documents.listing("actions"), "status", actions)
    placed = [(place, there) for place in site.documents.placed("actions") if (there := place.bits & actions)]
    names = find_names(site, (f"{site.release.base}id/{place.place}" for place, _ in placed))
    places, left = [], actions
    for place, there in placed:
        left &= ~there
        counts = {status: (there & bits).bit_count() for status, bits in statuses.items() if status in STATUSES}
        counts = {status: count for status, count in counts.items() if count >= max(site.fewest, 1)}
        iri = f"{site.release.base}id/{place.place}"
        places.append(MapPlace(names.of(iri).value, related.href(iri), place.latitude, place.longitude, counts))
    return _map(places, 0 if site.fewest else left.bit_count())


def map_of_one(name: str, href: str, place: Node, status: str) -> Drawn | None:
    """Return the map of one event at a place; None if the place has no coordinates."""
    if not (point := _point(place.get("lat"), place.get("long"))):
        return None
    status = status.removeprefix(SGC)
    counts = {status if status in STATUSES else "unknown": 1}
    return _map([MapPlace(name, href, *point, counts)], 0)


def _map(places: Sequence[MapPlace], left_out: int) -> Drawn | None:
    if not any(place.count for place in places):
        return None
    categories = status_categories()
    return Drawn([draw_map(places, categories, size) for size in SIZES], categories, left_out)


def _point(latitude: Any, longitude: Any) -> tuple[float, float] | None:
    """Return coordinates as numbers, the first of each where sources differ; None without both."""
    first = [next(iter(found if isinstance(found, list) else [found]), None) for found in (latitude, longitude)]
    return (float(first[0]), float(first[1])) if first[0] and first[1] else None
