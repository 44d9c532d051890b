"""Records: entries of the data files as immutable values, with functions that walk over their fields."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar, TypeVar

from solidarity_graph.model.values import Node, Ref
from solidarity_graph.schema.field_types import Field, Table
from solidarity_graph.schema.record_format import TABLES, attributes

R = TypeVar("R", bound="Record")
_NOTHING: tuple[Any, ...] = (None, "", ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """An entry of a data file. `file` and `entry` locate it; `more` holds declared fields without an attribute."""

    TABLE: ClassVar[str]
    file: str = ""
    entry: str = ""
    more: tuple[tuple[str, Any], ...] = ()

    @property
    def table(self) -> Table:
        """The record format table that declares the fields."""
        return TABLES[self.TABLE]

    def values(self) -> Iterator[tuple[Field, Any]]:
        """Yield each declared field that has a value, with the value. Empty texts, lists and None are no values."""
        more = dict(self.more)
        for field in attributes(self.table):
            value = getattr(self, field.slot, more.get(field.slot))
            if value not in _NOTHING:
                yield field, value


def make(record: type[R], values: Mapping[str, Any], **where: str) -> R:
    """Return a record of a class from the values of its fields, by attribute name. Values are not checked.

    where  `file` and `entry`, which locate the record.
    """
    own = {field.name for field in fields(record)}
    more = tuple((name, value) for name, value in values.items() if name not in own and value not in _NOTHING)
    return record(**{name: value for name, value in values.items() if name in own}, more=more, **where)


def rewrite(record: R, change: Callable[[Field, Any], Any]) -> R | None:
    """Return the record with `change` applied to each field and value; None if the record loses what it needs.

    That is an essential field, or the fewest values (`least`) of a list. A field that needs an emptied one is emptied.
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
    """Return the record with new values for some attributes, or for declared fields without an attribute."""
    if not changes:
        return record
    own = {field.name for field in fields(record)}
    more = dict(record.more) | {name: value for name, value in changes.items() if name not in own}
    left = tuple((name, value) for name, value in more.items() if value not in _NOTHING)
    return replace(record, more=left, **{name: value for name, value in changes.items() if name in own})


def joined(record: R, other: R, apart: Collection[str] = ()) -> R:
    """Return the record with the values of another one added, except for the attributes in `apart`.

    Lists are joined; of single values, the record's own stay.
    """
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
    """Yield the references in the value of one field: a Ref itself, or those in a Node or a tuple.

    For a whole record: `refs_of`.
    """
    if isinstance(value, Ref):
        yield value
    elif isinstance(value, Node):
        for _, part in value.properties:
            yield from refs_in(part)
    elif isinstance(value, tuple):
        for item in value:
            yield from refs_in(item)


def refs_of(record: Record) -> Iterator[Ref]:
    """Yield the references in all fields of a record."""
    for _, value in record.values():
        yield from refs_in(value)


def replace_refs(value: Any, new: Callable[[Ref], Ref]) -> Any:
    """Return the value with each reference replaced; duplicates that arise in a list are removed."""
    if isinstance(value, Ref):
        return new(value)
    if isinstance(value, Node):
        return replace(value, properties=tuple((name, replace_refs(part, new)) for name, part in value.properties))
    if isinstance(value, tuple) and any(isinstance(item, Ref) for item in value):
        return tuple(dict.fromkeys(replace_refs(item, new) for item in value))
    return value
