"""The least that a Flask application can answer, behind the web server that serves ours.

python -m benchmarks.bare PORT
"""

from __future__ import annotations

import sys

from flask import Flask

from solidarity_graph.web import serve_forever


def _hello() -> str:
    return "hello"


if __name__ == "__main__":
    app = Flask("bare")
    app.config["MAX_CONTENT_LENGTH"] = 1 << 16
    app.add_url_rule("/", view_func=_hello)
    serve_forever(app, host="127.0.0.1", port=int(sys.argv[1]))
