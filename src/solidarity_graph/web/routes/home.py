"""The front page, licences, the list of errors, and whether the site is well."""

from __future__ import annotations

import logging

from flask import Blueprint, Response, jsonify, render_template

from solidarity_graph.web import problems
from solidarity_graph.web.pages.names import names_in
from solidarity_graph.web.request_context import current_links, current_site

blueprint = Blueprint("home", __name__)
_log = logging.getLogger(__name__)


@blueprint.get("/")
def home() -> str:
    """What this is, one claim to show it, every question."""
    site = current_site()
    document = site.documents.get("dataset") or {}
    return render_template(
        "home.html",
        counts=document.get("counts", {}).get("classes", {}),
        specimen=document.get("specimen"),
        names=names_in(site, document),
        groups=site.catalogue.groups(),
        links=current_links(),
    )


@blueprint.get("/licences")
def licences() -> str:
    """Who may do what with which part."""
    return render_template("licences.html")


@blueprint.get("/problems")
def list_problems() -> str:
    """Every kind of error there is."""
    return render_template("problems.html", kinds=problems.KINDS)


@blueprint.get("/health")
def health() -> Response:
    """Alive, if this answers at all; ready, if questions can be expected to be; and what guards the workers."""
    site = current_site()
    status = site.store.status()
    if not status.ready:
        # Its words may name folders of this machine: for the log alone.
        _log.error("Not ready: %s", status.reason)
    response = jsonify(alive=True, ready=status.ready, release=site.release.version, guarded=status.guarded)
    response.status_code = 200 if status.ready else 503
    response.headers["Cache-Control"] = "no-store"
    return response
