"""The dataset clauses of a query, FROM and FROM NAMED.

https://www.w3.org/TR/sparql11-query/#rDatasetClause
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urljoin

from solidarity_graph.sparql.query_text.lexer import tokens

# The engine takes keywords that follow each other without a space.
_FROM = re.compile(r"\w*?FROM(NAMED)?", re.IGNORECASE)
_VARIABLE = re.compile(r"[?$]\w++")
_END = ("", "", "")  # in place of a token that is missing
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
    rest = resolved_tokens(query, base)
    for kind, text, _ in rest:
        depth += {"{": 1, "}": -1}.get(text, 0)
        # In a template or the pattern, there are no dataset clauses.
        if not depth and kind == "word" and (match := _FROM.fullmatch(text)):
            graphs = named if match[1] else default
            _, word, iri = next(rest, _END)
            if word.upper() == "NAMED":
                graphs, iri = named, next(rest, _END)[2]
            graphs.append(iri)
    return default, named


def resolved_tokens(query: str, base: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield kind and text of the tokens of a query without BASE and PREFIX, and the IRI of an `iri` or a `name`.

    The IRI of any other token is empty.
    """
    prefixes: dict[str, str] = {}
    rest = tokens(query)
    for kind, text in rest:
        if kind == "word" and text.upper() == "BASE":
            base = _iri(next(rest, _END), base, prefixes)
        elif kind == "word" and text.upper() == "PREFIX":
            _, prefix, *_ = next(rest, _END)
            prefixes[prefix] = _iri(next(rest, _END), base, prefixes)
        else:
            yield kind, text, _iri((kind, text), base, prefixes)


def _iri(token: Sequence[str], base: str, prefixes: Mapping[str, str]) -> str:
    """Return the IRI that a token of the kind `iri` or `name` stands for; `prefixes` have their colons."""
    kind, text, *_ = token
    prefix, _, local = text.partition(":")
    try:
        if kind == "iri":
            return urljoin(base, _ESCAPE.sub(_unescape, text[1:-1]))
        return prefixes.get(f"{prefix}:", "") + _ESCAPE.sub(_unescape, local) if kind == "name" else ""
    except (ValueError, OverflowError):  # no IRI: the engine says so, with its place
        return ""


def _unescape(match: re.Match[str]) -> str:
    return match[3] or chr(int(match[1] or match[2], 16))
