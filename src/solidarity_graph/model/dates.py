"""Normalised values: the first and last day that a date can mean, a duration in months or in days."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
from functools import lru_cache
from itertools import product

_STANDARD = "https://www.loc.gov/standards/datetime/"
_ALONE = "a year of this form stands alone"
_YEARS = "years are 0001 to 9999"
_TIMES = "a time of day is written T16:00:00, with Z or +03:00 or nothing behind it, and stands in no interval or set"
_MONTHS = re.compile(r"P(?=.*[1-9])(?:(\d+)Y)?(?:(\d+)M)?", re.ASCII)
_DAYS = re.compile(r"P(?=.*[1-9])(\d+)D", re.ASCII)
EDTF_DATE = re.compile(
    # A qualifier may be on either side of each part: ?2004-06-~11
    r"[?~%]?(?P<year>-?(?:\d{4}|[\dX]{4}(?!S))|Y-?[1-9]\d{4,}|Y-?[1-9]\d*E\d)(?:S(?P<digits>0|[1-9]\d*))?[?~%]?"
    r"(?:-[?~%]?(?P<month>[\dX]{2})[?~%]?(?:-[?~%]?(?P<day>[\dX]{2})[?~%]?)?)?",
    re.ASCII,
)
"""A single date of EDTF, without time: year, or year and month or season, or a day."""
EDTF_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)T((?:[01]\d|2[0-3])(?::[0-5]\d){2})(Z|[+-](?:0\d|1[0-3])(?::[0-5]\d)?|[+-]14(?::00)?)?", re.ASCII
)
"""A day with a time of day, and `Z`, an offset of at most 14 hours, or nothing for local time."""
# First month and number of months of the season codes 21 to 41. "Independent of location" (21 to 24) is read as
# northern, as articles on the northern hemisphere mean it; 29 to 32 are the southern ones.
_SEASONS = dict(
    zip(
        map(str, range(21, 42)),
        (
            *((3, 3), (6, 3), (9, 3), (12, 3)) * 2,
            *((9, 3), (12, 3), (3, 3), (6, 3)),
            *((1, 3), (4, 3), (7, 3), (10, 3)),
            *((1, 4), (5, 4), (9, 4), (1, 6), (7, 6)),
        ),
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class DateInterval:
    """The first and last possible day of a date; None where that end is open or unknown."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class DurationLength:
    """A duration in months or in days: the other one is None."""

    months: int | None
    days: int | None


@lru_cache(maxsize=10_000)  # several packages need the same dates
def date_interval(text: str) -> DateInterval:
    """Return the first and last possible day of an EDTF date: 1 to 31 August 2013 for `2013-08`. Raises ValueError.

    Levels 0 to 2 for the years 0001 to 9999 (https://www.loc.gov/standards/datetime/). An end that is open or unknown,
    and a year without its first digit (`XXXX-08-04`), give no bound. The marks "~", "?" and "%" do not widen the
    interval: they say how certain the source is, not how far off. A day with a time is the day as it is written.

    >>> date_interval("2013-02-30")
    Traceback (most recent call last):
    ...
    ValueError: 2013-02-30 is not an EDTF date that is read here (https://www.loc.gov/standards/datetime/): no such day
    """
    try:
        if {*text} & {*"SY"} and {*text} & {*"/[{"}:
            raise ValueError(_ALONE)
        if (text[:1], text[-1:]) in (("[", "]"), ("{", "}")):
            return hull(_section(member, "..") for member in text[1:-1].split(","))
        moment = EDTF_MOMENT.fullmatch(text)
        return _section(moment[1] if moment else text, "/")
    except ValueError as error:
        reason = f": {error}" if str(error) else ""
        raise ValueError(f"{text} is not an EDTF date that is read here ({_STANDARD}){reason}") from None


def _section(text: str, separator: str) -> DateInterval:
    """Return the bounds of a date, or of two with a separator between, of which one may be missing."""
    begin, separated, end = text.partition(separator)
    if not separated:
        return _day(text)
    absent = ("", "..") if separator == "/" else ("",)
    if begin in absent and end in absent:
        raise ValueError("neither end is given: leave the date out")
    first = None if begin in absent else _day(begin).first
    last = None if end in absent else _day(end).last
    if first and last and first > last:
        raise ValueError("it ends before it begins")
    return DateInterval(first, last)


