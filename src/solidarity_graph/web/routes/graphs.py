"""`/graph/{name}`: one named graph, as data or as a page that says what it holds."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request, url_for

from solidarity_graph.errors import UnknownNameError
from solidarity_graph.model.iris import RESERVED_GRAPHS, is_key
from solidarity_graph.web.negotiation import GRAPHS, HTML, choose
from solidarity_graph.web.pages import texts
from solidarity_graph.web.pages.names import find_names
from solidarity_graph.web.pages.rows import Row, ask_rows
from solidarity_graph.web.questions import Question
from solidarity_graph.web.request_context import current_links, current_site
from solidarity_graph.web.streaming import give, unchanged

blueprint = Blueprint("graphs", __name__)
_FORMATS = {format_.name: format_ for format_ in (HTML, *GRAPHS)}


@blueprint.get("/graph/<file>")
def graph(file: str) -> Response:
    """The graph in the format that the address or `Accept` names. It is a document itself: no redirect."""
    name, _, suffix = file.partition(".")
    if not is_key(name) or (file != name and suffix not in _FORMATS):
        raise UnknownNameError("There is no graph of this name.")
    iri = f"{current_site().release.base}graph/{name}"
    chosen = _FORMATS[suffix] if suffix else choose(request.accept_mimetypes, tuple(_FORMATS.values()))
    question = Question(texts.write(texts.GRAPH, graph=texts.iri(iri)))
    if chosen is not HTML and (same := unchanged(question, (chosen,))):
        return same
    size = _size(iri)
    if chosen is not HTML:
        return give(question, (chosen,))
    response = Response(_page(name, iri, size))
    response.vary.add("Accept")
    return response


@blueprint.get("/graph/")
def graphs() -> str:
    """The list of them."""
    rows = ask_rows(current_site(), texts.write(texts.GRAPH_NAMES))
    base = f"{current_site().release.base}graph/"
    names = [row["graph"].value.removeprefix(base) for row in rows]
    articles = find_names(current_site(), (f"{current_site().release.base}id/article/{name}" for name in names))
    return render_template("graphs.html", graphs=names, reserved=RESERVED_GRAPHS, names=articles)


def _size(iri: str) -> int:
    (row,) = ask_rows(current_site(), texts.write(texts.GRAPH_SIZE, graph=texts.iri(iri)))
    size = int(row["count"].value)
    if not size:
        raise UnknownNameError("There is no graph of this name.")
    return size


def _page(name: str, iri: str, size: int) -> str:
    site = current_site()
    article = "" if name in RESERVED_GRAPHS else f"{site.release.base}id/article/{name}"
    classes: list[Row] = ask_rows(site, texts.write(texts.GRAPH_CLASSES, graph=texts.iri(iri)))
    return render_template(
        "graph.html",
        name=name,
        iri=iri,
        size=size,
        article=article,
        classes=classes,
        links=current_links(),
        names=find_names(site, [article] if article else []),
        data=tuple((format_, url_for(".graph", file=f"{name}.{format_.name}")) for format_ in GRAPHS),
    )
