"""What goes wrong between us and an endpoint, as one of our errors."""

from __future__ import annotations

import html
import http.client
import json
import logging
import re
from urllib.error import HTTPError, URLError

from solidarity_graph.errors import (
    BusyError,
    CallError,
    EngineError,
    NotAcceptableError,
    QuerySyntaxError,
    ReleaseError,
    SolidarityGraphError,
    TooLargeError,
    TooSlowError,
)

_log = logging.getLogger(__name__)
_READ_BYTES = 16 << 10
_WORDS = 500
# `line 3, column 7` (Jena, and we), `3:7` (Oxigraph), `line 3` (Virtuoso).
_PLACE = re.compile(r"line:?\s*(\d+)(?:,?\s*col(?:umn)?\.?:?\s*(\d+))?|\bat (\d+):(\d+)", re.IGNORECASE)
# An address that a server repeats holds the query, and perhaps a token.
_PARAMETERS = re.compile(r"(?<=[\w/])\?[\w.-]+=\S*")
# For those who say nothing themselves.
_OWN_WORDS = {
    **dict.fromkeys(
        (301, 302, 303, 307, 308), "a redirect, which is not followed here. Give the address that it leads to."
    ),
    401: "it asks for a user or a token, or refuses the one it got.",
}
_BY_STATUS: dict[int, type[SolidarityGraphError]] = {
    406: NotAcceptableError,
    408: TooSlowError,
    413: TooLargeError,
    414: TooLargeError,
    429: BusyError,
    503: BusyError,
    504: TooSlowError,
}


class EndpointError(CallError):
    """The address or the credentials are at fault: no question at all would be answered."""


class Faults:
    """Names an endpoint in messages, and says whose fault it is when it cannot be used at all."""

    def __init__(self, url: str, serving: bool = False) -> None:
        self._url = url
        self._serving = serving
        self.name = "The store behind this site" if serving else url

    def translate(self, error: object) -> SolidarityGraphError:
        """What urllib raises, as one of our errors."""
        found = self._translate(error)
        if not self._serving or not isinstance(found, EndpointError):
            return found
        _log.warning("The store at %s: %s", self._url, found)
        return ReleaseError(f"{self.name} cannot be used at the moment.")

    def too_slow(self) -> TooSlowError:
        """For a deadline that has passed."""
        return TooSlowError(f"{self.name} did not answer in time.")

    def _translate(self, error: object) -> SolidarityGraphError:
        if isinstance(error, HTTPError):
            with error:
                return error_of_status(self.name, error.code, read_words(error))
        if isinstance(error, URLError):
            return self._translate(error.reason)
        if isinstance(error, TimeoutError):
            return self.too_slow()
        if isinstance(error, http.client.InvalidURL):
            # Its own words repeat the address, with the query and whatever token stands in it.
            return EndpointError(f"{self.name} is no address of an endpoint: a port or a character in it cannot be.")
        if isinstance(error, http.client.HTTPException):
            return EngineError(f"{self.name} broke off ({error!r}).")
        return EndpointError(f"{self.name} cannot be reached: {getattr(error, 'strerror', None) or error}.")


def error_of_status(endpoint_url: str, status: int, words: str) -> SolidarityGraphError:
    """The error for an answer with a status that is not a success."""
    words = words or _OWN_WORDS.get(status, "")
    message = f"{endpoint_url} answered {status}: {words}" if words else f"{endpoint_url} answered {status}."
    if status == 400:
        return _bad_request(message, words)
    if status in _BY_STATUS:
        return _BY_STATUS[status](message)
    return EngineError(message) if status >= 500 else EndpointError(message)


def read_words(error: HTTPError) -> str:
    """The beginning of what a server wrote for people, RFC 9457's `detail` or the text, without markup.

    Addresses in it lose their parameters.
    """
    text = error.read(_READ_BYTES).decode(errors="replace")
    if error.headers.get_content_type().endswith("json"):
        text = _detail(text)
    elif error.headers.get_content_type() == "text/html":
        text = html.unescape(re.sub(r"<(?:style|script)\b.*?</\w+>|<[^<>]*>", " ", text, flags=re.DOTALL))
    return _PARAMETERS.sub("", " ".join(text.split()))[:_WORDS]


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
