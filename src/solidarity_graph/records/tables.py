"""Reads an entry of a record file into the values of its declared fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from solidarity_graph.model import Entity, Naming, Record, Ref, Selection, SourceRange, make
from solidarity_graph.model.levels import GENERALISED, PUBLIC
from solidarity_graph.records.entries import Link
from solidarity_graph.records.fields import Fields
from solidarity_graph.records.parsers import PARSERS
from solidarity_graph.schema.field_types import Field, Sort, Table
from solidarity_graph.schema.record_format import TABLES, is_private

R = TypeVar("R", bound=Record)
Values = dict[str, Any]
_ALWAYS_LISTS = (Sort.NAMES, Sort.EXTERNAL, Sort.SPANS, Sort.PHRASES)
_NONE_IF_MISSING = (Sort.REFERENCE, Sort.VALUE, Sort.TABLE, Sort.INTEGER, Sort.FLAG, Sort.DEGREES)


def read_table(fields: Fields, table: Table, *, finish: bool = True) -> Values:
    """Return the values of the declared fields by attribute name; a missing optional field gets its default.

    Raises DataError for an invalid value; with `finish`, also DataErrors for fields that are not declared.
    """
    values: Values = {}
    given = fields.names()
    for field in table.fields:
        value = _read(fields, field, given)
        if field.table and TABLES[field.table].flat:
            values |= value or {}
        else:
            # Identifiers in other datasets are joined in one list, from several fields.
            values[field.slot] = (*values.get(field.slot, ()), *value) if field.sort is Sort.EXTERNAL else value
    if finish:
        fields.finish(table.names)
    return values


def _read(fields: Fields, field: Field, given: tuple[str, ...]) -> Any:
    if field.name not in given or field.sort is Sort.VALUE:  # `read_value` reads values
        if field.required:
            raise fields.missing(field.name)
        return _default(field)
    if field.needs and field.needs not in given:
        raise fields.error(f"a {field.name} without {field.needs}.", f"Add {field.needs} = ...")
    if field.sort is Sort.REFERENCE:
        values: tuple[Any, ...] = fields.references(field)
    elif field.sort is Sort.TABLE:
        tables = fields.tables(field.name) if field.many else [fields.table(field.name)]
        values = tuple(_nested(table, field) for table in tables)
    elif field.many and field.sort not in (Sort.EXTERNAL, Sort.SCALARS):
        texts = fields.texts(field.name)
        values = tuple(PARSERS[field.sort](fields.with_value(field.name, text), field) for text in texts)
    else:
        return PARSERS[field.sort](fields, field)
    if field.least and len(set(values)) < field.least:
        raise fields.error(f"{field.name} must name {field.least} at least.", f'Write {field.name} = ["...", "..."].')
    if not field.many:
        return values[0]
    return values if field.ordered else tuple(sorted(values))


def _default(field: Field) -> Any:
    if field.many or field.sort in _ALWAYS_LISTS:
        return ()
    if field.sort is Sort.LEVEL:
        return PUBLIC
    return None if field.sort in _NONE_IF_MISSING else field.default


def _nested(fields: Fields, field: Field) -> Any:
    values = read_table(fields, TABLES[field.table])
    build = _NESTED.get(field.table)
    return build(values) if build else values


_NESTED: Mapping[str, Callable[[Values], Any]] = {
    "naming": lambda values: make(Naming, values),
    "selection": lambda values: make(Selection, values),
    "source": lambda values: SourceRange(values["sha256"], *values["range"]),
    "link": lambda values: Link(**values),
}


def read_record(record: type[R], fields: Fields) -> R:
    """Return an entry as a record of the class. Raises DataError or DataErrors if it is invalid."""
    return make(record, read_table(fields, TABLES[record.TABLE]), file=fields.file, entry=fields.entry)


def read_entity(fields: Fields, table: Table) -> Entity:
    """Return the entity that an entry of `table` declares. Raises DataError or DataErrors if the entry is invalid."""
    has_level = "level" in fields
    values = read_table(fields, table)
    values |= {"ref": Ref(table.kind, values.pop("key")), "class_name": table.class_name}
    if is_private(fields.file) and not has_level:
        raise fields.error("it has no level.", 'Add level = "withheld", "pseudonymised" or "generalised".')
    if values["level"] == GENERALISED:
        # A place without `as` is published as the place that it is within.
        values["stand_in"] = values["stand_in"] or values.get("within")
        if values["stand_in"] is None:
            raise fields.error("nothing is named in its place.", 'Add as = "group/...", "place/..." or the like.')
    elif values["stand_in"]:
        raise fields.error("as without a level that is generalised.", 'Take it out, or write level = "generalised".')
    if table.kind == "person" and values["level"] == PUBLIC and not values["naming"]:
        raise fields.error("no ground for naming this person.", "Add naming = { ... } as data/README.md shows.")
    return make(Entity, values, file=fields.file, entry=fields.entry)
