"""`/id/{kind}/{key}`: redirects the IRI of a thing to documents about it, for people and for programs."""

from __future__ import annotations

import json

from flask import Blueprint, Response, redirect, render_template, request, url_for
from pyoxigraph import RdfFormat, serialize
from werkzeug.wrappers import Response as BaseResponse

from solidarity_graph.documents import Document
from solidarity_graph.errors import UnknownNameError
from solidarity_graph.model.iris import KINDS, is_key
from solidarity_graph.schema.namespaces import NAMESPACES
from solidarity_graph.web.negotiation import DOCUMENT, GRAPHS, HTML, Format, announce, choose
from solidarity_graph.web.pages.names import names_in
from solidarity_graph.web.pages.things import by_subject, context, convictions, group_facts, sentences
from solidarity_graph.web.site import current_links, current_site

blueprint = Blueprint("things", __name__)
_FORMATS = (HTML, *GRAPHS, DOCUMENT)
_BY_NAME = {format_.name: format_ for format_ in _FORMATS}
_TEMPLATES = {"claim": "claim.html", "disagreement": "disagreement.html", "article": "article.html"}


@blueprint.get("/id/<kind>/<file>")
def thing(kind: str, file: str) -> BaseResponse:
    """Redirect a thing, with 303, to the document that `Accept` prefers; with a suffix, return that document.

    A thing that was merged into another redirects to the other with 308. Raises UnknownNameError for what is unknown,
    withheld or erased.
    """
    key, _, suffix = file.partition(".")
    if kind not in KINDS or not is_key(key) or (file != key and suffix not in _BY_NAME):
        raise _unknown()
    document = current_site().documents.get(f"{kind}/{key}")
    if document is None:
        raise _unknown()
    if "isReplacedBy" in document:
        return _redirect_to(document["isReplacedBy"], suffix)
    if not suffix:
        chosen = choose(request.accept_mimetypes, _FORMATS)
        response = redirect(url_for(".thing", kind=kind, file=f"{key}.{chosen.name}"), 303)
        return response
    if suffix == HTML.name:
        return Response(_page(kind, document))
    return _json(document) if suffix == DOCUMENT.name else _graph(document, _BY_NAME[suffix])


def _unknown() -> UnknownNameError:
    # The same message for an unknown key, a withheld thing and an erased one.
    return UnknownNameError("Nothing is known here by this name.")


def _redirect_to(iri: str, suffix: str) -> BaseResponse:
    """Redirect, with 308, from the IRI of a thing that was merged into another to the IRI of the other."""
    kind, _, key = iri.removeprefix(f"{current_site().release.base}id/").partition("/")
    return redirect(url_for(".thing", kind=kind, file=f"{key}.{suffix}" if suffix else key), 308)


def _json(document: Document) -> Response:
    """Return the document as stored in the release, with the address of its context."""
    written = {"@context": url_for("terms.context", _external=True), **document}
    return Response(json.dumps(written, ensure_ascii=False), content_type=DOCUMENT.media_type)


def _graph(document: Document, format_: Format) -> Response:
    """Return the triples of the document in an RDF format."""
    # Sorted as strings, so that the same document has the same bytes.
    told = [document, *sentences(current_site(), document, about=True)]
    triples = sorted({triple for each in told for triple in context().expand(each)}, key=str)
    written = serialize(triples, format=RdfFormat.from_media_type(format_.media_type), prefixes=NAMESPACES)
    return Response(written, content_type=announce(format_.media_type))


def _page(kind: str, document: Document) -> str:
    site = current_site()
    path = request.path.removesuffix(f".{HTML.name}")
    claims, named = document.get("claims", ()), sentences(site, document)
    return render_template(
        _TEMPLATES.get(kind, "thing.html"),
        view=document,
        iri=document["id"],
        groups=() if kind == "article" else group_facts(claims, site.ontology),
        subjects=by_subject(claims) if kind == "article" else (),
        convictions=convictions(document, named),
        names=names_in(site, document, *named),
        links=current_links(),
        data=tuple((format_, f"{request.script_root}{path}.{format_.name}") for format_ in (*GRAPHS, DOCUMENT)),
    )
