"""Dates and durations in English words for pages. A text in another form is returned unchanged."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

_DAY = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(~)?")
_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)  # not the locale's: the pages are in English


def day_in_words(text: str) -> str:
    """Return a date in words: a day, month or year, or an interval of two of them with a slash between.

    >>> day_in_words("2013-08-04"), day_in_words("2013-08~"), day_in_words("2013/2014")
    ('4 August 2013', 'about August 2013', '2013 to 2014')
    """
    first, slash, last = text.partition("/")
    if slash and _DAY.fullmatch(first) and _DAY.fullmatch(last):
        return f"{day_in_words(first)} to {day_in_words(last)}"
    match = _DAY.fullmatch(text)
    if not match or (match[2] and not 1 <= int(match[2]) <= 12):
        return text
    year, month, day, about = match.groups()
    words = " ".join(part for part in (day and str(int(day)), month and _MONTHS[int(month) - 1], year) if part)
    return f"about {words}" if about else words


def days_between(first: str, last: str) -> str:
    """Return the interval from `first` to `last` (ISO days) in words; either may be empty.

    >>> days_between("2013-08-01", "2013-08-31"), days_between("2013-08-04", "2013-08-04")
    ('August 2013', '4 August 2013')
    """
    if not first or not last:
        return f"{'from' if first else 'until'} {day_in_words(first or last)}" if first or last else ""
    if first == last:
        return day_in_words(first)
    for length, opening, closing in ((4, "-01-01", "-12-31"), (7, "-01", _last_day(last))):
        if first[:length] == last[:length] and first[length:] == opening and last[length:] == closing:
            return day_in_words(first[:length])
    return f"{day_in_words(first)} to {day_in_words(last)}"


def _last_day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"-{monthrange(day.year, day.month)[1]}"


def duration_in_words(text: str) -> str:
    """Return an `xsd:duration` of years, months and days in words.

    >>> duration_in_words("P4Y6M"), duration_in_words("P1D")
    ('4 years 6 months', '1 day')
    """
    match = _DURATION.fullmatch(text)
    if not match or not any(match.groups()):
        return text
    parts = zip(match.groups(), ("year", "month", "day"), strict=True)
    return " ".join(f"{number} {unit}{'' if number == '1' else 's'}" for number, unit in parts if number)
