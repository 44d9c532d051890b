"""The site of one release: the parts that serve it, the requests that use it, and the context of each request."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import cast

from flask import request

from solidarity_graph.documents import Document
from solidarity_graph.errors import SolidarityGraphError
from solidarity_graph.release import Release, ReleaseFile
from solidarity_graph.release.answers import answer_name, digest_of
from solidarity_graph.release.manifest import MANIFEST
from solidarity_graph.resources import data_dir, docs_dir, ontology_dir, program_dir, queries_dir, shapes_dir
from solidarity_graph.saved_queries import Catalogue, SavedQuery
from solidarity_graph.search import DocumentIndex
from solidarity_graph.sparql import Limits, Store
from solidarity_graph.web.addresses import Links
from solidarity_graph.web.open_files import HeldFiles

CONTEXT = "solidarity_graph.context"
"""The key of the request's `RequestContext` in its WSGI environ."""

COPY = "solidarity_graph.copy"
"""A key of the WSGI environ of requests for a copy of the site as files, which has no permalinks and no forms."""

FEWEST = "fewest"
"""The parameter of saved queries that leave counts below its value out of their answers."""

_PAGE_BYTES = 4 << 20  # a larger answer is of no use on a page; it can be downloaded
_SHOWN = {".py", ".html", ".css", ".js", ".json", ".svg", ".ttl", ".jsonld", ".rq", ".toml"}


@dataclass(eq=False, slots=True)
class Site:
    """The parts that serve one release. After `retire`, they are closed once no request uses them. Thread-safe.

    immutable  True if the data cannot change, so that equal requests have equal answers.
    fewest     counts below it are left out of the answers of saved queries, even if a client asks for a smaller number.
    texts      source texts by their SHA-256; pages then show passages of them.
    files      the files of the release, held open. Missing ones are left out.
    edition    a hash of all that answers depend on besides the request, for ETags.
    """

    store: Store
    documents: DocumentIndex
    release: Release
    catalogue: Catalogue
    limits: Limits
    immutable: bool = True
    fewest: int = 0
    texts: Mapping[str, str] = field(default_factory=dict)
    files: HeldFiles = field(init=False)
    edition: str = field(init=False)
    _about: Document = field(init=False, default_factory=dict)
    _users: int = field(init=False, default=1)  # the requests, and the site itself until it is retired
    _retired: bool = field(init=False, default=False)
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)

    def __post_init__(self) -> None:
        hashes = {file.name: file.sha256 for file in self.release.files}
        hashes |= {name: hashlib.sha256(text.encode()).hexdigest() for name, text in self.release.sums().items()}
        self.files = HeldFiles(self.release.folder, {**hashes, MANIFEST: self.release.manifest_sha256()})
        self.edition = _edition_of(self.release, self.fewest, self.store.arrangement, has_texts=bool(self.texts))

    @property
    def about(self) -> Document:
        """The document of the dataset itself: title, licence, publisher, figures. It is read once."""
        if not self._about:
            self._about = self.documents.get("dataset") or {"id": f"{self.release.base}dataset"}
        return self._about

    @property
    def name(self) -> str:
        """The title of the dataset up to a colon: what stands at the head of each page."""
        return self.release.title.partition(":")[0].strip()

    @property
    def lasts(self) -> bool:
        """True if the release is published and cannot change: only then pages have permalinks and can be cited."""
        return self.immutable and not self.release.is_draft

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

    def prepared(self, saved: SavedQuery, bound: str, format_: str) -> ReleaseFile | None:
        """Return the file with the answer that the build saved to exactly this query; None if there is none.

        bound    the text of the query with its values.
        format_  the name of a format, such as `csv`.
        """
        file = self.release.file(answer_name(saved.name, format_))
        if file is None or file.name not in self.files or not self.immutable or file.answers != digest_of(bound):
            return None
        return file

    def find(self, iris: Iterable[str]) -> dict[str, str]:
        """Return, for those of the IRIs that name things, the IRI of the thing, or of that which it was merged into."""
        return self.documents.current(iris)

    def bind(self, saved: SavedQuery, values: Mapping[str, str]) -> str:
        """Return the text of a saved query with these values by parameter name; missing ones get their default.

        Its threshold for counts is at least `fewest`. Raises ParameterError for an unknown parameter or a wrong value.
        """
        threshold = next((parameter for parameter in saved.parameters if parameter.name == FEWEST), None)
        bound = saved.bind(values, self.release.base)
        if threshold is None or int(values.get(FEWEST, threshold.default) or 0) >= self.fewest:
            return bound
        return saved.bind({**values, FEWEST: str(self.fewest)}, self.release.base)

    def enter(self) -> bool:
        """Count one more request, which `leave` must end. Return False, and count nothing, after `retire`."""
        with self._lock:
            if not self._retired:
                self._users += 1
            return not self._retired

    def leave(self) -> None:
        """Count one request fewer; after `retire`, the last one closes the store, the documents and the files."""
        with self._lock:
            self._users -= 1
            is_last = not self._users
        if is_last:
            self.store.close()
            self.documents.close()
            self.files.close()

    def retire(self) -> None:
        """Let no new request in, and close the site once no request uses it."""
        with self._lock:
            was_retired, self._retired = self._retired, True
        if not was_retired:
            self.leave()


