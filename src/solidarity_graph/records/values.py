"""One property's table in a record to a value of the model, by what the ontology says of the property."""

from __future__ import annotations

import re
from collections.abc import Callable

from solidarity_graph.model import Concept, Edtf, Node, Number, Ref, Text, Time, Timespan, Value
from solidarity_graph.model import date_interval as check_date
from solidarity_graph.model import duration_length as check_duration
from solidarity_graph.names import is_language_tag
from solidarity_graph.records.fields import Fields, nearest
from solidarity_graph.schema.vocabulary import CLASSES, PROPERTIES, SCHEMES, Property

# `realises` joins a happening to a plan: our decision, in judgements.toml. A place's `within` is declared with it.
_ELSEWHERE = frozenset({"realises", "namingGround", "reviewer", "reviewed", "disclosureLevel"})
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?")


def read_value(fields: Fields, name: str) -> Value:
    """The value of that property, taken out of its table."""
    ranges = PROPERTIES[name].range
    if "Participation" in ranges:
        return _participation(fields)
    if "Affiliation" in ranges:
        return _affiliation(fields)
    return _simple(fields, "value", PROPERTIES[name])


def _simple(fields: Fields, field: str, prop: Property) -> Value:
    if prop.scheme:
        return Concept(_concept(fields, field, prop.scheme))
    for mark, read in _READERS.items():
        if mark in prop.range:
            return read(fields, field)
    return fields.parsed(field, Ref.parse)


def _concept(fields: Fields, field: str, scheme: str) -> str:
    return fields.one_of(field, SCHEMES[scheme], f"term of the scheme {scheme}")


def _text(fields: Fields, field: str) -> Text:
    return Text(fields.text(field), read_language(fields))


def read_language(fields: Fields) -> str:
    """The language tag of a text, `en` where none is given."""
    language = fields.text("lang", "en")
    if not is_language_tag(language):
        raise fields.error(f"{language!r} is no language tag.", "Write en, be, ru, or be-latn for a romanisation.")
    return language


def _date(fields: Fields, field: str) -> Edtf:
    text = fields.text(field)
    try:
        check_date(text)
    except ValueError as error:
        raise fields.error(f"{error}.", "Write 2013-08-04, 2013-08, 2013, 2013-08~ or [2013-07..2013-08].") from None
    return Edtf(text)


def _duration(fields: Fields, field: str) -> Timespan:
    text = fields.text(field)
    try:
        check_duration(text)
    except ValueError as error:
        raise fields.error(f"{error}.") from None
    return Timespan(text)


def _time(fields: Fields, field: str) -> Time:
    text = fields.text(field)
    if not _TIME.fullmatch(text):
        raise fields.error(f"{text!r} is no time of day.", "Write 16:00.")
    return Time(text if text.count(":") == 2 else f"{text}:00")


def _number(fields: Fields, field: str) -> Number:
    return Number(fields.whole_number(field))


_READERS: dict[str, Callable[[Fields, str], Value]] = {
    "text": _text,
    "edtf": _date,
    "duration": _duration,
    "time": _time,
    "integer": _number,
}


def _participation(fields: Fields) -> Node:
    parts: list[tuple[str, Value]] = [
        ("agent", fields.parsed("agent", Ref.parse)),
        ("role", Concept(_concept(fields, "role", "roles"))),
    ]
    if "count" in fields:
        parts.append(("countText", Text(fields.text("count"), read_language(fields))))
        parts.append(("countUnit", Concept(_concept(fields, "count-unit", "count-units"))))
        parts += _bounds(fields)
    return Node("Participation", tuple(parts))


def _bounds(fields: Fields) -> list[tuple[str, Value]]:
    names = {"count-min": "countMin", "count-max": "countMax"}
    bounds = {names[field]: fields.whole_number(field) for field in names if field in fields}
    if len(bounds) == 2 and bounds["countMin"] > bounds["countMax"]:
        raise fields.error("count-min is larger than count-max.", "Exchange them.")
    return [(name, Number(value)) for name, value in bounds.items()]


def _affiliation(fields: Fields) -> Node:
    parts: list[tuple[str, Value]] = [
        ("with", fields.parsed("with", Ref.parse)),
        ("role", Concept(_concept(fields, "role", "roles"))),
    ]
    if "date" in fields:
        parts.append(("date", _date(fields, "date")))
    return Node("Affiliation", tuple(parts))


def properties_of(class_name: str) -> frozenset[str]:
    """The properties a record may give to an instance of that class: not what the build derives, nor judgements."""
    family = ancestors(class_name)
    return frozenset(
        name
        for name, prop in PROPERTIES.items()
        if prop.domain & family and not (prop.derived or prop.derived_on & family or name in _ELSEWHERE)
    )


def ancestors(class_name: str) -> frozenset[str]:
    """The class and everything above it."""
    above: set[str] = set()
    waiting = [class_name]
    while waiting:
        if (name := waiting.pop()) not in above and name in CLASSES:
            above.add(name)
            waiting += CLASSES[name].parents
    return frozenset(above)


def suggest_property(word: str, class_name: str) -> str:
    """What might have been meant."""
    return nearest(word, properties_of(class_name))
