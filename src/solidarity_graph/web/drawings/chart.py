"""Charts of horizontal bars: counts with labels, sorted, each bar divided by category."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from solidarity_graph.web.drawings.layout import (
    LINE,
    Category,
    Legend,
    Size,
    legend_of,
    number_series,
    tenth,
    text_width,
    wrap,
)

_BAR: Final = 18
_GAP: Final = 10
_EDGE: Final = 1


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A value with its count in each category. `href` may be empty.

    Whether zeros and small numbers are shown is for the caller to decide.
    """

    label: str
    href: str
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """The length of the whole bar."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar: how many there are of one category."""

    series: int
    key: str
    count: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar at `y`, with the lines of its label above it and its total behind it, at `end`."""

    row: ChartRow
    lines: tuple[str, ...]
    y: int
    segments: tuple[Segment, ...]
    end: float


@dataclass(frozen=True, slots=True)
class ChartDrawing:
    """The chart of one size. The legend is empty where there is one category only."""

    size: Size
    height: int
    bars: tuple[Bar, ...]
    legend: tuple[Legend, ...]


def draw_chart(rows: Sequence[ChartRow], categories: Sequence[Category], size: Size) -> ChartDrawing:
    """Return the bars, longest first, then by label; lengths are in proportion to the counts.

    Raises ValueError for a negative count, or a category that is not declared.
    """
    series = number_series(categories)
    for row in rows:
        if any(count < 0 for count in row.counts.values()):
            raise ValueError(f"{row.label}: a count is negative")
        if unknown := row.counts.keys() - series.keys():
            raise ValueError(f"{row.label}: the category {min(unknown)} is not declared")
    rows = sorted(rows, key=lambda row: (-row.total, row.label))
    most = max((row.total for row in rows), default=0)
    room = size.width - text_width(f" {most:,}", size.font) - 8
    unit = room / most if most else 0.0
    bars = []
    top = 0
    for row in rows:
        segments = tuple(_segments(row, series, unit))
        lines = wrap(row.label, size.width - 2, size.font)
        top += LINE * len(lines)
        bars.append(Bar(row, lines, top, segments, tenth(_EDGE + unit * row.total)))
        top += _BAR + _GAP
    used = {segment.series for bar in bars for segment in bar.segments}
    return ChartDrawing(size, top, tuple(bars), legend_of(categories, used))


def _segments(row: ChartRow, series: Mapping[str, int], unit: float) -> Iterator[Segment]:
    """Yield the segments in the order of the categories; those of zero are left out."""
    before = 0
    for key, number in series.items():
        count = row.counts.get(key, 0)
        if count:
            yield Segment(number, key, count, tenth(_EDGE + before * unit), tenth(count * unit))
        before += count
