"""The Flask application by which web servers are compared: it answers in many ways, breaks off, waits and computes.

`app` is the WSGI application; `benchmarks.breaking_asgi:app` is the same for ASGI servers.
"""

from __future__ import annotations

import json
import os
import random
import select
import socket
import time
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PIECE = b"x" * 1000
NOTE = "SOLIDARITY_GRAPH_BENCH_NOTE"
"""The environment variable that names the file in which the time is noted when a client is seen to have left."""
LEFT = "solidarity_graph.left"
"""The key in the ASGI scope of the event that is set when the client has left."""
MOST_BYTES = 1 << 18
"""Longest request body that is read; longer ones are answered with 413."""
LARGEST = 1 << 20
"""Longest body of `/answers`."""
UNREAD_BYTES = 32 << 20
"""Length of the answer that some clients ask for and do not read."""

_CONTENT = random.Random(0).randbytes(LARGEST + MOST_BYTES)  # noqa: S311 (not a secret)
_LOOK_SECONDS, _LOOKS = 0.05, 60
_COMPUTING_SECONDS = 1.0

flask_app = Flask("breaking")
flask_app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES


def content(start: int, size: int) -> bytes:
    """Bytes that server and client both know, so that an altered body is noticed."""
    return _CONTENT[start : start + size]


@flask_app.get("/")
def hello() -> str:
    """Return a short text."""
    return "hello"


@flask_app.route("/answers", methods=["GET", "POST"])
def answers() -> Response:
    """Return the status and the body that the query string names.

    status   of the response
    start    of the body in `content`
    size     of the body
    chunked  1 for a body without Content-Length
    read     1 to read the request's body and to return its checksum as X-Checksum
    number   returned as X-Number
    """
    wanted = request.args
    start, size = int(wanted["start"]), int(wanted["size"])
    body: bytes | Iterator[bytes] = content(start, size)
    if wanted["chunked"] == "1":
        body = _pieces(start, size)
    response = Response(body, int(wanted["status"]), mimetype="application/octet-stream")
    response.headers["X-Number"] = wanted["number"]
    if wanted["read"] == "1":
        response.headers["X-Checksum"] = str(zlib.crc32(request.get_data()))
    return response


def _pieces(start: int, size: int) -> Iterator[bytes]:
    """The content in pieces of very different lengths, as a query's results come."""
    end, length = start + size, 1
    while start < end:
        yield content(start, min(length, end - start))
        start += length
        length = length * 7 % 65_521


@flask_app.get("/breaks")
def breaks() -> Response:
    """Begin a body and fail; with `length=1` the response has a Content-Length."""

    def body() -> Iterator[bytes]:
        yield PIECE
        raise RuntimeError("broken on purpose")

    response = Response(body(), mimetype="text/plain")
    if request.args.get("length"):
        response.content_length = 2 * len(PIECE)
    return response


@flask_app.get("/waits")
def waits() -> str:
    """Wait for three seconds before the first byte. When the client leaves meanwhile, note the time and stop."""
    for _ in range(_LOOKS):
        if _has_left(request.environ):
            Path(os.environ[NOTE]).write_text(str(time.time()), "ascii")
            break
        time.sleep(_LOOK_SECONDS)
    return "done"


@flask_app.get("/unread")
def unread() -> Response:
    """Return a long body, for clients that do not read it."""
    return Response((bytes(1 << 16) for _ in range(UNREAD_BYTES >> 16)), mimetype="application/octet-stream")


@flask_app.get("/computes")
def computes() -> str:
    """Compute for a second in Python, without waiting for anything."""
    end = time.monotonic() + _COMPUTING_SECONDS
    while time.monotonic() < end:
        pass
    return "done"


def _has_left(environ: dict[str, Any]) -> bool:
    """True if the server says, in its own way, that the client has closed the connection. WSGI itself has no way."""
    if (left := environ.get("waitress.client_disconnected")) is not None:
        return bool(left())
    if (connection := environ.get("gunicorn.socket")) is not None:
        # Under gevent, poll() does not know POLLRDHUP. A socket at its end is readable and has nothing to read.
        readable, _, _ = select.select([connection], [], [], 0)
        return bool(readable) and not connection.recv(1, socket.MSG_PEEK)
    if (event := environ.get("asgi.scope", {}).get(LEFT)) is not None:
        return bool(event.is_set())
    return False


def _with_environ(inner: WSGIApplication) -> WSGIApplication:
    """Answer `/environ` before Flask sees it, with the environ's strings as JSON."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/environ":
            return inner(environ, start_response)
        seen = {key: value if isinstance(value, str | bool) else "" for key, value in environ.items()}
        body = json.dumps({key: value for key, value in seen.items() if key not in os.environ}).encode()
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    return answer


app = _with_environ(flask_app)
