"""What an endpoint says when it refuses, as one of our errors."""

from __future__ import annotations

import html
import json
import re
from urllib.error import HTTPError

from solidarity_graph.errors import (
    BusyError,
    CallError,
    EngineError,
    NotAcceptableError,
    QuerySyntaxError,
    SolidarityGraphError,
    TooLargeError,
    TooSlowError,
)

_READ_BYTES = 16 << 10
_WORDS = 500
# `line 3, column 7` (Jena, and we), `3:7` (Oxigraph), `line 3` (Virtuoso).
_PLACE = re.compile(r"line:?\s*(\d+)(?:,?\s*col(?:umn)?\.?:?\s*(\d+))?|\bat (\d+):(\d+)", re.IGNORECASE)
_BY_STATUS: dict[int, type[SolidarityGraphError]] = {
    406: NotAcceptableError,
    408: TooSlowError,
    413: TooLargeError,
    414: TooLargeError,
    429: BusyError,
    503: BusyError,
    504: TooSlowError,
}


def error_of_status(endpoint_url: str, status: int, words: str) -> SolidarityGraphError:
    """The error for an answer with a status that is not a success."""
    message = f"{endpoint_url} answered {status}: {words}" if words else f"{endpoint_url} answered {status}."
    if status == 400:
        return _bad_request(message, words)
    if status in _BY_STATUS:
        return _BY_STATUS[status](message)
    return EngineError(message) if status >= 500 else CallError(message)


def read_words(error: HTTPError) -> str:
    """The beginning of what a server wrote for people, without markup: RFC 9457's `detail`, or the text."""
    text = error.read(_READ_BYTES).decode(errors="replace")
    if error.headers.get_content_type().endswith("json"):
        text = _detail(text)
    elif error.headers.get_content_type() == "text/html":
        text = html.unescape(re.sub(r"<(?:style|script)\b.*?</\w+>|<[^<>]*>", " ", text, flags=re.DOTALL))
    return " ".join(text.split())[:_WORDS]


def _detail(text: str) -> str:
    try:
        fields = json.loads(text)
    except ValueError:
        return text
    if not isinstance(fields, dict):
        return text
    return str(fields.get("detail") or fields.get("title") or fields.get("message") or text)


def _bad_request(message: str, words: str) -> CallError:
    place = _PLACE.search(words)
    if not place:
        return CallError(message)
    return QuerySyntaxError(message, line=int(place[1] or place[3]), column=int(place[2] or place[4] or 0))
