"""The dataset clauses of a query, FROM and FROM NAMED.

https://www.w3.org/TR/sparql11-query/#rDatasetClause
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urljoin

from solidarity_graph.sparql.query_text.lexer import Token, tokens

# The engine takes keywords that follow each other without a space.
_FROM = re.compile(r"\w*?FROM(NAMED)?", re.IGNORECASE)
_VARIABLE = re.compile(r"[?$]\w++")
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})|\\(.)")


def declared_dataset(query: str, base: str = "") -> tuple[list[str], list[str]]:
    """Return the IRIs of the default graphs (FROM) and of the named graphs (FROM NAMED) that the query declares.

    base  completes relative IRIs, unless the query has a BASE.

    Clauses with syntax errors are not reported here: the engine does that.

    >>> declared_dataset("PREFIX g: <http://a.example/> SELECT * FROM g:one FROM <http://a.example/two> {}")
    (['http://a.example/one', 'http://a.example/two'], [])
    """
    default: list[str] = []
    named: list[str] = []
    if "from" not in _VARIABLE.sub("", query).lower():
        return default, named  # true of nearly all queries, and fast to find out
    depth = 0
    prefixes: dict[str, str] = {}
    rest = tokens(query)
    for kind, text in rest:
        depth += {"{": 1, "}": -1}.get(text, 0)
        if depth or kind != "word":  # a template, or the pattern: they contain no dataset clauses
            continue
        if text.upper() == "BASE":
            base = expand_iri(_next(rest), base, prefixes)
        elif text.upper() == "PREFIX":
            prefix = _next(rest)[1]
            prefixes[prefix] = expand_iri(_next(rest), base, prefixes)
        elif match := _FROM.fullmatch(text):
            token = _next(rest)
            is_named = bool(match[1])
            if token[1].upper() == "NAMED":
                is_named, token = True, _next(rest)
            (named if is_named else default).append(expand_iri(token, base, prefixes))
    return default, named


def _next(rest: Iterator[Token]) -> Token:
    return next(rest, ("", ""))


def expand_iri(token: Token, base: str, prefixes: Mapping[str, str]) -> str:
    """Return the IRI that a token of the kind `iri` or `name` stands for; `prefixes` have their colons."""
    kind, text = token
    if kind == "iri":
        return urljoin(base, _ESCAPE.sub(_unescape, text[1:-1]))
    prefix, _, local = text.partition(":")
    return prefixes.get(f"{prefix}:", "") + _ESCAPE.sub(_unescape, local)


def _unescape(match: re.Match[str]) -> str:
    return match[3] or chr(int(match[1] or match[2], 16))
