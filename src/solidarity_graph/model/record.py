"""Entries of the record format as frozen values, and the one walk over their fields."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar, TypeVar

from solidarity_graph.model.values import Node, Ref
from solidarity_graph.schema.fields import Field, Table
from solidarity_graph.schema.record_format import TABLES, attributes

R = TypeVar("R", bound="Record")
_NOTHING: tuple[Any, ...] = (None, "", ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """An entry. `file` and `entry` say where to mend it; `more` holds the declared fields that have no attribute."""

    TABLE: ClassVar[str]
    file: str = ""
    entry: str = ""
    more: tuple[tuple[str, Any], ...] = ()

    @property
    def table(self) -> Table:
        """The table that declares its fields."""
        return TABLES[self.TABLE]

    def values(self) -> Iterator[tuple[Field, Any]]:
        """Each declared field that has a value, with its value."""
        more = dict(self.more)
        for field in attributes(self.table):
            value = getattr(self, field.slot, more.get(field.slot))
            if value not in _NOTHING:
                yield field, value


def make(record: type[R], values: Mapping[str, Any], **where: str) -> R:
    """A record of that class from the values of its fields, by attribute."""
    own = {field.name for field in fields(record)}
    more = tuple((name, value) for name, value in values.items() if name not in own and value not in _NOTHING)
    return record(**{name: value for name, value in values.items() if name in own}, more=more, **where)


def rewrite(record: R, change: Callable[[Field, Any], Any]) -> R | None:
    """The record with each value changed; None where nothing is left of a field without which it says nothing.

    A field that needs an emptied one is emptied, too.
    """
    changes = {}
    emptied = set()
    for field, value in record.values():
        new = change(field, value)
        left = len(new) if isinstance(new, tuple) else int(new not in (None, ""))
        if not left or left < field.least:
            if field.essential or field.least:
                return None
            emptied.add(field.name)
        if new is not value:
            changes[field.slot] = _empty(value) if field.name in emptied else new
    changes |= {field.slot: _empty(value) for field, value in record.values() if field.needs in emptied}
    return changed(record, changes)


def changed(record: R, changes: Mapping[str, Any]) -> R:
    """The record with other values for some attributes, or fields that have none."""
    if not changes:
        return record
    own = {field.name for field in fields(record)}
    more = dict(record.more) | {name: value for name, value in changes.items() if name not in own}
    left = tuple((name, value) for name, value in more.items() if value not in _NOTHING)
    return replace(record, more=left, **{name: value for name, value in changes.items() if name in own})


def joined(record: R, other: R, apart: Collection[str] = ()) -> R:
    """The record with what another one says, but for some attributes: lists are joined, and its own values stay."""
    held = {field.slot: value for field, value in record.values()}
    more: dict[str, Any] = {}
    for field, value in other.values():
        if field.slot in apart:
            continue
        if isinstance(value, tuple):
            more[field.slot] = tuple(dict.fromkeys((*held.get(field.slot, ()), *value)))
        elif field.slot not in held:
            more[field.slot] = value
    return changed(record, more)


def _empty(value: Any) -> Any:
    return () if isinstance(value, tuple) else "" if isinstance(value, str) else None


def refs_in(value: Any) -> Iterator[Ref]:
    """The things that a value is or holds."""
    if isinstance(value, Ref):
        yield value
    elif isinstance(value, Node):
        for _, part in value.properties:
            yield from refs_in(part)
    elif isinstance(value, tuple):
        for item in value:
            yield from refs_in(item)


def refs_of(record: Record) -> Iterator[Ref]:
    """The things that the fields of a record name."""
    for _, value in record.values():
        yield from refs_in(value)


def replace_refs(value: Any, new: Callable[[Ref], Ref]) -> Any:
    """The value with each thing replaced; two of a list that become one stand once."""
    if isinstance(value, Ref):
        return new(value)
    if isinstance(value, Node):
        return replace(value, properties=tuple((name, replace_refs(part, new)) for name, part in value.properties))
    if isinstance(value, tuple) and any(isinstance(item, Ref) for item in value):
        return tuple(dict.fromkeys(replace_refs(item, new) for item in value))
    return value
