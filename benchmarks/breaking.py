"""A Flask application that answers, breaks off, and waits: what web servers are compared by. Served by any of them.

python -m benchmarks.breaking NAME PORT      behind the server of that name, where Python starts it
"""

from __future__ import annotations

import os
import select
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

PIECE = b"x" * 1000
NOTE = "SOLIDARITY_GRAPH_BENCH_NOTE"
"""The environment variable that names the file in which a request that was left is noted."""

_LOOK_SECONDS, _LOOKS = 0.05, 60

app = Flask("breaking")
app.config["MAX_CONTENT_LENGTH"] = 1 << 16


@app.get("/")
def hello() -> str:
    """Say hello."""
    return "hello"


@app.get("/breaks")
def breaks() -> Response:
    """Begin a body and fail."""

    def body() -> Iterator[bytes]:
        yield PIECE
        raise RuntimeError("broken on purpose")

    return Response(body(), mimetype="text/plain")


@app.get("/waits")
def waits() -> str:
    """Wait for three seconds before the first byte, and note a client that has left meanwhile."""
    for _ in range(_LOOKS):
        if _has_left(request.environ):
            Path(os.environ[NOTE]).write_text("left", "ascii")
            break
        time.sleep(_LOOK_SECONDS)
    return "done"


def _has_left(environ: dict[str, Any]) -> bool:
    """By whatever the server at hand offers; the standard offers nothing."""
    if (left := environ.get("waitress.client_disconnected")) is not None:
        return bool(left())
    if (connection := environ.get("gunicorn.socket")) is not None:
        poll = select.poll()
        poll.register(connection, select.POLLIN | select.POLLRDHUP)
        return any(events & (select.POLLRDHUP | select.POLLHUP) for _, events in poll.poll(0))
    return False


if __name__ == "__main__":
    if sys.argv[1] == "waitress":
        import waitress

        waitress.serve(app, host="127.0.0.1", port=int(sys.argv[2]), threads=64, channel_request_lookahead=1)
    else:
        from solidarity_graph.web import serve_forever

        serve_forever(app, host="127.0.0.1", port=int(sys.argv[2]))
