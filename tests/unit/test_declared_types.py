"""Each field of each table of the record format refuses what is not of its type, and says what it expects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import tomlkit
from tomlkit.items import AoT
from tomlkit.items import Table as TomlTable

from solidarity_graph.errors import DataError, DataErrors
from solidarity_graph.model import merged
from solidarity_graph.policy import publish
from solidarity_graph.records import read_files
from solidarity_graph.records.fields import Fields
from solidarity_graph.records.tables import read_table
from solidarity_graph.schema.field_types import ANY_SCHEME, Field, Sort, Table
from solidarity_graph.schema.ontology import SCHEMES
from solidarity_graph.schema.record_format import TABLES
from tests.example import example_files
from tests.graphs import all_quads

DAY, MOMENT, TIME = dt.date(2031, 5, 3), dt.datetime(2031, 5, 3, 16, 0), dt.time(16, 0)  # noqa: DTZ001
DIGITS = "２０３１-05-03"  # full-width ones, which Python reads as digits
NO_TEXT = (True, 1, 1.5, "", " \t", {}, {"en": "x"}, [{}], TIME)
NO_NUMBER = (True, "1", "", [1], {}, DAY, float("nan"), float("inf"))
NO_IRI = ("https://x/a b", "a/b", "", "x y", "<https://x/>", "https://x/\n", "https://x/{a}", DAY)
NO_ADDRESS = (*NO_IRI, "urn:x:y", "ftp://x/", "https://", "https:///x", "https://x:y/", "https://x:99999/", "http:x")

VALID: dict[Sort, Any] = {
    Sort.KEY: "a-key",
    Sort.CLAIM_KEY: "c4m",
    Sort.NAMES: {"en": "A name"},
    Sort.PROSE: "Words.",
    Sort.QUOTE: "Words.",
    Sort.TEXT: "words",
    Sort.EDITOR: "words",
    Sort.WORDS: "words",
    Sort.LANGUAGE: "be-latn",
    Sort.LEVEL: "withheld",
    Sort.EVENT_CLASS: "Sentence",
    Sort.PROPERTY: "date",
    Sort.DATE: "2031-05-03",
    Sort.DAY: "2031-05-03",
    Sort.VERSION: "2031-05-03.2",
    Sort.DURATION: "P2Y",
    Sort.TIME: "16:00",
    Sort.INTEGER: 40,
    Sort.FLAG: True,
    Sort.DEGREES: 1.5,
    Sort.IRI: "urn:isbn:1",
    Sort.ADDRESS: "https://example.org/a?b#c",
    Sort.BASE: "https://example.org/",
    Sort.HASH: "a" * 64,
    Sort.RANGE: [0, 9],
    Sort.SPANS: [[0, 9]],
    Sort.PHRASES: ["words"],
    Sort.SCALARS: ["words", 1],
    Sort.VALUE: "words",
}
WRONG: dict[Sort, tuple[Any, ...]] = {
    Sort.KEY: (*NO_TEXT, DAY, "A key", "a--key", "-a", "a_b", "é", "a\n"),
    Sort.CLAIM_KEY: (*NO_TEXT, DAY, "a-b", "C4M"),
    Sort.NAMES: (
        True,
        1,
        "name",
        [],
        [{}],
        {},
        {"en": []},
        {"en": ""},
        {"en": " "},
        {"en": 1},
        {"en": DAY},
        {"EN": "x"},
    ),
    Sort.PROSE: (*NO_TEXT, DAY, MOMENT),
    Sort.QUOTE: (*NO_TEXT, DAY, MOMENT),
    Sort.TEXT: (*NO_TEXT, DAY, MOMENT),
    Sort.EDITOR: (*NO_TEXT, DAY, MOMENT),
    Sort.WORDS: (*NO_TEXT, DAY, MOMENT),
    Sort.LANGUAGE: (*NO_TEXT, DAY, "EN", "english", "en-GB", "e", "en-", "en_be"),
    Sort.CONCEPT: (*NO_TEXT, DAY, "no-such-concept"),
    Sort.CHOICE: (*NO_TEXT, DAY, "no-such-choice"),
    Sort.LEVEL: (*NO_TEXT, DAY, "secret", "erased"),
    Sort.EVENT_CLASS: (*NO_TEXT, DAY, "Event-like", "Person"),
    Sort.PROPERTY: (*NO_TEXT, DAY, "no-property"),
    Sort.DATE: (*NO_TEXT, "yesterday", "2031-13", "2031-02-30", "3/5/2031", DIGITS, "https://x/a b"),
    Sort.DAY: (*NO_TEXT, "yesterday", "2031", "2031-05", "2031-02-30", "2031-05-03~", "2031-05-03T16:00", DIGITS),
    Sort.VERSION: (*NO_TEXT, "1.0", "2031-05", "2031-05-03.1", "2031-05-03-draft", "v2031-05-03", "2031-02-30", DIGITS),
    Sort.DURATION: (*NO_TEXT, DAY, "2 years", "P", "PT1H", "P1Y1D", "P２Y", "-P1Y"),
    Sort.TIME: (True, 16, "", " ", "4 pm", "24:00", "16:60", "16", "１６:00", DAY, {}, []),
    Sort.INTEGER: (*NO_NUMBER, -1, 1.0, 10**30),
    Sort.FLAG: (False, 1, "true", "", [], {}, DAY),
    Sort.DEGREES: (*NO_NUMBER, -1000, 1000.0, 10**30),
    Sort.IRI: (True, 1, [], {}, *NO_IRI),
    Sort.ADDRESS: (True, 1, [], {}, *NO_ADDRESS),
    Sort.BASE: (True, 1, [], {}, *NO_ADDRESS, "https://x", "https://x/?a/", "https://x/#/", "https://x/?"),
    Sort.EXTERNAL: (True, 1.5, "x", "", [1], {}, DAY, -1, "Q", "http://www.wikidata.org/entity/Q1"),
    Sort.HASH: (*NO_TEXT, DAY, "a" * 63, "A" * 64, "a" * 65, "g" * 64),
    Sort.RANGE: (True, 1, "0-9", [], [1], [9, 0], [-1, 9], [0, 1.5], [True, 2], [0, 1, 2], {}, DAY, [[0, 9]]),
    Sort.SPANS: (True, 1, "0-9", [], [1], [9, 0], [-1, 9], [[0, 9], [1]], [[]], {}, DAY),
    Sort.PHRASES: (True, 1, {}, [1], [{}], DAY),
    Sort.SCALARS: (DAY, {}, [{}], [DAY]),
    Sort.REFERENCE: (*NO_TEXT, DAY, "person", "person/", "/p1", "person/P 1", "nobody/p1", "a/b/c", "https://x/a b"),
    Sort.TABLE: (True, 1, "x", [1], DAY, {"no-such-field": 1}),
}


def schemes_of(field: Field) -> list[str]:
    return [*SCHEMES] if field.scheme == ANY_SCHEME else [field.scheme]


def valid(field: Field) -> Any:
    """A value that the field accepts."""
    match field.sort:
        case Sort.CONCEPT:
            return min(concept for scheme in schemes_of(field) for concept in SCHEMES[scheme])
        case Sort.CHOICE:
            return field.choices[0]
        case Sort.TEXT if field.pattern:
            return "BY"
        case Sort.EXTERNAL:
            return "Q1" if "Q" in field.pattern else 1
        case Sort.REFERENCE:
            one = f"{(field.kinds or ('place',))[0]}/a1"
            return [f"{one}{number}" for number in range(max(1, field.least))] if field.many else one
        case Sort.TABLE:
            return entry(TABLES[field.table])
    return [VALID[field.sort]] if field.many and field.sort is not Sort.SCALARS else VALID[field.sort]


def entry(table: Table) -> dict[str, Any]:
    """An entry with a value in each field, but for claims' values, which depend on the property."""
    return {field.name: valid(field) for field in table.fields if field.sort is not Sort.VALUE}


