"""Messages for queries that do not parse: line, column, text near the error, and our own reason or the engine's."""

from __future__ import annotations

import re
import unicodedata

from solidarity_graph.errors import CallError, QuerySyntaxError, UpdateRefusedError
from solidarity_graph.schema.namespaces import NAMESPACES
from solidarity_graph.sparql.query_text.lexer import count_open_brackets, is_update, located_tokens, tokens

_PLACE = re.compile(r"error at (\d+):(\d+): expected (.*)", re.DOTALL)
_KEYWORD = re.compile(r"[A-Z]+")
# The engine lists its reasons among the characters that it expected: they are words with a space between them.
_REASON = re.compile(r"(?:^|one of |, )([A-Z][A-Za-z]*(?: [A-Za-z*]+)+)(?=,|$)")
_SPACES = " \t\r\n"
_NAMES = {"\ufeff": "byte order mark"}  # Unicode's own name is that of its former use
# https://www.w3.org/TR/sparql11-query/#rECHAR and the escapes of code points
_NO_ESCAPE = re.compile(r"""(?<!\\)(?:\\\\)*+(\\[^tbnrf\\"'uU])""")
_SCHEMES = ("http", "https", "urn", "mailto", "tag")
# Not what may be two comparisons, as in `?a<?b&&?c>?d`.
_RELATIVE = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.-]*+:)[^?$&(>]*+>")
_NEAR = 40  # characters from the place on: enough to find it, short enough for one line


def explain_syntax_error(query: str, message: str, base: str = "") -> CallError:
    """Return the error for a query that does not parse, with its line and column.

    message  the engine's: the place and reason are taken from it where no more telling fault is found.
    base     what completed relative IRIs; empty if nothing did.

    Without a place in the message, the error has none. A SPARQL Update gets an UpdateRefusedError.
    """
    if is_update(query):
        return UpdateRefusedError("This is a SPARQL Update. The data is read-only: only queries are answered.")
    match = _PLACE.match(message)
    if not match:
        return QuerySyntaxError(f"The query does not parse: {message}")
    expected = match[3]
    fault = _odd_text(query) or _undeclared_prefix(query) or (None if base else _missing_base(query))
    position = fault[0] if fault else _position(query, int(match[1]), int(match[2])) - _overshoot(expected)
    position = min(max(position, 0), len(query))
    line, column = _line_and_column(query, position)
    near = " ".join(query[position : position + _NEAR].split())
    reasons = fault[1:] if fault else [f"{reason}." for reason in _REASON.findall(expected)] or _incompleteness(query)
    where = f", near “{near}”" if near else ""
    return QuerySyntaxError(
        " ".join([f"The query does not parse at line {line}, column {column}{where}.", *reasons]),
        line=line,
        column=column,
    )


def _odd_text(query: str) -> tuple[int, str] | None:
    """Return the offset of the first character or string that no query may hold where it stands, with what it is."""
    for kind, text, offset in located_tokens(query):
        if text in ("'", '"'):
            return offset, "The string that begins there does not end, or not on its line."
        if text in ("''", '""') and query.startswith(text[0], offset + 2):
            return offset, "The string that begins there does not end: three quotes end what three begin."
        if text in ("\\'", '\\"'):
            return offset, "The backslash there is in no string. In a query, quotes around a string have none."
        if kind == "string" and (escape := _NO_ESCAPE.search(text)):
            return offset + escape.start(1), "A backslash in a string is written twice."
        if kind in ("other", "space", "word") and not text.startswith("#"):
            for place, character in enumerate(text, offset):
                if character not in _SPACES and not "!" <= character <= "~":
                    name = _NAMES.get(character) or unicodedata.name(character, "a control character").lower()
                    what = f"U+{ord(character):04X}, {name}"
                    return place, f"The character there is {what}. Take it out, or type it again."
    return None


def _incompleteness(query: str) -> list[str]:
    """Return what is missing from a query that ends too early, or has brackets too many; empty for any other."""
    if not any(tokens(query)):
        return ["The query is empty."]
    open_brackets = count_open_brackets(query)
    if not open_brackets:
        return []
    if open_brackets < 0:
        return [f"{-open_brackets} of its brackets are closed and were never opened."]
    return [f"{open_brackets} of its brackets are opened and never closed."]


def _undeclared_prefix(query: str) -> tuple[int, str] | None:
    """Return the offset of the first name whose prefix is not declared, with the lines that declare all of those."""
    declared: set[str] = set()
    missing: dict[str, int] = {}
    before = ""
    for kind, text, offset in located_tokens(query):
        prefix = text.partition(":")[0]
        if kind == "name" and before == "@PREFIX":
            return offset, "A query declares a prefix by PREFIX, without @ and without a full stop."
        if kind == "name" and before == "PREFIX":
            declared.add(prefix)
        elif kind == "name" and prefix != "_" and prefix not in declared:
            missing.setdefault(prefix, offset)
        before = text.upper() if kind != "space" else before
    if not missing:
        return None
    first, offset = next(iter(missing.items()))
    if query[:offset].endswith("<"):
        return offset, 'An IRI holds no white space and none of <>"{}|^`\\: percent-encode them, as in %20.'
    if first.lower() in _SCHEMES:
        return offset, f"Write an IRI in angle brackets: <{first}:...>."
    lines = " ".join(f"PREFIX {prefix}: <{NAMESPACES.get(prefix, '...')}>" for prefix in missing)
    named = ", ".join(f"{prefix}:" for prefix in missing)
    return offset, f"Not declared: {named}. Begin the query with {lines}"


def _missing_base(query: str) -> tuple[int, str] | None:
    """Return the offset of the first relative IRI, with how to complete it; None if there is none, or a BASE."""
    before = ""
    for kind, text, offset in located_tokens(query):
        if kind == "iri" and _RELATIVE.fullmatch(text):
            remedy = "write it in full, or begin with BASE <https://...>"
            return offset, f"{text} is relative, and there is no base: {remedy}."
        if kind == "iri" and before == "BASE":
            return None
        before = text.upper() if kind != "space" else before
    return None


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
