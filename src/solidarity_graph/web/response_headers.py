"""Headers of every response: ETag, Vary, Cache-Control, Content-Security-Policy, CORS; and 304 for unchanged pages.

Answers of the store already have an ETag; pages and other documents of the site get theirs here.
"""

from __future__ import annotations

from flask import Flask, Response, request

from solidarity_graph.web.languages import current_language
from solidarity_graph.web.negotiation import HTML
from solidarity_graph.web.site import current_context, hash_parts

COMMON_HEADERS = {
    # Scripts of any origin may read the data: it is public, and no cookies or logins are used.
    # https://fetch.spec.whatwg.org/#http-cors-protocol
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After, Link, Content-Disposition, Content-Range, Query-Hint",
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # Other sites do not learn which page a link was followed from.
    "Referrer-Policy": "no-referrer",
}
_FRAMED = {
    "Content-Security-Policy": COMMON_HEADERS["Content-Security-Policy"].replace(
        "frame-ancestors 'none'", "frame-ancestors *"
    )
}
_PREFLIGHT_HEADERS = {
    # Nothing depends on other headers, so scripts may send any; Authorization is not in the asterisk.
    "Access-Control-Allow-Headers": "*, Authorization, Accept, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
# What names nobody that is not named everywhere: search engines may list it. All else is found by those who look here.
_LISTED_BLUEPRINTS = {"home", "docs", "ontology", "alignments"}
_UNLISTED = "ontology.concept"  # its page lists what the concept is said of: sentences, offices of people
_LISTED = {"queries.catalogue", "dataset.downloads", "dataset.void", "static"}
_CURRENT = "no-cache"
# A release does not change, but caches must soon drop a withdrawn one: one day, and never "immutable".
_FOR_A_DAY = "public, max-age=86400"


def install(app: Flask) -> None:
    """Register the functions that run before each request and complete the headers of each response."""
    app.before_request(_answer_unchanged)
    app.after_request(_complete)


def may_be_listed() -> bool:
    """Return True if search engines may list the page of the current request: no person's and no list."""
    return is_listed(request.endpoint or "")


def is_listed(endpoint: str) -> bool:
    """Return True if search engines may list the pages of an endpoint."""
    is_description = endpoint.partition(".")[0] in _LISTED_BLUEPRINTS and endpoint != _UNLISTED
    return is_description or endpoint in _LISTED


def is_held(tag: str) -> bool:
    """Return True if `If-None-Match` lists the ETag, weak or strong. `*` is no match, since the request may still fail.

    tag  without quotes.
    """
    return not request.if_none_match.star_tag and request.if_none_match.contains_weak(tag)


def _answer_unchanged() -> Response | None:
    """Return 304 if the client has the current page, before anything is queried or rendered."""
    context = current_context()
    if context.refusal is not None:
        raise context.refusal
    if request.if_none_match and _is_reading() and context.deterministic and is_held(tag := _page_tag()):
        response = Response(status=304)
        response.set_etag(tag)
        return response
    return None


def _is_reading() -> bool:
    return request.method in ("GET", "HEAD")


def _page_tag() -> str:
    """Return the ETag of a page or another document: a hash of its release, address, `Accept`, language and mount path.

    `Accept` is hashed in place of the media type, which follows from it.
    """
    names = ("wsgi.url_scheme", "HTTP_HOST", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT")
    return hash_parts(
        "page", current_language(), current_context().site.edition, *(request.environ.get(name, "") for name in names)
    )


def _complete(response: Response) -> Response:
    response.headers.update(COMMON_HEADERS)
    if response.cache_control.private:
        # What is only for this reader, no other site may read in the reader's browser.
        del response.headers["Access-Control-Allow-Origin"]
    if _may_be_framed(response):
        response.headers.update(_FRAMED)
    # The page at a permalink is the same, byte for byte: only the header tells that it is not to be listed.
    if not may_be_listed() or current_context().permalink:
        response.headers["X-Robots-Tag"] = "noindex"
    if request.endpoint == "static" and response.status_code == 200:
        _read_whole(response)
    if not response.direct_passthrough:  # a file is the same whatever the client accepts
        response.vary.add("Accept")
    if response.mimetype == HTML.media_type:
        response.headers["Content-Language"] = current_language()
        if not current_context().language:
            response.vary.add("Accept-Language")
    if "Access-Control-Request-Method" in request.headers and request.method == "OPTIONS" and response.allow:
        response.headers.update(_PREFLIGHT_HEADERS)
        response.headers["Access-Control-Allow-Methods"] = ", ".join(sorted(response.allow))
    if not response.cache_control.no_store:
        _make_cacheable(response)
    return response


def _make_cacheable(response: Response) -> None:
    """Set ETag and Cache-Control, and turn the response to `If-None-Match: *` into 304 if it has an ETag."""
    context = current_context()
    response.headers["Cache-Control"] = _FOR_A_DAY if context.permalink and context.deterministic else _CURRENT
    if response.status_code != 200 or not _is_reading():
        return
    if "ETag" not in response.headers and not response.is_streamed and context.deterministic:
        response.set_etag(_page_tag())
    if request.if_none_match.star_tag and "ETag" in response.headers:
        response.status_code = 304
        response.set_data(b"")


def _may_be_framed(response: Response) -> bool:
    """Return True for the plain page of an answer, which others may show in a frame. A 304 has the same headers."""
    is_plain = request.endpoint == "queries.query" and request.args.get("embed") == "1"
    return is_plain and response.status_code in (200, 304)  # the page of an error is a page of the site


def _read_whole(response: Response) -> None:
    """Load a static file into the response, without the ETag that Flask computes from its modification time."""
    response.direct_passthrough = False
    response.make_sequence()
    for name in ("ETag", "Last-Modified", "Date", "Accept-Ranges"):
        response.headers.pop(name, None)
