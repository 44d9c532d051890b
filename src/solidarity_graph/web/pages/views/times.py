"""A selection as a timeline, and its counts by month or year."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from solidarity_graph.model import date_interval
from solidarity_graph.search import Facet, Perspective
from solidarity_graph.web.drawings import (
    SIZES,
    Category,
    Happening,
    Period,
    count_periods,
    draw_columns,
    draw_timeline,
)
from solidarity_graph.web.drawings.columns import ColumnsDrawing
from solidarity_graph.web.drawings.timeline import TimelineDrawing
from solidarity_graph.web.pages.names import find_names
from solidarity_graph.web.pages.views.drawer import Drawer, categories_of
from solidarity_graph.web.site import current_links

MOST_HAPPENINGS: Final = 150  # of a timeline: each may need a line of its own
_PERIOD: Final = re.compile(r"(\d{4})(?:-(\d\d))?")


@dataclass(frozen=True, slots=True)
class TimelineView:
    """Columns for all, and a timeline of each thing where they are few enough; else `drawings` is empty."""

    columns: Sequence[ColumnsDrawing]
    drawings: Sequence[TimelineDrawing]
    categories: Sequence[Category]
    most: int = MOST_HAPPENINGS


def draw_times(drawer: Drawer) -> TimelineView:
    """Return the timeline of a selection, with a column for each month or year."""
    categories, links = categories_of(drawer), current_links()
    numbers = drawer.numbers(drawer.bits)
    if len(numbers) > MOST_HAPPENINGS:
        return TimelineView(columns_of(drawer, view="timeline"), (), categories.shown)
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
    return TimelineView(columns_of(drawer, view="timeline"), drawings, categories.shown)


def columns_of(drawer: Drawer, facet: Facet | None = None, view: str = "table") -> list[ColumnsDrawing]:
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
        facet, value = by_time[length], period.first.isoformat()[:length]
        return drawer.address(drawer.listing.facets[facet][value] & drawer.bits, {facet: value}, view)

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
