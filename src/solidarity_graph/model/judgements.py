"""Our own decisions, apart from the claims, with who and when (ISO date); each can be taken back."""

from __future__ import annotations

from dataclasses import dataclass

from solidarity_graph.model.values import Ref


@dataclass(frozen=True, slots=True)
class Realisation:
    """This happening is that plan, carried out."""

    happening: Ref
    plan: Ref
    who: str
    when: str
    note: str
    file: str = ""
    entry: str = ""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Claims about one thing that do not say the same, and how they differ."""

    key: str
    about: Ref
    on_property: str
    claims: tuple[str, ...]
    kind: str
    note: str
    who: str
    when: str
    file: str = ""
    entry: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """How far a source can be relied on (of an organisation or article), or how credible a claim is (of a claim)."""

    of: Ref
    grade: str
    who: str
    when: str
    note: str
    file: str = ""
    entry: str = ""


@dataclass(frozen=True, slots=True)
class Merge:
    """An entity whose key was given up for another's. The old IRI stays and points to the new one."""

    old: Ref
    new: Ref
    who: str
    when: str
    note: str
    file: str = ""
    entry: str = ""
