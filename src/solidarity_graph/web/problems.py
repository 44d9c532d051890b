"""Errors as HTTP responses: the status of each error class; problem details (RFC 9457), or a page for browsers."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Response, has_request_context, render_template, request
from flask.globals import request_ctx
from werkzeug.exceptions import HTTPException, InternalServerError, RequestURITooLarge
from werkzeug.http import HTTP_STATUS_CODES

from solidarity_graph import errors
from solidarity_graph.web.languages import later
from solidarity_graph.web.negotiation import Format, wants_page
from solidarity_graph.web.protocol import WrongContentTypeError
from solidarity_graph.web.response_headers import COMMON_HEADERS
from solidarity_graph.web.withdrawals import WithdrawnError

PROBLEMS = "https://w3id.org/solidarity-graph/problems#"
MEDIA_TYPE = "application/problem+json"
_MACHINE = (Format("problem", MEDIA_TYPE, ""), Format("json", "application/json", ""))
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kind:
    """How a class of errors is reported over HTTP.

    retry_after  in seconds; 0 if trying again does not help.
    members      the extension members of the problem details, each with the attribute of the error that holds it.
    """

    error: type[Exception]
    status: int
    name: str
    title: str
    meaning: str
    retry_after: int = 0
    members: Mapping[str, str] = field(default_factory=dict)


# The first class that matches is used, so subclasses come before their base classes. Titles and meanings are plain text
# here, since problem details are English for all programs; pages translate them by `_(text)`.
KINDS = (
    Kind(
        errors.QuerySyntaxError,
        400,
        "query-syntax",
        "The query does not parse",
        "The members line and column say where, counted from 1.",
        members={"line": "line", "column": "column"},
    ),
    Kind(
        errors.ParameterError,
        400,
        "parameter",
        "A parameter is wrong",
        "The member parameter names it: unknown, missing, repeated or of the wrong type.",
        members={"parameter": "name"},
    ),
    Kind(
        errors.UpdateRefusedError,
        400,
        "update-refused",
        "Updates are refused",
        "The data is read-only. Nothing was changed.",
    ),
    Kind(
        errors.UnknownNameError,
        404,
        "unknown-name",
        "There is nothing by that name",
        "No thing, query, graph, term or file goes by this name. What was withheld or erased gives the same answer.",
    ),
    Kind(
        WithdrawnError,
        410,
        "withdrawn",
        "This release was withdrawn",
        "The member replacedBy names the release that takes its place.",
        members={"replacedBy": "replaced_by"},
    ),
    Kind(
        errors.NotAcceptableError,
        406,
        "not-acceptable",
        "None of the requested formats is available",
        "The member offered lists those that are. Ask for one of them in Accept, or add its suffix to the address.",
        members={"offered": "offered"},
    ),
    Kind(
        WrongContentTypeError,
        415,
        "content-type",
        "The body has a type that is not read here",
        "Queries are sent as a form or as application/sparql-query.",
    ),
    Kind(
        errors.TooLargeError,
        413,
        "too-large",
        "The query or its answer is too large",
        "This is over a published limit. Ask for less, for example with LIMIT, or download the whole dataset.",
    ),
    Kind(
        errors.TooSlowError,
        503,
        "too-slow",
        "The answer took too long",
        "This took longer than the published limit. Ask for less, or split the query into several.",
        retry_after=30,
    ),
    Kind(
        errors.BusyError,
        503,
        "busy",
        "Too many queries at once",
        "Nothing is wrong with the query: send it again after as many seconds as Retry-After says.",
        retry_after=2,
    ),
    Kind(errors.CallError, 400, "call", "The request is wrong", "The detail says what to change."),
    Kind(
        errors.ReleaseError,
        503,
        "release",
        "The data cannot be read at the moment",
        "The release or its snapshot is missing or damaged on the server. Its operator finds the reason in the log.",
        retry_after=60,
    ),
    Kind(RequestURITooLarge, 414, "address-too-long", "The address is too long", "Send the query by POST instead."),
    Kind(
        InternalServerError,
        500,
        "ours",
        "Something went wrong on our side",
        "This is our fault. It is in the log, without the query. Please report when it happened.",
    ),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as it is sent to the client.

    detail   what was wrong, in English.
    message  the detail with placeholders for `values`: pages show its translation, if there is one.
    values   what cannot be seen in their texts, such as marks of direction, is given by its code.
    members  extension members of the problem details.
    """

    status: int
    name: str
    title: str
    detail: str
    message: str
    values: Mapping[str, object] = field(default_factory=dict)
    members: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def body(self) -> dict[str, object]:
        """Return the problem details as a JSON object (https://www.rfc-editor.org/rfc/rfc9457)."""
        standard = {"type": PROBLEMS + self.name, "title": self.title, "status": self.status}
        return {**standard, "detail": self.detail, **self.members}