def hull(intervals: Iterable[DateInterval]) -> DateInterval:
    """Return the interval from the earliest to the latest day: no bound where one of the intervals has none."""
    firsts, lasts = zip(*((interval.first, interval.last) for interval in intervals), strict=True)
    return DateInterval(
        None if None in firsts else min(firsts),
        None if None in lasts else max(lasts),
    )


def _day(text: str) -> DateInterval:
    """Return the bounds of a single date without a time of day."""
    match = EDTF_DATE.fullmatch(text)
    if match is None:
        raise ValueError(_TIMES if "T" in text else "")
    year, digits, month, day = match.group("year", "digits", "month", "day")
    if (digits or year.startswith("Y")) and text not in (year, f"{year}S{digits}"):
        raise ValueError(_ALONE)
    years = possible_years(year, digits)
    if month in _SEASONS:
        start, length = _SEASONS[month]
        first, last = date(years[0], start, 1), _last_of_month(years[-1], start + length - 1)
        if day:
            raise ValueError("a season has no days")
    else:
        months, days = _matching(month or "XX", range(1, 13)), _matching(day or "XX", range(1, 32))
        first, last = _existing(years, months, days), _existing(years[::-1], months[::-1], days[::-1])
    # A year without its first digit is any year.
    return DateInterval(None, None) if year.startswith("X") else DateInterval(first, last)


def possible_years(pattern: str, digits: str | None) -> Sequence[int]:
    """Return the years that a pattern can mean: 2010 to 2019 for `201X`, 1900 to 1999 for `1950` of 2 `digits`.

    Of a pattern that begins with `X` it gives those from 1000 to 2999: a leap year if any such year is one. Raises
    ValueError.
    """
    if pattern.startswith("X"):
        return _matching(pattern, range(1000, 3000))
    if "X" not in pattern:
        mantissa, _, exponent = pattern.lstrip("Y").partition("E")
        pattern = str(int(mantissa) * 10 ** int(exponent or 0))
        if digits and not 1 <= int(digits) <= len(pattern):
            raise ValueError("the year does not have so many digits")
        pattern = (pattern[: int(digits)] if digits else pattern).ljust(len(pattern), "X")
    first, last = (int(pattern.replace("X", digit)) for digit in "09")
    if first < MINYEAR or last > MAXYEAR:
        raise ValueError(_YEARS)
    return _matching(pattern.zfill(4), range(first, last + 1))


def _matching(pattern: str, numbers: Iterable[int]) -> Sequence[int]:
    """Return the numbers that a pattern with `X` for any digit can mean."""
    matches = re.compile(pattern.replace("X", ".")).fullmatch
    return [number for number in numbers if matches(f"{number:0{len(pattern)}}")]


def _existing(years: Sequence[int], months: Sequence[int], days: Sequence[int]) -> date:
    """Return the first of these days that exists. Raises ValueError if none does."""
    for year, month, day in product(years, months, days):
        if day <= monthrange(year, month)[1]:
            return date(year, month, day)
    raise ValueError("no such day" if months else "no such month or season")


def joint_mark(text: str) -> str:
    """Return the one mark for all marks of uncertainty in a text: "%" for "?" and "~"; empty for none."""
    marks = {*text} & {*"?~%"}
    return "%" if len(marks) > 1 else "".join(marks)


def _last_of_month(year: int, month: int) -> date:
    """Return the last day of a month; month 14 is February of the year after."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    if year > MAXYEAR:
        raise ValueError(_YEARS)
    return date(year, month, monthrange(year, month)[1])


def order_in_time(first: str, last: str) -> tuple[str, bool, str]:
    """Return a key that sorts by the first possible day; each day is in ISO form, or empty if it is not known.

    What has a last day only is sorted by that, after what may begin on it; what has no day comes last.
    """
    return first or last or "9999-12-32", not first, last or "9999-12-32"


def duration_length(text: str) -> DurationLength:
    """Return the length of a duration: 54 months for `P4Y6M`.

    Raises ValueError unless it is above zero, and in years and months or in days.
    """
    if (days := _DAYS.fullmatch(text)) is not None:
        return DurationLength(None, int(days[1]))
    months = _MONTHS.fullmatch(text)
    if months is None:
        raise ValueError(f"{text} is not a length above zero in years and months (P4Y6M) or in days (P15D)")
    return DurationLength(12 * int(months[1] or 0) + int(months[2] or 0), None)
