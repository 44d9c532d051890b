"""The site: SPARQL endpoint, saved queries, pages and documents for every IRI. The only room that knows Flask."""

from solidarity_graph.web.app import close_app, create_app
from solidarity_graph.web.channels import Patience
from solidarity_graph.web.connections import Server
from solidarity_graph.web.logs import REQUESTS, JsonFormatter, Scribe, TextFormatter, quiet_server
from solidarity_graph.web.reception import Operations
from solidarity_graph.web.serving import DEFAULT_THREADS, allow_files, open_server, serve_forever

__all__ = [
    "DEFAULT_THREADS",
    "REQUESTS",
    "JsonFormatter",
    "Operations",
    "Patience",
    "Scribe",
    "Server",
    "TextFormatter",
    "allow_files",
    "close_app",
    "create_app",
    "open_server",
    "quiet_server",
    "serve_forever",
]
