"""Responses with data: the answer of the store as a stream or as 304, and graphs made by the site.

An answer that fails midway breaks the connection.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import cast

from flask import Response, request
from pyoxigraph import Triple
from werkzeug.wsgi import FileWrapper

from solidarity_graph.documents import write_graph
from solidarity_graph.errors import SolidarityGraphError
from solidarity_graph.schema.namespaces import NAMESPACES, expand
from solidarity_graph.sparql import Answer, Limits
from solidarity_graph.sparql.query_text.unknown_terms import unknown_terms
from solidarity_graph.web.negotiation import SUFFIXES, Format, content_type
from solidarity_graph.web.protocol import Query
from solidarity_graph.web.response_headers import is_held
from solidarity_graph.web.site import current_context, current_site, hash_parts
from solidarity_graph.web.spreadsheets import PARAMETER, for_spreadsheets

_log = logging.getLogger(__name__)
# A complete answer below this size is sent with Content-Length. It is the size of a frame of the store: a longer answer
# is streamed, so that its first bytes do not wait for the rest.
_START_BYTES = 32 << 10
_SPOOLED_BYTES = 1 << 20  # of a spooled answer in memory; the rest goes to disk


class BrokenAnswerError(Exception):
    """The answer failed after its first bytes were sent. The server closes the connection when this is raised."""


def ask_store(query: Query, media_types: str, limits: Limits | None = None) -> Answer:
    """Return the store's answer to a query. The query is stopped when the client disconnects.

    media_types  comma-separated, in order of preference.
    limits       those of the site by default.
    """
    site = current_site()
    if not query.is_deterministic():
        current_context().deterministic = False
    return site.store.answer(
        query.text, media_types, limits or site.limits, gone=_disconnection_check(), **query.context()
    )


def send_answer(query: Query, formats: Sequence[Format], name: str, *, excel: bool = False) -> Response:
    """Return the store's answer in the first of `formats` that suits the form of the query; 304 if the client has it.

    name   of the file as which the answer may be kept, without release and suffix.
    excel  True for CSV as spreadsheet programs read it.

    Everything that fails before the first byte is raised here, and gets its own status; afterwards the status is 200.
    """
    tag = _tag_of(query, formats, PARAMETER if excel else "")
    if tag and is_held(tag):
        return _tagged(Response(status=304), tag)
    answer = ask_store(query, ", ".join(format_.media_type for format_ in formats))
    if excel:
        answer = Answer(answer.media_type, for_spreadsheets(answer.body), answer.close)
    try:
        first, more = _read_start(answer)
    except BaseException:
        answer.close()
        raise
    announced = content_type(request.accept_mimetypes, answer.media_type)
    if more is None:
        answer.close()
        response = Response(first, content_type=announced)
    elif request.environ.get("SERVER_PROTOCOL") == "HTTP/1.0":
        response = _spooled(chain((first,), more), answer, announced)
    else:
        response = Response(_unbroken(chain((first,), more)), content_type=announced)
        response.call_on_close(answer.close)
    if hints := unknown_terms(query.text):
        response.headers["Query-Hint"] = " ".join(hints)
    return _tagged(name_file(response, name, SUFFIXES[answer.media_type], excel=excel), tag)


def name_file(response: Response, name: str, suffix: str, *, excel: bool = False) -> Response:
    """Add the name of the file as which a response may be kept: `every-action-2026-11-28.csv`. Return the response.

    Tables are offered for saving; browsers show the rest where they can. https://www.rfc-editor.org/rfc/rfc6266
    """
    file = "-".join([name.replace("/", "-"), current_site().release.version, *([PARAMETER] if excel else [])])
    shown = "attachment" if suffix in ("csv", "tsv") else "inline"
    response.headers.set("Content-Disposition", shown, filename=f"{file}.{suffix}")
    return response


def send_graph(triples: Iterable[Triple], format_: Format, prefixes: Iterable[str] = tuple(NAMESPACES)) -> Response:
    """Return a response with these triples in their order, in an RDF format, abbreviated with these prefixes."""
    output = io.BytesIO()
    write_graph(triples, format_.media_type, output, {prefix: expand(f"{prefix}:") for prefix in prefixes})
    return Response(output.getvalue(), content_type=content_type(request.accept_mimetypes, format_.media_type))


def _spooled(pieces: Iterable[bytes], answer: Answer, announced: str) -> Response:
    """Return the whole answer with Content-Length, without which HTTP/1.0 clients cannot detect a truncated body."""
    file = SpooledTemporaryFile(_SPOOLED_BYTES)  # noqa: SIM115 - it is closed with the response
    try:
        with answer:
            file.writelines(pieces)
        size = file.tell()
        file.seek(0)
    except BaseException:
        file.close()
        raise
    response = Response(FileWrapper(file, _START_BYTES), content_type=announced)
    response.content_length = size
    return response


def _tag_of(query: Query, formats: Sequence[Format], variant: str) -> str:
    """Return the ETag: the same by GET and as a saved query. Empty if there is none.

    The answer to a POST has no address of its own that could be requested again with its ETag. Other answers have none
    if they can change, or their format is not known before the query is run.
    """
    site = current_site()
    fit = query.choose_format(formats)
    if fit is None or request.method == "POST" or not site.immutable or not query.is_deterministic():
        return ""
    announced = content_type(request.accept_mimetypes, fit.media_type)
    context = (f"{name} {value}" for name, value in query.context().items())
    return hash_parts("answer", site.edition, query.text, announced, variant, *context)


def _read_start(answer: Answer) -> tuple[bytes, Iterator[bytes] | None]:
    """Return the first bytes of the body, and an iterator over the rest or None. Errors here still set the status."""
    held: list[bytes] = []
    size = 0
    for piece in answer.body:
        held.append(piece)
        size += len(piece)
        if size >= _START_BYTES:
            return b"".join(held), answer.body
    return b"".join(held), None


def _tagged(response: Response, tag: str) -> Response:
    if tag:
        response.set_etag(tag)
    return response


def _unbroken(pieces: Iterable[bytes]) -> Iterator[bytes]:
    try:
        yield from pieces
    except (SolidarityGraphError, OSError, EOFError) as error:
        # No error text may follow: clients would read it as data. The message is not logged: it may quote the query.
        _log.warning("An answer broke off: %s", type(error).__name__)
        raise BrokenAnswerError from None


def _disconnection_check() -> Callable[[], bool] | None:
    # The key is waitress's; other servers have another one, or none.
    return cast("Callable[[], bool] | None", request.environ.get("waitress.client_disconnected"))
