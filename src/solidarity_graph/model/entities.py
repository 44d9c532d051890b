"""The things claims are about: entities declared once, and events named in article files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from solidarity_graph.model.levels import PUBLIC
from solidarity_graph.model.record import Record
from solidarity_graph.model.values import Ref
from solidarity_graph.schema.fields import Table
from solidarity_graph.schema.record_format import TABLES


@dataclass(frozen=True, slots=True, order=True)
class Label:
    """A name with its language tag."""

    value: str
    language: str


@dataclass(frozen=True, slots=True)
class Naming(Record):
    """Why a person may be named: the ground, who reviewed it and when (ISO date), and what it covers."""

    TABLE: ClassVar[str] = "naming"
    ground: str
    reviewer: str
    reviewed: str
    scope: str


@dataclass(frozen=True, slots=True)
class Entity(Record):
    """A person, organisation, group, place, award, case or legal document, under a key that never changes.

    stand_in  what is named in its place where it is generalised: a group for a person, a region for a town.
    """

    ref: Ref
    class_name: str
    labels: tuple[Label, ...]
    alternatives: tuple[Label, ...] = ()
    within: Ref | None = None
    latitude: float | None = None
    longitude: float | None = None
    matches: tuple[str, ...] = ()
    naming: tuple[Naming, ...] = ()
    level: str = PUBLIC
    stand_in: Ref | None = None

    @property
    def table(self) -> Table:
        """The table of its kind."""
        return TABLES[self.ref.kind]


@dataclass(frozen=True, slots=True)
class Event(Record):
    """Something that was planned, held or imposed. What is known of it stands in claims."""

    TABLE: ClassVar[str] = "event"
    ref: Ref
    class_name: str
    labels: tuple[Label, ...]
    level: str = PUBLIC
