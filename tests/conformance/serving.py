"""The product as it is run: a snapshot, its pool of workers, the application, and our server on the loopback."""

from __future__ import annotations

import hashlib
import http.client
import threading
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Self

import pyoxigraph

from solidarity_graph.release import Release, ReleaseFile
from solidarity_graph.saved_queries import Catalogue
from solidarity_graph.sparql import SnapshotStore, make_snapshot
from solidarity_graph.web import close_app, create_app, open_server

PATH = "/sparql"
QUERY = "application/sparql-query"


@dataclass(frozen=True)
class Response:
    status: int
    headers: Message
    body: bytes

    @property
    def media_type(self) -> str:
        return self.headers.get_content_type()


@dataclass(frozen=True)
class Endpoint:
    """A running server."""

    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}{PATH}"

    def request(
        self, method: str, parameters: str = "", headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Response:
        """One request to the endpoint; redirects are not followed."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, f"{PATH}?{parameters}" if parameters else PATH, body, dict(headers or {}))
            response = connection.getresponse()
            return Response(response.status, response.headers, response.read())
        finally:
            connection.close()

    def ask(self, query: str, accept: str = "*/*") -> Response:
        """A query in the body of a POST."""
        return self.request("POST", "", {"Content-Type": QUERY, "Accept": accept}, query.encode())


class Endpoints:
    """A server for each dataset, started when it is first asked for; all end at the end of the block."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: dict[bytes, Endpoint] = {}
        self._ending = ExitStack()

    def serving(self, quads: Iterable[pyoxigraph.Quad]) -> Endpoint:
        """An endpoint over these quads. Its default graph is the union of all, as everywhere in the product."""
        nquads = pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.N_QUADS) or b""
        key = hashlib.sha256(nquads).digest()
        if key not in self._running:
            self._running[key] = self._start(nquads, self._folder / key.hex()[:16])
        return self._running[key]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._ending.close()

    def _start(self, nquads: bytes, folder: Path) -> Endpoint:
        folder.mkdir(exist_ok=True)
        release = _release(folder, nquads)
        make_snapshot(release.nquads, folder / "snapshot")
        store = SnapshotStore(folder / "snapshot", workers=1)
        app = create_app(store, release=release, catalogue=Catalogue([]))
        self._ending.callback(close_app, app)
        server = open_server(app, "127.0.0.1", 0, threads=2)
        self._ending.callback(server.close)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        return Endpoint(int(server.effective_port))


def _release(folder: Path, nquads: bytes) -> Release:
    name = "solidarity-graph.nq"
    (folder / name).write_bytes(nquads)
    (folder / "manifest.json").write_text("{}")
    sha256 = hashlib.sha256(nquads).hexdigest()
    file = ReleaseFile(name, "application/n-quads", "a dataset of the suites", len(nquads), sha256)
    return Release(folder, "2030-01-01", "https://w3id.org/solidarity-graph/", "A dataset of the suites", (file,))
