"""What the application knows about a request beyond Flask's own request, as one typed value in the WSGI environ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from flask import request

from solidarity_graph.errors import SolidarityGraphError
from solidarity_graph.web.links import Links
from solidarity_graph.web.site import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

    from solidarity_graph.web.clients import Visit

_KEY = "solidarity_graph.context"


@dataclass(slots=True)
class RequestContext:
    """The state of one request.

    site       the site of the release that the request is for.
    root       the path at which the application is mounted; empty at the top.
    deterministic  True if the same request to the same release always gets the same response.
    permalink  True if the address names the release, and the release is immutable.
    refusal    the error to report if the address names a release that cannot be served.
    visit      the request as counted for its client; None for health checks and metrics.
    endpoint   the Flask endpoint, once Flask has matched the route.
    """

    site: Site
    root: str
    deterministic: bool
    permalink: bool = False
    refusal: SolidarityGraphError | None = None
    visit: Visit | None = None
    endpoint: str = ""


def set_context(environ: WSGIEnvironment, context: RequestContext) -> None:
    """Store the context in the WSGI environ of its request, where `current_context` finds it."""
    environ[_KEY] = context


def current_context() -> RequestContext:
    """Return the context of the request that this thread handles. Fails outside a request."""
    return cast(RequestContext, request.environ[_KEY])


def current_site() -> Site:
    """Return the site of the release that the current request is for."""
    return current_context().site


def current_links() -> Links:
    """Return the map from IRIs to addresses on this site, below the script root of the current request."""
    return Links(current_site().release.base, request.script_root)
