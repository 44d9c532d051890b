"""Messages for queries that do not parse: line, column, text near the error, and reason, from the engine's message."""

from __future__ import annotations

import re

from solidarity_graph.errors import CallError, QuerySyntaxError, UpdateRefusedError
from solidarity_graph.sparql.query_text.lexer import is_update

_PLACE = re.compile(r"error at (\d+):(\d+): expected (.*)", re.DOTALL)
_KEYWORD = re.compile(r"[A-Z]+")
# The engine lists its reasons among the characters that it expected: they are words with a space between them.
_REASON = re.compile(r"(?:^|one of |, )([A-Z][A-Za-z]*(?: [A-Za-z*]+)+)(?=,|$)")
_NEAR = 30  # characters on each side: enough to find the place, short enough for one line


def explain_syntax_error(query: str, message: str) -> CallError:
    """Return the error for a query that does not parse, with its line and column taken from the engine's `message`.

    Without a place in the message, the error has none. A SPARQL Update gets an UpdateRefusedError.
    """
    if is_update(query):
        return UpdateRefusedError("This is a SPARQL Update. The data is read-only: only queries are answered.")
    match = _PLACE.match(message)
    if not match:
        return QuerySyntaxError(f"The query does not parse: {message}")
    expected = match[3]
    position = _position(query, int(match[1]), int(match[2])) - _overshoot(expected)
    position = min(max(position, 0), len(query))
    line, column = _line_and_column(query, position)
    near = " ".join(query[max(0, position - _NEAR) : position + _NEAR].split())
    reasons = "".join(f" {reason}." for reason in _REASON.findall(expected))
    where = f", near “{near}”" if near else ""
    return QuerySyntaxError(
        f"The query does not parse at line {line}, column {column}{where}.{reasons}", line=line, column=column
    )


def _overshoot(expected: str) -> int:
    # Where the engine wanted a keyword it reports the place where that keyword would have ended.
    words = expected.removeprefix("one of ").split(", ")
    if all(_KEYWORD.fullmatch(word) for word in words):
        return min(len(word) for word in words)
    return 0


def _position(query: str, line: int, column: int) -> int:
    before = query.split("\n")[: line - 1]
    return sum(len(text) + 1 for text in before) + column - 1


def _line_and_column(query: str, position: int) -> tuple[int, int]:
    before = query[:position]
    return before.count("\n") + 1, position - before.rfind("\n")
