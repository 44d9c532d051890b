"""`/id/{kind}/{key}`: redirects the IRI of a thing to documents about it, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from solidarity_graph.documents import Document, key_of
from solidarity_graph.errors import UnknownNameError
from solidarity_graph.model.iris import KINDS, is_key
from solidarity_graph.search import PERSPECTIVES
from solidarity_graph.web.citation import CITATIONS, Citation, cite, send_citation, split_citation
from solidarity_graph.web.data_responses import name_file, send_graph
from solidarity_graph.web.drawings import FORMATTER, Unit
from solidarity_graph.web.negotiation import DOCUMENT, GRAPHS, HTML, Format, choose, split_suffix
from solidarity_graph.web.pages.convictions import convictions_shown, sentences_about, sentences_shown
from solidarity_graph.web.pages.names import names_in
from solidarity_graph.web.pages.related import Related
from solidarity_graph.web.pages.sections import CONNECTIONS
from solidarity_graph.web.pages.sources import disputes_of
from solidarity_graph.web.pages.thing_pages import crumbs_of, sections_of
from solidarity_graph.web.pages.things import by_subject, context, group_facts
from solidarity_graph.web.parameters import with_query
from solidarity_graph.web.site import current_links, current_site

blueprint = Blueprint("things", __name__)
_FORMATS = (HTML, *GRAPHS, DOCUMENT)
_TEMPLATES = {"claim": "claim.html", "disagreement": "disagreement.html", "article": "article.html"}
_ABOUT = {"claim": ("subject", "predicate"), "disagreement": ("about", "onProperty")}  # what their titles are made of
_WITH_SENTENCES = ("case", "measures")  # the sections after which the sentences in them are shown


@blueprint.get("/id/<kind>/<file>")
def thing(kind: str, file: str) -> BaseResponse:
    """Redirect a thing, with 303, to the document that `Accept` prefers; with a suffix, return that document.

    A thing that was merged into another redirects to the other with 308. Raises UnknownNameError for what is unknown,
    withheld or erased.
    """
    key, cited = split_citation(file)
    key, format_ = (key, cited) if cited else split_suffix(file, _FORMATS)
    document = current_site().documents.get(f"{kind}/{key}") if kind in KINDS and is_key(key) else None
    if document is None:
        # The same message for an unknown key, a withheld thing and an erased one.
        raise UnknownNameError("Nothing is known here by this name.")
    if "isReplacedBy" in document:
        return _redirect_to(document["isReplacedBy"], format_)
    if format_ is None:
        chosen = choose(request.accept_mimetypes, _FORMATS)
        return redirect(with_query(url_for(".thing", kind=kind, file=f"{key}.{chosen.name}")), 303)
    if cited:
        return send_citation(_cite(kind, document), cited, f"{kind}-{key}")
    if format_ is HTML:
        return Response(_page(kind, document))
    response = _json(document) if format_ is DOCUMENT else _graph(document, format_)
    return name_file(response, f"{kind}-{key}", format_.name)


def _redirect_to(iri: str, format_: Format | None) -> BaseResponse:
    """Redirect, with 308, from the IRI of a thing that was merged into another to the IRI of the other."""
    kind, _, key = iri.removeprefix(f"{current_site().release.base}id/").partition("/")
    return redirect(with_query(url_for(".thing", kind=kind, file=f"{key}.{format_.name}" if format_ else key)), 308)


def _json(document: Document) -> Response:
    """Return the document as stored in the release, with the address of its context."""
    written = {"@context": url_for("ontology.context", _external=True), **document}
    return Response(json.dumps(written, ensure_ascii=False), content_type=DOCUMENT.media_type)


def _graph(document: Document, format_: Format) -> Response:
    """Return the triples of the document in an RDF format."""
    # Sorted as strings, so that the same document has the same bytes.
    told = [document, *sentences_about(current_site(), document)]
    triples = sorted({triple for each in told for triple in context().expand(each)}, key=str)
    return send_graph(triples, format_)


def _cite(kind: str, document: Document) -> Citation | None:
    """Return the citation of the page of a thing, with its IRI; of a claim, also with the article that makes it."""
    site, iri = current_site(), document["id"]
    names = names_in(site, document)
    source = names.of(document["statedIn"]).value if kind == "claim" else ""
    parts = [names.of(document[member]) for member in _ABOUT.get(kind, ())] or [names.of(iri)]
    title, path = ": ".join(part.value for part in parts), f"/id/{key_of(iri, site.release.base)}.html"
    return cite(title, path, iri=iri, source=source, language=parts[0].language)


def _page(kind: str, document: Document) -> str:
    return _text_page(kind, document) if kind in _TEMPLATES else _thing_page(kind, document)


def _text_page(kind: str, document: Document) -> str:
    """Return the page of a claim, a disagreement or an article."""
    site = current_site()
    claims, named = document.get("claims", ()), sentences_shown(site, document, ())
    return render_template(
        _TEMPLATES[kind],
        view=document,
        iri=document["id"],
        groups=() if kind == "article" else group_facts(claims),
        subjects=by_subject(claims) if kind == "article" else (),
        convictions=convictions_shown(site, document, named),
        names=names_in(site, document, *named),
        links=current_links(),
        **_offers(kind, document),
    )


def _thing_page(kind: str, document: Document) -> str:
    """Return the page of any other thing, by sections."""
    site, links = current_site(), current_links()
    compared = [key for key in request.args.getlist("compare") if key]
    related = Related(site, document, links.href, lambda name, **chosen: url_for(f"lists.{name}", **chosen), compared)
    sections = sections_of(related, kind)
    named = sentences_shown(site, document, related.read.values())
    return render_template(
        "things/page.html",
        view=document,
        related=related,
        connections=CONNECTIONS,
        iri=document["id"],
        crumbs=crumbs_of(related, kind),
        sections=sections,
        anchor=next((section.id for section in sections if section.id in _WITH_SENTENCES), ""),
        convictions=convictions_shown(site, document, named),
        names=related.names(*named),
        links=links,
        **_offers(kind, document),
        format=FORMATTER,
        unit=Unit(*PERSPECTIVES["actions"].unit),
    )


def _offers(kind: str, document: Document) -> dict[str, object]:
    """Return what every page of a thing offers: its data, how to cite it, and where its claims differ from others."""
    return {
        "disputes": disputes_of(document),
        "data": _addresses((*GRAPHS, DOCUMENT)),
        "citation": _cite(kind, document),
        "citation_links": {format_.name: address for format_, address in _addresses(CITATIONS)},
    }


def _addresses(formats: Sequence[Format]) -> Sequence[tuple[Format, str]]:
    """Return these formats of the document of this page, each with its address."""
    path = request.path.removesuffix(f".{HTML.name}")
    return tuple((format_, f"{request.script_root}{path}.{format_.name}") for format_ in formats)
