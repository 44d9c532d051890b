"""Dates, durations and numbers in words of the page's language. A text in another form is returned unchanged.

Messages join dates without inflecting them: a translation that needs a case after a preposition sets a colon or a dash.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import Final

from babel.dates import format_date, get_month_names
from babel.numbers import format_decimal
from babel.units import format_unit
from flask_babel import lazy_gettext

from solidarity_graph.model import date_interval
from solidarity_graph.model.dates import EDTF_DATE, EDTF_MOMENT, possible_years
from solidarity_graph.web.languages import LOCALES, current_language, current_locale, ngettext
from solidarity_graph.web.languages import gettext as _

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?")
_LEAP_YEAR: Final = 2000  # has every day that a date without a year can have
_MONTHS: Final = 12
_SIZES: Final = ("byte", "kilobyte", "megabyte", "gigabyte")
_KEPT: Final = 4096  # texts of each kind, a megabyte; the same dates and counts come again on every page
_SPRING, _SOUTHERN, _QUARTER = 21, 29, 33
_ACROSS_NEW_YEAR = (24, 28, 30)
_SEASONS = (lazy_gettext("spring"), lazy_gettext("summer"), lazy_gettext("autumn"), lazy_gettext("winter"))
_CERTAINTIES = {
    "certain": "",
    "uncertain": lazy_gettext("uncertain"),
    "approximate": lazy_gettext("approximate"),
    "inferred": lazy_gettext("inferred"),
    "year inferred": lazy_gettext("year inferred"),
    "uncertain, approximate": lazy_gettext("uncertain and approximate"),
    "uncertain, inferred": lazy_gettext("uncertain and inferred"),
    "approximate, inferred": lazy_gettext("approximate and inferred"),
    "uncertain, year inferred": lazy_gettext("uncertain, year inferred"),
    "approximate, year inferred": lazy_gettext("approximate, year inferred"),
}
_PARTS = (
    *(lazy_gettext("first quarter"), lazy_gettext("second quarter")),
    *(lazy_gettext("third quarter"), lazy_gettext("fourth quarter")),
    *(lazy_gettext("first third"), lazy_gettext("second third"), lazy_gettext("last third")),
    *(lazy_gettext("first half"), lazy_gettext("second half")),
)


def number_in_words(number: int) -> str:
    """Return a count with the separators of the language: `12,345`."""
    return _number_in_words(number, current_language())


@lru_cache(_KEPT)
def _number_in_words(number: int, language: str) -> str:
    return str(format_decimal(number, locale=LOCALES[language]))


def size_in_words(size: int) -> str:
    """Return a number of bytes, rounded: `83 bytes`, `735.1 kB`."""
    power = min((len(str(size)) - 1) // 3, len(_SIZES) - 1)
    if not power:
        return str(format_unit(size, "digital-byte", locale=current_locale()))
    return str(format_unit(round(size / 1000**power, 1), f"digital-{_SIZES[power]}", "short", locale=current_locale()))


def day_in_words(text: str) -> str:
    """Return an EDTF date in words. A text that is none is unchanged, and so are single digits that are unspecified.

    >>> day_in_words("2013-08-04"), day_in_words("2013-08~"), day_in_words("2013/")
    ('4 August 2013', 'about August 2013', 'from 2013, end not known')
    """
    return _day_in_words(text, current_language())


@lru_cache(_KEPT)
def _day_in_words(text: str, _language: str) -> str:  # what it calls asks for the language, too
    try:
        date_interval(text)
    except ValueError:
        return text
    if text[0] not in "[{":
        return _section(text, "/")
    *members, last = (_section(member, "..") for member in text[1:-1].split(","))
    if members:
        joined = ", ".join(members)
        if text[0] == "[":
            return _("%(dates)s or %(last)s", dates=joined, last=last)
        return _("%(dates)s and %(last)s", dates=joined, last=last)
    return _("at some time %(period)s", period=last) if text[0] == "[" and ".." in text else last


def _section(text: str, separator: str) -> str:
    """Return a single date, or two with a separator between, in words."""
    begin, separated, end = text.partition(separator)
    is_interval = separator == "/"
    if not separated:
        return _single(text)
    if begin in ("", ".."):
        if is_interval and not begin:
            return _("until %(date)s, beginning not known", date=_single(end))
        return _("until %(date)s", date=_single(end))
    if end in ("", ".."):
        if is_interval and not end:
            return _("from %(date)s, end not known", date=_single(begin))
        return _("from %(date)s on", date=_single(begin))
    if is_interval:
        return _("%(first)s to %(last)s", first=_single(begin), last=_single(end))
    return _("from %(first)s to %(last)s", first=_single(begin), last=_single(end))


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
    words = _date(_year(match["year"], match["digits"]), month, day)
    if {*"~%"} & {*text}:
        words = _("about %(date)s", date=words)
    return _("perhaps %(date)s", date=words) if {*"?%"} & {*text} else words


def _date(year: str, month: str, day: str) -> str:
    """Return the parts of a date in words. An unknown year is '', an unspecified month or day `XX`."""
    if month.isdigit() and int(month) > _MONTHS:
        return _season(year, int(month))
    if not month.isdigit():
        words = year or _("an unknown year")
    elif day.isdigit():
        words = _with_year(format_date(date(_LEAP_YEAR, int(month), int(day)), "d MMMM", current_locale()), year)
    else:
        words = _with_year(get_month_names("wide", "stand-alone", current_locale())[int(month)], year)
    if day == "XX":
        return _("a day in %(period)s", period=words)
    return _("a month in %(period)s", period=words) if month == "XX" else words


def _with_year(words: str, year: str) -> str:
    """Return words for a day, month or season with its year."""
    if not year:
        return _("%(day)s of an unknown year", day=words)
    if year[0].isdigit() and "–" not in year:
        return _("%(day)s %(year)s", day=words, year=year)
    return _("%(day)s, %(years)s", day=words, years=year)


def _season(year: str, code: int) -> str:
    """Return a season, quarter, third or half of a year in words: the codes of EDTF from 21 on."""
    if code in _ACROSS_NEW_YEAR and year.isdigit():
        year = f"{year}/{int(year) + 1:04}"
    if code >= _QUARTER:
        part = str(_PARTS[code - _QUARTER])
        return _("%(part)s of %(year)s", part=part, year=year) if year else _with_year(part, "")
    words = _with_year(str(_SEASONS[(code - _SPRING) % 4]), year)
    return _("%(season)s (southern hemisphere)", season=words) if code >= _SOUTHERN else words


def _year(pattern: str, digits: str | None) -> str:
    """Return a year in words, '' if it is unknown; `digits` are its significant ones, None for all."""
    if pattern.startswith("X"):
        return "" if pattern == "XXXX" else pattern
    years = possible_years(pattern, digits)
    first, last = f"{years[0]:04}", f"{years[-1]:04}"
    if first == last:
        return first
    span = f"{first}–{last}"
    return _("%(years)s, perhaps %(year)s", years=span, year=pattern) if digits else span


def days_between(first: str, last: str) -> str:
    """Return the interval from `first` to `last` (ISO days) in words; either may be empty.

    >>> days_between("2013-08-01", "2013-08-31"), days_between("2013-08-04", "2013-08-04")
    ('August 2013', '4 August 2013')
    """
    return _days_between(first, last, current_language())


@lru_cache(_KEPT)
def _days_between(first: str, last: str, _language: str) -> str:
    if not last:
        return _("from %(date)s", date=day_in_words(first)) if first else ""
    if not first:
        return _("by %(date)s", date=day_in_words(last))
    if first == last:
        return day_in_words(first)
    for length, opening, closing in ((4, "-01-01", "-12-31"), (7, "-01", _last_day(last))):
        if first[:length] == last[:length] and first[length:] == opening and last[length:] == closing:
            return day_in_words(first[:length])
    return _("%(first)s to %(last)s", first=day_in_words(first), last=day_in_words(last))


def period_in_words(first: str, last: str) -> str:
    """Return the interval between two texts in words: of ISO days as `days_between` does, of others as they are."""
    if all(_DAY.fullmatch(text) for text in (first, last) if text):
        return days_between(first, last)
    return " – ".join(filter(None, (first, last)))


def _last_day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"-{monthrange(day.year, day.month)[1]}"


def short_date(day: date, unit: str) -> str:
    """Return the short text of a `day`, a `month` or a `year`, such as on an axis."""
    if unit == "year":
        return f"{day.year}"
    return str(format_date(day, "d MMM y" if unit == "day" else "LLL y", current_locale()))


def certainty_in_words(words: str) -> str:
    """Return how certain a date is, as its summary has it, in the language of the page; '' for a certain one."""
    return str(_CERTAINTIES.get(words, words))


def duration_in_words(text: str) -> str:
    """Return an `xsd:duration` of years, months and days in words.

    >>> duration_in_words("P4Y6M"), duration_in_words("P1D")
    ('4 years 6 months', '1 day')
    """
    match = _DURATION.fullmatch(text)
    if not match or not any(match.groups()):
        return text
    years, months, days = (int(number or 0) for number in match.groups())
    parts = (
        ngettext("%(num)d year", "%(num)d years", years) if years else "",
        ngettext("%(num)d month", "%(num)d months", months) if months else "",
        ngettext("%(num)d day", "%(num)d days", days) if days else "",
    )
    return " ".join(filter(None, parts)) or text
