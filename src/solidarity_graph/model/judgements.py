"""Our own decisions, apart from the claims, with who and when (ISO date); each can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from solidarity_graph.model.record import Record
from solidarity_graph.model.values import Ref


@dataclass(frozen=True, slots=True)
class Realisation(Record):
    """This happening is that plan, carried out."""

    TABLE: ClassVar[str] = "realisation"
    happening: Ref
    plan: Ref
    who: str
    when: str
    note: str


@dataclass(frozen=True, slots=True)
class Disagreement(Record):
    """Claims about one thing that do not say the same, and how they differ."""

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
    """How far a source can be relied on (of an organisation or article), or how credible a claim is (of a claim)."""

    TABLE: ClassVar[str] = "assessment"
    of: Ref
    grade: str
    who: str
    when: str
    note: str


@dataclass(frozen=True, slots=True)
class Merge(Record):
    """An entity whose key was given up for another's. The old IRI stays and points to the new one."""

    TABLE: ClassVar[str] = "merge"
    old: Ref
    new: Ref
    who: str
    when: str
    note: str
