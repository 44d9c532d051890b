"""Dates and durations in English words for pages. A text in another form is returned unchanged."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from solidarity_graph.model import date_interval
from solidarity_graph.model.dates import EDTF_DATE, EDTF_MOMENT, possible_years

_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)  # not the locale's: the pages are in English
_QUALIFIERS = (("perhaps ", frozenset("?%")), ("about ", frozenset("~%")))
_NORTHERN = ("spring {}", "summer {}", "autumn {}", "winter {}")
_SEASONS = (
    *_NORTHERN * 2,
    *(f"{season} (southern hemisphere)" for season in _NORTHERN),
    *("first quarter of {}", "second quarter of {}", "third quarter of {}", "fourth quarter of {}"),
    *("first third of {}", "second third of {}", "last third of {}", "first half of {}", "second half of {}"),
)
"""The season codes of EDTF in words, from 21 on."""
_ACROSS_NEW_YEAR = ("24", "28", "30")
_ANY_YEAR = "an unknown year"


def day_in_words(text: str) -> str:
    """Return an EDTF date in words. A text that is none is unchanged, and so are single digits that are unspecified.

    >>> day_in_words("2013-08-04"), day_in_words("2013-08~"), day_in_words("2013/")
    ('4 August 2013', 'about August 2013', 'from 2013, end not known')
    """
    try:
        date_interval(text)
    except ValueError:
        return text
    if text[0] not in "[{":
        return _section(text, "/")
    *members, last = (_section(member, "..") for member in text[1:-1].split(","))
    if members:
        return f"{', '.join(members)} {'or' if text[0] == '[' else 'and'} {last}"
    return f"once {last}" if text[0] == "[" and ".." in text else last


def _section(text: str, separator: str) -> str:
    """Return a single date, or two with a separator between, in words."""
    begin, separated, end = text.partition(separator)
    is_interval = separator == "/"
    if not separated:
        return _single(text)
    if begin in ("", ".."):
        return f"until {_single(end)}" + (", beginning not known" if is_interval and not begin else "")
    if end in ("", ".."):
        return f"from {_single(begin)}" + (", end not known" if is_interval and not end else " on")
    return f"{'' if is_interval else 'from '}{_single(begin)} to {_single(end)}"


def _single(text: str) -> str:
    """Return a date without separators in words: `perhaps` for "?", `about` for "~", wherever the mark stands."""
    if moment := EDTF_MOMENT.fullmatch(text):
        zone = f" (UTC{moment[3].removeprefix('Z')})" if moment[3] else ""
        return f"{_single(moment[1])}, {moment[2]}{zone}"
    match = EDTF_DATE.fullmatch(text)
    month, day = (match["month"] or "", match["day"] or "") if match else ("", "")
    if match is None or (month == "XX" and day.isdigit()):
        return text
    if any("X" in part and part != "XX" for part in (month, day)):
        return text
    year = _year(match["year"], match["digits"])
    if month.isdigit() and int(month) > 12:
        if month in _ACROSS_NEW_YEAR and year.isdigit():
            year = f"{year}/{int(year) + 1:04}"
        season = _SEASONS[int(month) - 21]
        words = season.replace(" of", "").format(f"of {year}") if year == _ANY_YEAR else season.format(year)
    else:
        name = _MONTHS[int(month) - 1] if month.isdigit() else ""
        unspecified = "a day in" if day == "XX" else "a month in" if month == "XX" else ""
        number = str(int(day)) if day.isdigit() else ""
        joint = "" if year.isdigit() or not name else " of" if year == _ANY_YEAR else ","
        words = " ".join(word for word in (unspecified, number, f"{name}{joint}", year) if word)
    return "".join(word for word, marks in _QUALIFIERS if marks & {*text}) + words


def _year(pattern: str, digits: str | None) -> str:
    """Return a year in words; `digits` are its significant ones, None for all."""
    if pattern.startswith("X"):
        return _ANY_YEAR if pattern == "XXXX" else pattern
    years = possible_years(pattern, digits)
    first, last = f"{years[0]:04}", f"{years[-1]:04}"
    if first == last:
        return first
    return f"{first}–{last}" + (f", perhaps {pattern}" if digits else "")


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
