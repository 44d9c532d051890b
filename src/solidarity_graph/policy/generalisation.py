"""Generalises values and records for publication below the level `public`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

from solidarity_graph.model import Concept, Edtf, Node, Record, Ref, Text, Timespan, Value, rewrite
from solidarity_graph.model.dates import joint_mark
from solidarity_graph.schema.field_types import Field, Sort

# Each part of an EDTF date may have a mark on either side; that at its end is of the whole date, and stays.
_DAY = re.compile(
    r"([\dX]{4}[?~%]?-[?~%]?[\dX]{2})([?~%]?)-[?~%]?[\dX]{2}(?:T[\d:]+(?:Z|[+-][\d:]+)?)?([?~%]?)", re.ASCII
)

_SOME = Text("some", "en")  # the words of a count below public
Rename = Callable[[Ref], Ref | None]
"""Maps a reference to the one published in its place, or to None if there is none."""
R = TypeVar("R", bound=Record)
# Sorts of values that are published below public: values of other sorts could identify a person.
_PUBLISHED = frozenset(
    {Sort.KEY, Sort.CLAIM_KEY, Sort.LEVEL, Sort.LANGUAGE, Sort.CONCEPT, Sort.CHOICE, Sort.INTEGER, Sort.EVENT_CLASS}
)


def concealed(record: R, rename: Rename) -> R | None:
    """Return a record without texts and with generalised values; None if an essential value cannot be published.

    rename  returns the reference to publish in place of another; None if there is none.
    """

    def change(field: Field, value: Any) -> Any:
        match field.sort:
            case Sort.REFERENCE:
                return _renamed(field, value, rename)
            case Sort.VALUE:
                return widen(value, rename)
            case Sort.DATE | Sort.DAY:
                return widen_date(value)
            case sort:
                return value if sort in _PUBLISHED else None

    return rewrite(record, change)


def trimmed(record: R, rename: Rename) -> R | None:
    """Return a record with its references renamed or removed; None if an essential one is removed.

    Texts and other values stay. `rename` returns the reference to publish, or None to remove it.
    """

    def change(field: Field, value: Any) -> Any:
        return _renamed(field, value, rename) if field.sort is Sort.REFERENCE else value

    return rewrite(record, change)


def _renamed(field: Field, value: Any, rename: Rename) -> Any:
    """Return the renamed reference or references; none of a list if the field is essential and one is not published."""
    if not isinstance(value, tuple):
        return rename(value)
    published = tuple(new for ref in value if (new := rename(ref)))
    return () if field.essential and len(published) < len(value) else published


def widen(value: Value, rename: Rename) -> Value | None:
    """Return the generalised value of a claim: a month for a day, renamed references. None if it cannot be published.

    Texts are never published: they could identify a person.
    """
    match value:
        case Ref():
            return rename(value)
        case Edtf():
            return Edtf(widen_date(value.value))
        case Concept() | int() | Timespan():
            return value
        case Node():
            return _widen_node(value, rename)
        case _:
            return None


def widen_date(date: str) -> str:
    """Return an EDTF date with months instead of days.

    >>> widen_date("2013-08-04"), widen_date("[..2013-08-04]"), widen_date("2013-08-04?"), widen_date("2013")
    ('2013-08', '[..2013-08]', '2013-08?', '2013')
    """
    return _DAY.sub(lambda day: day[1] + joint_mark(day[2] + day[3]), date)


def _widen_node(node: Node, rename: Rename) -> Node | None:
    """Return the node without its texts, or None if a thing that it names is not published or no property is left."""
    wider = [(name, value, _widen_part(name, value, rename)) for name, value in node.properties]
    parts = tuple((name, published) for name, _, published in wider if published is not None)
    lost = any(isinstance(value, Ref) and name not in dict(parts) for name, value, _ in wider)
    return None if lost or not parts else Node(node.class_name, parts)


def _widen_part(name: str, value: Value, rename: Rename) -> Value | None:
    """Return a generalised property of a node: of a count, the word `some` and its order of magnitude."""
    if name == "countText":
        return _SOME
    if isinstance(value, int) and not isinstance(value, bool):
        lowest, highest = order_of_magnitude(value)
        return highest if name == "countMax" else lowest
    return widen(value, rename)


def order_of_magnitude(number: int) -> tuple[int, int]:
    """Return the lowest and the highest number with as many digits: a single person becomes 1 to 9.

    >>> order_of_magnitude(1), order_of_magnitude(40), order_of_magnitude(0)
    ((1, 9), (10, 99), (0, 9))
    """
    digits = len(str(number))
    return (10 ** (digits - 1) if number else 0), 10**digits - 1
