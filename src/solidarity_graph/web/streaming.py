"""A store's answer over HTTP: unchanged, kept, or fresh; and a broken connection where it cannot be completed."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import cast

from flask import Response, g, request

from solidarity_graph.errors import SolidarityGraphError
from solidarity_graph.store import Answer, Limits
from solidarity_graph.store.face import wanted_types
from solidarity_graph.web.caching import Cache
from solidarity_graph.web.compression import GZIP, choose_coding, compress, compress_pieces, is_worth_it
from solidarity_graph.web.negotiation import Format, announce, content_type
from solidarity_graph.web.questions import Question
from solidarity_graph.web.site import FOUND, current_cache, current_flights, current_site, tag_of
from solidarity_graph.web.validators import answer_tag, is_named, write_tag

_log = logging.getLogger(__name__)
# A whole answer of less than this is sent with its length. It is the size of the store's frames: what is not complete
# by then is long, and its first bytes do not wait for the rest.
_SETTLED_BYTES = 32 << 10


class BrokenAnswerError(Exception):
    """The rest of an answer will not come. Raised into the server, which then closes the connection."""


def ask(question: Question, media_types: str, limits: Limits | None = None) -> Answer:
    """The answer that was made beforehand, or the store's; a question is dropped when the client leaves."""
    site = current_site()
    limits = limits or site.limits
    if not question.lasts():
        never_keep()
    return find_made(question, media_types, limits) or site.store.answer(
        question.text, media_types, limits, gone=_gone(), **question.dataset()
    )


def find_made(question: Question, media_types: str, limits: Limits) -> Answer | None:
    """The answer that was made beforehand, in the first of these types that there is."""
    site = current_site()
    found = (
        site.made.find(tag_of(site, question, media_type), media_type, limits.output_bytes)
        for media_type in wanted_types(media_types)
    )
    return next(filter(None, found), None)


def never_keep() -> None:
    """What answers this request may differ next time, though release and request are the same."""
    g.never_kept = True


def is_kept() -> bool:
    """Whether the answer to this request may be kept and tagged."""
    return current_site().lasting and not g.get("never_kept", False)


def unchanged(question: Question, formats: Sequence[Format]) -> Response | None:
    """304, where the client has the answer already. Nothing is asked for that."""
    tag, coding = _tag_of(question, formats)
    if not tag or request.method == "POST":
        return None
    had = request.headers.get("If-None-Match", "")
    # Where gzip would do, the plain form does too: it is the same answer, and small ones are never packed.
    written = next((tag for tag in {write_tag(tag, coding), write_tag(tag, "")} if is_named(tag, had)), "")
    return _tagged(Response(status=304), written) if written else None


def give(question: Question, formats: Sequence[Format]) -> Response:
    """The answer in the format that fits and is liked best.

    The status is 200 by then: whatever fails before the first byte is raised, here, as an error with its status.
    """
    if same := unchanged(question, formats):
        return same
    tag, coding = _tag_of(question, formats)
    if not tag:
        return _fresh(question, formats, "", coding)
    found = _find(tag, coding, _announced(question, formats))
    return found or _ask_once(question, formats, tag, coding)


def _tag_of(question: Question, formats: Sequence[Format]) -> tuple[str, str]:
    """The bare tag, empty where the answer does not last or its format cannot be told beforehand, and the encoding."""
    site = current_site()
    coding = choose_coding(request.headers.get("Accept-Encoding", ""))
    announced = _announced(question, formats)
    tagged = announced and site.lasting and question.lasts()
    return (answer_tag(site.edition, question, announced) if tagged else ""), coding


def _announced(question: Question, formats: Sequence[Format]) -> str:
    fit = question.first_fit(formats)
    return announce(content_type(request.accept_mimetypes, fit.media_type)) if fit else ""


def _find(tag: str, coding: str, announced: str) -> Response | None:
    cache = current_cache()
    request.environ[FOUND] = "hit"
    if coding and (packed := cache.find(write_tag(tag, coding))) is not None:
        return _whole(packed, announced, write_tag(tag, coding), coding)
    body = cache.find(write_tag(tag, ""))
    return None if body is None else _settled(body, announced, tag, coding)


