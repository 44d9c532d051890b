"""Parses the file of a saved query: a header in the `#+` convention of grlc, and rows of parameters.

The header, the first lines of the file, is YAML. Anything unknown, missing or repeated is an error with its line.
https://github.com/CLARIAH/grlc
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

import yaml
from pyoxigraph import QuerySolutions, Store

from solidarity_graph.errors import DataError
from solidarity_graph.saved_queries.parameter_values import KEY, TYPES, UNDEF, read_default
from solidarity_graph.saved_queries.saved_query import RESERVED_NAMES, ROW, Parameter, ResultColumn, SavedQuery

_MARK = "#+"
_VARIABLE = re.compile(r"[a-z][A-Za-z0-9]*")
_POSITION = re.compile(r"(\d+):(\d+)")
_XSD: Final = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>"


def parse_saved_query(name: str, text: str, columns: Mapping[str, str] = MappingProxyType({})) -> SavedQuery:
    """Return a saved query from its name and file text. Raises DataError, with the line, for the first fault.

    columns  descriptions of columns by name, for those that the header does not describe itself.
    """
    if not KEY.fullmatch(name):
        raise DataError("the name is not in kebab-case.", file=f"{name}.rq", remedy="Write it as every-action.rq.")
    try:
        return _parse(name, text, columns)
    except _FaultError as fault:
        raise DataError(fault.message, file=f"{name}.rq", entry=f"line {fault.line}", remedy=fault.remedy) from None


class _FaultError(Exception):
    """A fault on a line of the file."""

    def __init__(self, line: int, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.line = line
        self.message = message
        self.remedy = remedy


class _HeaderFields:
    """The fields of a mapping in the header. Each method removes the field that it reads: `finish` finds the rest."""

    def __init__(self, node: yaml.Node | None) -> None:
        self.line = node.start_mark.line + 1 if node else 1
        if not isinstance(node, yaml.MappingNode):
            raise _FaultError(self.line, "fields are expected here.", f"Write {_MARK} name: value")
        self._fields: dict[str, tuple[int, yaml.Node]] = {}
        for key, value in node.value:
            name, line = str(key.value), key.start_mark.line + 1
            if name in self._fields:
                raise _FaultError(line, f"{name} stands twice.", "Take one out.")
            self._fields[name] = (line, value)

    def text(self, name: str) -> str:
        """Return the text of a required field."""
        return _text(name, *self._take(name))

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the texts of a required list, which is not empty."""
        line, node = self._take(name)
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            raise _FaultError(line, f"{name} is not a list.", f"Write {_MARK} {name}: [one, two]")
        return tuple(_text(name, line, item) for item in node.value)

    def entries(self, name: str, *required: str, optional: str = "") -> Iterator[tuple[int, list[str]]]:
        """Yield the line and the texts of each mapping in an optional list. The first text is its name.

        The text of the optional field is the last one, and empty if the mapping does not have it.
        """
        if name not in self._fields:
            return
        line, node = self._take(name)
        if not isinstance(node, yaml.SequenceNode):
            raise _FaultError(line, f"{name} is not a list.", f"Write {_MARK}   - {{name: ..., ...}} for each.")
        names = set()
        for fields in map(_HeaderFields, node.value):
            texts = [fields.text(field) for field in required]
            if optional:
                texts.append(fields.text(optional) if fields.has(optional) else "")
            fields.finish()
            if texts[0] in names:
                raise _FaultError(fields.line, f"{texts[0]} is declared twice.", "Take one out.")
            names.add(texts[0])
            yield fields.line, texts

    def has(self, name: str) -> bool:
        """Return True if the field is there and was not read yet."""
        return name in self._fields

    def finish(self) -> None:
        """Raise the fault of the first field that no method has read: it is unknown."""
        for name, (line, _) in self._fields.items():
            remedy = "A header holds summary, description, tags, parameters and columns."
            raise _FaultError(line, f"unknown field {name}.", remedy)

    def _take(self, name: str) -> tuple[int, yaml.Node]:
        if name not in self._fields:
            raise _FaultError(self.line, f"{name} is missing.", f"Write {_MARK} {name}: ...")
        return self._fields.pop(name)


def _text(name: str, line: int, node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode) or not str(node.value).strip():
        raise _FaultError(line, f"{name} is not text.", f"Write {_MARK} {name}: some words")
    return str(node.value).strip()


