"""What the pages of one application share: the store, the release, the catalogue, the ontology and the limits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar, cast

from flask import current_app, request

from solidarity_graph.ontology import Ontology
from solidarity_graph.release import Release
from solidarity_graph.saved_queries import Catalogue
from solidarity_graph.store import Limits, Store
from solidarity_graph.web.links import Links

_KEY = "solidarity_graph"
_PAGE_BYTES = 4 << 20  # a page is read by a person: what is larger than this is taken as a file
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Site:
    """The parts of a running site."""

    store: Store
    release: Release
    catalogue: Catalogue
    ontology: Ontology
    limits: Limits
    _remembered: dict[str, object] = field(default_factory=dict)

    @property
    def page_limits(self) -> Limits:
        """The limits for what is turned into a page."""
        return replace(self.limits, output_bytes=min(self.limits.output_bytes, _PAGE_BYTES))

    def remember(self, name: str, find_out: Callable[[], T]) -> T:
        """What is true of the whole release is found out once: a release does not change."""
        if name not in self._remembered:
            self._remembered[name] = find_out()
        return cast(T, self._remembered[name])


def attach_site(extensions: dict[str, object], site: Site) -> None:
    """Give the application its site."""
    extensions[_KEY] = site


def current_site() -> Site:
    """The site of the application that answers this request."""
    return cast(Site, current_app.extensions[_KEY])


def current_links() -> Links:
    """Local addresses, below wherever the application is mounted."""
    return Links(current_site().release.base, request.script_root)
