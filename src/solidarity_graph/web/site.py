"""The parts that serve one release: store, documents, files, catalogue, ontology and limits."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path

from solidarity_graph.release import Release, ReleaseFile
from solidarity_graph.release.manifest import MANIFEST, SUMS
from solidarity_graph.resources import ontology_dir, program_dir, queries_dir, shapes_dir
from solidarity_graph.saved_queries import Catalogue, SavedQuery
from solidarity_graph.schema import Ontology
from solidarity_graph.search import DocumentIndex
from solidarity_graph.sparql import Limits, Store
from solidarity_graph.web.held_files import HeldFiles

FEWEST = "fewest"
"""The parameter of saved queries that leave counts below its value out of their answers."""

_PAGE_BYTES = 4 << 20  # a larger answer is of no use on a page; it can be downloaded
_SHOWN = {".py", ".html", ".css", ".js", ".svg", ".ttl", ".jsonld", ".rq"}


@dataclass(frozen=True, slots=True)
class Site:
    """The parts that serve one release. `edition` is the hash of the release and the program, for ETags.

    `immutable`: the data cannot change, so equal requests have equal answers. `fewest`: counts below it are left out of
    the answers of saved queries, even if a client asks for a smaller threshold.
    """

    store: Store
    documents: DocumentIndex
    release: Release
    catalogue: Catalogue
    ontology: Ontology
    limits: Limits
    files: HeldFiles
    edition: str
    immutable: bool = True
    fewest: int = 0

    @property
    def page_limits(self) -> Limits:
        """The limits for a query whose answer is shown on a page: at most 4 MiB of it."""
        return replace(self.limits, output_bytes=min(self.limits.output_bytes, _PAGE_BYTES))

    @property
    def downloads(self) -> tuple[ReleaseFile, ...]:
        """The files of the release that exist and may be downloaded; with `fewest`, those without saved answers."""
        return tuple(
            file for file in self.release.files if file.name in self.files and not (self.fewest and file.answers)
        )

    def bind(self, saved: SavedQuery, values: Mapping[str, str]) -> str:
        """Return the text of a saved query with these values by parameter name; missing ones get their default.

        Its threshold for counts is at least `fewest`. Raises ParameterError for an unknown parameter or a wrong value.
        """
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
    immutable: bool = True,
    fewest: int = 0,
) -> Site:
    """Return the site of a release, with its files opened and its edition computed. Missing files are left out."""
    files = HeldFiles(release.folder, (*(file.name for file in release.files), SUMS, MANIFEST))
    edition = _edition_of(release, fewest)
    return Site(store, documents, release, catalogue, ontology, limits, files, edition, immutable, fewest)


def hash_parts(*parts: str) -> str:
    """Return a hash of texts, for ETags (https://www.rfc-editor.org/rfc/rfc9110#name-etag)."""
    # Each part is preceded by its length, so that different lists of parts never give the same text.
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=16).hexdigest()


def _edition_of(release: Release, fewest: int) -> str:
    """Return a hash of all that answers depend on besides the request: release, program and threshold for counts."""
    sums = (f"{file.name} {file.sha256}" for file in release.files)
    return hash_parts(release.version, release.base, release.title, str(fewest), *sums, _hash_program())


@cache
def _hash_program() -> str:
    folders = (program_dir(), ontology_dir(), shapes_dir(), queries_dir())
    files = (path for folder in folders for path in sorted(folder.rglob("*")) if _is_shown(path.relative_to(folder)))
    return hash_parts(version("pyoxigraph"), *(hashlib.sha256(path.read_bytes()).hexdigest() for path in files))


def _is_shown(path: Path) -> bool:
    return path.suffix in _SHOWN and path.parts[0] != "_resources"
