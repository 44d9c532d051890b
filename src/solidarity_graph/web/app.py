"""The Flask application for a store, a release and a catalogue of saved queries. All settings are arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import cast

from flask import Flask

from solidarity_graph.release import Release, read_documents
from solidarity_graph.saved_queries import Catalogue
from solidarity_graph.search import DocumentIndex, index_in_memory
from solidarity_graph.sparql import DEFAULT_LIMITS, Limits, Store
from solidarity_graph.web import (
    languages,
    monitoring,
    parameters,
    problems,
    request_middleware,
    response_headers,
    response_links,
    templating,
)
from solidarity_graph.web.negotiation import NegotiatingRequest
from solidarity_graph.web.releases import Releases
from solidarity_graph.web.request_middleware import Operations
from solidarity_graph.web.routes import (
    alignments,
    dataset,
    docs,
    graphs,
    home,
    lists,
    maps,
    ontology,
    programs,
    queries,
    sparql,
    things,
)
from solidarity_graph.web.site import Site
from solidarity_graph.web.static_site import StaticSite

_BLUEPRINTS = (
    home,
    docs,
    lists,
    maps,
    sparql,
    queries,
    things,
    graphs,
    dataset,
    ontology,
    alignments,
    programs,
    monitoring,
)
_RELEASES = "solidarity_graph.releases"
# A percent-encoded byte takes three bytes; `_FORM_BYTES` leaves room for field names and the other fields.
_ENCODING_FACTOR = 3
_FORM_BYTES = 4096
_DEFAULT_OPERATIONS = Operations()
_NO_TEXTS: Mapping[str, str] = MappingProxyType({})


def _index_in_memory(release: Release) -> DocumentIndex:
    return index_in_memory(read_documents(release), release.base)


def create_app(
    store: Store,
    *,
    release: Release,
    catalogue: Catalogue,
    limits: Limits = DEFAULT_LIMITS,
    open_documents: Callable[[Release], DocumentIndex] = _index_in_memory,
    reopen: Callable[[Release], Store] | None = None,
    older: Path | None = None,
    older_open: int = 8,
    immutable: bool = True,
    operations: Operations = _DEFAULT_OPERATIONS,
    fewest: int = 0,
    texts: Mapping[str, str] = _NO_TEXTS,
) -> Flask:
    """Return the web application of a release. The caller must call `close_app`, which also closes the store.

    open_documents  returns the document index of a release; by default the documents are indexed in memory.
    reopen       opens the store of another release. With it, a new release in the folder of the first one replaces it.
    older        folder of older releases (see `Releases`), served from their files; at most `older_open` stay open.
    immutable    False if others may change the data in the store. Then answers and pages have no ETag, and `older`
                 is ignored: such a store holds only one state of the data.
    operations   limits for each client, trusted proxies, what is logged.
    fewest       counts below this number are left out of the answers of saved queries.
    texts        source texts of articles by their SHA-256. Pages then show the passages that claims rest on, which may
                 name people that the release does not: they are for readers who may have the texts.
    """
    app = Flask("solidarity_graph.web")
    app.request_class = NegotiatingRequest
    app.config["MAX_CONTENT_LENGTH"] = _ENCODING_FACTOR * limits.query_bytes + _FORM_BYTES
    templating.install(app)

    def make_site(store: Store, release: Release) -> Site:
        try:
            documents = open_documents(release)
        except BaseException:
            store.close()  # each further try opens another one
            raise
        return Site(store, documents, release, catalogue, limits, immutable, fewest, texts)

    releases = Releases(
        make_site, store, release, reopen=reopen, older=older if immutable else None, older_open=older_open
    )
    app.extensions[_RELEASES] = releases
    for module in _BLUEPRINTS:
        app.register_blueprint(module.blueprint)
    app.register_error_handler(Exception, problems.respond)
    languages.install(app)
    response_headers.install(app)
    response_links.install(app)
    parameters.install(app)
    request_metrics = monitoring.install(app, releases)
    request_middleware.install(app, releases, operations, [request_metrics.count])
    return app


def close_app(app: Flask) -> None:
    """Close the stores, documents and files of all open releases, each after the last request that uses it.

    This does not wait for the requests.
    """
    cast(Releases, app.extensions[_RELEASES]).close()


def write_static_site(app: Flask, folder: Path, address: str, report: Callable[[int, int], None] | None = None) -> int:
    """Write a copy of the current release's site as plain files, and return their number: see `StaticSite`."""
    site = cast(Releases, app.extensions[_RELEASES]).current
    return StaticSite(app, site, folder, address, report).write()
