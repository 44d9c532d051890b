"""`/graph/{name}`: a named graph as RDF, or a page that describes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import lazy_gettext
from pyoxigraph import NamedNode

from solidarity_graph.errors import UnknownNameError
from solidarity_graph.model.iris import is_key
from solidarity_graph.web.data_responses import send_answer
from solidarity_graph.web.negotiation import GRAPHS, HTML, choose, split_suffix
from solidarity_graph.web.pages.names import find_names
from solidarity_graph.web.protocol import Query
from solidarity_graph.web.site import current_links, current_site

blueprint = Blueprint("graphs", __name__)
_RESERVED = {
    "entities": (
        lazy_gettext("Entities"),
        lazy_gettext("Who and what there is: kinds, names, coordinates, and the same things elsewhere."),
    ),
    "judgements": (
        lazy_gettext("Judgements"),
        lazy_gettext(
            "What the editors decided: which things are the same, which plan an action carried out, where articles "
            "differ."
        ),
    ),
    "summary": (
        lazy_gettext("Summary"),
        lazy_gettext(
            "What the claims about each event come to. It is derived from them and makes no claims of its own."
        ),
    ),
    "provenance": (
        lazy_gettext("Provenance"),
        lazy_gettext("How the release was made, how the articles were chosen, and what was taken back."),
    ),
}
"""The title of each graph that is of no article, and what it holds."""
_GRAPH = "CONSTRUCT {{ ?subject ?property ?value }} WHERE {{ GRAPH {graph} {{ ?subject ?property ?value }} }}"
_FORMATS = (HTML, *GRAPHS)


@blueprint.get("/graph/<file>")
def graph(file: str) -> Response:
    """Return a graph in the format of the suffix or of `Accept`. A graph is a document, so there is no 303 redirect.

    file  the graph's name, perhaps with a suffix. Raises UnknownNameError for an unknown graph or suffix.
    """
    name, chosen = split_suffix(file, _FORMATS)
    chosen = chosen or choose(request.accept_mimetypes, _FORMATS)
    iri = f"{current_site().release.base}graph/{name}"
    document = current_site().documents.get(f"graph/{name}") if is_key(name) else None
    if document is None:
        raise UnknownNameError("There is no graph of this name.")
    if chosen is not HTML:
        return send_answer(Query(_GRAPH.format(graph=NamedNode(iri))), (chosen,), f"graph-{name}")
    return Response(_page(name, iri, document["counts"]))


@blueprint.get("/graph/")
def graphs() -> str:
    """Return the page that lists all named graphs."""
    site = current_site()
    names = [key.removeprefix("graph/") for key, _ in site.documents.of_kind("graph")]
    articles = find_names(site, (f"{site.release.base}id/article/{name}" for name in names))
    return render_template("graphs.html", graphs=names, reserved=_RESERVED, names=articles)


def _page(name: str, iri: str, counts: Mapping[str, Any]) -> str:
    site = current_site()
    article = "" if name in _RESERVED else f"{site.release.base}id/article/{name}"
    title, about = _RESERVED.get(name, (name, ""))
    return render_template(
        "graph.html",
        title=title,
        iri=iri,
        article=article,
        about=about,
        counts=counts,
        links=current_links(),
        names=find_names(site, [article] if article else []),
        data=tuple((format_, url_for(".graph", file=f"{name}.{format_.name}")) for format_ in GRAPHS),
    )
