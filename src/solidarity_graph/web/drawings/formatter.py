"""Numbers and dates of drawings as text. Another language is another `Formatter`."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple, Protocol

from solidarity_graph.web.date_texts import days_between, number_in_words, short_date


class Unit(NamedTuple):
    """What is counted, in words: "action" and "actions"."""

    one: str
    many: str


class Formatter(Protocol):
    """Writes the numbers and dates of a drawing in one language."""

    def number(self, number: int) -> str:
        """Return a count with the separators of the language."""
        ...

    def counted(self, number: int, unit: Unit) -> str:
        """Return a count with what is counted: "1 action"."""
        ...

    def days(self, first: date | None, last: date | None) -> str:
        """Return the days from `first` to `last`, either of which may be unknown, in words."""
        ...

    def tick(self, day: date, unit: str) -> str:
        """Return the short text of a `day`, a `month` or a `year` on an axis."""
        ...


class _English:
    def number(self, number: int) -> str:
        return number_in_words(number)

    def counted(self, number: int, unit: Unit) -> str:
        return f"{self.number(number)} {unit.one if number == 1 else unit.many}"

    def days(self, first: date | None, last: date | None) -> str:
        return days_between(first.isoformat() if first else "", last.isoformat() if last else "")

    def tick(self, day: date, unit: str) -> str:
        return short_date(day, unit)


ENGLISH: Final[Formatter] = _English()
