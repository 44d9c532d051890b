"""The things that claims are about: entities, each declared once, and events, declared in article files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from solidarity_graph.model.levels import PUBLIC
from solidarity_graph.model.record import Record
from solidarity_graph.model.values import Ref, Text
from solidarity_graph.schema.field_types import Table
from solidarity_graph.schema.record_format import TABLES


@dataclass(frozen=True, slots=True)
class Naming(Record):
    """The justification for naming a person: ground, reviewer, day of the review (ISO), and scope."""

    TABLE: ClassVar[str] = "naming"
    ground: str
    reviewer: str
    reviewed: str
    scope: str


@dataclass(frozen=True, slots=True)
class Thing(Record):
    """What claims are about. Its reference never changes."""

    ref: Ref
    class_name: str
    labels: tuple[Text, ...]
    level: str = PUBLIC

    @property
    def table(self) -> Table:
        """The record format table that declares things of this kind."""
        return TABLES[self.ref.kind]


@dataclass(frozen=True, slots=True)
class Event(Thing):
    """Something that was planned, held or imposed. Everything known about it is stated in claims."""


@dataclass(frozen=True, slots=True)
class Entity(Thing):
    """A person, organisation, group, place, award, case or legal document.

    stand_in  the thing named instead if the entity is generalised: a group for a person, a region for a town.
    """

    alternatives: tuple[Text, ...] = ()
    within: Ref | None = None
    latitude: float | None = None
    longitude: float | None = None
    matches: tuple[str, ...] = ()
    naming: tuple[Naming, ...] = ()
    stand_in: Ref | None = None
