"""What changed between two versions of an ontology, and which part of the version number that raises."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

_VERSION: Final = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")


class Level(IntEnum):
    """The part of a version number that a change raises (https://semver.org); NONE where nothing changed.

    `ontology/README.md` has the rules.
    """

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a term or constraint that changed, such as its domain: the values that went and those that came."""

    name: str
    level: Level
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to a term, a constraint or a name of the JSON-LD context.

    name         a prefixed name, `sg:regime`, an IRI, or a name of the context.
    kind         class, property, annotation, concept, scheme, reused term, constraint or context.
    what         added, deprecated, changed or removed.
    parts        what changed of it.
    replaced_by  the names of what replaces a deprecated term.
    """

    name: str
    kind: str
    what: str
    level: Level
    parts: tuple[Part, ...] = ()
    replaced_by: tuple[str, ...] = ()


def changed(name: str, kind: str, parts: Iterable[Part]) -> Iterable[Change]:
    """Return the change of something whose parts changed; nothing if none did."""
    found = tuple(parts)
    return [Change(name, kind, "changed", max(part.level for part in found), found)] if found else []


def level_of(changes: Iterable[Change]) -> Level:
    """Return the highest level of some changes."""
    return max((change.level for change in changes), default=Level.NONE)


def numbers_of(version: str) -> tuple[int, int, int]:
    """Return the numbers of a version, by which versions are ordered. Raises ValueError for other text.

    >>> numbers_of("0.10.2")
    (0, 10, 2)
    """
    match = _VERSION.fullmatch(version)
    if match is None:
        raise ValueError(f"{version} is no version of an ontology, such as 0.2.0")
    return int(match[1]), int(match[2]), int(match[3])


def raised(version: str, level: Level) -> str:
    """Return the least version after another for changes of a level. Before 1.0.0 a major change raises the minor part.

    >>> raised("1.4.2", Level.MAJOR), raised("0.4.2", Level.MAJOR), raised("1.4.2", Level.PATCH)
    ('2.0.0', '0.5.0', '1.4.3')
    """
    major, minor, patch = numbers_of(version)
    if level is Level.MAJOR and major:
        return f"{major + 1}.0.0"
    if level >= Level.MINOR:
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}" if level else version


def of_kind(changes: Sequence[Change], what: str, kind: str) -> list[Change]:
    """Return the changes of one sort, in their order."""
    return [change for change in changes if change.what == what and change.kind == kind]
