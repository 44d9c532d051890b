"""What the pages of one release share: store, documents, files, catalogue, ontology and limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from solidarity_graph.release import Release, ReleaseFile
from solidarity_graph.release.manifest import MANIFEST, SUMS
from solidarity_graph.saved_queries import Catalogue, SavedQuery
from solidarity_graph.schema import Ontology
from solidarity_graph.search import DocumentIndex
from solidarity_graph.sparql import Limits, Store
from solidarity_graph.web.held_files import HeldFiles
from solidarity_graph.web.validators import edition_of

FEWEST = "fewest"
"""A saved query with a parameter of this name leaves out counts below it."""

_PAGE_BYTES = 4 << 20  # a page is read by a person: what is larger than this is taken as a file


@dataclass(frozen=True, slots=True)
class Site:
    """The parts of a running site. `lasting`: nobody changes the data behind it, so an answer once true stays so.

    `fewest`: counts below it are left out of the answers of saved queries, whatever a visitor asks for.
    """

    store: Store
    documents: DocumentIndex
    release: Release
    catalogue: Catalogue
    ontology: Ontology
    limits: Limits
    files: HeldFiles
    edition: str
    lasting: bool = True
    fewest: int = 0

    @property
    def page_limits(self) -> Limits:
        """The limits for what is turned into a page."""
        return replace(self.limits, output_bytes=min(self.limits.output_bytes, _PAGE_BYTES))

    @property
    def downloads(self) -> tuple[ReleaseFile, ...]:
        """The files of the release that are here and may be given: with a threshold for counts, no prepared answers."""
        return tuple(
            file for file in self.release.files if file.name in self.files and not (self.fewest and file.answers)
        )

    def bind(self, saved: SavedQuery, values: Mapping[str, str]) -> str:
        """The saved query with these values, and with no smaller threshold for counts than this site's."""
        threshold = next((parameter for parameter in saved.parameters if parameter.name == FEWEST), None)
        bound = saved.bind(values, self.release.base)
        if threshold is None or int(values.get(FEWEST, threshold.default) or 0) >= self.fewest:
            return bound
        return saved.bind({**values, FEWEST: str(self.fewest)}, self.release.base)

    def close(self) -> None:
        """Close the store, the documents and the files."""
        self.store.close()
        self.documents.close()
        self.files.close()


def make_site(
    store: Store,
    documents: DocumentIndex,
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
    return Site(store, documents, release, catalogue, ontology, limits, files, edition, lasting, fewest)
