"""The `Link` header of responses, and the canonical address of a page.

Programs find by it, without reading the body: other formats, the licence, the description of dataset and API, and the
address that lasts. https://www.rfc-editor.org/rfc/rfc8288
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import quote, urlencode

from flask import Flask, Response, request

from solidarity_graph.errors import CallError
from solidarity_graph.web.addresses import TRACKING
from solidarity_graph.web.citation import split_citation
from solidarity_graph.web.languages import LOCALES
from solidarity_graph.web.negotiation import BY_NAME, DOCUMENT, HTML
from solidarity_graph.web.pages.answer_addresses import FOR_PAGES
from solidarity_graph.web.protocol import parse_fields
from solidarity_graph.web.route_formats import data_formats
from solidarity_graph.web.site import current_context, is_copy
from solidarity_graph.web.spreadsheets import PARAMETER as EXCEL

_OF_DATA = {"things", "queries", "lists", "graphs", "dataset", "ontology", "alignments"}
# Searches, and what tells of the program: no release fixes them.
_OF_THE_PROGRAM = {"lists.search", "home.licences", "home.list_problems", "home.health", "home.robots"}
_SUFFIXED_PAGES = {"things.thing", "ontology.concept"}  # their address without a suffix is an IRI, and redirects
# What only pages have, since data comes whole, and what belongs to one format.
_OF_ONE_FORMAT = {*FOR_PAGES, "by", "named", "compare", "lang", "format", EXCEL}
_NOT_OF_THE_PAGE = {"lang", "embed"}
_NOT_CANONICAL = {*_NOT_OF_THE_PAGE, "compare"}
_WITH_PARAMETERS = {"lists", "queries", "sparql", "things"}  # the blueprints of all pages that read any
# Those of pages that ignore what they do not know: others refuse it.
_KNOWN = {
    "lists.search": {"q", "kind"},
    "queries.catalogue": {"q", "for"},
    "things.thing": {"compare"},
    "sparql.sparql": {"query", "default-graph-uri", "named-graph-uri", *FOR_PAGES},
}
_ANY_LANGUAGE = "x-default"  # the word of search engines for it, in `hreflang`
# A proxy reads all headers of a response into a buffer of 4 or 8 KiB, and this stands in the header up to eight times.
_QUERY_BYTES = 300


def install(app: Flask) -> None:
    """Register the function that adds the header to responses."""
    app.after_request(_add_links)


def canonical_address() -> str:
    """Return the address of the current page by which it is known elsewhere: without release, and what says nothing.

    It has the language that the address names: a translation is a page of its own.
    """
    return _canonical(current_context().language, _query(_NOT_CANONICAL))


def canonical_addresses() -> Mapping[str, str]:
    """Return this address in each language, by tag; for `x-default`, the one without a language."""
    query = _query(_NOT_CANONICAL)
    return {tag or _ANY_LANGUAGE: _canonical(tag, query) for tag in ("", *LOCALES)}


def _canonical(language: str, query: str) -> str:
    root = current_context().root
    return _address(f"{root}/{language}" if language else root, request.path) + (f"?{query}" if query else "")


def permalink() -> str:
    """Return the path of the current page in its release, for citations; '' if it has none, as in a draft or a copy."""
    context = current_context()
    release = context.site.release
    if not context.site.lasts or is_copy() or request.endpoint in _OF_THE_PROGRAM:
        return ""
    if request.blueprint not in _OF_DATA | {"home"}:
        return ""
    if request.endpoint == "dataset.release_file":
        return quote(context.root + request.path)
    query, file = _query(_NOT_OF_THE_PAGE), release.file(request.path.lstrip("/"))
    if file and not (query or file.answers):
        return ""  # that address is the table of the release: `actions.csv`, which has other columns than the list
    here = quote(context.root + release.path_of(request.path))
    return f"{here}?{query}" if query else here


def _add_links(response: Response) -> Response:
    if response.status_code == 200 and request.method in ("GET", "HEAD") and request.endpoint != "static":
        response.headers["Link"] = ", ".join(_links(response.mimetype or ""))
    return response


def _links(media_type: str) -> Iterator[str]:
    root, is_short = request.script_root, len(request.query_string) <= _QUERY_BYTES
    if is_short and media_type == HTML.media_type:
        yield _link(canonical_address(), "canonical")
    if is_short and (lasting := permalink()):
        yield _link(f"{request.host_url.rstrip('/')}{lasting}", "cite-as")  # https://www.rfc-editor.org/rfc/rfc8574
    if is_short:
        yield from _alternates(media_type)
    if request.blueprint in {*_OF_DATA, "sparql"}:
        for licence in current_context().site.about.get("license", ()):
            yield _link(licence, "license")
        yield _link(f"{root}/.well-known/void", "describedby")
    if media_type == DOCUMENT.media_type and request.blueprint == "things":
        yield _link(f"{root}/document.schema.json", "describedby", "application/schema+json")
    yield _link(f"{root}/openapi.json", "service-desc", "application/json")  # https://www.rfc-editor.org/rfc/rfc8631


def _alternates(media_type: str) -> Iterator[str]:
    """Yield a link to each other format of the same data; none for a citation, which is about the data."""
    if split_citation(request.path)[1]:
        return
    endpoint, file = request.endpoint or "", (request.view_args or {}).get("file", "")
    formats = data_formats(endpoint, file, current_context().site.catalogue)
    path, dot, suffix = request.path.rpartition(".")
    if not dot or suffix not in (*BY_NAME, *(each.name for each in formats)):
        path = request.path
    query = _query(_OF_ONE_FORMAT)
    offered = formats if endpoint == "programs.catalogue" else (HTML, *formats)
    for each in offered if formats else ():
        if each.media_type != media_type:
            ending = "" if each is HTML and endpoint not in _SUFFIXED_PAGES else f".{each.name}"
            address = f"{quote(request.script_root + path)}{ending}"
            yield _link(f"{address}?{query}" if query else address, "alternate", each.media_type)


def _address(root: str, path: str) -> str:
    return f"{request.host_url.rstrip('/')}{quote(root + path)}"


def _query(without: set[str]) -> str:
    """Return the query string, sorted: no parameter of `without`, none that is empty or unknown, none of networks."""
    if not request.query_string or request.blueprint not in _WITH_PARAMETERS:
        return ""
    try:
        fields = parse_fields(request.query_string)
    except CallError:  # the page itself says so
        return ""
    known = {*_KNOWN.get(request.endpoint or "", fields)} - without
    pairs = ((name, value) for name, values in fields.items() for value in values if value and name in known)
    return urlencode(sorted(pair for pair in pairs if pair != ("page", "1") and not TRACKING.match(pair[0])))


def _link(address: str, relation: str, media_type: str = "") -> str:
    # What cannot stand in a URI reference would end it. Percent signs, and what RFC 3986 reserves, stay as they are.
    written = quote(address, safe="%:/?#[]@!$&'()*+,;=~")
    return f'<{written}>; rel="{relation}"' + (f'; type="{media_type}"' if media_type else "")
