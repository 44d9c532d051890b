"""Just enough of SPARQL's lexical grammar to tell keywords from names, strings and comments.

It decides what to say about a query, never whether it is safe to run: the engine's own parser decides what runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# https://www.w3.org/TR/sparql11-query/#sparqlGrammar, terminals. Possessive (`*+`), so that no text makes it slow.
_TOKEN = re.compile(
    r"""
      (?P<space>   \s++ | \#[^\n\r]*+ )
    | (?P<iri>     <[^<>"{}|^`\\\x00-\x20]*+> )
    | (?P<string>  \"\"\"(?:[^"\\]|\\.|"(?!""))*+\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*+'''
                 | "(?:[^"\\\n\r]|\\.)*+" | '(?:[^'\\\n\r]|\\.)*+' )
    | (?P<variable>[?$]\w++ | @[A-Za-z]++[A-Za-z0-9-]*+ )
    | (?P<name>    (?:_|[^\W\d_][\w.-]*+)?:(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*+ )
    | (?P<word>    \w++ )
    | (?P<other>   . )
    """,
    re.VERBOSE | re.DOTALL,
)
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")


def is_update(query: str) -> bool:
    """Whether the first keyword after the prologue is one that only an update begins with.

    >>> is_update("PREFIX ex: <http://example.org/> insert data { ex:a ex:b ex:c }")
    True
    >>> is_update("SELECT ?insert { ?insert ?p 'DELETE' }")
    False
    """
    for kind, text in _tokens(query):
        # What a prologue consists of besides its keywords: names, IRIs, and the string of VERSION.
        if kind in ("name", "iri", "string") or text.upper() in ("PREFIX", "BASE", "VERSION"):
            continue
        return kind == "word" and text.upper().startswith(_UPDATES)
    return False


def calls_service(query: str) -> bool:
    """Whether SERVICE stands where it can be a keyword.

    The engine reads `1SERVICE` as two tokens, so the letters count inside a word too, and inside the prefix of a name
    that nobody declared.

    >>> calls_service("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")
    True
    >>> calls_service("PREFIX service: <http://a.example/> SELECT ?service { ?service service:a 'SERVICE' } # SERVICE")
    False
    """
    if "service" not in query.lower():
        return False
    declared = set()
    before = ""
    for kind, text in _tokens(query):
        if kind == "name" and before == "PREFIX":
            declared.add(text)
        prefix = text.partition(":")[0]
        if kind in ("word", "name") and "service" in prefix.lower() and f"{prefix}:" not in declared:
            return True
        before = text.upper()
    return False


def _tokens(query: str) -> Iterator[tuple[str, str]]:
    for match in _TOKEN.finditer(query):
        kind = match.lastgroup or "other"
        if kind != "space":
            yield kind, match.group()
