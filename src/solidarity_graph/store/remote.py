"""Any SPARQL endpoint behind the same face, asked through SPARQLWrapper."""

from __future__ import annotations

import contextlib
import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from SPARQLWrapper import GET, POST, SELECT, SPARQLWrapper

from solidarity_graph.errors import (
    CallError,
    EngineError,
    NotAcceptableError,
    SolidarityGraphError,
    TooLargeError,
    TooSlowError,
    UpdateRefusedError,
)
from solidarity_graph.store.face import DEFAULT_LIMITS, Answer, Limits, encode_query, wanted_types
from solidarity_graph.store.lexer import is_update
from solidarity_graph.store.remote_errors import error_of_status, read_words

_GET_BYTES = 2000  # beyond this a query goes by POST: not every proxy takes a longer address
_CHUNK_BYTES = 64 << 10
# What some servers call a format by, and its own name.
_OTHER_NAMES = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
}


class RemoteStore:
    """The endpoint at `endpoint_url`. `timeout` is the longest silence, in seconds, to bear from it."""

    def __init__(self, endpoint_url: str, timeout: float = 30.0) -> None:
        try:
            parts = urlsplit(endpoint_url)
        except ValueError as error:
            raise CallError(f"{endpoint_url} is no address of an endpoint: {error}.") from error
        if parts.username or parts.password:
            raise CallError(
                f"Leave user and password out of the address of {parts.hostname}: addresses get written down."
            )
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise CallError(f"{endpoint_url} is no address of an endpoint. Give one that begins with http or https.")
        self.endpoint_url = endpoint_url
        self._timeout = timeout

    def answer(
        self,
        query: str,
        media_type: str,
        limits: Limits = DEFAULT_LIMITS,
        *,
        gone: Callable[[], bool] | None = None,  # noqa: ARG002 (part of the face; a request cannot be taken back)
    ) -> Answer:
        """See `face.Store`. The bytes are the endpoint's own."""
        if is_update(query):
            raise UpdateRefusedError("This is a SPARQL Update. No update is sent to any endpoint: only queries are.")
        request = self._request(query, media_type, limits)
        deadline = time.monotonic() + limits.seconds
        with _our_errors(self.endpoint_url):
            response = request.query().response
        try:
            chosen = self._media_type(response, wanted_types(media_type))
            reading = _Reading(response, self.endpoint_url, limits, deadline)
            first = reading.chunk()
        except BaseException:
            response.close()
            raise
        return Answer(chosen, reading.body(first), response.close)

    def close(self) -> None:
        """Nothing is kept between two questions."""

    def _request(self, query: str, media_type: str, limits: Limits) -> _Request:
        length = len(encode_query(query, limits))
        request = _Request(self.endpoint_url, min(self._timeout, limits.seconds))
        request.setQuery(query)
        request.setOnlyConneg(True)  # the media types go into `Accept` alone, as the standard has it
        request.setMethod(POST if length > _GET_BYTES else GET)
        request.addCustomHttpHeader("Accept", _accept(wanted_types(media_type)))
        return request

    def _media_type(self, response: http.client.HTTPResponse, wanted: tuple[str, ...]) -> str:
        given = response.headers.get_content_type()
        for name in (given, _OTHER_NAMES.get(given)):
            if name and (name in wanted or "*/*" in wanted):
                return name
        raise NotAcceptableError(f"{self.endpoint_url} answered with {given}, which was not asked for.", [given])


class _Request(SPARQLWrapper):
    """SPARQLWrapper's request, sent without three of its habits."""

    def __init__(self, endpoint_url: str, seconds: float) -> None:
        super().__init__(endpoint_url)
        self._seconds = seconds  # its own timeout takes whole seconds only

    def _parseQueryType(self, query: str) -> str:  # noqa: N802, ARG002 (SPARQLWrapper's name)
        # It would warn, on stderr and with the whole query, wherever its pattern finds no form. Only `Accept` depends
        # on the form, and that is set by us.
        return SELECT

    def _query(self) -> tuple[http.client.HTTPResponse, str]:
        # It would read the body of an error to its end, however long, and keep it as a `repr` inside a message.
        return urllib.request.urlopen(self._createRequest(), timeout=self._seconds), self.returnFormat  # noqa: S310


@contextlib.contextmanager
def _our_errors(endpoint_url: str) -> Iterator[None]:
    """What goes wrong on the wire, as our errors."""
    try:
        yield
    except (OSError, http.client.HTTPException) as error:
        raise _translate(endpoint_url, error) from error


def _translate(endpoint_url: str, error: object) -> SolidarityGraphError:
    if isinstance(error, urllib.error.HTTPError):
        with error:
            return error_of_status(endpoint_url, error.code, read_words(error))
    if isinstance(error, urllib.error.URLError):
        return _translate(endpoint_url, error.reason)
    if isinstance(error, TimeoutError):
        return _too_slow(endpoint_url)
    if isinstance(error, http.client.InvalidURL):
        return CallError(f"{endpoint_url} is no address of an endpoint: {error}.")
    if isinstance(error, http.client.HTTPException):
        return EngineError(f"{endpoint_url} broke off ({error!r}).")
    return CallError(f"{endpoint_url} cannot be reached: {getattr(error, 'strerror', None) or error}.")


class _Reading:
    """The body of a response, within limits."""

    def __init__(self, response: http.client.HTTPResponse, endpoint_url: str, limits: Limits, deadline: float) -> None:
        self._response = response
        self._endpoint_url = endpoint_url
        self._limits = limits
        self._deadline = deadline
        self._taken = 0
        self._announced = response.length

    def body(self, first: bytes) -> Iterator[bytes]:
        """All the bytes; the response is closed after them."""
        with self._response:
            chunk = first
            while chunk:
                yield chunk
                chunk = self.chunk()

    def chunk(self) -> bytes:
        """The next bytes, none at the end."""
        with _our_errors(self._endpoint_url):
            chunk = self._response.read1(_CHUNK_BYTES)
        self._taken += len(chunk)
        if self._taken > self._limits.output_bytes:
            raise TooLargeError(f"The answer is larger than {self._limits.output_bytes} bytes.")
        if chunk and time.monotonic() > self._deadline:
            raise _too_slow(self._endpoint_url)
        if not chunk and self._announced is not None and self._taken < self._announced:
            raise EngineError(f"{self._endpoint_url} broke off after {self._taken} of {self._announced} bytes.")
        return chunk


def _too_slow(endpoint_url: str) -> TooSlowError:
    return TooSlowError(f"{endpoint_url} did not answer in time.")


def _accept(wanted: tuple[str, ...]) -> str:
    # The order of preference, as weights: 1, 0.9, ... and 0.1 for whatever comes last in a long list.
    return ", ".join(f"{name};q={max(10 - place, 1) / 10:g}" for place, name in enumerate(wanted))
