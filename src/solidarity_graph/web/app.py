"""The application: one Flask app around a store, a release and a catalogue. Settings are arguments."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from flask import Flask, request

from solidarity_graph.ontology import Ontology, read_ontology
from solidarity_graph.ontology.namespaces import shorten
from solidarity_graph.release import Release
from solidarity_graph.saved_queries import Catalogue
from solidarity_graph.store import DEFAULT_LIMITS, Limits, Store
from solidarity_graph.web import finishing, metrics, problems, wording
from solidarity_graph.web.caching import DEFAULT_BYTES, Cache
from solidarity_graph.web.flights import Flights
from solidarity_graph.web.front import Front
from solidarity_graph.web.metrics import AT_HAND, METRICS, Metrics
from solidarity_graph.web.precomputing import Precomputing
from solidarity_graph.web.reception import Operations, behind_proxies, receive
from solidarity_graph.web.releases import Releases
from solidarity_graph.web.routes import dataset, downloads, graphs, home, queries, sparql, terms, things
from solidarity_graph.web.site import CACHE, FLIGHTS, PRECOMPUTING, RELEASES, Site, current_site, make_site, root

_BLUEPRINTS = (home, sparql, queries, things, graphs, dataset, terms, downloads, metrics)
# Percent-encoding makes three bytes of one; the rest is for the names of the fields.
_ENCODING_FACTOR = 3
_FORM_BYTES = 4096
_DEFAULT_OPERATIONS = Operations()


def create_app(
    store: Store,
    *,
    release: Release,
    catalogue: Catalogue,
    limits: Limits = DEFAULT_LIMITS,
    ontology: Ontology | None = None,
    reopen: Callable[[Release], Store] | None = None,
    reopen_older: Callable[[Release], Store] | None = None,
    older: Path | None = None,
    older_open: int = 2,
    cache_bytes: int = DEFAULT_BYTES,
    precompute: bool = False,
    beside: Callable[[Release], Store] | None = None,
    immutable: bool = True,
    operations: Operations = _DEFAULT_OPERATIONS,
    fewest: int = 0,
) -> Flask:
    """The site of a release. Whoever calls this calls `close_app` in the end; it closes the store as well.

    ontology     this installation's where none is given.
    reopen       opens the store of another release: then a new release in the first one's folder takes its place.
    reopen_older  the same for an older release, which few ask: as `reopen` where none is given.
    older        folder of older releases (see `Releases`), of which `older_open` at most stay open; needs `reopen`.
    cache_bytes  what answers may take in memory; with 0 none is kept.
    precompute   answer the saved queries beforehand, and keep the answers beside the snapshot.
    beside       opens a store of a release for such work, which nobody waits for; else the site's own is asked.
    immutable    False where others may change what is in the store: then nothing is kept, tagged or precomputed, and
                 `older` does not count: such a store holds one state of the data.
    operations   the share of each client, trusted proxies, what is logged.
    fewest       counts below it are left out of the answers of saved queries.
    """
    app = Flask("solidarity_graph.web")
    app.config["MAX_CONTENT_LENGTH"] = _ENCODING_FACTOR * limits.query_bytes + _FORM_BYTES
    _set_up_templates(app)
    terms_of_site = ontology or read_ontology()
    cache = Cache(cache_bytes if immutable else 0)
    precomputing = Precomputing(beside)
    open_older = reopen_older or reopen

    def make(store: Store, release: Release) -> Site:
        return make_site(store, release, catalogue, terms_of_site, limits, lasting=immutable, fewest=fewest)

    releases = Releases(
        make(store, release),
        open_site=(lambda other: make(reopen(other), other)) if reopen else None,
        open_older=(lambda other: make(open_older(other), other)) if open_older else None,
        older=older if immutable else None,
        older_open=older_open,
        prepare=precomputing.prepare if precompute else None,
    )
    app.extensions |= {CACHE: cache, FLIGHTS: Flights(), RELEASES: releases, PRECOMPUTING: precomputing}
    for module in _BLUEPRINTS:
        app.register_blueprint(module.blueprint)
    problems.install(app)
    finishing.install(app)
    app.wsgi_app = front = Front(app.wsgi_app, releases, cache)  # type: ignore[method-assign]
    app.extensions[AT_HAND] = behind_proxies(front.is_at_hand, operations.trusted_proxies)
    app.extensions[METRICS] = counted = Metrics()
    receive(app, operations, limits.waiting_seconds, [counted.tell])
    return app


def close_app(app: Flask) -> None:
    """Close the store and whatever was opened since, each as soon as its last request has ended."""
    cast(Precomputing, app.extensions[PRECOMPUTING]).stop()
    cast(Releases, app.extensions[RELEASES]).close()


def _set_up_templates(app: Flask) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(_shared)
    for name in ("day_in_words", "days_between", "duration_in_words", "size_in_words"):
        app.jinja_env.filters[name] = getattr(wording, name)
    app.jinja_env.filters["shorten"] = shorten


def _shared() -> dict[str, object]:
    release = current_site().release
    return {
        "release": release,
        "section": request.path.split("/")[1].partition(".")[0],
        "files_at": f"{root()}/release/{release.version}/",
    }
