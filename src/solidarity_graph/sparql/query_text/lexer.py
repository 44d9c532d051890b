"""A lexer for SPARQL that tells keywords from names, strings and comments.

Its tokens decide which error message a query gets, never whether the query is safe to run: the engine's own parser may
read a query differently. What keeps a query from other servers is that its worker has no network; or, where SERVICE may
name some hosts, a check that does not use tokens (`refusals`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# https://www.w3.org/TR/sparql11-query/#sparqlGrammar, terminals. Linear on every text: possessive (`*+`), and where a
# token fails, none of its kind begins again in what it read. So an escaped quote, which ends no string, begins none: it
# is of the kind `other`, with its backslash. A word without a colon goes as far as a prefix with one may go.
_TOKEN = re.compile(
    r"""
      (?P<space>   \s++ | \#[^\n\r]*+ )
    | (?P<nest>    <<(?![^<>"{}|^`\\\x00-\x20]*+>) | >> )
    | (?P<iri>     <(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+> )
    | (?P<string>  \"\"\"(?:[^"\\]|\\.|"(?!""))*+\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*+'''
                 | "(?:[^"\\\n\r]|\\.)*+" | '(?:[^'\\\n\r]|\\.)*+' )
    | (?P<variable>[?$]\w++ | @[A-Za-z]++[A-Za-z0-9-]*+ )
    | (?P<name>    (?:_|[^\W\d_][\w.-]*+)?:(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*+ )
    | (?P<word>    [^\W\d_][\w.-]*+ | \w++ )
    | (?P<other>   \\[\\"'] | . )
    """,
    re.VERBOSE | re.DOTALL,
)
_OPENING = ("{", "(", "[", "<<")
_STEPS = dict.fromkeys(_OPENING, 1) | dict.fromkeys(("}", ")", "]", ">>"), -1)
_OPERAND = frozenset("?$(+-!0123456789")
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")


Token = tuple[str, str]
"""The kind of a token, and its text."""


def tokens(query: str) -> Iterator[Token]:
    """Return kind and text of all tokens except white space and comments. Never fails: the rest is of the kind `other`.

    >>> [text for kind, text in tokens("ASK { <a:b> a 'x' } # done")]
    ['ASK', '{', '<a:b>', 'a', "'x'", '}']
    """
    return ((kind, text) for kind, text, _ in located_tokens(query) if kind != "space")


def located_tokens(query: str) -> Iterator[tuple[str, str, int]]:
    """Yield kind, text and offset of all tokens, white space and comments included."""
    return ((match.lastgroup or "other", match[0], match.start()) for match in _TOKEN.finditer(query))


def is_update(query: str) -> bool:
    """Return True if the first keyword after the prologue begins a SPARQL Update.

    >>> is_update("PREFIX ex: <http://example.org/> insert data { ex:a ex:b ex:c }")
    True
    >>> is_update("SELECT ?insert { ?insert ?p 'DELETE' }")
    False
    """
    for kind, text in tokens(query):
        # The prologue: its keywords, names, IRIs, and the string of VERSION.
        if kind in ("name", "iri", "string") or text.upper() in ("PREFIX", "BASE", "VERSION"):
            continue
        return kind == "word" and text.upper().startswith(_UPDATES)
    return False


def asks_service(query: str) -> bool:
    """Return True if the query seems to contain the keyword SERVICE.

    Also True for these letters inside a word (the engine reads `1SERVICE` as two tokens) or in an undeclared prefix.

    >>> asks_service("SELECT * { SERVICE SILENT <http://example.org/> {} }")
    True
    >>> asks_service("PREFIX service: <http://a.example/> SELECT ?service { ?s service:a 'SERVICE' } #SERVICE")
    False
    """
    if "service" not in query.lower():
        return False
    declared = set()
    before = ""
    for kind, text in tokens(query):
        if kind == "name" and before == "PREFIX":
            declared.add(text)
        prefix = text.partition(":")[0]
        if kind in ("word", "name") and "service" in prefix.lower() and f"{prefix}:" not in declared:
            return True
        before = text.upper()
    return False


def nests_deeper_than(most: int, query: str) -> bool:
    """Return True if more than `most` brackets are open at a time, of all kinds together.

    >>> nests_deeper_than(2, "SELECT * { { ?s ?p '{{{' } } # {{{")
    False
    >>> nests_deeper_than(2, "SELECT * { { ?s ?p ( 1 ) } }")
    True
    """
    if sum(query.count(bracket) for bracket in _OPENING) <= most:
        return False  # true of nearly all queries, and fast to find out
    depth = 0
    for step in _steps(query):
        depth = max(depth + step, 0)
        if depth > most:
            return True
    return False


def count_open_brackets(query: str) -> int:
    """Return how many brackets are opened and not closed; negative if more are closed than opened.

    >>> count_open_brackets("SELECT * { ?s ?p ( '}' ")
    2
    """
    return sum(_steps(query))


def _steps(query: str) -> Iterator[int]:
    for kind, text in tokens(query):
        if kind in ("other", "nest"):
            yield _STEPS.get(text, 0)
        elif kind == "iri" and text[1:2] in _OPERAND:
            # `?a<(?b)&&?c>?d` looks like an IRI between two variables, but is two comparisons.
            yield from (_STEPS.get(character, 0) for character in text)
