"""An axis of time: days to units of the viewBox, and ticks at days, months or years as fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

from solidarity_graph.web.drawings.layout import tenth

_STEPS: Final = (
    *(("day", step) for step in (1, 2, 7, 14)),
    *(("month", step) for step in (1, 3, 6)),
    *(("year", step) for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)),
)
_DAYS_OF: Final = {"day": 1.0, "month": 30.44, "year": 365.25}


class Tick(NamedTuple):
    """A tick of the axis: the first day of a `day`, `month` or `year`, and where it is."""

    x: float
    day: date
    unit: str


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """The days from `first` to `last` over the units from `left` to `right`. A day is as wide as the time it lasts."""

    first: date
    last: date
    left: float
    right: float

    def start_of(self, day: date) -> float:
        """Return where a day begins."""
        return self._at(day.toordinal())

    def end_of(self, day: date) -> float:
        """Return where a day ends."""
        return self._at(day.toordinal() + 1)

    def middle_of(self, first: date, last: date) -> float:
        """Return the middle between the beginning of one day and the end of another."""
        return (self.start_of(first) + self.end_of(last)) / 2

    def _at(self, ordinal: int) -> float:
        days = self.last.toordinal() + 1 - self.first.toordinal()
        return self.left + (ordinal - self.first.toordinal()) * (self.right - self.left) / days

    def ticks(self, apart: float) -> list[Tick]:
        """Return ticks in the smallest unit in which they are about `apart` from each other, or more."""
        width = self.end_of(self.first) - self.left
        unit, step = next(((unit, step) for unit, step in _STEPS if _DAYS_OF[unit] * step * width >= apart), _STEPS[-1])
        return [Tick(tenth(self.start_of(day)), day, unit) for day in _beginnings(self.first, self.last, unit, step)]


def axis_over(days: Sequence[date], left: float, right: float, *, open_start: bool, open_end: bool) -> TimeAxis:
    """Return the axis that shows all these days, with a margin, which is wider where something lies beyond the ends.

    `days` must not be empty.
    """
    first, last = min(days), max(days)
    margin = max(2, (last - first).days // 40)
    return TimeAxis(
        _shift(first, -margin * (4 if open_start else 1)), _shift(last, margin * (4 if open_end else 1)), left, right
    )


def _shift(day: date, days: int) -> date:
    """Return a day some days later, or the first or last day that there is."""
    ordinal = max(date.min.toordinal(), min(date.max.toordinal(), day.toordinal() + days))
    return date.fromordinal(ordinal)


def _beginnings(first: date, last: date, unit: str, step: int) -> Iterator[date]:
    """Yield the days from `first` to `last` at which a unit begins; months and years are multiples of the step."""
    if unit == "day":
        yield from (first + timedelta(days) for days in range(0, (last - first).days + 1, step))
        return
    months = step * (12 if unit == "year" else 1)
    start = first.year * 12 + first.month - 1
    for month in range(-(-start // months) * months, last.year * 12 + last.month, months):
        day = date(max(month // 12, 1), month % 12 + 1, 1)
        if first <= day:
            yield day
