"""The web site: SPARQL endpoint, saved queries, pages and documents for every IRI. The only package that uses Flask."""

from solidarity_graph.web.app import close_app, create_app, write_static_site
from solidarity_graph.web.http_server import DEFAULT_CONNECTIONS, DEFAULT_THREADS, open_server, serve_forever
from solidarity_graph.web.logs import JsonFormatter, TextFormatter, quiet_server
from solidarity_graph.web.monitoring import REQUESTS
from solidarity_graph.web.request_middleware import Operations

__all__ = [
    "DEFAULT_CONNECTIONS",
    "DEFAULT_THREADS",
    "REQUESTS",
    "JsonFormatter",
    "Operations",
    "TextFormatter",
    "close_app",
    "create_app",
    "open_server",
    "quiet_server",
    "serve_forever",
    "write_static_site",
]
