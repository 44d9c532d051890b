"""A selection of a list as a map, a timeline, a chart or a network: drawings from the bitmaps of the index.

Each counts the whole selection, not a page of it, without reading documents: so its cost depends on how many places,
values and nodes there are rather than on how many things.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from flask_babel import gettext, lazy_gettext

from solidarity_graph.model import date_interval
from solidarity_graph.schema.namespaces import SGC
from solidarity_graph.search import Bitmap, Facet, Listing, Perspective
from solidarity_graph.web.drawings import (
    SIZES,
    Category,
    ChartRow,
    Happening,
    MapPlace,
    NetworkNode,
    Period,
    Tie,
    Unit,
    count_periods,
    draw_chart,
    draw_columns,
    draw_map,
    draw_network,
    draw_timeline,
)
from solidarity_graph.web.drawings.chart import ChartDrawing
from solidarity_graph.web.drawings.columns import ColumnsDrawing
from solidarity_graph.web.drawings.map import MapDrawing
from solidarity_graph.web.drawings.network import NetworkDrawing
from solidarity_graph.web.drawings.timeline import TimelineDrawing
from solidarity_graph.web.pages.lists import iri_of_value, name_on_lists, text_of_value
from solidarity_graph.web.pages.names import PageNames, find_names
from solidarity_graph.web.pages.selections import Selection
from solidarity_graph.web.site import Site, current_links

MOST_HAPPENINGS: Final = 150  # of a timeline: each may need a line of its own
MOST_BARS: Final = 30
MOST_NODES: Final = 12  # of each side of a network
MOST_NAMED: Final = 50  # of the things that a map cannot show
NOBODY: Final = ""
"""The node of what nobody is named for."""
_STATUSES: Final = ("held", "ongoing", "permitted", "planned", "banned", "cancelled", "unknown")
_PERIOD: Final = re.compile(r"(\d{4})(?:-(\d\d))?")
_VIEW_TITLES: Final = {
    "table": lazy_gettext("Table"),
    "map": lazy_gettext("Map"),
    "timeline": lazy_gettext("Timeline"),
    "chart": lazy_gettext("Chart"),
    "network": lazy_gettext("Network"),
}


@dataclass(frozen=True, slots=True)
class Drawer:
    """A selection to draw: the things in `bits` of a list. `here` is the address of the list without a selection."""

    site: Site
    listing: Listing
    selection: Selection
    bits: Bitmap
    here: str

    @property
    def perspective(self) -> Perspective:
        """The list's declaration."""
        return self.listing.perspective

    def address(self, **choice: str) -> str:
        """Return the address of the table of what of the selection has these values by facet, too."""
        return f"{self.here}?{self.selection.address(adding=choice, view='table')}"

    def iri(self, number: int) -> str:
        """Return the IRI of a thing of the list by its number."""
        return f"{self.site.release.base}id/{self.listing.keys[number]}"

    def numbers(self, bits: Bitmap, most: int | None = None) -> list[int]:
        """Return the numbers of the things in a set, in the order of the list: all, or at most so many."""
        return self.listing.in_order(bits, range(len(self.listing.keys)))[:most]


@dataclass(frozen=True, slots=True)
class Categories:
    """What marks are told apart by, with the things of each; every thing is of one category.

    Without a status, or where small counts are left out, all are of one.
    """

    shown: tuple[Category, ...]
    bits: Mapping[str, Bitmap]

    def split(self, bits: Bitmap) -> dict[str, int]:
        """Return how many of the things are of each category; those of none are left out."""
        return {key: count for key, having in self.bits.items() if (count := (having & bits).bit_count())}


@dataclass(frozen=True, slots=True)
class MapView:
    """Maps of both sizes. `unplaced` are the first of those that they cannot show, which are `left_out` in all."""

    drawings: Sequence[MapDrawing]
    categories: Sequence[Category]
    unplaced: Sequence[str]
    left_out: int
    names: PageNames


@dataclass(frozen=True, slots=True)
class TimelineView:
    """Columns for all, and a timeline of each thing where they are few enough; else `drawings` is empty."""

    columns: Sequence[ColumnsDrawing]
    drawings: Sequence[TimelineDrawing]
    categories: Sequence[Category]
    most: int = MOST_HAPPENINGS


@dataclass(frozen=True, slots=True)
class ChartView:
    """A chart by a facet: bars, or columns for years and months. `left_out` values have no bar."""

    facet: Facet
    drawings: Sequence[ChartDrawing]
    columns: Sequence[ColumnsDrawing]
    categories: Sequence[Category]
    left_out: int


@dataclass(frozen=True, slots=True)
class NetworkView:
    """A network of two facets, and how many values of each side are not drawn."""

    drawings: Sequence[NetworkDrawing]
    left: Facet
    right: Facet
    left_out: tuple[int, int]


