"""Templates: what they can call, the variables that all of them have, and how files of macros are imported.

Jinja reads a file of macros that is imported "with context" again for each page. Here macros know the variables of the
page in any case, and their files are read once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from contextvars import ContextVar
from functools import lru_cache
from types import BuiltinFunctionType, FunctionType, MappingProxyType, MethodType
from typing import Any

import flask
from flask import Flask, request
from flask.templating import Environment
from jinja2 import Template
from jinja2.runtime import Context, Macro
from jinja2.utils import missing
from markupsafe import Markup

from solidarity_graph.schema import read_ontology
from solidarity_graph.schema.namespaces import SGC, shorten
from solidarity_graph.search import PERSPECTIVES
from solidarity_graph.web import date_texts, languages, response_headers, response_links
from solidarity_graph.web.addresses import linked
from solidarity_graph.web.assets import built, bundled_packages, static_file
from solidarity_graph.web.pages import results
from solidarity_graph.web.pages.lists import country_in_words, language_in_words
from solidarity_graph.web.pages.sources import SOURCE_HELPERS
from solidarity_graph.web.pages.term_uses import with_variables
from solidarity_graph.web.pages.things import HELPERS, iri_of, one
from solidarity_graph.web.site import current_context, is_copy
from solidarity_graph.web.structured_data import structured_data
from solidarity_graph.web.text_direction import AutoDirection

_MOST_QUOTED = 5  # sources of a fact that are shown with their words: each takes a quarter of a millisecond
_MOST_NAMED = 50  # further ones that are shown as links: a page must not grow with the dataset
_FUNCTIONS = (FunctionType, MethodType, BuiltinFunctionType)

_page: ContextVar[Mapping[str, Any]] = ContextVar("page", default=MappingProxyType({}))
"""The variables of the page that is being rendered."""


class _Context(Context):
    """A template's variables: its own, those of the page, and the globals.

    Functions and macros, which take no context, are called without a search for its mark: half the calls of a page are
    such, and there may be thousands.
    """

    def resolve_or_missing(self, key: str) -> Any:
        """Return a variable by its name; Jinja's mark for a missing one if there is none."""
        if key in self.vars:
            return self.vars[key]
        page = _page.get()
        return page[key] if key in page else self.parent.get(key, missing)

    def call(self, called: Callable[..., Any], /, *arguments: Any, **named: Any) -> Any:
        """Call a function or a macro of a template; anything else in Jinja's way."""
        if type(called) is Macro:
            arguments = (self.eval_ctx, *arguments)
        elif type(called) not in _FUNCTIONS or hasattr(called, "jinja_pass_arg"):
            return super().call(called, *arguments, **named)
        named.pop("_block_vars", None)
        named.pop("_loop_vars", None)
        return called(*arguments, **named)


class _Template(Template):
    def render(self, *args: Any, **kwargs: Any) -> str:
        """Return the page with these variables."""
        before = _page.set(dict(*args, **kwargs))
        try:
            return super().render(_page.get())
        finally:
            _page.reset(before)


class _Environment(Environment):
    # With a mapping of globals for each template, Jinja compares them at each import.
    context_class = _Context
    template_class = _Template

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of the environment, unless a template is given some of its own."""
        return super().make_globals(d) if d else self.globals


@lru_cache(1 << 10)
def _address_of(_script_root: str, endpoint: str) -> str:
    return flask.url_for(endpoint)


def _url_for(endpoint: str, **values: Any) -> str:
    """Return what Flask's function does. A page has two dozen addresses without values: each is built once."""
    return flask.url_for(endpoint, **values) if values else _address_of(request.script_root, endpoint)


@lru_cache(1 << 8)
def _part(template: str, _script_root: str, _language: str, _section: str, _endpoint: str | None) -> Markup:
    return Markup(flask.render_template(template))  # noqa: S704 - a template of our own


def _site_part(template: str) -> Markup:
    """Return what all pages of a section share, such as the menu: it is rendered once for each language and address."""
    return _part(template, request.script_root, languages.current_language(), _section(), request.endpoint)


def _section() -> str:
    return request.path.split("/")[1].partition(".")[0]


def install(app: Flask) -> None:
    """Let an application render this package's templates."""
    app.jinja_environment = _Environment
    app.jinja_env.add_extension(AutoDirection)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(_shared)
    filters = (
        date_texts.day_in_words,
        date_texts.days_between,
        date_texts.certainty_in_words,
        date_texts.duration_in_words,
        date_texts.number_in_words,
        date_texts.size_in_words,
        country_in_words,
        language_in_words,
        linked,
        shorten,
        with_variables,
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
        "site_part": _site_part,
    }


def _shared() -> dict[str, object]:
    context = current_context()
    release = context.site.release
    language = languages.current_language()
    return {
        # Jinja's global functions of these names copy the template's context for a call in a loop, and ask for the
        # language each time: a page has a hundred messages.
        **dict.fromkeys(("gettext", "_"), languages.translator(language)),
        "release": release,
        "site_name": context.site.name,
        "texts_given": bool(context.site.texts),
        "may_be_listed": response_headers.may_be_listed(),
        "canonical": response_links.canonical_address(),
        "canonical_addresses": response_links.canonical_addresses(),
        "permalink": response_links.permalink(),
        "section": _section(),
        "lists": [(perspective.title, perspective.name) for perspective in PERSPECTIVES.values()],
        "language": language,
        "language_links": languages.language_links(),
        "is_draft_language": language in languages.DRAFTS | read_ontology().drafts,
        # What macros remember while they write a page.
        "cited": {},
        "warned": {},
        "disputes": {},
        "files_at": context.root + release.path_of("/"),
    }
