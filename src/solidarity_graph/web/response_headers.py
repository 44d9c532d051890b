"""Headers of every response: ETag, Cache-Control, Content-Security-Policy, CORS; and 304 for unchanged pages.

Answers of the store already have an ETag; pages and other documents of the site get theirs here.
"""

from __future__ import annotations

from flask import Flask, Response, request

from solidarity_graph.web.cors import allow_everybody
from solidarity_graph.web.request_context import current_context, current_site, is_lasting
from solidarity_graph.web.safety import PAGE_POLICY, safe_headers
from solidarity_graph.web.validators import is_named, page_tag, write_tag

_HEADERS = dict(safe_headers(PAGE_POLICY))
_CURRENT = "no-cache"
# A release does not change, but caches must soon drop a withdrawn one: one day, and never "immutable".
_FOR_A_DAY = "public, max-age=86400"


def install(app: Flask) -> None:
    """Register the functions that run before each request and complete the headers of each response."""
    app.before_request(_before)
    app.after_request(_finish)


def _before() -> Response | None:
    """Return 304 if the client has the current page, before anything is queried or rendered."""
    context = current_context()
    context.endpoint = request.endpoint or ""
    if context.refusal is not None:
        raise context.refusal
    had = request.headers.get("If-None-Match", "")
    if not had or not _is_reading() or not current_site().lasting or not is_named(tag := _page_tag(), had):
        return None
    return Response(status=304, headers={"ETag": tag, "Vary": "Accept"})


def _is_reading() -> bool:
    return request.method in ("GET", "HEAD")


def _page_tag() -> str:
    return write_tag(page_tag(current_site().edition, request.environ))


def _finish(response: Response) -> Response:
    response.headers.update(_HEADERS)
    allow_everybody(response)
    if "no-store" in response.headers.get("Cache-Control", ""):
        return response
    if response.status_code == 200 and _is_reading():
        if request.endpoint == "static":
            _read_whole(response)
        if "ETag" not in response.headers and not response.is_streamed:
            response.vary.add("Accept")
            if is_lasting():
                response.headers["ETag"] = _page_tag()
    permalink = current_context().permalink and current_site().lasting
    response.headers["Cache-Control"] = _FOR_A_DAY if permalink else _CURRENT
    if _has_any_tag(response):
        response.status_code = 304
        response.set_data(b"")
    return response


def _read_whole(response: Response) -> None:
    """Load a static file into the response, without the ETag that Flask computes from its modification time."""
    response.direct_passthrough = False
    response.make_sequence()
    for name in ("ETag", "Last-Modified", "Date", "Accept-Ranges"):
        response.headers.pop(name, None)


def _has_any_tag(response: Response) -> bool:
    """Return True if the request has `If-None-Match: *` and the response is a representation with an ETag."""
    any_tag = request.headers.get("If-None-Match", "").strip() == "*"
    return any_tag and response.status_code == 200 and _is_reading() and "ETag" in response.headers
