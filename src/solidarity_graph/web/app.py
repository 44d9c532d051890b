"""The Flask application for a store, a release and a catalogue of saved queries. All settings are arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from types import BuiltinFunctionType, FunctionType, MappingProxyType, MethodType
from typing import Any, cast

import flask
from flask import Flask, request
from jinja2.runtime import Context, Macro

from solidarity_graph.release import Release, read_documents
from solidarity_graph.saved_queries import Catalogue
from solidarity_graph.schema.namespaces import SGC, shorten
from solidarity_graph.search import PERSPECTIVES, DocumentIndex, index_in_memory
from solidarity_graph.sparql import DEFAULT_LIMITS, Limits, Store
from solidarity_graph.web import (
    date_texts,
    languages,
    monitoring,
    parameters,
    problems,
    request_middleware,
    response_headers,
    response_links,
)
from solidarity_graph.web.addresses import linked
from solidarity_graph.web.assets import built, bundled_packages, static_file
from solidarity_graph.web.negotiation import NegotiatingRequest
from solidarity_graph.web.pages import results
from solidarity_graph.web.pages.lists import country_in_words, language_in_words
from solidarity_graph.web.pages.sources import SOURCE_HELPERS
from solidarity_graph.web.pages.things import HELPERS, iri_of, one
from solidarity_graph.web.releases import Releases
from solidarity_graph.web.request_middleware import Operations
from solidarity_graph.web.routes import (
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
from solidarity_graph.web.site import Site, current_context, is_copy
from solidarity_graph.web.static_site import StaticSite
from solidarity_graph.web.structured_data import structured_data
from solidarity_graph.web.text_direction import AutoDirection

_MOST_QUOTED = 5  # sources of a fact that are shown with their words: each takes a quarter of a millisecond
_MOST_NAMED = 50  # further ones that are shown as links: a page must not grow with the dataset
_BLUEPRINTS = (home, docs, lists, maps, sparql, queries, things, graphs, dataset, ontology, programs, monitoring)
_RELEASES = "solidarity_graph.releases"
# A percent-encoded byte takes three bytes; `_FORM_BYTES` leaves room for field names and the other fields.
_ENCODING_FACTOR = 3
_FORM_BYTES = 4096
_FUNCTIONS = (FunctionType, MethodType, BuiltinFunctionType)
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
    _set_up_templates(app)

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


class _Context(Context):
    """A template's variables. Functions and macros, which take no context, are called without a search for its mark.

    Half the calls of a page are such, and some pages have thousands.
    """

    def call(self, called: Callable[..., Any], /, *arguments: Any, **named: Any) -> Any:
        """Call a function or a macro of a template; anything else in Jinja's way."""
        if type(called) is Macro:
            arguments = (self.eval_ctx, *arguments)
        elif type(called) not in _FUNCTIONS or hasattr(called, "jinja_pass_arg"):
            return super().call(called, *arguments, **named)
        named.pop("_block_vars", None)
        named.pop("_loop_vars", None)
        return called(*arguments, **named)


@lru_cache(1 << 10)
def _address_of(_script_root: str, endpoint: str) -> str:
    return flask.url_for(endpoint)


def _url_for(endpoint: str, **values: Any) -> str:
    """Return what Flask's function does. A page has two dozen addresses without values: each is built once."""
    return flask.url_for(endpoint, **values) if values else _address_of(request.script_root, endpoint)


def _set_up_templates(app: Flask) -> None:
    app.jinja_env.context_class = _Context
    app.jinja_env.add_extension(AutoDirection)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(_shared)
    filters = (
        date_texts.day_in_words,
        date_texts.days_between,
        date_texts.certainty_in_words,
        date_texts.duration_in_words,
        date_texts.number_in_words,
        country_in_words,
        language_in_words,
        linked,
        shorten,
    )
    app.jinja_env.filters |= {filter_.__name__: filter_ for filter_ in filters}
    app.jinja_env.filters["class_iri"] = iri_of
    app.jinja_env.filters |= results.FILTERS
    app.jinja_env.tests |= results.TESTS
    app.jinja_env.filters["object_of"] = lambda claim: one(claim, "object")
    app.jinja_env.globals |= {
        helper.__name__: helper
        for helper in (*HELPERS, *SOURCE_HELPERS, built, bundled_packages, is_copy, static_file, structured_data)
    }
    # For texts that are not written in the template: what `_()` returns is taken for markup.
    app.jinja_env.globals |= {
        "sgc": SGC,
        "second_hand": SGC + "second-hand",
        "most_quoted": _MOST_QUOTED,
        "most_named": _MOST_NAMED,
        "translated": languages.gettext,
        "url_for": _url_for,
    }


def _shared() -> dict[str, object]:
    context = current_context()
    release = context.site.release
    return {
        "release": release,
        "texts_given": bool(context.site.texts),
        "may_be_listed": response_headers.may_be_listed(),
        "canonical": response_links.canonical_address(),
        "canonical_addresses": response_links.canonical_addresses(),
        "permalink": response_links.permalink(),
        "section": request.path.split("/")[1].partition(".")[0],
        "lists": [(perspective.title, perspective.name) for perspective in PERSPECTIVES.values()],
        "language": languages.current_language(),
        "language_links": languages.language_links(),
        "is_draft_language": languages.current_language() in languages.DRAFTS,
        "files_at": context.root + release.path_of("/"),
    }
