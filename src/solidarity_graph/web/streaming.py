"""A store's answer as an HTTP response: bytes as they come, and a broken connection where they cannot be completed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import cast

from flask import Response, request

from solidarity_graph.errors import SolidarityGraphError
from solidarity_graph.store import Answer, Limits
from solidarity_graph.web.negotiation import content_type
from solidarity_graph.web.site import current_site

_log = logging.getLogger(__name__)
_TEXT = ("text/csv", "text/tab-separated-values", "text/turtle")


class BrokenAnswerError(Exception):
    """The rest of an answer will not come. Raised into the server, which then closes the connection."""


def ask(query: str, media_types: str, limits: Limits | None = None) -> Answer:
    """Put a question to the store; it is dropped when the client leaves."""
    site = current_site()
    return site.store.answer(query, media_types, limits or site.limits, gone=_gone())


def send(answer: Answer) -> Response:
    """Pass the answer on. Its status is 200: whatever failed before the first byte has been raised already."""
    announced = content_type(request.accept_mimetypes, answer.media_type)
    if announced in _TEXT:
        announced += "; charset=utf-8"
    response = Response(_unbroken(answer), content_type=announced)
    response.call_on_close(answer.close)
    response.vary.add("Accept")
    return response


def _unbroken(answer: Answer) -> Iterator[bytes]:
    try:
        yield from answer.body
    except (SolidarityGraphError, OSError, EOFError) as error:
        # Nothing may be appended now: a reader would take the error for data. The words stay out of the server's log.
        _log.warning("An answer broke off: %s", type(error).__name__)
        raise BrokenAnswerError from None


def _gone() -> Callable[[], bool] | None:
    # Waitress's word for it; other servers have others, or none.
    return cast("Callable[[], bool] | None", request.environ.get("waitress.client_disconnected"))