def _parse(name: str, text: str, shared: Mapping[str, str]) -> SavedQuery:
    header = _header(text.splitlines())
    query = SavedQuery(
        name=name,
        parameters=tuple(_parameters(header, text)),
        question=header.text("summary"),
        description=header.text("description"),
        tags=header.texts("tags"),
        text=text,
        columns=tuple(_columns(header, text, shared)),
    )
    header.finish()
    return query


def _columns(header: _HeaderFields, text: str, shared: Mapping[str, str]) -> Iterator[ResultColumn]:
    """Yield the columns of the answer in the order of SELECT; a query that builds a graph has none."""
    entries = header.entries("columns", "name", "description", optional="title")
    own = {name: (line, description, title) for line, (name, description, title) in entries}
    try:
        # On an empty store: only the names of the variables are wanted.
        answer = Store().query(text)
    except SyntaxError as error:
        line, column = _POSITION.findall(str(error))[0]
        raise _FaultError(int(line), f"the query is not SPARQL from character {column} on.", "Mend it there.") from None
    for variable in answer.variables if isinstance(answer, QuerySolutions) else ():
        name = variable.value
        _, description, title = own.pop(name, (0, shared.get(name, ""), ""))
        if not description:
            remedy = (
                f"Add {name} to columns.toml, or to the header: {_MARK} columns: [{{name: {name}, description: ...}}]"
            )
            raise _FaultError(header.line, f"the column {name} is not described.", remedy)
        yield ResultColumn(name, description, title)
    for name, (line, *_) in own.items():
        raise _FaultError(line, f"the query has no column {name}.", "Take its description out.")


def _header(lines: list[str]) -> _HeaderFields:
    count = next((number for number, line in enumerate(lines) if not line.startswith(_MARK)), len(lines))
    if not count:
        raise _FaultError(1, "there is no header.", f"Begin with {_MARK} summary: the question in plain words")
    for number, line in enumerate(lines[count:], count + 1):
        if line.startswith(_MARK):
            raise _FaultError(number, "the header goes on after another line.", "Put all of it at the top.")
    try:
        # SafeLoader builds no Python objects. Nodes are read, not plain values, since they have line numbers.
        node = yaml.compose("\n".join(line.removeprefix(_MARK) for line in lines[:count]), Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or error
        raise _FaultError(mark.line + 1 if mark else 1, f"the header is no YAML: {reason}.") from None
    return _HeaderFields(node)


def _parameters(header: _HeaderFields, text: str) -> Iterator[Parameter]:
    rows = _rows(text)
    for line, (name, type_name, label) in header.entries("parameters", "name", "type", "label"):
        _check_declaration(line, name, type_name)
        if name not in rows:
            remedy = f"Write a line VALUES ?{name} {{ ... }} at the head of WHERE, with one term or UNDEF."
            raise _FaultError(line, f"?{name} has no row.", remedy)
        row_line, term = rows.pop(name)
        if type_name == "date" and _XSD not in text:
            raise _FaultError(row_line, "a date needs the prefix xsd.", f"Add the line {_XSD}")
        try:
            default = read_default(term, type_name)
        except ValueError as error:
            raise _FaultError(row_line, f"the default of ?{name}: {error}") from None
        yield Parameter(name, type_name, label, default, optional=term == UNDEF)
    for other, (line, _) in rows.items():
        raise _FaultError(line, f"?{other} has a row of its own but is no parameter.", "Declare it in the header.")


def _rows(text: str) -> dict[str, tuple[int, str]]:
    """Return for each variable the line of its first row, and the term in its rows."""
    rows: dict[str, tuple[int, str]] = {}
    for row in ROW.finditer(text):
        line = text.count("\n", 0, row.start()) + 1
        first, term = rows.setdefault(row["name"], (line, row["term"]))
        if term != row["term"]:
            raise _FaultError(line, f"?{row['name']} has another default than on line {first}.", "Make them equal.")
    return rows


def _check_declaration(line: int, name: str, type_name: str) -> None:
    if name in RESERVED_NAMES or not _VARIABLE.fullmatch(name):
        reason = "is reserved" if name in RESERVED_NAMES else "is no name for a parameter"
        raise _FaultError(line, f"{name!r} {reason}.", "Take another, in letters and digits.")
    if type_name not in TYPES:
        raise _FaultError(line, f"{type_name!r} is no type of parameter.", f"Write {', '.join(TYPES)}.")