def fields_of(table: Table, values: dict[str, Any]) -> Fields:
    path = table.path.replace("*", "a-key") or "articles/a-key.toml"
    return Fields(values, file=f"private/{path.removeprefix('private/')}", entry=table.name)


def read(table: Table, values: dict[str, Any]) -> Any:
    declared = Table(table.name, fields=tuple(field for field in table.fields if field.sort is not Sort.VALUE))
    return read_table(fields_of(table, values), declared)


def cases() -> Iterator[Any]:
    for table in TABLES.values():
        for field in table.fields:
            if field.sort is not Sort.VALUE:
                yield pytest.param(table, field, id=f"{table.name} {field.name}")


@pytest.mark.parametrize("table", [*TABLES.values()], ids=lambda table: table.name)
def test_an_entry_of_each_table_with_every_field_is_read(table: Table) -> None:
    assert read(table, entry(table))


@pytest.mark.parametrize(("table", "field"), [*cases()])
def test_a_field_refuses_what_is_not_of_its_type_and_says_what_it_expects(table: Table, field: Field) -> None:
    good = entry(table)
    accepted = []
    for wrong in WRONG[field.sort]:
        if wrong == "person" and "claim" in field.kinds:
            continue  # a claim is named by its key alone
        # A single value may stand for a list of one.
        listed = [wrong] if field.many and field.sort not in (Sort.TABLE, Sort.SCALARS, Sort.EXTERNAL) else wrong
        try:
            read(table, {**good, field.name: listed})
        except (DataError, DataErrors) as raised:
            for error in raised.errors if isinstance(raised, DataErrors) else (raised,):
                assert error.file.endswith(".toml"), wrong
                assert field.name in f"{error.entry}: {error.message}", (wrong, str(error))
                assert error.remedy, (wrong, str(error))
        else:
            accepted.append(wrong)
    assert accepted == []


@pytest.mark.parametrize("field", ["base", "licence", "version", "years", "languages"])
def test_what_was_no_iri_date_or_language_in_the_dataset_is_an_error_and_no_traceback(field: str) -> None:
    files = example_files()
    lines = files["dataset.toml"].splitlines()
    wrong = '["https://x/a b"]' if field == "languages" else '"https://x/a b"'
    assert any(line.startswith(f"{field} = ") for line in lines)
    files["dataset.toml"] = "\n".join(
        f"{field} = {wrong}" if line.startswith(f"{field} = ") else line for line in lines
    )
    with pytest.raises(
        DataErrors, match=rf"dataset\.toml.*{field}: 'https://x/a b'|dataset\.toml.*{field}.*https://x/a b"
    ):
        all_quads(merged(publish(read_files(files))))


TOP = ("x", 1, True, DAY, [1], ["x"], [[]], {"a": 1}, [{}], {})


@pytest.mark.parametrize("path", sorted(example_files()))
def test_a_file_whose_tables_are_no_tables_is_an_error_and_no_traceback(path: str) -> None:
    files = example_files()
    for name in [name for name, value in tomlkit.parse(files[path]).items() if isinstance(value, AoT | TomlTable)]:
        for wrong in TOP:
            document = tomlkit.parse(files[path])
            document[name] = wrong
            with pytest.raises((DataError, DataErrors), match=path):
                read_files({**files, path: tomlkit.dumps(document)})
