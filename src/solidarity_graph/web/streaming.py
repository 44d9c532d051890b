"""A store's answer over HTTP: unchanged or fresh; and a broken connection where it cannot be completed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import cast

from flask import Response, request

from solidarity_graph.errors import SolidarityGraphError
from solidarity_graph.sparql import Answer, Limits
from solidarity_graph.web.negotiation import Format, announce, content_type
from solidarity_graph.web.questions import Question
from solidarity_graph.web.request_context import current_site, never_tag
from solidarity_graph.web.validators import answer_tag, is_named, write_tag

_log = logging.getLogger(__name__)
# A whole answer of less than this is sent with its length. It is the size of the store's frames: what is not complete
# by then is long, and its first bytes do not wait for the rest.
_SETTLED_BYTES = 32 << 10
_SPOOLED_BYTES = 1 << 20  # of an answer that is made before it is sent, so much in memory and the rest on disk


class BrokenAnswerError(Exception):
    """The rest of an answer will not come. Raised into the server, which then closes the connection."""


def ask(question: Question, media_types: str, limits: Limits | None = None) -> Answer:
    """The store's answer; a question is dropped when the client leaves."""
    site = current_site()
    if not question.lasts():
        never_tag()
    return site.store.answer(question.text, media_types, limits or site.limits, gone=_gone(), **question.dataset())


def unchanged(question: Question, formats: Sequence[Format]) -> Response | None:
    """304, where the client has the answer already. Nothing is asked for that."""
    return _unchanged(_tag_of(question, formats))


def _unchanged(tag: str) -> Response | None:
    if tag and request.method != "POST" and is_named(tag, request.headers.get("If-None-Match", "")):
        return _tagged(Response(status=304), tag)
    return None


def give(question: Question, formats: Sequence[Format]) -> Response:
    """The answer in the format that fits and is liked best.

    The status is 200 by then: whatever fails before the first byte is raised, here, as an error with its status.
    """
    tag = _tag_of(question, formats)
    if same := _unchanged(tag):
        return same
    answer = ask(question, ", ".join(format_.media_type for format_ in formats))
    try:
        first, more = _settle(answer)
    except BaseException:
        answer.close()
        raise
    announced = announce(content_type(request.accept_mimetypes, answer.media_type))
    if more is None:
        answer.close()
        return _tagged(Response(first, content_type=announced), tag)
    if request.environ.get("SERVER_PROTOCOL") == "HTTP/1.0":
        return _tagged(_spooled(chain((first,), more), answer, announced), tag)
    response = Response(_unbroken(chain((first,), more)), content_type=announced)
    response.call_on_close(answer.close)
    return _tagged(response, tag)


def _spooled(pieces: Iterable[bytes], answer: Answer, announced: str) -> Response:
    """The whole answer with its length: over HTTP/1.0 a body without one ends like a body that breaks off."""
    file = SpooledTemporaryFile(_SPOOLED_BYTES)  # noqa: SIM115 - it is closed with the response
    try:
        with answer:
            file.writelines(pieces)
        size = file.tell()
        file.seek(0)
    except BaseException:
        file.close()
        raise
    response = Response(iter(partial(file.read, _SETTLED_BYTES), b""), content_type=announced)
    response.content_length = size
    response.call_on_close(file.close)
    return response


def _tag_of(question: Question, formats: Sequence[Format]) -> str:
    """The tag; empty where the answer does not last, or its format cannot be told beforehand."""
    site = current_site()
    fit = question.first_fit(formats)
    if fit is None or not site.lasting or not question.lasts():
        return ""
    announced = announce(content_type(request.accept_mimetypes, fit.media_type))
    return write_tag(answer_tag(site.edition, question, announced))


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


def _tagged(response: Response, tag: str) -> Response:
    response.vary.add("Accept")
    # In an answer to POST a tag would name nothing that can be asked for again by its address.
    if tag and request.method != "POST":
        response.headers["ETag"] = tag
    return response


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
