"""A saved query, its typed parameters, and the binding of these to values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from solidarity_graph.errors import ParameterError
from solidarity_graph.saved_queries.parameter_values import UNDEF, WRITERS

RESERVED_NAMES: Final = frozenset({"lang", "release", "view", "limit", "page", "sort", "format"})
"""URL parameters with a meaning of their own, which no query parameter may be named after."""

ROW: Final = re.compile(
    r"^(?P<before>[ \t]*VALUES \?(?P<name>\w+) \{ )(?P<term>\"(?:[^\"\\\r\n]|\\.)*\"\S*|\S+)(?P<after> \}\r?)$",
    re.MULTILINE,
)
"""Matches a line that sets a parameter: `VALUES ?from { "2013-08-01"^^xsd:date }`."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a saved query. `default` is in the form in which users type values.

    `optional`: the row has UNDEF, so the default is the empty value, which matches everything.
    """

    name: str
    type: str
    label: str
    default: str
    optional: bool = False

    def term(self, value: str, base: str) -> str:
        """Return the SPARQL term for a value. Raises ParameterError if the value does not fit the type.

        base  the prefix of the dataset's IRIs.
        """
        if self.optional and not value:
            return UNDEF
        try:
            return WRITERS[self.type](value, base)
        except ValueError as error:
            raise ParameterError(self.name, str(error)) from None


@dataclass(frozen=True, slots=True)
class ResultColumn:
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
    columns: tuple[ResultColumn, ...]

    def bind(self, values: Mapping[str, str], base: str) -> str:
        """Return the query text with these values in place of defaults. `base` is the dataset's and ends in a slash.

        Raises ParameterError for an unknown parameter and for a value of the wrong type.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in values:
            if name not in known:
                raise ParameterError(name, f"unknown; this query takes {', '.join(known) or 'none'}.")
        terms = {name: parameter.term(values.get(name, parameter.default), base) for name, parameter in known.items()}
        return ROW.sub(lambda row: row["before"] + terms[row["name"]] + row["after"], self.text)
