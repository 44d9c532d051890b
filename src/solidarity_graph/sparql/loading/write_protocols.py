"""The two protocols for writing graphs to a store: the Graph Store HTTP Protocol, and SPARQL Update.

https://www.w3.org/TR/sparql11-http-rdf-update/ and https://www.w3.org/TR/sparql11-update/
"""

from __future__ import annotations

import contextlib
import http.client
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from typing import IO, Protocol, cast
from urllib.parse import urlencode

import pyoxigraph

from solidarity_graph.errors import SolidarityGraphError
from solidarity_graph.sparql.loading.load_state import DEFAULT
from solidarity_graph.sparql.remote.connection import Connections, redact_url
from solidarity_graph.sparql.remote.endpoint_errors import EndpointError, ErrorTranslator

_NTRIPLES = "application/n-triples"
_SPOOLED_BYTES = 16 << 20  # larger graphs are kept on disk while they are sent
_BATCH_BYTES = 128 << 10  # of one update: servers compile it whole
_BATCH_STATEMENTS = 500
# Status codes of servers without the Graph Store Protocol.
_NO_GRAPH_STORE = {400, 404, 405, 415, 501}
Row = tuple[str, str, str]


class NotAGraphStoreError(EndpointError):
    """The server at this address does not have the Graph Store HTTP Protocol."""


class WriteProtocol(Protocol):
    """Writes graphs of one store. Each call returns when the store has confirmed it."""

    protocol: str

    def replace(self, graph: str, lines: Iterable[bytes]) -> None:
        """Replace the content of the graph by these lines of N-Triples."""
        ...

    def add(self, graph: str, lines: Iterable[bytes]) -> None:
        """Add these lines of N-Triples to the graph."""
        ...

    def remove(self, graph: str) -> None:
        """Empty the graph, or remove it."""
        ...


class GraphStore:
    """The Graph Store HTTP Protocol: one request for each graph, carried out completely or not at all."""

    protocol = "the Graph Store Protocol"

    def __init__(self, url: str, connections: Connections, seconds: float) -> None:
        self._url = url
        self._http = _HttpClient(url, connections, seconds)

    def read(self, graph: str) -> tuple[Row, ...]:
        """Return subject, predicate and object of each statement as strings; none if there is no such graph."""
        request = self._request("GET", graph)
        request.add_header("Accept", f"{_NTRIPLES}, text/turtle;q=0.5")
        try:
            content_type, body = self._http.fetch(request)
        except urllib.error.HTTPError as error:
            with error:
                if error.code == 404:
                    return ()
                raise self._http.not_a_graph_store(error) from error
        format_ = pyoxigraph.RdfFormat.from_media_type(content_type)
        if format_ is None:
            raise NotAGraphStoreError(f"{redact_url(self._url)} answered a GET for a graph with {content_type}.")
        try:
            triples = list(pyoxigraph.parse(body, format=format_, base_iri=graph))
        except SyntaxError as error:
            raise NotAGraphStoreError(
                f"{redact_url(self._url)} answered with RDF that cannot be read: {error}"
            ) from error
        return tuple((_text(t.subject), _text(t.predicate), _text(t.object)) for t in triples)

    def replace(self, graph: str, lines: Iterable[bytes]) -> None:
        """Send a PUT request with the lines."""
        self._send("PUT", graph, lines)

    def add(self, graph: str, lines: Iterable[bytes]) -> None:
        """Send a POST request with the lines."""
        self._send("POST", graph, lines)

    def remove(self, graph: str) -> None:
        """Send a DELETE request; a graph that does not exist is no error."""
        try:
            self._http.fetch(self._request("DELETE", graph))
        except urllib.error.HTTPError as error:
            with error:
                if error.code != 404:
                    raise self._http.not_a_graph_store(error) from error

    def _send(self, method: str, graph: str, lines: Iterable[bytes]) -> None:
        with tempfile.SpooledTemporaryFile(_SPOOLED_BYTES) as body:
            for line in lines:
                body.write(line)
            length = body.tell()
            request = self._request(method, graph)
            request.data = cast(IO[bytes], body)  # before its length, which the assignment removes
            request.add_header("Content-Type", _NTRIPLES)
            # Without it the body would be sent in chunks, which Virtuoso 7 silently reads as an empty one.
            request.add_header("Content-Length", str(length))
            try:
                self._http.fetch(request)
            except urllib.error.HTTPError as error:
                with error:
                    raise self._http.not_a_graph_store(error) from error

    def _request(self, method: str, graph: str) -> urllib.request.Request:
        chosen = "default" if graph == DEFAULT else urlencode({"graph": graph})
        return urllib.request.Request(_with_parameter(self._url, chosen), method=method)  # noqa: S310 (checked: http)


