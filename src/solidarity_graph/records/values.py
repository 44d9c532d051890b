"""Reads a claim's value into the model, according to the range of its property in the ontology."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from solidarity_graph.model import Concept, Edtf, Node, Text, Time, Timespan, Value, WebAddress
from solidarity_graph.records.fields import Fields
from solidarity_graph.records.tables import Values, read_table
from solidarity_graph.schema.field_types import Field, Sort, Table
from solidarity_graph.schema.ontology import CLASSES, PROPERTIES, is_a
from solidarity_graph.schema.record_format import CONCEPT_KIND, LANGUAGE, value_tables

# Properties that are no claims: the first two are judgements of the editors, the others are fields of entities.
_NOT_CLAIMED = frozenset({"realises", "outcomeUnknownAsOf", "namingGround", "reviewer", "reviewed", "disclosureLevel"})
EDITORS_WORDS = frozenset({"demand", "statedCause", "statedReason", "description"})
"""Texts in the editors' words, and in English unless `lang` says otherwise; all others are words of the article."""
# The program knows each status by name: another one would have no place in the order of them.
_CLOSED_SCHEMES = frozenset({"statuses"})
_SORTS = {
    "text": Sort.WORDS,
    "string": Sort.TEXT,
    "edtf": Sort.DATE,
    "duration": Sort.DURATION,
    "time": Sort.TIME,
    "integer": Sort.INTEGER,
    "boolean": Sort.FLAG,
    "uri": Sort.ADDRESS,
}
_TYPES: Mapping[Sort, Callable[[Any], Value]] = {
    Sort.CONCEPT: Concept,
    Sort.DATE: Edtf,
    Sort.DURATION: Timespan,
    Sort.TIME: Time,
    Sort.ADDRESS: WebAddress,
}


def read_value(fields: Fields, name: str, language: str) -> Value:
    """Return the value of a claim of the property `name` from the claim's table. Raises DataError or DataErrors.

    language  that of the article, and so of its words where the table has no `lang`
    """
    if name in EDITORS_WORDS:
        language = "en"
    ranges = PROPERTIES[name].range if name in PROPERTIES else {"text"}
    for table in value_tables():
        if table.class_name in ranges:
            return _node(fields, table, language)
    scheme = (PROPERTIES[name].scheme or "") if name in PROPERTIES else ""
    if scheme and scheme not in _CLOSED_SCHEMES and fields.refers_to("value", CONCEPT_KIND):
        own = Field("value", Sort.REFERENCE, required=True, scheme=scheme, kinds=(CONCEPT_KIND,))
        return _part(own, read_table(fields, Table("", fields=(own,)), finish=False), language)
    sort = Sort.CONCEPT if scheme else next((_SORTS[mark] for mark in ranges if mark in _SORTS), Sort.REFERENCE)
    field = Field("value", sort, required=True, scheme=scheme, classes=frozenset(ranges))
    written = (field, LANGUAGE) if sort is Sort.WORDS else (field,)
    return _part(field, read_table(fields, Table("", fields=written), finish=False), language)


def _node(fields: Fields, table: Table, language: str) -> Node:
    values = read_table(fields, table, finish=False)
    least, most = values.get("countMin"), values.get("countMax")
    if least is not None and most is not None and least > most:
        raise fields.error("count-min is larger than count-max.", "Exchange them.")
    if values.get("countApproximate") and least is None and most is None:
        raise fields.error("count-about without a bound.", "Add count-min, count-max or both, or take it out.")
    given = [field for field in table.fields if values[field.slot] not in (None, "") and field != LANGUAGE]
    return Node(table.class_name, tuple((field.slot, _part(field, values, language)) for field in given))


def _part(field: Field, values: Values, language: str) -> Value:
    value: Value = values[field.slot]
    if field.sort is Sort.WORDS:
        return Text(values[field.slot], values[LANGUAGE.slot] or language)
    return _TYPES[field.sort](values[field.slot]) if field.sort in _TYPES else value


@cache
def properties_of(class_name: str) -> frozenset[str]:
    """Return the properties that claims about an instance of the class may have: not derived ones, nor judgements."""
    classes = {name for name in CLASSES if is_a(class_name, name)}
    return frozenset(
        name
        for name, prop in PROPERTIES.items()
        if prop.domain & classes and not (prop.derived or prop.derived_on & classes or name in _NOT_CLAIMED)
    ) | {"name"}
