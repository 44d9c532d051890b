"""What the application knows of a request beside the request itself: one typed value in its WSGI environ."""

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
    """One request.

    site       the release that it asks.
    root       the path at which the application is mounted; empty at the top.
    permalink  whether its address names the release, so that it means the same tomorrow.
    refusal    why it cannot be answered, where its address names a release that is not here.
    visit      its place in the share of its client; None for health checks and metrics.
    endpoint   the name of its route, once Flask knows it.
    lasting    whether the same request to the same release has the same answer.
    """

    site: Site
    root: str
    permalink: bool = False
    refusal: SolidarityGraphError | None = None
    visit: Visit | None = None
    endpoint: str = ""
    lasting: bool = True


def set_context(environ: WSGIEnvironment, context: RequestContext) -> None:
    """Attach the context to a request."""
    environ[_KEY] = context


def current_context() -> RequestContext:
    """The context of the present request."""
    return cast(RequestContext, request.environ[_KEY])


def current_site() -> Site:
    """The site of the release that the present request asks."""
    return current_context().site


def current_links() -> Links:
    """Addresses on this site, below the path at which the application is mounted."""
    return Links(current_site().release.base, request.script_root)


def never_tag() -> None:
    """Give the answer to the present request no tag: the next one may differ for the same release."""
    current_context().lasting = False


def is_lasting() -> bool:
    """Whether the answer to the present request may be tagged."""
    return current_site().lasting and current_context().lasting
