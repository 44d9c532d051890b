"""Parses the file of a saved query: a header in the `#+` convention of grlc, and rows of parameters.

https://github.com/CLARIAH/grlc. Anything unknown, missing or repeated is an error with its line.
"""

from __future__ import annotations

import re
from typing import Final

from solidarity_graph.errors import DataError
from solidarity_graph.saved_queries.header import Entry, Header, read_header
from solidarity_graph.saved_queries.parameters import RESERVED_NAMES, ROW, TYPES, Parameter
from solidarity_graph.saved_queries.queries import Column, SavedQuery
from solidarity_graph.saved_queries.terms import UNDEF, read_default

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_VARIABLE = re.compile(r"[a-z][A-Za-z0-9]*")
_XSD: Final = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>"

Rows = dict[str, tuple[int, str]]
"""For each parameter, the line of its first row and the term in its rows."""


def parse_saved_query(name: str, text: str) -> SavedQuery:
    """Return a saved query from its name and file text. Raises DataError, with the line, for the first fault.

    The SPARQL syntax of the query is not checked.
    """
    file = f"{name}.rq"
    if not _NAME.fullmatch(name):
        raise DataError("the name is not in kebab-case.", file=file, remedy="Write it as every-action.rq.")
    header = read_header(text, file)
    rows = _rows(text, header)
    parameters = tuple(_parameter(entry, rows, header, text) for entry in header.entries("parameters"))
    for other, (line, _) in rows.items():
        raise header.error(line, f"?{other} has a row of its own but is no parameter.", "Declare it in the header.")
    query = SavedQuery(
        name=name,
        question=header.text("summary"),
        description=header.text("description"),
        tags=header.words("tags"),
        parameters=parameters,
        text=text,
        columns=tuple(_column(entry) for entry in header.entries("columns")),
    )
    _expect_once([parameter.name for parameter in parameters], "parameter", header)
    _expect_once([column.name for column in query.columns], "column", header)
    header.finish()
    return query


def _rows(text: str, header: Header) -> Rows:
    rows: Rows = {}
    for number, line in enumerate(text.splitlines(), 1):
        if (row := ROW.fullmatch(line)) is None:
            continue
        first, term = rows.setdefault(row["name"], (number, row["term"]))
        if term != row["term"]:
            raise header.error(number, f"?{row['name']} has another default than on line {first}.", "Make them equal.")
    return rows


def _parameter(entry: Entry, rows: Rows, header: Header, text: str) -> Parameter:
    name, type_name, label = entry.text("name"), entry.text("type"), entry.text("label")
    entry.finish()
    if name in RESERVED_NAMES or not _VARIABLE.fullmatch(name):
        reason = "is reserved" if name in RESERVED_NAMES else "is no name for a parameter"
        raise header.error(entry.line, f"{name!r} {reason}.", "Take another, in letters and digits.")
    if type_name not in TYPES:
        raise header.error(entry.line, f"{type_name!r} is no type of parameter.", f"Write {', '.join(TYPES)}.")
    if name not in rows:
        raise header.error(
            entry.line,
            f"?{name} has no row.",
            f"Write a line VALUES ?{name} {{ ... }} at the head of WHERE, with one term or UNDEF.",
        )
    line, term = rows.pop(name)
    if type_name == "date" and _XSD not in text:
        raise header.error(line, "a date needs the prefix xsd.", f"Add the line {_XSD}")
    try:
        default = read_default(term, type_name)
    except ValueError as error:
        raise header.error(line, f"the default of ?{name}: {error}") from None
    return Parameter(name, type_name, label, default, optional=term == UNDEF)


def _column(entry: Entry) -> Column:
    column = Column(entry.text("name"), entry.text("description"))
    entry.finish()
    return column


def _expect_once(names: list[str], what: str, header: Header) -> None:
    for name in names:
        if names.count(name) > 1:
            raise header.error(1, f"the {what} {name} is declared twice.", "Take one out.")
