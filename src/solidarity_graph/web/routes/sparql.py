"""`/sparql`: the protocol for programs, a description for those who ask what this is, an editor for people."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import RequestURITooLarge

from solidarity_graph.descriptions import describe_service
from solidarity_graph.errors import SolidarityGraphError, TooLargeError
from solidarity_graph.store import GRAPH_MEDIA_TYPES, RESULT_MEDIA_TYPES
from solidarity_graph.store.face import encode_query
from solidarity_graph.web import problems
from solidarity_graph.web.negotiation import (
    GRAPHS,
    HTML,
    RESULTS,
    TABLES,
    Format,
    choose,
    named,
    not_acceptable,
    rank,
    wants_page,
)
from solidarity_graph.web.pages import texts
from solidarity_graph.web.pages.names import find_names
from solidarity_graph.web.pages.rows import ask_rows
from solidarity_graph.web.pages.tables import MEDIA_TYPES, read_result
from solidarity_graph.web.protocol import Operation, read_get, read_post
from solidarity_graph.web.site import current_links, current_site
from solidarity_graph.web.streaming import ask, send

blueprint = Blueprint("sparql", __name__)
_OFFERED = (*RESULTS, *GRAPHS)
_DESCRIPTIONS = (*GRAPHS, HTML)
_ROWS_SHOWN = 500
_EXAMPLE = """PREFIX sg: <https://w3id.org/solidarity-graph/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?action ?label ?from ?origins WHERE {
  ?action a sg:SolidarityAction ; skos:prefLabel ?label ; sg:origins ?origins .
  OPTIONAL { ?action sg:notBefore ?from }
}
ORDER BY ?from
LIMIT 100
"""


@blueprint.route("/sparql", methods=["GET", "POST"])
def sparql() -> Response:
    """Answer a query, or say what can be asked."""
    as_page = wants_page(request.accept_mimetypes, _OFFERED)
    try:
        operation = _read()
        if operation.query is None:
            return _introduce(as_page)
        if operation.format == HTML.name or (as_page and not operation.format):
            return _show(operation.query)
        return _answer(operation.query, operation.format)
    except SolidarityGraphError as error:
        if not as_page:
            raise
        # The editor with the query still in it is the better error page.
        problem = problems.describe(error)
        return problems.finish(_editor(request.values.get("query", _EXAMPLE), problem=problem), problem)


def _read() -> Operation:
    if request.method == "POST":
        return read_post(request.mimetype, request.query_string, request.get_data())
    operation = read_get(request.query_string)
    if operation.query is not None:
        try:
            encode_query(operation.query, current_site().limits)
        except TooLargeError as error:
            raise RequestURITooLarge from error
    return operation


def _answer(query: str, format_name: str) -> Response:
    formats: Sequence[Format]
    formats = (named(format_name),) if format_name else rank(request.accept_mimetypes, _OFFERED)
    if not formats:
        raise not_acceptable((*_OFFERED, HTML))
    return send(ask(query, ", ".join(format_.media_type for format_ in formats)))


def _introduce(as_page: bool) -> Response:
    if as_page:
        return _editor(_EXAMPLE)
    chosen = choose(request.accept_mimetypes, _DESCRIPTIONS)
    site = current_site()
    graphs = [row["graph"].value for row in ask_rows(site, texts.write(texts.GRAPH_NAMES))]
    formats = (*RESULT_MEDIA_TYPES, *GRAPH_MEDIA_TYPES)
    body = describe_service(request.base_url, site.release.base, graphs, formats, chosen.media_type)
    response = Response(body, content_type=chosen.media_type)
    response.vary.add("Accept")
    return response


def _show(query: str) -> Response:
    site = current_site()
    result = read_result(ask(query, MEDIA_TYPES, site.page_limits), 0, _ROWS_SHOWN)
    names = find_names(site, result.table.iris() if result.table else ())
    return _editor(query, result=result, names=names)


def _editor(query: str, **values: object) -> Response:
    page = render_template(
        "sparql.html",
        query=query,
        links=current_links(),
        limits=current_site().limits,
        tables=TABLES,
        graphs=GRAPHS,
        queries=tuple(current_site().catalogue),
        **values,
    )
    response = Response(page)
    response.vary.add("Accept")
    return response
