"""The start page, the licences, the list of errors, `robots.txt`, and the health check."""

from __future__ import annotations

import logging
from dataclasses import fields
from functools import partial

from flask import Blueprint, Response, jsonify, render_template, request, url_for
from markupsafe import Markup

from solidarity_graph.search import PERSPECTIVES
from solidarity_graph.web import problems
from solidarity_graph.web.drawings import FORMATTER, Unit
from solidarity_graph.web.languages import LOCALES, current_language
from solidarity_graph.web.pages.start import Overview, start_page
from solidarity_graph.web.pages.statuses import status_categories
from solidarity_graph.web.pages.things import one
from solidarity_graph.web.site import current_context, current_links, current_site

blueprint = Blueprint("home", __name__)
_log = logging.getLogger(__name__)


@blueprint.get("/")
def home() -> str:
    """Return the start page: what this is, actions on a map and in time, first answers, a claim as an example."""
    site = current_site()
    variant = (request.script_root, current_language())
    page = start_page(site, variant, partial(url_for, "lists.actions"), _render_overview)
    return render_template(
        "home.html",
        page=page,
        names=page.names,
        specimen=page.specimen,
        fewest=site.fewest,
        links=current_links(),
    )


def _render_overview(overview: Overview) -> Markup:
    unit = Unit(*PERSPECTIVES["actions"].unit)
    found = {field.name: getattr(overview, field.name) for field in fields(overview)}
    written = render_template("home_overview.html", **found, statuses=status_categories(), unit=unit, format=FORMATTER)
    return Markup(written)  # noqa: S704


@blueprint.get("/licences")
def licences() -> str:
    """Return the page that says under which licence each part of the dataset and the program is."""
    return render_template("licences.html", publisher=one(current_site().about, "publisher").value)


@blueprint.get("/problems")
def list_problems() -> str:
    """Return the page that documents every kind of error response."""
    return render_template("problems.html", kinds=problems.KINDS)


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Return which addresses crawlers are not to fetch (https://www.rfc-editor.org/info/rfc9309).

    Pages of people may be fetched: only so do crawlers learn that they are not to be listed (`X-Robots-Tag`).
    """
    root = current_context().root
    lists = (f"/{name}*?" for name in PERSPECTIVES)  # each selection is an address
    paths = ("/sparql", "/queries/*?", "/release/", "/search", *lists)
    starts = (root, *(f"{root}/{tag}" for tag in LOCALES))  # pages have an address in each language, too
    lines = (
        "User-agent: *",
        *(f"Disallow: {start}{path}" for start in starts for path in paths),
        "",
        f"Sitemap: {url_for('programs.sitemap', _external=True)}",
        "",
    )
    return Response("\n".join(lines), content_type="text/plain; charset=utf-8")


@blueprint.get("/health")
def health() -> Response:
    """Return the state of the server as JSON: ready or not (status 503), the release, what guards the workers."""
    site = current_site()
    status = site.store.status()
    if not status.ready:
        # The reason may name folders of this machine, so it is only logged.
        _log.error("Not ready: %s", status.reason)
    response = jsonify(alive=True, ready=status.ready, release=site.release.version, guarded=status.guarded)
    response.status_code = 200 if status.ready else 503
    response.headers["Cache-Control"] = "no-store"
    return response
