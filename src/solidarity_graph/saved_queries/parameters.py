"""A parameter of a saved query: its type, and its rows in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from solidarity_graph.errors import ParameterError
from solidarity_graph.saved_queries.terms import UNDEF, WRITERS

TYPES: Final = tuple(WRITERS)
"""date, integer, text, thing (of this dataset: person/p7k2), concept (by local name), article (by key)."""

RESERVED_NAMES: Final = frozenset({"lang", "release", "view", "limit", "page", "sort", "format"})
"""What a query's address uses itself."""

ROW: Final = re.compile(
    r"(?P<before>[ \t]*VALUES \?(?P<name>\w+) \{ )(?P<term>\"(?:[^\"\\]|\\.)*\"\S*|\S+)(?P<after> \})"
)
"""The whole of a line that sets a parameter: `VALUES ?from { "2013-08-01"^^xsd:date }`."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a saved query can be asked with. `default` is written as a person would type it.

    `optional` marks one whose row says UNDEF: its default is the empty value, which stands for anything.
    """

    name: str
    type: str
    label: str
    default: str
    optional: bool = False

    def term(self, value: str, base: str) -> str:
        """The RDF term for a value, as SPARQL writes it. Raises ParameterError for a value of another type."""
        if self.optional and not value:
            return UNDEF
        try:
            return WRITERS[self.type](value, base)
        except ValueError as error:
            raise ParameterError(self.name, str(error)) from None