class UpdateEndpoint:
    """SPARQL Update in requests of bounded size. Most servers carry out each of them completely or not at all."""

    protocol = "SPARQL Update"

    def __init__(self, url: str, connections: Connections, seconds: float) -> None:
        self._url = url
        self._http = _HttpClient(url, connections, seconds)

    def replace(self, graph: str, lines: Iterable[bytes]) -> None:
        """Clear the graph in the request that inserts the first batch."""
        before = _clear(graph) + b";\n"
        for batch in _batches(lines):
            self._send(before + _insert(graph, batch))
            before = b""
        if before:
            self.remove(graph)

    def add(self, graph: str, lines: Iterable[bytes]) -> None:
        """Insert the lines in batches."""
        for batch in _batches(lines):
            self._send(_insert(graph, batch))

    def remove(self, graph: str) -> None:
        """Clear the graph with SILENT: it may not exist."""
        self._send(_clear(graph))

    def _send(self, update: bytes) -> None:
        request = urllib.request.Request(self._url, data=update, method="POST")  # noqa: S310 (checked: http)
        request.add_header("Content-Type", "application/sparql-update; charset=utf-8")
        try:
            self._http.fetch(request)
        except urllib.error.HTTPError as error:
            raise self._http.error(error) from error


class _HttpClient:
    """Sends requests and translates errors, except HTTPError: the caller knows what a status means."""

    def __init__(self, url: str, connections: Connections, seconds: float) -> None:
        self._url = url
        self._connections = connections
        self._seconds = seconds
        self._errors = ErrorTranslator(redact_url(url))

    def fetch(self, request: urllib.request.Request) -> tuple[str, bytes]:
        """Send the request, and return the media type and the whole body of the response."""
        with self._translated_errors():
            self._connections.authenticate(self._url, self._seconds)
            try:
                return self._send(request)
            except urllib.error.URLError as error:
                if not isinstance(error.reason, BrokenPipeError | ConnectionResetError):
                    raise
            # A server whose challenge has expired may close the connection in the middle of a body. All requests here
            # may be sent twice.
            self._connections.renew_challenge(self._url, self._seconds)
            return self._send(request)

    def _send(self, request: urllib.request.Request) -> tuple[str, bytes]:
        if hasattr(request.data, "seek"):
            cast(IO[bytes], request.data).seek(0)
        with self._connections.open(request, self._seconds) as response:
            return response.headers.get_content_type(), response.read()

    def error(self, error: urllib.error.HTTPError) -> SolidarityGraphError:
        """Return the error for a status."""
        return self._errors.translate(error)

    def not_a_graph_store(self, error: urllib.error.HTTPError) -> SolidarityGraphError:
        """Return the error for a status that may mean that the Graph Store Protocol is missing."""
        code, found = error.code, self._errors.translate(error)
        return NotAGraphStoreError(str(found)) if code in _NO_GRAPH_STORE else found

    @contextlib.contextmanager
    def _translated_errors(self) -> Iterator[None]:
        try:
            yield
        except urllib.error.HTTPError:
            raise
        except (OSError, http.client.HTTPException) as error:
            raise self._errors.translate(error) from error


def _batches(lines: Iterable[bytes]) -> Iterator[bytes]:
    batch: list[bytes] = []
    size = 0
    for line in lines:
        if batch and (size + len(line) > _BATCH_BYTES or len(batch) >= _BATCH_STATEMENTS):
            yield b"".join(batch)
            batch, size = [], 0
        batch.append(line)
        size += len(line)
    if batch:
        yield b"".join(batch)


def _clear(graph: str) -> bytes:
    return b"CLEAR SILENT DEFAULT" if graph == DEFAULT else f"CLEAR SILENT GRAPH <{graph}>".encode()


def _insert(graph: str, batch: bytes) -> bytes:
    # N-Triples are statements of SPARQL as they stand.
    if graph == DEFAULT:
        return b"INSERT DATA {\n" + batch + b"}"
    return f"INSERT DATA {{ GRAPH <{graph}> {{\n".encode() + batch + b"} }"


def _with_parameter(url: str, parameter: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{parameter}"


def _text(term: object) -> str:
    return term.value if isinstance(term, pyoxigraph.NamedNode | pyoxigraph.Literal) else ""
