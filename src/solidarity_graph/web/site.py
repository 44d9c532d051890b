"""What the pages of one release share: the store, the release, the catalogue, the ontology and the limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar, cast

from flask import current_app, request

from solidarity_graph.ontology import Ontology
from solidarity_graph.release import Release
from solidarity_graph.release.manifest import MANIFEST, SUMS
from solidarity_graph.saved_queries import Catalogue, SavedQuery
from solidarity_graph.store import Limits, Store
from solidarity_graph.web.caching import Cache
from solidarity_graph.web.flights import Flights
from solidarity_graph.web.held_files import HeldFiles
from solidarity_graph.web.links import Links
from solidarity_graph.web.made import MadeAnswers
from solidarity_graph.web.negotiation import announce
from solidarity_graph.web.questions import Question
from solidarity_graph.web.standing import Standing
from solidarity_graph.web.validators import answer_tag, edition_of

CACHE = "solidarity_graph.cache"
FLIGHTS = "solidarity_graph.flights"
RELEASES = "solidarity_graph.releases"
PRECOMPUTING = "solidarity_graph.precomputing"
"""Under these names the parts that all requests share stand in `app.extensions`."""

SITE = "solidarity_graph.site"
ROOT = "solidarity_graph.root"
PERMALINK = "solidarity_graph.permalink"
ADDRESS = "solidarity_graph.address"
REFUSAL = "solidarity_graph.refusal"
FOUND = "solidarity_graph.found"
ROUTE = "solidarity_graph.route"
VERSION = "solidarity_graph.release"
"""And under these what belongs to one request stands in its environ: its site, where the application is mounted,
whether the address names the release, under what its reply is kept, why it is refused; and for whoever counts requests,
whether the answer was kept (`hit`, `miss`), the name of the route, and the release."""

FEWEST = "fewest"
"""A saved query with a parameter of this name leaves out counts below it."""

_MADE = "answers"
_PAGE_BYTES = 4 << 20  # a page is read by a person: what is larger than this is taken as a file
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Site:
    """The parts of a running site. `lasting`: nobody changes the data behind it, so an answer once true stays so.

    `fewest`: counts below it are left out of the answers of saved queries, whatever a visitor asks for.
    """

    store: Store
    release: Release
    catalogue: Catalogue
    ontology: Ontology
    limits: Limits
    files: HeldFiles
    edition: str
    made: MadeAnswers
    standing: Standing
    lasting: bool = True
    fewest: int = 0
    _remembered: dict[str, object] = field(default_factory=dict)

    @property
    def page_limits(self) -> Limits:
        """The limits for what is turned into a page."""
        return replace(self.limits, output_bytes=min(self.limits.output_bytes, _PAGE_BYTES))

    def bind(self, saved: SavedQuery, values: Mapping[str, str]) -> str:
        """The saved query with these values, and with no smaller threshold for counts than this site's."""
        threshold = next((parameter for parameter in saved.parameters if parameter.name == FEWEST), None)
        bound = saved.bind(values, self.release.base)
        if threshold is None or int(values.get(FEWEST, threshold.default) or 0) >= self.fewest:
            return bound
        return saved.bind({**values, FEWEST: str(self.fewest)}, self.release.base)

    def remember(self, name: str, find_out: Callable[[], T]) -> T:
        """What is true of the whole release is found out once: a release does not change."""
        if not self.lasting:
            return find_out()
        if name not in self._remembered:
            self._remembered[name] = find_out()
        return cast(T, self._remembered[name])

    def close(self) -> None:
        """Let go of the store and the files."""
        self.store.close()
        self.files.close()


def make_site(
    store: Store,
    release: Release,
    catalogue: Catalogue,
    ontology: Ontology,
    limits: Limits,
    *,
    lasting: bool = True,
    fewest: int = 0,
) -> Site:
    """The site of one release."""
    files = HeldFiles(release.folder, (*(file.name for file in release.files), SUMS, MANIFEST))
    edition = edition_of(release, fewest)
    # A snapshot has one; in whatever else stands behind us there is no place for our files.
    folder: Path | None = getattr(store, "folder", None)
    made = MadeAnswers(folder / _MADE / edition if folder and lasting else None)
    return Site(store, release, catalogue, ontology, limits, files, edition, made, Standing(store), lasting, fewest)


def tag_of(site: Site, question: Question, media_type: str) -> str:
    """The bare tag of an answer of the store."""
    return answer_tag(site.edition, question, announce(media_type))


def current_site() -> Site:
    """The site of the release that this request asks."""
    return cast(Site, request.environ[SITE])


def current_cache() -> Cache:
    """The answers that the application keeps."""
    return cast(Cache, current_app.extensions[CACHE])


def current_flights() -> Flights:
    """The questions that are being asked at the moment."""
    return cast(Flights, current_app.extensions[FLIGHTS])


def current_links() -> Links:
    """Local addresses, below wherever the application is mounted."""
    return Links(current_site().release.base, request.script_root)


def is_permalink() -> bool:
    """Whether the address names the release, and so will mean the same tomorrow."""
    return bool(request.environ.get(PERMALINK))


def root() -> str:
    """Where the application itself is mounted, for addresses that name their release anyway."""
    return cast(str, request.environ.get(ROOT, request.script_root))
