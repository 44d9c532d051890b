"""Which decisions to name a person have come to their yearly review."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from solidarity_graph.model import Entity, Naming, Ref


@dataclass(frozen=True, slots=True)
class Review:
    """A ground on which a person is named, and the day by which it is to be reviewed again."""

    person: Ref
    naming: Naming
    due: date
    file: str
    entry: str


def reviews_due(entities: Iterable[Entity], by: date) -> tuple[Review, ...]:
    """The reviews to be made by that day, the oldest first."""
    reviews = (
        Review(entity.ref, naming, _a_year_after(date.fromisoformat(naming.reviewed)), entity.file, entity.entry)
        for entity in entities
        for naming in entity.naming
    )
    return tuple(sorted((r for r in reviews if r.due <= by), key=lambda r: (r.due, r.person, r.naming.ground)))


def _a_year_after(day: date) -> date:
    # The year after a leap day has none: a day early rather than a day late.
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
