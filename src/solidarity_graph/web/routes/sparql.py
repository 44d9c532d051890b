"""`/sparql`: the SPARQL protocol; without a query, the service description, or the query editor for browsers.

`/sparql/completions.json`, `/sparql/suggest`, `/sparql/examples/{name}`: what the editor completes and starts from.
"""

from __future__ import annotations

import hashlib
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.exceptions import RequestURITooLarge
from werkzeug.wrappers import Response as BaseResponse

from solidarity_graph.errors import SolidarityGraphError, TooLargeError
from solidarity_graph.rdf.service import describe_service
from solidarity_graph.sparql import GRAPH_MEDIA_TYPES, RESULT_MEDIA_TYPES
from solidarity_graph.sparql.interface import check_query_text
from solidarity_graph.sparql.query_text.unknown_terms import unknown_terms
from solidarity_graph.web import problems
from solidarity_graph.web.citation import Citation, cite
from solidarity_graph.web.data_responses import ask_store, send_answer, send_graph
from solidarity_graph.web.drawings import FORMATTER
from solidarity_graph.web.languages import gettext
from solidarity_graph.web.negotiation import (
    BY_NAME,
    GRAPHS,
    HTML,
    RESULTS,
    TABLES,
    choose,
    not_acceptable,
    rank,
    wants_page,
)
from solidarity_graph.web.pages.answer_addresses import AnswerAddress, show_answer
from solidarity_graph.web.pages.completions import SUGGESTED_KINDS, suggest_things, write_vocabulary
from solidarity_graph.web.pages.copies import copies_of
from solidarity_graph.web.pages.free_answers import drawn_columns, shown_columns
from solidarity_graph.web.pages.names import find_names
from solidarity_graph.web.pages.result_views import TABLE, draw, views_of
from solidarity_graph.web.pages.results import JSON, MEDIA_TYPES, read_answer
from solidarity_graph.web.parameters import read_values
from solidarity_graph.web.protocol import (
    Operation,
    Query,
    WrongContentTypeError,
    parse_fields,
    read_get,
    read_post,
)
from solidarity_graph.web.site import Site, current_context, current_links, current_site
from solidarity_graph.web.spreadsheets import not_csv

blueprint = Blueprint("sparql", __name__)
_OFFERED = (*RESULTS, *GRAPHS)
_DESCRIPTIONS = (*GRAPHS, HTML)
_FORMATS = (*RESULT_MEDIA_TYPES, *GRAPH_MEDIA_TYPES)
_FILE = "answer"
_MOST_COPIED = 4000  # bytes of a query string: mail, word processors and many programs cut longer addresses
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
    """Return the answer to the query; without a query, the service description, or the editor for a browser."""
    as_page = wants_page(request.accept_mimetypes, _OFFERED)
    try:
        operation = _read()
        if operation.query is None:
            return _introduce(as_page)
        query = operation.query.with_base(url_for(".sparql", _external=True))
        current_context().query = query.text
        if HTML in operation.formats[:1] or (as_page and not operation.formats and not operation.excel):
            return _show(query)
        return _answer(query, operation)
    except SolidarityGraphError as error:
        if not as_page:
            raise
        # For a browser, the editor that still has the query is a better error page.
        problem = problems.describe(error)
        return problems.finish(_editor(request.values.get("query", _EXAMPLE), problem=problem), problem)


@blueprint.get("/sparql/completions.json")
def completions() -> Response:
    """Return the prefixes and terms that the editor completes, as JSON."""
    return Response(write_vocabulary(), content_type="application/json")


@blueprint.get("/sparql/suggest")
def suggest() -> Response:
    """Return as JSON the things that the words in `q` find, at most 20: IRI, name and kind of each."""
    return jsonify(things=suggest_things(current_site(), read_values("q")["q"]))


@blueprint.get("/sparql/examples/<name>")
def example(name: str) -> BaseResponse:
    """Redirect to the editor with a saved query: its question as a comment, then its text without the header.

    Raises UnknownNameError for an unknown name.
    """
    site = current_site()
    saved = site.catalogue.get(name)
    lines = [line for line in site.bind(saved, {}).splitlines() if not line.startswith("#+")]
    return redirect(url_for(".sparql", query="\n".join([f"# {saved.question}", *lines])))


def _read() -> Operation:
    if request.method == "POST":
        if (request.content_encoding or "identity").lower() != "identity":
            raise WrongContentTypeError("Send the body as it is, without Content-Encoding.")
        charset = request.mimetype_params.get("charset", "")
        return read_post(request.mimetype, charset, request.query_string, request.get_data())
    operation = read_get(request.query_string)
    if operation.query is not None:
        try:
            check_query_text(operation.query.text, current_site().limits)
        except TooLargeError as error:
            raise RequestURITooLarge from error
    return operation


