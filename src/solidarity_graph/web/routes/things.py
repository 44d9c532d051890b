"""`/id/{kind}/{key}`: redirects the IRI of a thing to documents about it, for people and for programs."""

from __future__ import annotations

import json

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from solidarity_graph.documents import Document
from solidarity_graph.errors import UnknownNameError
from solidarity_graph.model.iris import KINDS, is_key
from solidarity_graph.web.data_responses import name_file, send_graph
from solidarity_graph.web.negotiation import DOCUMENT, GRAPHS, HTML, Format, choose, split_suffix
from solidarity_graph.web.pages.names import names_in
from solidarity_graph.web.pages.things import by_subject, context, convictions, group_facts, sentences
from solidarity_graph.web.site import current_links, current_site

blueprint = Blueprint("things", __name__)
_FORMATS = (HTML, *GRAPHS, DOCUMENT)
_TEMPLATES = {"claim": "claim.html", "disagreement": "disagreement.html", "article": "article.html"}


@blueprint.get("/id/<kind>/<file>")
def thing(kind: str, file: str) -> BaseResponse:
    """Redirect a thing, with 303, to the document that `Accept` prefers; with a suffix, return that document.

    A thing that was merged into another redirects to the other with 308. Raises UnknownNameError for what is unknown,
    withheld or erased.
    """
    key, format_ = split_suffix(file, _FORMATS)
    document = current_site().documents.get(f"{kind}/{key}") if kind in KINDS and is_key(key) else None
    if document is None:
        # The same message for an unknown key, a withheld thing and an erased one.
        raise UnknownNameError("Nothing is known here by this name.")
    if "isReplacedBy" in document:
        return _redirect_to(document["isReplacedBy"], format_)
    if format_ is None:
        chosen = choose(request.accept_mimetypes, _FORMATS)
        return redirect(url_for(".thing", kind=kind, file=f"{key}.{chosen.name}"), 303)
    if format_ is HTML:
        return Response(_page(kind, document))
    response = _json(document) if format_ is DOCUMENT else _graph(document, format_)
    return name_file(response, f"{kind}-{key}", format_.name)


def _redirect_to(iri: str, format_: Format | None) -> BaseResponse:
    """Redirect, with 308, from the IRI of a thing that was merged into another to the IRI of the other."""
    kind, _, key = iri.removeprefix(f"{current_site().release.base}id/").partition("/")
    return redirect(url_for(".thing", kind=kind, file=f"{key}.{format_.name}" if format_ else key), 308)


def _json(document: Document) -> Response:
    """Return the document as stored in the release, with the address of its context."""
    written = {"@context": url_for("ontology.context", _external=True), **document}
    return Response(json.dumps(written, ensure_ascii=False), content_type=DOCUMENT.media_type)


def _graph(document: Document, format_: Format) -> Response:
    """Return the triples of the document in an RDF format."""
    # Sorted as strings, so that the same document has the same bytes.
    told = [document, *sentences(current_site(), document, about=True)]
    triples = sorted({triple for each in told for triple in context().expand(each)}, key=str)
    return send_graph(triples, format_)


def _page(kind: str, document: Document) -> str:
    site = current_site()
    path = request.path.removesuffix(f".{HTML.name}")
    claims, named = document.get("claims", ()), sentences(site, document)
    return render_template(
        _TEMPLATES.get(kind, "thing.html"),
        view=document,
        iri=document["id"],
        groups=() if kind == "article" else group_facts(claims),
        subjects=by_subject(claims) if kind == "article" else (),
        convictions=convictions(document, named),
        names=names_in(site, document, *named),
        links=current_links(),
        data=tuple((format_, f"{request.script_root}{path}.{format_.name}") for format_ in (*GRAPHS, DOCUMENT)),
    )
