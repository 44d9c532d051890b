"""The application: one Flask app around a store, a release and a catalogue. Settings are arguments."""

from __future__ import annotations

from flask import Flask, Response, request

from solidarity_graph.ontology import Ontology, read_ontology
from solidarity_graph.ontology.namespaces import shorten
from solidarity_graph.release import Release
from solidarity_graph.saved_queries import Catalogue
from solidarity_graph.store import DEFAULT_LIMITS, Limits, Store
from solidarity_graph.web import problems, wording
from solidarity_graph.web.routes import downloads, graphs, home, queries, sparql, terms, things
from solidarity_graph.web.site import Site, attach_site, current_site

_BLUEPRINTS = (home, sparql, queries, things, graphs, terms, downloads)
# Percent-encoding makes three bytes of one; the rest is for the names of the fields.
_ENCODING_FACTOR = 3
_FORM_BYTES = 4096
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # Which page somebody came from is nobody's business.
    "Referrer-Policy": "no-referrer",
}


def create_app(
    store: Store,
    *,
    release: Release,
    catalogue: Catalogue,
    limits: Limits = DEFAULT_LIMITS,
    ontology: Ontology | None = None,
) -> Flask:
    """The site for one release. `ontology` is this installation's where none is given. The caller closes the store."""
    app = Flask("solidarity_graph.web")
    app.config["MAX_CONTENT_LENGTH"] = _ENCODING_FACTOR * limits.query_bytes + _FORM_BYTES
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    attach_site(app.extensions, Site(store, release, catalogue, ontology or read_ontology(), limits))
    for module in _BLUEPRINTS:
        app.register_blueprint(module.blueprint)
    problems.install(app)
    app.after_request(_protect)
    app.context_processor(_shared)
    for name in ("day_in_words", "days_between", "duration_in_words", "size_in_words"):
        app.jinja_env.filters[name] = getattr(wording, name)
    app.jinja_env.filters["shorten"] = shorten
    return app


def _protect(response: Response) -> Response:
    response.headers.update(_HEADERS)
    return response


def _shared() -> dict[str, object]:
    return {"release": current_site().release, "section": request.path.split("/")[1].partition(".")[0]}
