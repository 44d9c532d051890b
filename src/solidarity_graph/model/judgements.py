"""Decisions of the editors about claims and things, each with author and day (ISO). Any of them can be reverted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from solidarity_graph.model.record import Record
from solidarity_graph.model.values import Ref


@dataclass(frozen=True, slots=True)
class Realisation(Record):
    """A decision that an event carried out an event that was planned before."""

    TABLE: ClassVar[str] = "realisation"
    happening: Ref
    plan: Ref
    who: str
    when: str
    note: str


@dataclass(frozen=True, slots=True)
class Disagreement(Record):
    """A decision that claims about one thing differ, with the kind of difference."""

    TABLE: ClassVar[str] = "disagreement"
    key: str
    about: Ref
    on_property: str
    claims: tuple[Ref, ...]
    kind: str
    note: str
    who: str
    when: str


@dataclass(frozen=True, slots=True)
class Assessment(Record):
    """A grade: how reliable a source is (an organisation or article), or how credible a claim is."""

    TABLE: ClassVar[str] = "assessment"
    of: Ref
    grade: str
    who: str
    when: str
    note: str


@dataclass(frozen=True, slots=True)
class Merge(Record):
    """A decision that two keys mean one thing. `old` is given up for `new`; its IRI redirects to that of `new`.

    If `new` is merged, too, it redirects to the thing that stays.
    """

    TABLE: ClassVar[str] = "merge"
    old: Ref
    new: Ref
    who: str
    when: str
    note: str
