"""The short form of a timeline: how many things there were in each month or year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from solidarity_graph.web.drawings.layout import Size, tenth
from solidarity_graph.web.drawings.timeline import Happening

_MOST_MONTHS: Final = 36  # as many columns as can be told apart on a phone
_HEIGHT: Final = 150
_FOOT: Final = 24
_HEAD: Final = 22


@dataclass(frozen=True, slots=True)
class Period:
    """A month or a year, by its first day, with how many things were in it."""

    first: date
    unit: str
    count: int


@dataclass(frozen=True, slots=True)
class Periods:
    """All months or years from the first to the last, empty ones too, and how many things have no such date."""

    periods: tuple[Period, ...]
    elsewhere: int


class Column(NamedTuple):
    """A column from `y` down to the base line. `is_named` is true if there is room for its name below."""

    period: Period
    x: float
    y: float
    width: float
    height: float
    href: str
    is_named: bool
    is_numbered: bool


@dataclass(frozen=True, slots=True)
class ColumnsDrawing:
    """The columns of one size, in order of time."""

    size: Size
    height: int
    base: int
    columns: tuple[Column, ...]
    elsewhere: int


def count_by_period(happenings: Sequence[Happening]) -> Periods:
    """Return the counts by month, or by year where that would be more than 36 months.

    What is not known to be in one such period is not put into any of them: it is counted as `elsewhere`.
    """
    known = [(one.first, one.last) for one in happenings if one.first and one.last and one.first.year == one.last.year]
    months = Counter((first.year, first.month) for first, last in known if first.month == last.month)
    return count_periods(months, Counter(first.year for first, _ in known), len(happenings))


def count_periods(months: Mapping[tuple[int, int], int], years: Mapping[int, int], total: int) -> Periods:
    """Return the counts by month, or by year where that would be more than 36 months.

    months  how many things were in each month for certain, by year and month.
    years   how many were in each year for certain.
    total   how many there are; those in no such period are counted as `elsewhere`.
    """
    by_month = {12 * year + month - 1: count for (year, month), count in months.items()}
    in_few_months = bool(by_month) and max(by_month) - min(by_month) < _MOST_MONTHS
    in_months = in_few_months and sum(by_month.values()) >= sum(years.values()) / 2
    unit, counts = ("month", by_month) if in_months else ("year", years)
    span = range(min(counts), max(counts) + 1) if counts else range(0)
    days = (date(number // 12, number % 12 + 1, 1) if in_months else date(number, 1, 1) for number in span)
    periods = tuple(Period(day, unit, counts.get(number, 0)) for day, number in zip(days, span, strict=True))
    return Periods(periods, total - sum(counts.values()))


def draw_columns(counted: Periods, size: Size, href_of: Callable[[Period], str] = lambda _: "") -> ColumnsDrawing:
    """Return a column for each period, with a height in proportion to its count. `href_of` may give it a link."""
    periods = counted.periods
    if not periods:
        return ColumnsDrawing(size, 0, 0, (), counted.elsewhere)
    base, most = _HEIGHT - _FOOT, max(period.count for period in periods)
    pitch = min(7.0 * size.font, size.width / len(periods))
    every = max(1, -int(-(6 * size.font) // pitch))
    columns = []
    for number, period in enumerate(periods):
        height = (base - _HEAD) * period.count / most
        x, width = number * pitch + pitch * 0.1, pitch * 0.8
        columns.append(
            Column(
                period,
                tenth(x),
                tenth(base - height),
                tenth(width),
                tenth(height),
                href_of(period) if period.count else "",
                number % every == 0 and number * pitch + 5 * size.font <= size.width,
                pitch >= len(f"{period.count}") * size.font * 0.7,
            )
        )
    return ColumnsDrawing(size, _HEIGHT, base, tuple(columns), counted.elsewhere)
