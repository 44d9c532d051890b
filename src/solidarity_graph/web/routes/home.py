"""The front page, licences, the list of errors, and whether the site is well."""

from __future__ import annotations

import logging

from flask import Blueprint, Response, jsonify, render_template

from solidarity_graph.errors import LimitError
from solidarity_graph.schema.namespaces import SG
from solidarity_graph.web import problems
from solidarity_graph.web.pages import texts
from solidarity_graph.web.pages.claims import ClaimView, find_claims
from solidarity_graph.web.pages.names import find_names
from solidarity_graph.web.pages.rows import ask_rows
from solidarity_graph.web.request_context import current_links, current_site, never_tag

blueprint = Blueprint("home", __name__)
_log = logging.getLogger(__name__)


@blueprint.get("/")
def home() -> str:
    """What this is, one claim to show it, every question."""
    site = current_site()
    specimen = _specimen()
    return render_template(
        "home.html",
        counts=_counts(),
        specimen=specimen,
        names=find_names(site, specimen.iris() if specimen else ()),
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


def _counts() -> dict[str, int]:
    site = current_site()

    def count() -> dict[str, int]:
        rows = ask_rows(site, texts.write(texts.COUNTS))
        return {row["class"].value.removeprefix(SG): int(row["count"].value) for row in rows if "class" in row}

    try:
        return site.remember("counts", count)
    except LimitError:
        never_tag()
        return {}  # the page does without them


def _specimen() -> ClaimView | None:
    site = current_site()

    def find() -> ClaimView | None:
        rows = ask_rows(site, texts.write(texts.SPECIMENS))
        if not rows:
            return None
        (claim,) = find_claims(site, texts.ONE_OF.format(things=texts.iri(rows[0]["claim"].value)))
        return claim

    try:
        return site.remember("specimen", find)
    except LimitError:
        never_tag()
        return None
