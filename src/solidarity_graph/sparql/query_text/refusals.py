"""Checks of the query text before the engine gets it: nesting, and SERVICE."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from solidarity_graph.errors import CallError
from solidarity_graph.sparql.pool.query_errors import OverNestingError
from solidarity_graph.sparql.query_text.lexer import asks_service, nests_deeper_than

_ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U(00(?:0[0-9A-Fa-f]|10)[0-9A-Fa-f]{4})")
_LETTERS = re.compile("service", re.IGNORECASE)
_ASKED = re.compile(r"service\s*(?:silent\s*)?<([^<>]*)>", re.IGNORECASE)


def refuse_nesting(query: str, most: int) -> None:
    """Raise OverNestingError if the query has more than `most` brackets of all kinds open at a time."""
    if nests_deeper_than(most, query):
        raise OverNestingError(
            "The query is nested too deeply: more than %(most)s brackets are open at a time.", most=most
        )


def refuse_service(query: str, hosts: Sequence[str]) -> None:
    """Raise CallError unless every SERVICE names one of `hosts`, each given as `host` or `host:port`.

    If there are hosts, the worker has a network and only this check refuses others. So it does not tell keywords from
    strings, names or comments, which the engine may read differently: the letters `service` may stand nowhere else.
    """
    # The standard decodes escapes first, anywhere in the query. Our engine does not; another one may.
    # https://www.w3.org/TR/sparql11-query/#codepointEscape
    for text in {query, _ESCAPED.sub(lambda escaped: chr(int(escaped[1] or escaped[2], 16)), query)}:
        if hosts:
            _refuse_unlisted(text, hosts)
        elif asks_service(text):
            raise CallError(
                "SERVICE is refused: this server sends no requests to others. Ask the other endpoint yourself."
            )


def _refuse_unlisted(text: str, hosts: Sequence[str]) -> None:
    for letters in _LETTERS.finditer(text):
        asked = _ASKED.match(text, letters.start())
        if not asked or not _is_listed(asked[1], hosts):
            raise CallError(
                "SERVICE is refused: write the address in full behind it, and let it be of one of these hosts: "
                "%(hosts)s. No name, string or remark of a query may hold the letters of that word.",
                hosts=", ".join(hosts),
            )


def _is_listed(target: str, hosts: Sequence[str]) -> bool:
    if "\\" in target or "@" in target:  # two ways to write one host and have another one asked
        return False
    try:
        parts = urlsplit(target)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return False
    listed = {host.lower() for host in hosts}
    return parts.scheme in ("http", "https") and bool({parts.hostname, f"{parts.hostname}:{port}"} & listed)
