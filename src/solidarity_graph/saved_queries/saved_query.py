"""A saved query, its typed parameters, and the binding of these to values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from solidarity_graph.errors import MissingValueError, ParameterError
from solidarity_graph.saved_queries.parameter_values import UNDEF, WRITERS, WrongValueError, read_default
from solidarity_graph.saved_queries.references import KINDS, REFERENCES, Find, resolve_reference
from solidarity_graph.schema import read_ontology

RESERVED_NAMES: Final = frozenset(
    {"lang", "release", "view", "limit", "page", "sort", "format", "excel", "columns", "embed"}
)
"""URL parameters with a meaning of their own, which no query parameter may be named after."""

ROW: Final = re.compile(
    r"^(?P<before>[ \t]*VALUES \?(?P<name>\w+) \{ )(?P<term>\"(?:[^\"\\\r\n]|\\.)*\"\S*|\S+)(?P<after> \}\r?)$",
    re.MULTILINE,
)
"""Matches a line that sets a parameter: `VALUES ?from { "2013-08-01"^^xsd:date }`."""
_PLACES: Final = {"country": "place"}  # parameters are named after what they take, but for these
# Parameters that are the ends of a range.
_RANGES: Final = (("from", "to"), ("since", "until"), ("atLeast", "atMost"))


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a saved query. `default` is in the form in which users type values.

    `optional`: the row has UNDEF, so the default is the empty value, which matches everything.
    `title`: what forms call it, if not its label. `kinds`: those of the things it takes, if it is named after none.
    `scheme`: that whose concepts it takes, if its default does not tell. `choices`: the words that forms offer.
    """

    name: str
    type: str
    label: str
    default: str
    optional: bool = False
    title: str = ""
    kinds: tuple[str, ...] = ()
    scheme: str = ""
    choices: tuple[str, ...] = ()

    def term(self, value: str, base: str) -> str:
        """Return the SPARQL term for a value. Raises ParameterError if the value does not fit the type.

        base  the prefix of the dataset's IRIs.
        """
        if self.optional and not value:
            return UNDEF
        try:
            return WRITERS[self.type](value, base)
        except WrongValueError as error:
            raise ParameterError(self.name, error.message, **error.values) from None

    def default_thing(self, base: str) -> str:
        """Return the IRI of the thing or article that is the default; '' if it is none. `base` is the dataset's."""
        is_thing = self.type in ("thing", "article") and self.default
        return self.term(self.default, base)[1:-1] if is_thing else ""

    def resolve(self, value: str, base: str, find: Find, sites: Sequence[str]) -> str:
        """Return the key of what a value of this parameter names, as `resolve_reference` does. Raises ParameterError.

        A parameter that is named after a kind of things takes those; one with a concept for its default takes others
        of the same scheme, which are those that forms offer.
        """
        kind = _PLACES.get(self.name, self.name)
        try:
            found = resolve_reference(self.type, value, base, find, sites, kind if kind in KINDS else "")
        except WrongValueError as error:
            raise ParameterError(self.name, error.message, **error.values) from None
        concepts, schemes = read_ontology().concepts, read_ontology().schemes
        scheme = concepts[self.default].scheme if self.type == "concept" and self.default else ""
        # A concept of the dataset's own may stand below a concept of any scheme: one of another finds nothing.
        if scheme and found in concepts and concepts[found].scheme != scheme:
            raise ParameterError(
                self.name, "%(value)s is none of the %(scheme)s.", value=found, scheme=schemes[scheme].label
            )
        return found


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """A column of the answer: the variable and a description, and how pages show it.

    thing      the column of the thing that this one names, if it names one.
    is_folded  pages show it only if asked to.
    is_kept    pages always show it.
    is_coded   its texts are local names of concepts, classes or properties.
    is_date    its texts are dates.
    is_articles  its texts are keys of articles.
    is_named   another column names its things.
    is_count   its numbers count things.
    joins      the names of columns whose values pages show in its cells; it then has the title `joint_title`, if any.
    beside     those of them that a page shows.
    """

    name: str
    description: str
    title: str = ""
    thing: str = ""
    is_folded: bool = False
    is_kept: bool = False
    is_coded: bool = False
    is_date: bool = False
    is_articles: bool = False
    is_named: bool = False
    is_count: bool = False
    joins: tuple[str, ...] = ()
    joint_title: str = ""
    beside: tuple[ResultColumn, ...] = ()

    @property
    def heading(self) -> str:
        """The title; for want of one the words of the name: "Not before" for notBefore."""
        words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", self.name).lower()
        return self.title or words[:1].upper() + words[1:]


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A question in plain words and its SPARQL query. `text` is that of the file, a valid query with default values.

    `usual`: names of the columns that pages show unless asked for others, in this order; empty for all but the folded.
    """

    name: str
    question: str
    description: str
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    text: str
    columns: tuple[ResultColumn, ...]
    usual: tuple[str, ...] = ()

    def resolve(self, values: Mapping[str, str], base: str, find: Find, sites: Sequence[str] = ()) -> dict[str, str]:
        """Return values as people type them in the form that `bind` takes: trimmed, and things by their keys.

        base   the prefix of the dataset's IRIs.
        find   looks things up: one that does not exist is an error, not an empty answer.
        sites  addresses of sites whose pages may be given for what they are about.

        Raises MissingValueError if a default names nothing in the dataset and no value is given.
        Raises ParameterError for a value of the wrong type, a thing, article or concept that does not exist or is of
        another kind than the parameter takes, and a range that ends before it begins.
        """
        found = {}
        for parameter in self.parameters:
            value = values.get(parameter.name, parameter.default)
            if parameter.type != "text":
                value = value.strip()
            if value and parameter.name in values and parameter.type in REFERENCES:
                value = parameter.resolve(value, base, find, sites)
            term = parameter.term(value, base)  # raises the error for a value of another type
            default = "" if parameter.name in values else parameter.default_thing(base)
            if default and not find([default]):
                raise MissingValueError(
                    parameter.name, "say which. The default, %(value)s, is not in this dataset.", value=value
                )
            if parameter.type == "yes-or-no":
                value = read_default(term, parameter.type)
            found[parameter.name] = value
        for first, last in _RANGES:
            if found.get(first) and found.get(last) and _order(found[first]) > _order(found[last]):
                start, end = (f"{found[name]}{'' if name in values else ' by default'}" for name in (first, last))
                raise ParameterError(
                    last if last in values else first,
                    "%(first)s is %(start)s and %(last)s is %(end)s: the range ends before it begins.",
                    first=first,
                    start=start,
                    last=last,
                    end=end,
                )
        return {name: found.get(name, value) for name, value in values.items()}

    def default_things(self, base: str) -> list[str]:
        """Return the IRIs of the things and articles that are defaults of parameters. `base` is the dataset's."""
        return [iri for parameter in self.parameters if (iri := parameter.default_thing(base))]

    def bind(self, values: Mapping[str, str], base: str) -> str:
        """Return the query text with these values in place of defaults. `base` is the dataset's and ends in a slash.

        Raises ParameterError for an unknown parameter and for a value of the wrong type.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in values:
            if name not in known:
                if not known:
                    raise ParameterError(name, "unknown; this query takes none.")
                raise ParameterError(name, "unknown; this query takes %(known)s.", known=", ".join(known))
        terms = {name: parameter.term(values.get(name, parameter.default), base) for name, parameter in known.items()}
        return ROW.sub(lambda row: row["before"] + terms[row["name"]] + row["after"], self.text)


def _order(value: str) -> tuple[int, str]:
    """Return a key by which days, and also whole numbers, are in order."""
    return (int(value), "") if re.fullmatch(r"[+-]?[0-9]{1,18}", value) else (0, value)
