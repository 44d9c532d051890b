"""Yearly reviews of the decisions to name persons, and which of them are due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from solidarity_graph.model import Entity, Naming, Ref


@dataclass(frozen=True, slots=True)
class Review:
    """A person's ground for naming, and the day on which its review is due. `file` and `entry` locate the person."""

    person: Ref
    naming: Naming
    due: date
    file: str
    entry: str


def reviews_due(entities: Iterable[Entity], by: date) -> tuple[Review, ...]:
    """Return the reviews that are due on or before the day `by`, the earliest first."""
    reviews = (
        Review(entity.ref, naming, _a_year_after(date.fromisoformat(naming.reviewed)), entity.file, entity.entry)
        for entity in entities
        for naming in entity.naming
    )
    return tuple(sorted((r for r in reviews if r.due <= by), key=lambda r: (r.due, r.person, r.naming.ground)))


def _a_year_after(day: date) -> date:
    # 29 February becomes 28 February of the next year.
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
