"""Where a release is loaded into: a server that speaks the Graph Store HTTP Protocol, or SPARQL Update.

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
from solidarity_graph.sparql.remote.connection import Connections, shown
from solidarity_graph.sparql.remote.endpoint_errors import EndpointError, Faults

_NTRIPLES = "application/n-triples"
_SPOOLED_BYTES = 16 << 20  # beyond this a graph on its way is kept on disk
_BATCH_BYTES = 128 << 10  # of one update: servers compile it whole
_BATCH_STATEMENTS = 500
# What a server answers to PUT where it does not have the protocol.
_NO_GRAPH_STORE = {400, 404, 405, 415, 501}
Row = tuple[str, str, str]


class NotAGraphStoreError(EndpointError):
    """This address does not speak the Graph Store HTTP Protocol."""


class Target(Protocol):
    """A store that can be written. Each call is done when it returns."""

    protocol: str

    def replace(self, graph: str, lines: Iterable[bytes]) -> None:
        """The graph holds these statements and no others."""
        ...

    def add(self, graph: str, lines: Iterable[bytes]) -> None:
        """The graph holds these statements too."""
        ...

    def remove(self, graph: str) -> None:
        """The graph is empty, or not there."""
        ...


class GraphStore:
    """One request for each graph, which the server takes whole or not at all."""

    protocol = "the Graph Store Protocol"

    def __init__(self, url: str, connections: Connections, seconds: float) -> None:
        self._url = url
        self._wire = _Wire(url, connections, seconds)

    def read(self, graph: str) -> tuple[Row, ...]:
        """The statements of a graph that has literals for values; none where it is not there."""
        request = self._request("GET", graph)
        request.add_header("Accept", f"{_NTRIPLES}, text/turtle;q=0.5")
        try:
            content_type, body = self._wire.fetch(request)
        except urllib.error.HTTPError as error:
            with error:
                if error.code == 404:
                    return ()
                raise self._wire.not_a_graph_store(error) from error
        format_ = pyoxigraph.RdfFormat.from_media_type(content_type)
        if format_ is None:
            raise NotAGraphStoreError(f"{shown(self._url)} answered a GET for a graph with {content_type}.")
        try:
            triples = list(pyoxigraph.parse(body, format=format_, base_iri=graph))
        except SyntaxError as error:
            raise NotAGraphStoreError(f"{shown(self._url)} answered with RDF that cannot be read: {error}") from error
        return tuple((_text(t.subject), _text(t.predicate), _text(t.object)) for t in triples)

    def replace(self, graph: str, lines: Iterable[bytes]) -> None:
        """See `Target`."""
        self._send("PUT", graph, lines)

    def add(self, graph: str, lines: Iterable[bytes]) -> None:
        """See `Target`."""
        self._send("POST", graph, lines)

    def remove(self, graph: str) -> None:
        """See `Target`."""
        try:
            self._wire.fetch(self._request("DELETE", graph))
        except urllib.error.HTTPError as error:
            with error:
                if error.code != 404:
                    raise self._wire.not_a_graph_store(error) from error

    def _send(self, method: str, graph: str, lines: Iterable[bytes]) -> None:
        with tempfile.SpooledTemporaryFile(_SPOOLED_BYTES) as body:
            for line in lines:
                body.write(line)
            length = body.tell()
            request = self._request(method, graph)
            request.data = cast(IO[bytes], body)  # before its length, which this would forget
            request.add_header("Content-Type", _NTRIPLES)
            # Without it the body would go in chunks, which Virtuoso 7 takes for an empty one, without a word.
            request.add_header("Content-Length", str(length))
            try:
                self._wire.fetch(request)
            except urllib.error.HTTPError as error:
                with error:
                    raise self._wire.not_a_graph_store(error) from error

    def _request(self, method: str, graph: str) -> urllib.request.Request:
        chosen = "default" if graph == DEFAULT else urlencode({"graph": graph})
        return urllib.request.Request(_with_parameter(self._url, chosen), method=method)  # noqa: S310 (checked: http)


class UpdateEndpoint:
    """Requests of bounded size: one is all or nothing in most servers, a graph of several is not."""

    protocol = "SPARQL Update"

    def __init__(self, url: str, connections: Connections, seconds: float) -> None:
        self._url = url
        self._wire = _Wire(url, connections, seconds)

    def replace(self, graph: str, lines: Iterable[bytes]) -> None:
        """See `Target`."""
        before = _clear(graph) + b";\n"
        for batch in _batches(lines):
            self._send(before + _insert(graph, batch))
            before = b""
        if before:
            self.remove(graph)

    def add(self, graph: str, lines: Iterable[bytes]) -> None:
        """See `Target`."""
        for batch in _batches(lines):
            self._send(_insert(graph, batch))

    def remove(self, graph: str) -> None:
        """See `Target`."""
        self._send(_clear(graph))

    def _send(self, update: bytes) -> None:
        request = urllib.request.Request(self._url, data=update, method="POST")  # noqa: S310 (checked: http)
        request.add_header("Content-Type", "application/sparql-update; charset=utf-8")
        try:
            self._wire.fetch(request)
        except urllib.error.HTTPError as error:
            raise self._wire.fault(error) from error


class _Wire:
    """Sends, and says what goes wrong; a status that is no success stays an HTTPError for the caller."""

    def __init__(self, url: str, connections: Connections, seconds: float) -> None:
        self._url = url
        self._connections = connections
        self._seconds = seconds
        self._faults = Faults(shown(url))

    def fetch(self, request: urllib.request.Request) -> tuple[str, bytes]:
        """The media type and the whole body of what is answered."""
        with self._our_errors():
            self._connections.introduce(self._url, self._seconds)
            try:
                return self._exchange(request)
            except urllib.error.URLError as error:
                if not isinstance(error.reason, BrokenPipeError | ConnectionResetError):
                    raise
            # A server that finds a signature too old may hang up in the middle of a body. All that is sent here may be
            # sent twice.
            self._connections.ask_again(self._url, self._seconds)
            return self._exchange(request)

    def _exchange(self, request: urllib.request.Request) -> tuple[str, bytes]:
        if hasattr(request.data, "seek"):
            cast(IO[bytes], request.data).seek(0)
        with self._connections.open(request, self._seconds) as response:
            return response.headers.get_content_type(), response.read()

    def fault(self, error: urllib.error.HTTPError) -> SolidarityGraphError:
        """The error for a status."""
        return self._faults.translate(error)

    def not_a_graph_store(self, error: urllib.error.HTTPError) -> SolidarityGraphError:
        """The same, where the protocol may be what is missing."""
        code, found = error.code, self._faults.translate(error)
        return NotAGraphStoreError(str(found)) if code in _NO_GRAPH_STORE else found

    @contextlib.contextmanager
    def _our_errors(self) -> Iterator[None]:
        try:
            yield
        except urllib.error.HTTPError:
            raise
        except (OSError, http.client.HTTPException) as error:
            raise self._faults.translate(error) from error


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
