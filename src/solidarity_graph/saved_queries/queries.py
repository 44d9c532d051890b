"""A saved query, and the binding of its parameters to values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from solidarity_graph.errors import ParameterError
from solidarity_graph.saved_queries.parameters import ROW, Parameter


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the answer: the variable and a description."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A question in plain words and its SPARQL query. `text` is that of the file, a valid query with default values."""

    name: str
    question: str
    description: str
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    text: str
    columns: tuple[Column, ...]

    def bind(self, values: Mapping[str, str], base: str) -> str:
        """Return the query text with these values in place of defaults. `base` is the dataset's and ends in a slash.

        Raises ParameterError for an unknown parameter and for a value of the wrong type.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in values:
            if name not in known:
                takes = f"this query takes {', '.join(known)}" if known else "this query takes none"
                raise ParameterError(name, f"unknown; {takes}.")
        terms = {name: parameter.term(values.get(name, parameter.default), base) for name, parameter in known.items()}
        # Line by line, so that an inserted value is never itself read as a row.
        return "".join(_bound(line, terms) for line in self.text.splitlines(keepends=True))


def _bound(line: str, terms: Mapping[str, str]) -> str:
    body = line.rstrip("\r\n")
    row = ROW.fullmatch(body)
    if row is None:
        return line
    return row["before"] + terms[row["name"]] + row["after"] + line[len(body) :]