def _answer(query: Query, operation: Operation) -> Response:
    if operation.excel:
        if operation.formats and BY_NAME["csv"] not in operation.formats:
            raise not_csv()
        return send_answer(query, (BY_NAME["csv"],), _FILE, excel=True)
    # A format that does not fit the form of the query gives way to `Accept`: SPARQLWrapper, for one, sends `format=csv`
    # with every query once it is set, and `*/*` where that cannot be meant.
    formats = tuple(dict.fromkeys((*operation.formats, *rank(request.accept_mimetypes, _OFFERED))))
    if not formats:
        raise not_acceptable((*_OFFERED, HTML))
    return send_answer(query, formats, _FILE)


def _introduce(as_page: bool) -> Response:
    if as_page:
        return _editor(_EXAMPLE)
    chosen = choose(request.accept_mimetypes, _DESCRIPTIONS)
    site = current_site()
    graphs = {f"{site.release.base}{key}": _size(site, key) for key, _ in site.documents.of_kind("graph")}
    triples = _size(site, "dataset")
    described = describe_service(request.base_url, site.release.base, graphs, triples, _FORMATS)
    return send_graph(described, chosen, ("sd", "void"))


def _size(site: Site, key: str) -> int | None:
    """Return the number of triples of a graph, or of the union of all graphs for the key `dataset`."""
    document = site.documents.get(key) or {}
    size: int | None = document.get("counts", {}).get("triples")
    return size


def _show(query: Query) -> Response:
    """Return the page of an answer: as a table, or drawn from the rows that were answered, as the address says."""
    site, links = current_site(), current_links()
    answered = ask_store(query, MEDIA_TYPES, site.page_limits)
    media_type, body = answered.media_type, answered.read()
    answer = read_answer(media_type, body)
    drawn, rows = drawn_columns(answer, site) if answer.bindings else ((), answer)
    columns, views = shown_columns(answer), views_of(drawn, may_count=not site.fewest)
    # What is sent by POST has no address: its page has all that needs none.
    has_address = request.method != "POST"
    given = parse_fields(request.query_string) if has_address else {}
    asked = AnswerAddress(own=_own(query)).shown_as(given, answer.columns, views)
    _, result, filled = show_answer(answer, columns, asked, site)
    is_short = has_address and len(request.query_string) <= _MOST_COPIED
    return _editor(
        query.text,
        result=result,
        names=find_names(site, result.iris()),
        hints=unknown_terms(query.text),
        asked=asked if has_address else None,
        columns=columns,
        filled=filled,
        views=views,
        drawn=draw(asked.view, drawn, rows, site, links) if asked.view != TABLE else None,
        format_numbers=FORMATTER,
        is_short=is_short,
        copies=copies_of(_address_of_data(asked), _FILE) if is_short and answer.columns else (),
        citation=_cite(query, asked, media_type, body) if is_short else None,
    )


def _own(query: Query) -> tuple[tuple[str, str], ...]:
    """Return the fields of an address that say what is asked."""
    graphs = {"default-graph-uri": query.default_graphs, "named-graph-uri": query.named_graphs}
    return ("query", query.text), *((name, iri) for name, iris in graphs.items() for iri in iris)


def _path(asked: AnswerAddress, format_: str = "") -> str:
    return f"/sparql?{urlencode([*asked.own, *([('format', format_)] if format_ else [])])}"


def _address_of_data(asked: AnswerAddress) -> str:
    return f"{request.host_url.rstrip('/')}{current_context().root}{_path(asked, 'csv')}"


def _cite(query: Query, asked: AnswerAddress, media_type: str, body: bytes) -> Citation | None:
    """Return the citation of an answer; with the hash of its rows as JSON if the query always gives the same ones."""
    has_hash = media_type == JSON and query.is_deterministic()
    return cite(
        gettext("Answer to a SPARQL query"),
        _path(asked),
        sha256=hashlib.sha256(body).hexdigest() if has_hash else "",
        hashed=_path(asked, "json") if has_hash else "",
        lasts=False,
    )


def _editor(query: str, **values: object) -> Response:
    page = render_template(
        "sparql.html",
        query=query,
        links=current_links(),
        limits=current_site().limits,
        tables=TABLES,
        graphs=GRAPHS,
        groups=current_site().catalogue.groups(),
        subjects=current_site().catalogue.subjects,
        kinds={kind: gettext(kind) for kind in SUGGESTED_KINDS.values()},
        **values,
    )
    return Response(page)
