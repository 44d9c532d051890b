"""Values in a wider form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from solidarity_graph.model import Concept, Edtf, Node, Number, Record, Ref, Timespan, Value, rewrite
from solidarity_graph.schema.fields import Field, Sort

_DAY = re.compile(r"([\dX]{4}-[\dX]{2})-[\dX]{2}")

Rename = Callable[[Ref], Ref | None]
"""What is shown in the place of a thing; None where nothing is."""
R = TypeVar("R", bound=Record)
# Sorts that are shown below public: what is not listed may tell who it was.
_SHOWN = frozenset(
    {Sort.KEY, Sort.CLAIM_KEY, Sort.LEVEL, Sort.LANGUAGE, Sort.CONCEPT, Sort.CHOICE, Sort.INTEGER, Sort.EVENT_CLASS}
)


def concealed(record: R, rename: Rename) -> R | None:
    """The record below public: without words, wider values; None where it says nothing without what is not shown."""

    def change(field: Field, value: Any) -> Any:
        match field.sort:
            case Sort.REFERENCE:
                return _renamed(field, value, rename)
            case Sort.VALUE:
                return widen(value, rename)
            case Sort.DATE | Sort.DAY:
                return widen_date(value)
            case sort:
                return value if sort in _SHOWN else None

    return rewrite(record, change)


def trimmed(record: R, rename: Rename) -> R | None:
    """The record without the things that are not shown; None where it says nothing without them."""

    def change(field: Field, value: Any) -> Any:
        return _renamed(field, value, rename) if field.sort is Sort.REFERENCE else value

    return rewrite(record, change)


def _renamed(field: Field, value: Any, rename: Rename) -> Any:
    """One thing or those of a list that are shown; none of them where each is essential and one is not shown."""
    if not isinstance(value, tuple):
        return rename(value)
    shown = tuple(new for ref in value if (new := rename(ref)))
    return () if field.essential and len(shown) < len(value) else shown


def widen(value: Value, rename: Rename) -> Value | None:
    """The value below public; None where nothing of it can be shown. Words never are: they may tell who it was."""
    match value:
        case Ref():
            return rename(value)
        case Edtf():
            return Edtf(widen_date(value.value))
        case Concept() | Number() | Timespan():
            return value
        case Node():
            return _widen_node(value, rename)
        case _:
            return None


def widen_date(date: str) -> str:
    """Months instead of days.

    >>> widen_date("2013-08-04"), widen_date("[..2013-08-04]"), widen_date("2013-08-04?"), widen_date("2013")
    ('2013-08', '[..2013-08]', '2013-08?', '2013')
    """
    return _DAY.sub(r"\1", date)


def _widen_node(node: Node, rename: Rename) -> Node | None:
    """A value with parts loses its words; where one of the things that it names cannot be shown, all of it goes."""
    parts = tuple(_parts(node, rename))
    lost = {name for name, value in node.properties if isinstance(value, Ref)} - {name for name, _ in parts}
    return None if lost or not parts else Node(node.class_name, parts)


def _parts(node: Node, rename: Rename) -> Iterator[tuple[str, Value]]:
    for name, value in node.properties:
        if (wider := widen(value, rename)) is not None:
            yield name, wider
