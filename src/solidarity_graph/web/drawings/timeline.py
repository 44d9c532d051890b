"""Timelines: a dot for an exact day, a bar over the possible days of an inexact one, lanes without overlap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from solidarity_graph.model import order_in_time
from solidarity_graph.web.drawings.layout import (
    LINE,
    Box,
    Category,
    Legend,
    Size,
    legend_of,
    number_series,
    tenth,
    text_width,
    wrap,
)
from solidarity_graph.web.drawings.time_axis import Tick, TimeAxis, axis_over

RADIUS: Final = 8
_AXIS: Final = 30
_ONE_LINE: Final = 28
_GAP: Final = 10
_TICK_ROOM: Final = 7  # times the font: "30 Sep 2013" and a space


@dataclass(frozen=True, slots=True)
class Happening:
    """Something with a first and a last possible day; None is an open bound.

    certain  False if the day was inferred or is doubted.
    lasts    True if it went on from the first day to the last, rather than on one of these days.
    """

    label: str
    href: str
    category: str
    first: date | None
    last: date | None
    certain: bool = True
    lasts: bool = False

    @property
    def is_exact(self) -> bool:
        """Whether it was on a known day."""
        return self.first is not None and self.first == self.last


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a happening is drawn: the bar from `start` to `end`, the shape at `x`, its label in lines.

    The first line of the label is at `label_y`; `anchor` says whether all start or end at `label_x`.

    open_start and open_end  the bar has no bound there: it is drawn to the end of the axis, dashed.
    box                      the room of bar, shape and label, which that of no other mark overlaps.
    """

    happening: Happening
    series: int
    x: float
    y: float
    start: float
    end: float
    lines: tuple[str, ...]
    anchor: str
    label_x: float
    label_y: float
    box: Box

    @property
    def open_start(self) -> bool:
        """Whether it may have begun, or been, before all that is shown."""
        return self.happening.first is None

    @property
    def open_end(self) -> bool:
        """Whether it may have been, or gone on, after all that is shown."""
        return self.happening.last is None


@dataclass(frozen=True, slots=True)
class TimelineDrawing:
    """The timeline of one size. `undated` are those without any bound: they have no place on it."""

    size: Size
    height: int
    ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    undated: tuple[Happening, ...]
    legend: tuple[Legend, ...]


@dataclass(slots=True)
class _Lane:
    right: float
    height: int


@dataclass(frozen=True, slots=True)
class _Placed:
    """A mark before its lane is known: all that lies along the axis."""

    happening: Happening
    start: float
    end: float
    x: float
    lines: tuple[str, ...]
    anchor: str
    label_x: float
    is_above: bool
    left: float
    right: float

    @property
    def height(self) -> int:
        return _ONE_LINE + LINE * len(self.lines) * self.is_above


def draw_timeline(happenings: Sequence[Happening], categories: Sequence[Category], size: Size) -> TimelineDrawing:
    """Return the timeline: marks in the order of `order_in_time`.

    It grows with each happening on the same days: for more than some hundred, `columns` says more.

    Raises ValueError for a category that is not declared, or a last day before the first.
    """
    series = number_series(categories)
    for happening in happenings:
        if happening.category not in series:
            raise ValueError(f"{happening.label}: the category {happening.category} is not declared")
        if happening.first and happening.last and happening.last < happening.first:
            raise ValueError(f"{happening.label}: its last day, {happening.last}, is before its first")
    undated = tuple(happening for happening in happenings if not (happening.first or happening.last))
    dated = sorted((happening for happening in happenings if happening.first or happening.last), key=_order)
    legend = legend_of(categories, {series[happening.category] for happening in dated})
    if not dated:
        return TimelineDrawing(size, 0, (), (), undated, legend)
    days = [day for happening in dated for day in (happening.first, happening.last) if day]
    axis = axis_over(
        days,
        RADIUS + 4,
        size.width - RADIUS - 4,
        open_start=any(happening.first is None for happening in dated),
        open_end=any(happening.last is None for happening in dated),
    )
    marks, height = _stack([_place(happening, axis, size) for happening in dated], series, size)
    ticks = [tick for tick in axis.ticks(_TICK_ROOM * size.font) if tick.x + _TICK_ROOM * size.font * 0.8 < size.width]
    return TimelineDrawing(size, height, tuple(ticks), tuple(marks), undated, legend)


def _order(happening: Happening) -> tuple[tuple[str, bool, str], str, str]:
    first, last = (str(day or "") for day in (happening.first, happening.last))
    return order_in_time(first, last), happening.label, happening.href


def _place(happening: Happening, axis: TimeAxis, size: Size) -> _Placed:
    """Return where a happening lies along the axis, with its label beside it, or above it where there is no room."""
    start = axis.start_of(happening.first) if happening.first else axis.left
    end = axis.end_of(happening.last) if happening.last else axis.right
    # What has one bound is marked there; it may have been on any day beyond.
    x = axis.middle_of(happening.first or happening.last, happening.last or happening.first)  # type: ignore[arg-type]
    left, right = min(start, x - RADIUS), max(end, x + RADIUS)
    width = text_width(happening.label, size.font)
    if right + 6 + width <= size.width:
        return _Placed(happening, start, end, x, (happening.label,), "start", right + 6, False, left, right + 6 + width)
    if left - 6 - width >= 0:
        return _Placed(happening, start, end, x, (happening.label,), "end", left - 6, False, left - 6 - width, right)
    lines = wrap(happening.label, size.width - 2, size.font)
    width = max(text_width(line, size.font) for line in lines)
    label_x = max(0.0, min(left, size.width - width))
    return _Placed(
        happening, start, end, x, lines, "start", label_x, True, min(left, label_x), max(right, label_x + width)
    )


def _stack(placed: Sequence[_Placed], series: dict[str, int], size: Size) -> tuple[list[Mark], int]:
    """Return the marks, each in the first lane that is free there, and the height of all."""
    lanes: list[_Lane] = []
    lane_of = [_take_lane(lanes, item) for item in placed]
    tops = list(_tops(lanes))
    marks = []
    for item, lane in zip(placed, lane_of, strict=True):
        bottom = tops[lane] + lanes[lane].height
        y = bottom - _ONE_LINE / 2
        label_y = y - LINE * len(item.lines) if item.is_above else y + size.font * 0.35
        box = Box(item.left, bottom - item.height, item.right, bottom)
        along = tenth(item.x), y, tenth(item.start), tenth(item.end)
        label = item.lines, item.anchor, tenth(item.label_x), tenth(label_y)
        marks.append(Mark(item.happening, series[item.happening.category], *along, *label, box))
    return marks, tops[-1]


def _take_lane(lanes: list[_Lane], item: _Placed) -> int:
    number = next((number for number, lane in enumerate(lanes) if lane.right + _GAP <= item.left), len(lanes))
    if number == len(lanes):
        lanes.append(_Lane(0, 0))
    lanes[number] = _Lane(item.right, max(lanes[number].height, item.height))
    return number


def _tops(lanes: Sequence[_Lane]) -> Iterator[int]:
    """Yield the upper edge of each lane, and at last the lower edge of all."""
    top = _AXIS
    for lane in lanes:
        yield top
        top += lane.height
    yield top
