"""Normalised values: the first and last day that a date can mean, a duration in months or in days."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

_MONTHS = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?")
_DAYS = re.compile(r"P(\d+)D")
_DATE = r"\d{4}(?:-\d\d){0,2}[?~%]?"
_PLAIN = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?[?~%]?")
_OPEN = re.compile(rf"\[\.\.({_DATE})\]|\.\./({_DATE})|\[({_DATE})\.\.\]|({_DATE})/\.\.")


@dataclass(frozen=True, slots=True)
class DateInterval:
    """The first and last possible day of a date; None where that end is open."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class DurationLength:
    """A duration in months or in days: the other one is None."""

    months: int | None
    days: int | None


@lru_cache(maxsize=10_000)  # edtf takes 20 ms, and several packages need the same dates
def date_interval(text: str) -> DateInterval:
    """Return the first and last possible day of an EDTF date: 1 to 31 August 2013 for `2013-08`. Raises ValueError.

    The marks "~", "?" and "%" do not widen the interval: they say how certain the source is, not how far off.

    >>> date_interval("2013-02-30")
    Traceback (most recent call last):
    ...
    ValueError: 2013-02-30 is not an EDTF date (https://www.loc.gov/standards/datetime/)
    """
    if (plain := _plain_interval(text)) is not None:
        return plain
    # edtf 5.0 parses a date with an open end, but gives it no bounds: split it first.
    if match := _OPEN.fullmatch(text):
        last, first = match[1] or match[2], match[3] or match[4]
        return DateInterval(date_interval(first).first if first else None, date_interval(last).last if last else None)
    from edtf import parse_edtf
    from edtf.parser.edtf_exceptions import EDTFParseException

    try:
        parsed = parse_edtf(text)
        return DateInterval(_day(parsed.lower_strict()), _day(parsed.upper_strict()))
    except (EDTFParseException, TypeError, ValueError, AttributeError):
        raise ValueError(f"{text} is not an EDTF date (https://www.loc.gov/standards/datetime/)") from None


def _plain_interval(text: str) -> DateInterval | None:
    """Return the interval of years, months and days, without edtf, which takes 10 ms and more; None for other forms."""
    begin, slash, end = text.partition("/")
    from_, to = _plain_date(begin), _plain_date(end if slash else begin)
    return DateInterval(from_[0], to[1]) if from_ and to and from_[0] <= to[0] else None


def _plain_date(text: str) -> tuple[date, date] | None:
    """Return the first and last day; None if it is no plain date, or a year that edtf uses for an open end."""
    match = _PLAIN.fullmatch(text)
    if match is None or match[1] in ("0000", "9999"):
        return None
    year, month, day = int(match[1]), match[2], match[3]
    try:
        first = date(year, int(month or 1), int(day or 1))
    except ValueError:
        return None
    last_month = first.month if month else 12
    return first, date(year, last_month, first.day if day else calendar.monthrange(year, last_month)[1])


def _day(moment: Any) -> date | None:
    # For an unspecified year (XXXX-08-04), edtf returns the years 0 and 9999, which are no bounds.
    return None if moment[0] in (0, 9999) else date(moment[0], moment[1], moment[2])


def duration_length(text: str) -> DurationLength:
    """Return the length of a duration: 54 months for `P4Y6M`. Raises ValueError unless in years and months, or days."""
    if (days := _DAYS.fullmatch(text)) is not None:
        return DurationLength(None, int(days[1]))
    months = _MONTHS.fullmatch(text)
    if months is None or not (months[1] or months[2]):
        raise ValueError(f"{text} is not a length in years and months (P4Y6M) or in days (P15D)")
    return DurationLength(12 * int(months[1] or 0) + int(months[2] or 0), None)