def _ask_once(question: Question, formats: Sequence[Format], tag: str, coding: str) -> Response:
    """Ask, unless somebody is asking the same at this moment: then wait for that answer, if it is one that is kept."""
    flights, cache, limits = current_flights(), current_cache(), current_site().limits
    if not cache.most_bytes:
        return _fresh(question, formats, tag, coding)
    end = time.monotonic() + limits.seconds + limits.waiting_seconds
    while flight := flights.board(tag):
        flight.wait(end - time.monotonic(), _gone())
        if found := _find(tag, coding, _announced(question, formats)):
            cache.count_shared()
            return found
        if not flight.failed:  # the answer is one that is not kept
            return _fresh(question, formats, tag, coding)
        # Its asker left, or found no worker: one of those who waited asks, and the others wait for that one.
    try:
        response = _fresh(question, formats, tag, coding)
    except BaseException as error:
        flights.land(tag, error)
        raise
    flights.land(tag)
    return response


def _fresh(question: Question, formats: Sequence[Format], tag: str, coding: str) -> Response:
    media_types = ", ".join(format_.media_type for format_ in formats)
    answer = find_made(question, media_types, current_site().limits) if tag else None
    if answer is None:
        request.environ[FOUND] = "miss"
        if tag:
            current_cache().count_miss()
        answer = ask(question, media_types)
    announced = announce(content_type(request.accept_mimetypes, answer.media_type))
    try:
        first, more = _settle(answer)
    except BaseException:
        answer.close()
        raise
    if more is None:
        answer.close()
        return _settled(first, announced, tag, coding)
    coding = coding if is_worth_it(announced, len(first)) else ""
    pieces: Iterable[bytes] = _unbroken(chain((first,), more))
    if coding:
        pieces = compress_pieces(pieces)
    written = write_tag(tag, coding) if tag else ""
    if written and request.method != "HEAD":
        pieces = _noted(pieces, written, current_cache())
    response = Response(pieces, content_type=announced)
    response.call_on_close(answer.close)
    return _tagged(response, written, coding)


def _settle(answer: Answer) -> tuple[bytes, Iterator[bytes] | None]:
    """The beginning of the body, and the rest where there is more. A failure up to here still has a status."""
    held: list[bytes] = []
    size = 0
    for piece in answer.body:
        held.append(piece)
        size += len(piece)
        if size >= _SETTLED_BYTES:
            return b"".join(held), answer.body
    return b"".join(held), None


def _settled(body: bytes, announced: str, tag: str, coding: str) -> Response:
    """A whole body, kept both as it is and as it is sent."""
    cache = current_cache()
    if tag:
        cache.keep(write_tag(tag, ""), body)
    if not coding or not is_worth_it(announced, len(body)):
        return _whole(body, announced, write_tag(tag, "") if tag else "", "")
    packed = compress(body)
    written = write_tag(tag, coding) if tag else ""
    if written:
        cache.keep(written, packed)
    return _whole(packed, announced, written, coding)


def _whole(body: bytes, announced: str, written: str, coding: str) -> Response:
    return _tagged(Response(body, content_type=announced), written, coding)


def _tagged(response: Response, written: str, coding: str = "") -> Response:
    response.vary.update(("Accept", "Accept-Encoding"))
    if coding:
        response.headers["Content-Encoding"] = GZIP
    # In an answer to POST a tag would name nothing that can be asked for again by its address.
    if written and request.method != "POST":
        response.headers["ETag"] = written
    return response


def _noted(pieces: Iterable[bytes], written: str, cache: Cache) -> Iterator[bytes]:
    """The pieces, and at their end, if it comes, the whole of them into the cache."""
    held: list[bytes] | None = []
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > cache.largest:
            held = None
        if held is not None:
            held.append(piece)
        yield piece
    if held is not None:
        cache.keep(written, b"".join(held))


def _unbroken(pieces: Iterable[bytes]) -> Iterator[bytes]:
    try:
        yield from pieces
    except (SolidarityGraphError, OSError, EOFError) as error:
        # Nothing may be appended now: a reader would take the error for data. The words stay out of the server's log.
        _log.warning("An answer broke off: %s", type(error).__name__)
        raise BrokenAnswerError from None


def _gone() -> Callable[[], bool] | None:
    # Waitress's word for it; other servers have others, or none.
    return cast("Callable[[], bool] | None", request.environ.get("waitress.client_disconnected"))
