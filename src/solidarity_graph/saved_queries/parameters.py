"""Parameters of saved queries: their types, and the VALUES rows that set them in the query text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from solidarity_graph.errors import ParameterError
from solidarity_graph.saved_queries.terms import UNDEF, WRITERS

TYPES: Final = tuple(WRITERS)
"""The parameter types: date, integer, text, thing (`person/p7k2`), concept (by local name), article (by key)."""

RESERVED_NAMES: Final = frozenset({"lang", "release", "view", "limit", "page", "sort", "format"})
"""URL parameters with a meaning of their own, which no query parameter may be named after."""

ROW: Final = re.compile(
    r"(?P<before>[ \t]*VALUES \?(?P<name>\w+) \{ )(?P<term>\"(?:[^\"\\]|\\.)*\"\S*|\S+)(?P<after> \})"
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
