"""What every answer gets on its way out: a tag where it lasts, gzip where it is asked for, how long it may be used.

Answers of the store bring their tags with them; pages and other documents of the site get theirs here.
"""

from __future__ import annotations

from typing import cast

from flask import Flask, Response, request

from solidarity_graph.errors import SolidarityGraphError
from solidarity_graph.web.caching import Address, Reply
from solidarity_graph.web.compression import GZIP, choose_coding, compress, is_worth_it
from solidarity_graph.web.cors import allow_everybody
from solidarity_graph.web.front import cache_control
from solidarity_graph.web.safety import PAGE_POLICY, safe_headers
from solidarity_graph.web.site import ADDRESS, FOUND, REFUSAL, ROUTE, current_cache, current_site, is_permalink
from solidarity_graph.web.streaming import is_kept
from solidarity_graph.web.validators import is_named, page_tag, write_tag

_HEADERS = dict(safe_headers(PAGE_POLICY))
_NOT_REPEATED = ("Date", "Connection", "Server")


def install(app: Flask) -> None:
    """See to it that every answer passes here."""
    app.before_request(_before)
    app.after_request(_finish)


def _before() -> Response | None:
    request.environ[ROUTE] = request.endpoint or ""
    refusal = request.environ.get(REFUSAL)
    if refusal is not None:
        raise cast(SolidarityGraphError, refusal)
    had = request.headers.get("If-None-Match", "")
    if not had or not _is_reading() or not current_site().lasting:
        return None
    written = next((written for written in _page_tags() if is_named(written, had)), "")
    if not written:
        return None
    response = Response(status=304, headers={"ETag": written})
    response.vary.update(("Accept", "Accept-Encoding"))
    return response


def _is_reading() -> bool:
    return request.method in ("GET", "HEAD")


def _page_tags() -> tuple[str, ...]:
    tag = page_tag(current_site().edition, request.environ)
    coding = choose_coding(request.headers.get("Accept-Encoding", ""))
    return (write_tag(tag, coding), write_tag(tag, "")) if coding else (write_tag(tag, ""),)


def _finish(response: Response) -> Response:
    response.headers.update(_HEADERS)
    allow_everybody(response)
    if "no-store" in response.headers.get("Cache-Control", ""):
        return response
    if response.status_code == 200 and _is_reading():
        if request.endpoint == "static":
            _read_whole(response)
        if "ETag" not in response.headers and not response.is_streamed:
            _tag_page(response)
    response.headers["Cache-Control"] = cache_control(is_permalink() and current_site().lasting)
    if _is_any_tag_had(response):
        response.status_code = 304
        response.set_data(b"")
    _keep(response)
    return response


def _read_whole(response: Response) -> None:
    """A style sheet is a document like any other; Flask tags it by the time it was written."""
    response.direct_passthrough = False
    response.make_sequence()
    for name in ("ETag", "Last-Modified", "Date", "Accept-Ranges"):
        response.headers.pop(name, None)


def _tag_page(response: Response) -> None:
    """A document made here, whole in memory."""
    body = response.get_data()
    coding = choose_coding(request.headers.get("Accept-Encoding", ""))
    if coding and is_worth_it(response.content_type or "", len(body)):
        body = compress(body)
        response.set_data(body)
        response.headers["Content-Encoding"] = GZIP
    else:
        coding = ""
    response.vary.update(("Accept", "Accept-Encoding"))
    if is_kept():
        written = write_tag(page_tag(current_site().edition, request.environ), coding)
        response.headers["ETag"] = written
        current_cache().keep(written, body)


def _is_any_tag_had(response: Response) -> bool:
    return (
        request.headers.get("If-None-Match", "").strip() == "*"
        and response.status_code == 200
        and _is_reading()
        and "ETag" in response.headers
    )


def _keep(response: Response) -> None:
    """So that the next request of these words need not come this far."""
    tag = response.headers.get("ETag", "")
    address = cast("Address | None", request.environ.get(ADDRESS))
    cache = current_cache()
    if response.status_code != 200 or address is None or not is_kept() or not cache.holds(tag):
        return
    body_length = response.calculate_content_length()
    if body_length is not None:
        response.headers["Content-Length"] = str(body_length)
        headers = tuple((name, value) for name, value in response.headers if name not in _NOT_REPEATED)
        cache.keep_reply(address, Reply(tag, headers, request.environ[ROUTE]))
        request.environ[FOUND] = request.environ[FOUND] or "miss"
