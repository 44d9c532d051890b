"""The two protocols for writing graphs to a store: the Graph Store HTTP Protocol, and SPARQL Update.

https://www.w3.org/TR/sparql11-http-rdf-update/ and https://www.w3.org/TR/sparql11-update/
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing
from typing import IO, cast
from urllib.parse import urlencode

import pyoxigraph
from urllib3.exceptions import HTTPError, ProtocolError

from solidarity_graph.sparql.loading.load_plan import DEFAULT
from solidarity_graph.sparql.remote.endpoint_errors import EndpointError, ErrorTranslator, read_text
from solidarity_graph.sparql.remote.http_client import Body, HttpClient, media_type, redact_url

_NTRIPLES = "application/n-triples"
_SPOOLED_BYTES = 16 << 20  # larger graphs are kept on disk while they are sent
_BATCH_BYTES = 128 << 10  # of one update: servers compile it whole
_BATCH_STATEMENTS = 500
Row = tuple[str, str, str]


class NotAGraphStoreError(EndpointError):
    """The server at this address does not have the Graph Store HTTP Protocol."""


class _Store:
    """Sends the requests of one protocol to the store at `url`. `seconds` is the timeout of a request.

    Methods return when the server has confirmed the request, and raise an error if it refuses. A graph is given by its
    name (`DEFAULT` for the default graph), its lines as N-Triples.
    """

    unsupported: Collection[int] = ()
    """Status codes of servers without the protocol: they become a NotAGraphStoreError."""

    def __init__(self, url: str, client: HttpClient, seconds: float) -> None:
        self._url = url
        self._client = client
        self._seconds = seconds
        self._errors = ErrorTranslator(redact_url(url))

    def _send(
        self, method: str, headers: Mapping[str, str] | None = None, body: Body = None, graph: str = ""
    ) -> tuple[str, bytes] | None:
        """Send a request, with a graph as parameter of its address, and return the media type and body of the response.

        Return None for status 404 to a GET or DELETE: there is no such graph. Every other status from 300 on is an
        error.
        """
        url = self._url
        if graph:
            url += ("&" if "?" in url else "?") + ("default" if graph == DEFAULT else urlencode({"graph": graph}))
        try:
            try:
                response = self._client.send(method, url, self._seconds, headers, body)
            except ProtocolError as error:
                if not isinstance(error.args[-1], ConnectionError):
                    raise
                # A server whose challenge is new or has expired may close the connection in the middle of a body. A
                # GET gets the challenge; and all requests here may be sent twice.
                self._client.send("GET", self._url, self._seconds).close()
                response = self._client.send(method, url, self._seconds, headers, body)
            with closing(response):
                if response.status < 300:
                    return media_type(response), response.read()
                if response.status == 404 and method in ("GET", "DELETE"):
                    return None
                found = self._errors.of_status(response.status, read_text(response))
        except HTTPError as error:
            raise self._errors.translate(error) from error
        raise NotAGraphStoreError(str(found)) if response.status in self.unsupported else found


class GraphStore(_Store):
    """The Graph Store HTTP Protocol: one request for each graph, carried out completely or not at all."""

    protocol = "the Graph Store Protocol"
    unsupported = (400, 404, 405, 415, 501)

    def read(self, graph: str) -> tuple[Row, ...]:
        """Return subject, predicate and object of each statement as strings; none if there is no such graph."""
        found = self._send("GET", {"Accept": f"{_NTRIPLES}, text/turtle;q=0.5"}, graph=graph)
        if found is None:
            return ()
        content_type, body = found
        format_ = pyoxigraph.RdfFormat.from_media_type(content_type)
        if format_ is None:
            raise NotAGraphStoreError(f"{self._errors.name} answered a GET for a graph with {content_type}.")
        try:
            triples = list(pyoxigraph.parse(body, format=format_, base_iri=graph))
        except SyntaxError as error:
            raise NotAGraphStoreError(f"{self._errors.name} answered with RDF that cannot be read: {error}") from error
        return tuple((_text(t.subject), _text(t.predicate), _text(t.object)) for t in triples)

    def replace(self, graph: str, lines: Iterable[bytes]) -> None:
        """Replace the content of the graph by these lines, with PUT."""
        self._send_lines("PUT", graph, lines)

    def add(self, graph: str, lines: Iterable[bytes]) -> None:
        """Add these lines to the graph, with POST."""
        self._send_lines("POST", graph, lines)

    def remove(self, graph: str) -> None:
        """Remove the graph, with DELETE; a graph that does not exist is no error."""
        self._send("DELETE", graph=graph)

    def _send_lines(self, method: str, graph: str, lines: Iterable[bytes]) -> None:
        with tempfile.SpooledTemporaryFile(_SPOOLED_BYTES) as body:
            body.writelines(lines)
            # Without its length the body would be sent in chunks, which Virtuoso 7 silently reads as an empty one.
            headers = {"Content-Type": _NTRIPLES, "Content-Length": str(body.tell())}
            self._send(method, headers, cast(IO[bytes], body), graph)


class UpdateEndpoint(_Store):
    """SPARQL Update with the methods of `GraphStore`, in requests of bounded size.

    Most servers carry out each request completely or not at all. A large graph takes several: a failure between them
    leaves it incomplete.
    """

    protocol = "SPARQL Update"

    def replace(self, graph: str, lines: Iterable[bytes]) -> None:
        """Replace the content of the graph by these lines. The request with the first batch also clears the graph."""
        before = _clear(graph) + b";\n"
        for batch in _batches(lines):
            self._update(before + _insert(graph, batch))
            before = b""
        if before:
            self.remove(graph)

    def add(self, graph: str, lines: Iterable[bytes]) -> None:
        """Insert the lines with one request for each batch."""
        for batch in _batches(lines):
            self._update(_insert(graph, batch))

    def remove(self, graph: str) -> None:
        """Clear the graph with SILENT, so that a graph that does not exist is no error."""
        self._update(_clear(graph))

    def _update(self, update: bytes) -> None:
        self._send("POST", {"Content-Type": "application/sparql-update; charset=utf-8"}, update)


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


def _text(term: object) -> str:
    return term.value if isinstance(term, pyoxigraph.NamedNode | pyoxigraph.Literal) else ""
