"""Errors for failed requests to an endpoint: status codes, broken connections, addresses that cannot be reached."""

from __future__ import annotations

import html
import json
import logging
import re

from urllib3 import BaseHTTPResponse, exceptions

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
from solidarity_graph.sparql.remote.http_client import media_type

_log = logging.getLogger(__name__)
_READ_BYTES = 16 << 10
_TEXT_CHARACTERS = 500
# `line 3, column 7` (Jena, and we), `3:7` (Oxigraph), `line 3` (Virtuoso).
_PLACE = re.compile(r"line:?\s*(\d+)(?:,?\s*col(?:umn)?\.?:?\s*(\d+))?|\bat (\d+):(\d+)", re.IGNORECASE)
# An address repeated in a message holds the query, and perhaps a token.
_PARAMETERS = re.compile(r"(?<=[\w/])\?[\w.-]+=\S*")
# For responses without a text.
_DEFAULT_TEXTS = {
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
    """The address or the credentials are wrong, or the server cannot be reached: no query would be answered."""


class ErrorTranslator:
    """Makes the error for a failed request to the endpoint at `url`. Methods return errors and raise none.

    serving  True if the endpoint is the store of our own site: then an address that cannot be used is logged, and
             clients get a ReleaseError without it, in place of an EndpointError.
    """

    def __init__(self, url: str, serving: bool = False) -> None:
        self._url = url
        self._serving = serving
        self.name = "The store behind this site" if serving else url

    def translate(self, error: exceptions.HTTPError) -> SolidarityGraphError:
        """Return our error for an exception of urllib3."""
        if isinstance(error, exceptions.TimeoutError) and not isinstance(error, exceptions.NewConnectionError):
            return self.too_slow()
        if isinstance(error, exceptions.ProtocolError):
            return EngineError(f"{self.name} broke off ({error!r}).")
        if isinstance(error, exceptions.LocationValueError):
            # Its message repeats the address, with the query and a token if there is one.
            return self._unusable(f"{self.name} is no address of an endpoint: a port or a character in it cannot be.")
        return self._unusable(f"{self.name} cannot be reached: {getattr(error.__cause__, 'strerror', None) or error}.")

    def of_status(self, status: int, text: str) -> SolidarityGraphError:
        """Return our error for a response with this status, 300 or more. `text` is that of `read_text`, or empty."""
        text = text or _DEFAULT_TEXTS.get(status, "")
        message = f"{self.name} answered {status}: {text}" if text else f"{self.name} answered {status}."
        if status == 400:
            return _bad_request(message, text)
        if status in _BY_STATUS:
            return _BY_STATUS[status](message)
        return EngineError(message) if status >= 500 else self._unusable(message)

    def too_slow(self) -> TooSlowError:
        """Return the error for a deadline that has passed."""
        return TooSlowError(f"{self.name} did not answer in time.")

    def _unusable(self, message: str) -> SolidarityGraphError:
        if not self._serving:
            return EndpointError(message)
        _log.warning("The store at %s: %s", self._url, message)
        return ReleaseError(f"{self.name} cannot be used at the moment.")


def read_text(response: BaseHTTPResponse) -> str:
    """Return the first 500 characters of an error response: HTML without tags, a member of JSON that says why.

    Query strings are removed from URLs in it, since they may contain a token.
    """
    text = response.read(_READ_BYTES).decode(errors="replace")
    if media_type(response).endswith("json"):
        text = _detail(text)
    elif media_type(response) == "text/html":
        text = html.unescape(re.sub(r"<(?:style|script)\b.*?(?:</\w+>|\Z)|<[^<>]*>", " ", text, flags=re.DOTALL))
    return _PARAMETERS.sub("", " ".join(text.split()))[:_TEXT_CHARACTERS]


def lower_lines(text: str, lines: int) -> str:
    """Return the text of an error with the line numbers in it lowered by `lines`, but not below 1.

    >>> lower_lines("Encountered a dot at line 3, column 3.", 1)
    'Encountered a dot at line 2, column 3.'
    """

    def lower(place: re.Match[str]) -> str:
        line = place[1] or place[3]
        return place[0].replace(line, str(max(int(line) - lines, 1)), 1)

    return _PLACE.sub(lower, text) if lines else text


def _detail(text: str) -> str:
    try:
        fields = json.loads(text)
    except ValueError:
        return text
    if not isinstance(fields, dict):
        return text
    return str(fields.get("detail") or fields.get("title") or fields.get("message") or text)


def _bad_request(message: str, text: str) -> CallError:
    place = _PLACE.search(text)
    if not place:
        return CallError(message)
    return QuerySyntaxError(message, line=int(place[1] or place[3]), column=int(place[2] or place[4] or 0))
