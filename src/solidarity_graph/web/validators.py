"""Entity tags (ETag): hashes of everything that a response depends on, computed before the store is queried.

https://www.rfc-editor.org/rfc/rfc9110#name-etag
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from solidarity_graph.release import Release
from solidarity_graph.resources import ontology_dir, program_dir, queries_dir, shapes_dir
from solidarity_graph.web.questions import Question

_SHOWN = {".py", ".html", ".css", ".js", ".svg", ".ttl", ".jsonld", ".rq"}


def edition_of(release: Release, fewest: int = 0) -> str:
    """Return a hash of all that answers depend on besides the request: release, program and threshold for counts."""
    sums = (f"{file.name} {file.sha256}" for file in release.files)
    return _hash((release.version, release.base, release.title, str(fewest), *sums, _program()))


def answer_tag(edition: str, question: Question, content_type: str) -> str:
    """Return the tag, without quotes, of an answer of the store: the same by GET, by POST and as a saved query."""
    dataset = question.dataset()
    graphs = (f"{name} {graph}" for name, graphs in dataset.items() for graph in graphs)
    return _hash(("answer", edition, question.text, content_type, *graphs))


def page_tag(edition: str, environ: dict[str, Any]) -> str:
    """Return the tag, without quotes, of a page or another document: a hash of its address, `Accept` and mount path.

    `Accept` is hashed in place of the media type, which follows from it.
    """
    names = ("wsgi.url_scheme", "HTTP_HOST", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT")
    return _hash(("page", edition, *(environ.get(name, "") for name in names)))


def write_tag(tag: str) -> str:
    """Return the tag as headers write it, in quotes."""
    return f'"{tag}"'


def is_named(written: str, if_none_match: str) -> bool:
    """Return True if the If-None-Match header lists the tag, weak or strong. `written` has its quotes; `*` is no match.

    >>> is_named('"a1"', 'W/"a1", "b2"'), is_named('"a1"', '"a12"')
    (True, False)
    """
    return written in if_none_match


def _hash(parts: Iterable[str]) -> str:
    # Each part is preceded by its length, so that different lists of parts never give the same text.
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=16).hexdigest()


@cache
def _program() -> str:
    folders = (program_dir(), ontology_dir(), shapes_dir(), queries_dir())
    files = (path for folder in folders for path in sorted(folder.rglob("*")) if _is_shown(path.relative_to(folder)))
    sums = (hashlib.sha256(path.read_bytes()).hexdigest() for path in files)
    return _hash((version("pyoxigraph"), *sums))


def _is_shown(path: Path) -> bool:
    return path.suffix in _SHOWN and path.parts[0] != "_resources"