@dataclass(slots=True)
class RequestContext:
    """What is known of a request beyond Flask's own `request`. The middleware keeps it in the WSGI environ.

    site       the site of the release that the request is for.
    root       the path at which the application is mounted; empty at the top.
    cleanup    is closed when the response is sent or has failed.
    deterministic  True if the same request to the same release always gets the same response.
    language   the tag of the language that the address begins with; '' if it names none.
    negotiated_language  the tag of the language of the response; '' until `current_language` has found it.
    permalink  True if the address names the release, and the release is immutable.
    refusal    the error to report if the address names a release that cannot be served.
    queries    limits the client's requests that use the store at a time; None for health checks and metrics.
    route      the pattern of the route that Flask matched, as `Outcome` has it.
    query      the SPARQL query of a protocol request, once it is read.
    """

    site: Site
    root: str
    cleanup: ExitStack
    deterministic: bool
    language: str = ""
    negotiated_language: str = ""
    permalink: bool = False
    refusal: SolidarityGraphError | None = None
    queries: threading.Semaphore | None = None
    route: str = ""
    query: str = ""


def current_context() -> RequestContext:
    """Return the context of the request that this thread handles. Fails outside a request."""
    return cast(RequestContext, request.environ[CONTEXT])


def current_site() -> Site:
    """Return the site of the release that the current request is for."""
    return current_context().site


def is_copy() -> bool:
    """Return True if the current request is made for a copy of the site as files."""
    return COPY in request.environ


def current_links() -> Links:
    """Return the map from IRIs to addresses on this site, below the script root of the current request."""
    return Links(current_site().release.base, request.script_root)


def hash_parts(*parts: str) -> str:
    """Return a hash of texts, for ETags (https://www.rfc-editor.org/rfc/rfc9110#name-etag)."""
    # Each part is preceded by its length, so that different lists of parts never give the same text.
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=16).hexdigest()


def _edition_of(release: Release, fewest: int, arrangement: str, *, has_texts: bool) -> str:
    """Return a hash of all that answers depend on besides the request: release, program, threshold, store, texts."""
    sums = (f"{file.name} {file.sha256}" for file in release.files)
    settings = (str(fewest), arrangement, str(has_texts))
    return hash_parts(release.version, release.base, release.title, *settings, *sums, _hash_program())


@cache
def _hash_program() -> str:
    folders = (program_dir(), ontology_dir(), shapes_dir(), queries_dir())
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if _is_shown(path.relative_to(folder))]
    # The site shows these as documents.
    for folder in (data_dir(), ontology_dir(), queries_dir(), shapes_dir()):
        files += sorted(folder.glob("*.md"))
    files += sorted((ontology_dir() / "migrations").glob("*.ru"))
    files += sorted(path for path in docs_dir().rglob("*") if path.is_file())
    return hash_parts(version("pyoxigraph"), *(hashlib.sha256(path.read_bytes()).hexdigest() for path in files))


def _is_shown(path: Path) -> bool:
    return path.suffix in _SHOWN and path.parts[0] != "_resources"
