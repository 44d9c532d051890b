"""`/ontology/alignments/{name}`: how our terms relate to those of one other vocabulary, as a page and as files."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from solidarity_graph.errors import UnknownNameError
from solidarity_graph.resources import ontology_dir
from solidarity_graph.schema.alignments import HELD_EVENTS, SUFFIX, Alignment, read_alignments
from solidarity_graph.web.negotiation import BY_NAME, HTML, choose

blueprint = Blueprint("alignments", __name__)
TURTLE = BY_NAME["ttl"]


@blueprint.get("/ontology/alignments/<name>")
def alignment(name: str) -> Response:
    """Return an alignment in Turtle, or its page with the reason for each row, as `Accept` asks.

    The address is the IRI of the mapping set. Raises UnknownNameError for an unknown one.
    """
    found = _known(name)
    if choose(request.accept_mimetypes, (HTML, TURTLE)) is TURTLE:
        return turtle(name)
    shown = {"alignment": found, "anchors": _anchors(found), "alignments": read_alignments()}
    return Response(render_template("alignment.html", **shown))


@blueprint.get(f"/ontology/alignments/<name>{SUFFIX}")
def table(name: str) -> Response:
    """Return the file of an alignment in SSSOM. Raises UnknownNameError for an unknown one."""
    return _file(f"{_known(name).name}{SUFFIX}", "text/tab-separated-values")


@blueprint.get("/ontology/alignments/<name>.ttl")
def turtle(name: str) -> Response:
    """Return an alignment in Turtle. Raises UnknownNameError for an unknown one."""
    return _file(f"{_known(name).name}.ttl", "text/turtle")


@blueprint.get(f"/ontology/alignments/{HELD_EVENTS}")
def held_events() -> Response:
    """Return the SPARQL query that types events which took place as those of other vocabularies."""
    return _file(HELD_EVENTS, "application/sparql-query")


def _known(name: str) -> Alignment:
    found = read_alignments().get(name)
    if found is None:
        raise UnknownNameError("There is no alignment of this name.")
    return found


def _anchors(alignment: Alignment) -> dict[int, str]:
    """Return the anchor of the first row of each entry that has its IRI from us, by the index of the row.

    Such an IRI is the address of the alignment with a fragment.
    """
    base = f"{alignment.header['mapping_set_id']}#"
    first: dict[str, int] = {}
    for index, row in enumerate(alignment.rows):
        if row.target_iri.startswith(base):
            first.setdefault(row.target_iri.removeprefix(base), index)
    return {index: anchor for anchor, index in first.items()}


def _file(name: str, media_type: str) -> Response:
    content = (ontology_dir() / "alignments" / name).read_bytes()
    return Response(content, content_type=f"{media_type}; charset=utf-8")
