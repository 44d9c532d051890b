"""The site: SPARQL endpoint, saved queries, pages and documents for every IRI. The only room that knows Flask."""

from solidarity_graph.web.app import create_app
from solidarity_graph.web.serving import open_server, serve_forever

__all__ = ["create_app", "open_server", "serve_forever"]