def _visible(values: Mapping[str, object]) -> Mapping[str, object]:
    return {name: _escaped(value) if isinstance(value, str) else value for name, value in values.items()}


def _escaped(text: str) -> str:
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


def describe(error: Exception) -> Problem:
    """Return the problem details for an exception, without internal details: they are logged, and only they."""
    kind = next((kind for kind in KINDS if isinstance(error, kind.error)), None)
    if kind is None and isinstance(error, HTTPException):
        return _describe_http(error)
    if kind is None or kind is KINDS[-1]:
        _log_fault(error)
        kind = KINDS[-1]
    elif isinstance(error, errors.ReleaseError):  # its message names folders of this machine
        _log.error("The data cannot be read: %s", error)
    detail, message, values = kind.meaning, kind.meaning, {}
    if isinstance(error, errors.CallError | errors.LimitError):
        detail, message, values = str(error), error.message, error.values
    members = {member: getattr(error, name) for member, name in kind.members.items() if getattr(error, name, None)}
    headers = {"Retry-After": str(kind.retry_after)} if kind.retry_after else {}
    return Problem(kind.status, kind.name, kind.title, detail, message, _visible(values), members, headers)


def respond(error: Exception) -> Response:
    """Return the response for an exception: a page for a browser, problem details for every other client."""
    problem = describe(error)
    # With an invalid Host header, Flask has no URL adapter and a page could not build its links.
    if request_ctx.url_adapter is not None and wants_page(request.accept_mimetypes, _MACHINE):
        return finish(Response(render_template("problem.html", problem=problem, canonical="", permalink="")), problem)
    return _as_json(problem)


def respond_before_flask(error: Exception) -> Response:
    """Return the response for an exception before Flask is called, which would add the common headers."""
    response = _as_json(describe(error))
    response.headers.update(COMMON_HEADERS)
    return response


def finish(response: Response, problem: Problem) -> Response:
    """Set the status and headers of the problem on a response that describes it, and return that response."""
    response.status_code = problem.status
    response.headers.update(problem.headers)
    response.headers["Cache-Control"] = "no-store"
    return response


def _as_json(problem: Problem) -> Response:
    return finish(Response(json.dumps(problem.body()), content_type=MEDIA_TYPE), problem)


HTTP_DETAILS: Mapping[int, str] = {
    404: "There is no %(path)s here. Capital letters count in addresses; the start page leads to everything.",
    405: "%(method)s is not accepted at %(path)s. Accepted: %(methods)s.",
    412: "The file is not, or no longer, the one that If-Match names.",
    413: "The request is larger than the limit of %(limit)s bytes.",
    416: "The range is outside the file: Content-Range says how many bytes it has.",
}
"""What pages say of the HTTP errors that are of no kind, by status."""


def _describe_http(error: HTTPException) -> Problem:
    status = error.code or 500
    title = HTTP_STATUS_CODES.get(status, "Error")
    values = {
        "path": request.script_root + request.path,
        "method": request.method,
        "methods": ", ".join(sorted(getattr(error, "valid_methods", None) or ())),
        "limit": request.max_content_length,
    }
    message = HTTP_DETAILS.get(status, later("The request cannot be understood."))
    headers = {key: value for key, value in error.get_headers() if key != "Content-Type"}
    name, detail = title.lower().replace(" ", "-"), message % values
    return Problem(status, name, title, detail, message, _visible(values), headers=headers)


def _log_fault(error: BaseException) -> None:
    # Only the places and the class are logged: the message of an exception may quote a query, which is private.
    places = "".join(traceback.format_tb(error.__traceback__))
    what = f"{request.method} {request.endpoint}" if has_request_context() else "A request"
    _log.error("%s failed: %s\n%s", what, type(error).__name__, places)
