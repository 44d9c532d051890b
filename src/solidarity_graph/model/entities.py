"""The things claims are about: entities declared once, and events named in article files."""

from __future__ import annotations

from dataclasses import dataclass

from solidarity_graph.model.levels import PUBLIC
from solidarity_graph.model.values import Ref


@dataclass(frozen=True, slots=True, order=True)
class Label:
    """A name with its language tag."""

    value: str
    language: str


@dataclass(frozen=True, slots=True)
class Naming:
    """Why a person may be named: the ground, who reviewed it and when (ISO date), and what it covers."""

    ground: str
    reviewer: str
    reviewed: str
    scope: str


@dataclass(frozen=True, slots=True)
class Entity:
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
    file: str = ""
    entry: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was planned, held or imposed. What is known of it stands in claims."""

    ref: Ref
    class_name: str
    labels: tuple[Label, ...]
    level: str = PUBLIC
    file: str = ""
    entry: str = ""