def views_of(site: Site, perspective: Perspective) -> list[tuple[str, str]]:
    """Return (name, title) of each view that a list can be shown as."""
    allowed = {
        "table": True,
        "map": bool(site.documents.placed(perspective.name)) if perspective.placed else False,
        "timeline": bool(perspective.dates),
        "chart": True,
        "network": perspective.network is not None,
    }
    return [(name, str(title)) for name, title in _VIEW_TITLES.items() if allowed[name]]


def unit_of(perspective: Perspective) -> Unit:
    """Return what a list counts, in the language of the page."""
    return Unit(*map(gettext, perspective.unit))


def categories_of(drawer: Drawer) -> Categories:
    """Return the categories of a list's drawings: what became of its things, if the list has that."""
    statuses = drawer.listing.facets.get("status")
    if statuses is None or drawer.site.fewest:
        return Categories((Category("all", unit_of(drawer.perspective).many),), {"all": drawer.listing.everything()})
    names = find_names(drawer.site, ())
    bits = {key: statuses.get(key, 0) for key in _STATUSES}
    known = 0
    for having in bits.values():
        known |= having
    bits["unknown"] |= drawer.listing.everything() & ~known
    return Categories(
        tuple(Category(key, gettext(name_on_lists(names, f"{SGC}{key}").value)) for key in _STATUSES), bits
    )


def draw_places(drawer: Drawer) -> MapView:
    """Return the maps of a selection. Each thing is at one place: the first with coordinates that it is at or in."""
    categories, links = categories_of(drawer), current_links()
    found = [(place, bits) for place in drawer.site.documents.placed(drawer.perspective.name)
             if (bits := place.bits & drawer.bits).bit_count() >= max(drawer.site.fewest, 1)]  # fmt: skip
    left = drawer.bits
    for _, bits in found:
        left &= ~bits
    base = f"{drawer.site.release.base}id/"
    unplaced = [drawer.iri(number) for number in drawer.numbers(left, MOST_NAMED)]
    names = find_names(drawer.site, [*(base + place.place for place, _ in found), *unplaced])
    in_place = drawer.listing.facets.get("place", {})
    places = []
    for place, bits in found:
        # The list of a place has the things in the places within it, too, which may be elsewhere on the map.
        is_all = in_place.get(place.place, 0) & drawer.bits == bits
        href = drawer.address(place=place.place) if is_all else links.href(base + place.place)
        name = names.of(base + place.place).value
        places.append(MapPlace(name, href, place.latitude, place.longitude, categories.split(bits)))
    drawings = [draw_map(places, categories.shown, size) for size in SIZES]
    return MapView(drawings, categories.shown, unplaced, left.bit_count(), names)


def draw_times(drawer: Drawer) -> TimelineView:
    """Return the timeline of a selection, with a column for each month or year."""
    categories, links = categories_of(drawer), current_links()
    numbers = drawer.numbers(drawer.bits)
    if len(numbers) > MOST_HAPPENINGS:
        return TimelineView(_columns_of(drawer, view="timeline"), (), categories.shown)
    cells = drawer.site.documents.cells(drawer.perspective.name, numbers)
    names = find_names(drawer.site, [drawer.iri(number) for number in numbers])
    happenings = []
    for number in numbers:
        (category,) = categories.split(1 << number)
        iri = drawer.iri(number)
        first, last = _days_of(drawer.perspective, cells[number])
        certainty = "".join(cells[number].get("certainty", ()))
        is_certain = certainty in ("", "certain")
        happenings.append(Happening(names.of(iri).value, links.href(iri), category, first, last, is_certain))
    drawings = [draw_timeline(happenings, categories.shown, size) for size in SIZES]
    return TimelineView(_columns_of(drawer, view="timeline"), drawings, categories.shown)


def draw_counts(drawer: Drawer) -> ChartView:
    """Return a chart of a selection by the facet that is chosen for it, or by the first one that has values."""
    listing = drawer.listing
    facet = facet_shown(drawer)
    if facet.length:
        return ChartView(facet, (), _columns_of(drawer, facet), (), 0)
    categories = categories_of(drawer)
    counted = [(value, count) for value, having in listing.facets[facet.name].items()
               if (count := (having & drawer.bits).bit_count()) >= max(drawer.site.fewest, 1)]  # fmt: skip
    counted.sort(key=lambda pair: (-pair[1], pair[0]))
    shown = [value for value, _ in counted[:MOST_BARS]]
    names = find_names(drawer.site, [iri for value in shown if (iri := iri_of_value(facet, value, drawer.site))])
    rows = []
    for value in shown:
        label = text_of_value(facet, value, names, drawer.site)
        having = listing.facets[facet.name][value] & drawer.bits
        rows.append(ChartRow(label, drawer.address(**{facet.name: value}), categories.split(having)))
    drawings = [draw_chart(rows, categories.shown, size) for size in SIZES]
    return ChartView(facet, drawings, (), categories.shown, len(counted) - len(shown))


