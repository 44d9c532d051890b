"""Values in a wider form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from solidarity_graph.model import Concept, Edtf, Node, Number, Ref, Timespan, Value

_DAY = re.compile(r"([\dX]{4}-[\dX]{2})-[\dX]{2}")

Rename = Callable[[Ref], Ref | None]


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
