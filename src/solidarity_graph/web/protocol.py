"""SPARQL 1.1 Protocol: reads the query and its dataset from a request, and what is known of it before it is run.

https://www.w3.org/TR/sparql11-protocol/#query-operation
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs

from pyoxigraph import NamedNode

from solidarity_graph.errors import CallError, ParameterError, UpdateRefusedError
from solidarity_graph.sparql.query_text.lexer import located_tokens, tokens
from solidarity_graph.web.negotiation import GRAPHS, RESULTS, Format, find_formats
from solidarity_graph.web.spreadsheets import PARAMETER, read_flag

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
_DATASET = ("default-graph-uri", "named-graph-uri")
_FORMAT = ("format", "output", "results")  # Virtuoso's name, Joseki's and that of others: SPARQLWrapper sends all three
_BY_ACCEPT = "auto"  # Virtuoso's word for the format that `Accept` prefers
_MOST_SHOWN = 200  # characters of the names of fields in a message
_MOST_FIELDS = 1000  # more than a list has values: a limit on the work of parsing

# Possessive (`*+`), so that no text makes it slow. https://www.w3.org/TR/sparql11-query/#rPrologue
_FORM = re.compile(
    r"(?:\s|#[^\n\r]*+[\n\r]|BASE\s*+<[^<>]*+>|PREFIX\s++[^\s:<#]*+:\s*+<[^<>]*+>)*+(SELECT|ASK|CONSTRUCT|DESCRIBE)",
    re.IGNORECASE,
)
# Functions with a new value on each call, SERVICE, and escapes that could write either. A remark may stand before the
# parenthesis of a call; to read to its end from each `now` in it would take time that grows with its square.
_CHANGING = re.compile(r"(?:now|rand|uuid|bnode)\s*+[(#]|service|\\u", re.IGNORECASE)
# The engine may read as several tokens what looks like one: `?a<'x>'&&now()>'y'` has no IRI and two strings. Calls have
# parentheses, and comparisons are in some: text without them and on one line hides neither a call nor SERVICE.
_DOUBTFUL = re.compile(r"[()\n\r]")
_RELATIVE = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.-]*+:)[^<>\"{}|^`\\\s]*+>")
_IRI = re.compile(r"<[^<>\"{}|^`\\\s]*+>")
# Syntax that makes a blank node in a template, reifiers of SPARQL 1.2 among it, or that could hide the end of the
# template from this search.
_NAMELESS = re.compile(r"_:|<<|\{\||[\[(\"'#~]")
_ROWS = ("SELECT", "ASK")

Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Query:
    """A query with the dataset that the request names. Without one, the query's FROM or the whole dataset is used.

    base  completes its relative IRIs, unless it has a BASE of its own.
    """

    text: str
    default_graphs: Sequence[str] = ()
    named_graphs: Sequence[str] = ()
    base: str = ""

    def context(self) -> dict[str, Any]:
        """Return dataset and base as arguments of `Store.answer`; empty without them. Graphs are sorted."""
        parts = {"default_graphs": self.default_graphs, "named_graphs": self.named_graphs}
        graphs = {name: tuple(sorted(set(graphs))) for name, graphs in parts.items() if graphs}
        return {**graphs, "base": self.base} if self.base else graphs

    def with_base(self, base: str) -> Query:
        """Return the query with a base, if it has relative IRIs that need one; in doubt, it has.

        https://www.w3.org/TR/sparql11-protocol/#base-iri

        >>> Query("ASK { <#a> ?p <b> }").with_base("http://a.example/").base
        'http://a.example/'
        """
        return replace(self, base=base) if _RELATIVE.search(self.text) else self

    def choose_format(self, formats: Iterable[Format]) -> Format | None:
        """Return the first format that suits the form of the query; None if none does, or the form is not recognised.

        >>> from solidarity_graph.web.negotiation import BY_NAME
        >>> Query("# rows\\nselect * {}").choose_format([BY_NAME["ttl"], BY_NAME["csv"]]).name
        'csv'
        """
        match = _FORM.match(self.text)
        if match is None:
            return None
        offered = RESULTS if match[1].upper() in _ROWS else GRAPHS
        return next((format_ for format_ in formats if format_ in offered), None)

    def is_deterministic(self) -> bool:
        """Return True if the answer of one release is always the same, byte for byte; False in doubt.

        >>> Query("SELECT (RAND() AS ?x) {}").is_deterministic(), Query("ASK {}").is_deterministic()
        (False, True)
        >>> Query("CONSTRUCT { [] a ?x } WHERE { ?s a ?x }").is_deterministic()
        False
        >>> Query("SELECT ?g { GRAPH ?g {} }").is_deterministic()
        False
        """
        if _CHANGING.search(self.text) and _may_change(self.text):
            return False
        if "graph" in self.text.lower() and _lists_graphs(self.text):
            return False
        match = _FORM.match(self.text)
        if match is None or match[1].upper() != "CONSTRUCT":
            return match is not None
        template = _IRI.sub("", self.text[match.end() :]).partition("}")[0]
        return not _NAMELESS.search(template)


@dataclass(frozen=True, slots=True)
class Operation:
    """What a protocol request asks for.

    query    None if there is none.
    formats  those that the request names, in its order.
    excel    True for CSV as spreadsheet programs read it.
    """

    query: Query | None
    formats: tuple[Format, ...] = ()
    excel: bool = False


class WrongContentTypeError(CallError):
    """The body has a media type or an encoding that the protocol does not allow."""


def read_get(query_string: bytes) -> Operation:
    """Return the operation in the query string of a GET request; unknown parameters are ignored.

    Raises CallError for invalid parameters, UpdateRefusedError for an update.
    """
    return _operation(parse_fields(query_string))


def read_post(content_type: str, charset: str, query_string: bytes, body: bytes) -> Operation:
    """Return the operation of a POST request. The body is a form or the query; the query string may give the dataset.

    content_type  the media type of the body, without parameters.
    charset       its parameter `charset`; may be empty.

    Raises CallError if there is no query, WrongContentTypeError for another type, UpdateRefusedError for an update.
    """
    around = parse_fields(query_string)
    if content_type == UPDATE:
        raise _refusal()
    if content_type not in (FORM, QUERY):
        raise WrongContentTypeError(
            "Send the query as %(form)s or %(query)s, not as %(given)s.",
            form=FORM,
            query=QUERY,
            given=content_type or "nothing named",
        )
    if charset.lower() not in ("", "utf-8", "utf8", "us-ascii"):
        raise WrongContentTypeError(
            "Send the query in UTF-8, not in %(charset)s: the protocol knows no other encoding.", charset=charset
        )
    within = parse_fields(body) if content_type == FORM else {"query": [_decode(body, "query")]}
    names = {**around, **within}
    operation = _operation({name: [*around.get(name, ()), *within.get(name, ())] for name in names})
    if operation.query is None:
        held = ", ".join(map(repr, names)) or "nothing"
        raise CallError("The form holds no field named query. It holds %(held)s.", held=held[:_MOST_SHOWN])
    return operation


def parse_fields(encoded: bytes) -> Fields:
    """Return the values of each field of a form or query string, decoded once: `%2B` is a plus sign, `+` a space.

    Characters beyond ASCII are read also where they are not percent-encoded: `curl -d` sends them so.

    Raises CallError for bytes that are not UTF-8 or too many fields.
    """
    try:
        text = encoded.decode()
        return parse_qs(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except UnicodeDecodeError as error:
        raise CallError("The address or form is not in UTF-8, or its percent-encoding is not that of UTF-8.") from error
    except ValueError as error:
        raise CallError("The address or form has more than %(most)s fields.", most=_MOST_FIELDS) from error


def repeated(name: str, values: Sequence[str]) -> ParameterError:
    """Return (not raise) the error for a field that is there several times and may be there once."""
    return ParameterError(name, "it is there %(times)s times; give it once.", times=len(values))


def _may_change(query: str) -> bool:
    """Return True if a function that changes, or SERVICE, stands outside of strings and IRIs; in doubt, it does."""
    return "\\u" in query.lower() or bool(_CHANGING.search(_without_values(query)))


def _lists_graphs(query: str) -> bool:
    """Return True if a group in GRAPH does not begin with a triple pattern: then it may have graphs in any order."""
    found = [*tokens(query)]
    windows = zip(found, found[1:], found[2:], found[3:], strict=False)
    return any(
        word.upper() == "GRAPH" and kind == "variable" and opening == "{" and (first == "word" or text in ("{", "}"))
        for (_, word), (kind, _), (_, opening), (first, text) in windows
    )


def _without_values(query: str) -> str:
    """Return a query with its strings, IRIs and local names left out, save those that may be something else.

    >>> _without_values("SELECT * { ?s sgc:a-service <urn:service> ; sgc:b 'NOW' , 'now()' }")
    "SELECT * { ?s sgc:   ; sgc:   , 'now()' }"
    """
    return "".join(_shorten(kind, text) for kind, text, _ in located_tokens(query))


def _shorten(kind: str, text: str) -> str:
    if kind in ("string", "iri") and not _DOUBTFUL.search(text):
        return " "
    if kind == "name" and "." not in text:
        return text.partition(":")[0] + ":"
    return text


def _operation(fields: Fields) -> Operation:
    if "update" in fields:
        raise _refusal()
    # Unknown parameters are ignored: clients send their own.
    default, named_graphs = (_iris(fields, name) for name in _DATASET)
    named = ((name, value) for name in _FORMAT for value in fields.get(name, ()) if value not in ("", _BY_ACCEPT))
    formats = tuple(format_ for pair in named for format_ in find_formats(*pair))
    excel = read_flag(_single(fields, PARAMETER) or "")
    text = _single(fields, "query")
    return Operation(None if text is None else Query(text, default, named_graphs), formats, excel)


def _single(fields: Fields, name: str) -> str | None:
    values = fields.get(name, ())
    if len(values) > 1:
        raise repeated(name, values)
    return values[0] if values else None


def _iris(fields: Fields, name: str) -> tuple[str, ...]:
    given = tuple(filter(None, fields.get(name, ())))  # an empty field of a form names no graph
    for value in given:
        try:
            NamedNode(value)
        except ValueError as error:
            raise ParameterError(
                name, "%(value)r is no IRI in full. Write it without angle brackets.", value=value
            ) from error
    return given


def _decode(body: bytes, what: str) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise CallError(
            "The %(what)s is not UTF-8: byte %(byte)s is out of place.", what=what, byte=error.start + 1
        ) from error


def _refusal() -> UpdateRefusedError:
    return UpdateRefusedError("SPARQL Update is refused: the data is read-only, and only queries are answered.")
