"""The dataset clauses of a query, FROM and FROM NAMED.

https://www.w3.org/TR/sparql11-query/#rDatasetClause
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from solidarity_graph.sparql.query_text.lexer import Token, tokens

# The engine takes keywords that follow each other without a space.
_FROM = re.compile(r"\w*?FROM(NAMED)?", re.IGNORECASE)
_VARIABLE = re.compile(r"[?$]\w++")
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})|\\(.)")


def declared_dataset(query: str) -> tuple[list[str], list[str]]:
    """Return the IRIs of the default graphs (FROM) and of the named graphs (FROM NAMED) that the query declares.

    Clauses with syntax errors are not reported here: the engine does that.

    >>> declared_dataset("PREFIX g: <http://a.example/> SELECT * FROM g:one FROM <http://a.example/two> {}")
    (['http://a.example/one', 'http://a.example/two'], [])
    """
    default: list[str] = []
    named: list[str] = []
    if "from" not in _VARIABLE.sub("", query).lower():
        return default, named  # true of nearly all queries, and fast to find out
    reader = _Reader(query)
    for is_named, graph in reader.clauses():
        (named if is_named else default).append(graph)
    return default, named


class _Reader:
    """Reads the prologue and the dataset clauses from the tokens of a query."""

    def __init__(self, query: str) -> None:
        self._tokens = tokens(query)
        self._base = ""
        self._prefixes: dict[str, str] = {}

    def clauses(self) -> Iterator[tuple[bool, str]]:
        """Yield for each clause True if the graph is a named one, and its IRI."""
        depth = 0
        for kind, text in self._tokens:
            depth += {"{": 1, "}": -1}.get(text, 0)
            if depth or kind != "word":  # a template, or the pattern: they contain no dataset clauses
                continue
            if text.upper() == "BASE":
                self._base = self._iri(self._next())
            elif text.upper() == "PREFIX":
                name = self._next()[1]
                self._prefixes[name] = self._iri(self._next())
            elif match := _FROM.fullmatch(text):
                token = self._next()
                is_named = bool(match[1]) or token[1].upper() == "NAMED"
                yield is_named, self._iri(self._next() if token[1].upper() == "NAMED" else token)

    def _next(self) -> Token:
        return next(self._tokens, ("", ""))

    def _iri(self, token: Token) -> str:
        kind, text = token
        if kind == "iri":
            return urljoin(self._base, _ESCAPE.sub(_unescape, text[1:-1]))
        prefix, _, local = text.partition(":")
        return self._prefixes.get(f"{prefix}:", "") + _ESCAPE.sub(_unescape, local)


def _unescape(match: re.Match[str]) -> str:
    return match[3] or chr(int(match[1] or match[2], 16))