def draw_ties(drawer: Drawer) -> NetworkView:
    """Return the network of a selection: the most frequent values of both facets, and what is named for nobody."""
    listing, perspective = drawer.listing, drawer.perspective
    if perspective.network is None:
        raise ValueError(f"{perspective.name} has no network")
    facets = tuple(perspective.facet(name) for name in perspective.network)
    sides = [_side_of(drawer, facet) for facet in facets]
    ties = [
        Tie(left, right, count, _address_of_tie(drawer, facets, (left, right)))
        for left, having in sides[0].items()
        for right, other in sides[1].items()
        if (left or right) and (count := (having & other).bit_count()) >= max(drawer.site.fewest, 1)
    ]
    iris = [iri_of_value(facet, key, drawer.site) for facet, side in zip(facets, sides, strict=True) for key in side]
    names = find_names(drawer.site, filter(None, iris))
    nobody = (gettext("no organiser named"), gettext("nobody named"))
    nodes = [
        {
            key: NetworkNode(
                text_of_value(facet, key, names, drawer.site) if key else unnamed,
                bits.bit_count(),
                drawer.address(**{facet.name: key}) if key else "",
            )
            for key, bits in side.items()
        }
        for facet, side, unnamed in zip(facets, sides, nobody, strict=True)
    ]
    left_out = [
        sum(1 for having in listing.facets[facet.name].values() if having & drawer.bits) - len(side.keys() - {NOBODY})
        for facet, side in zip(facets, sides, strict=True)
    ]
    drawings = [draw_network(ties, nodes[0], nodes[1], size) for size in SIZES]
    return NetworkView(drawings, facets[0], facets[1], (left_out[0], left_out[1]))


def facet_shown(drawer: Drawer) -> Facet:
    """Return the facet of `by`; else the first one with values, but not what is told apart by `choices`."""
    if drawer.selection.by:
        return drawer.perspective.facet(drawer.selection.by)
    facets = [facet for facet in drawer.perspective.facets if not facet.choices]
    return next((facet for facet in facets if drawer.listing.facets[facet.name]), facets[0])


def _side_of(drawer: Drawer, facet: Facet) -> dict[str, Bitmap]:
    """Return what each of the most frequent values has of the selection, and what has no value."""
    having = {value: bits & drawer.bits for value, bits in drawer.listing.facets[facet.name].items()}
    left = drawer.bits
    for bits in having.values():
        left &= ~bits
    most = sorted(having, key=lambda value: (-having[value].bit_count(), value))[:MOST_NODES]
    found = {value: having[value] for value in most if having[value]}
    return {**found, NOBODY: left} if left else found


def _address_of_tie(drawer: Drawer, facets: Sequence[Facet], values: Sequence[str]) -> str:
    """Return the address of what two values have; '' where one of them is `NOBODY`, which no facet can choose."""
    return drawer.address(**{f.name: v for f, v in zip(facets, values, strict=True)}) if all(values) else ""


def _columns_of(drawer: Drawer, facet: Facet | None = None, view: str = "table") -> list[ColumnsDrawing]:
    """Return columns by month or by year; by year only, if that is the facet."""
    by_time = {each.length: each.name for each in drawer.perspective.facets if each.length}
    counted = {length: _counts_by_time(drawer, name) for length, name in by_time.items()}
    years = {year: count for (year, _), count in counted.get(4, {}).items()}
    months = {} if facet and facet.length == 4 else counted.get(7, {})
    periods = count_periods(months, years, drawer.bits.bit_count())
    if periods.elsewhere < drawer.site.fewest:
        periods = replace(periods, elsewhere=0)
    return [draw_columns(periods, size, _period_address(drawer, by_time, view)) for size in SIZES]


def _counts_by_time(drawer: Drawer, facet: str) -> dict[tuple[int, int], int]:
    """Return counts by year and month, or by year and 0."""
    counts = {}
    for value, having in drawer.listing.facets[facet].items():
        count = (having & drawer.bits).bit_count()
        if count >= max(drawer.site.fewest, 1) and (match := _PERIOD.fullmatch(value)):
            counts[int(match[1]), int(match[2] or 0)] = count
    return counts


def _period_address(drawer: Drawer, by_time: Mapping[int, str], view: str) -> Callable[[Period], str]:
    def address(period: Period) -> str:
        length = 7 if period.unit == "month" else 4
        choice = {by_time[length]: period.first.isoformat()[:length]}
        return f"{drawer.here}?{drawer.selection.address(adding=choice, view=view)}"

    return address


def _days_of(perspective: Perspective, cells: Mapping[str, Sequence[str]]) -> tuple[date | None, date | None]:
    texts = ["".join(cells[name][:1]) for name in perspective.dates]
    bounds = [_bounds_of(text) for text in texts]
    first, last = bounds[0][0], bounds[-1][1]
    return (last, first) if first and last and last < first else (first, last)


def _bounds_of(text: str) -> tuple[date | None, date | None]:
    """Return the first and the last possible day of an EDTF date; None for a text that is none."""
    try:
        interval = date_interval(text)
    except ValueError:
        return None, None
    return interval.first, interval.last
