"""Numbers and dates of drawings as text, in the language of the page."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from solidarity_graph.web.date_texts import days_between, number_in_words, short_date
from solidarity_graph.web.languages import ngettext


class Unit(NamedTuple):
    """What is counted: a message for one ("%(count)s action") and for several; both empty for a bare number."""

    one: str
    many: str


class Formatter:
    """Writes the numbers and dates of a drawing."""

    def number(self, number: int) -> str:
        """Return a count with the separators of the language."""
        return number_in_words(number)

    def counted(self, number: int, unit: Unit) -> str:
        """Return a count with what is counted, in the form for that number: "1 action"."""
        words = self.number(number)
        return ngettext(unit.one, unit.many, number, count=words) if unit.one else words

    def days(self, first: date | None, last: date | None) -> str:
        """Return the days from `first` to `last`, either of which may be unknown, in words."""
        return days_between(first.isoformat() if first else "", last.isoformat() if last else "")

    def tick(self, day: date, unit: str) -> str:
        """Return the short text of a `day`, a `month` or a `year` on an axis."""
        return short_date(day, unit)


FORMATTER: Final = Formatter()
