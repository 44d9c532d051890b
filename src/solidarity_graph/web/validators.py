"""Entity tags: what a representation depends on, as one hash, known before anything is asked.

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
    """One hash for all that answers depend on beside the request: release, program, and the threshold for counts."""
    sums = (f"{file.name} {file.sha256}" for file in release.files)
    return _hash((release.version, release.base, release.title, str(fewest), *sums, _program()))


def answer_tag(edition: str, question: Question, content_type: str) -> str:
    """For an answer of the store. GET, POST, a saved query: the same question has the same tag."""
    dataset = question.dataset()
    graphs = (f"{name} {graph}" for name, graphs in dataset.items() for graph in graphs)
    return _hash(("answer", edition, question.text, content_type, *graphs))


def page_tag(edition: str, environ: dict[str, Any]) -> str:
    """For a page or another document of this site: it depends on the address, `Accept`, and where the site is mounted.

    `Accept` stands for the media type, which follows from it.
    """
    names = ("wsgi.url_scheme", "HTTP_HOST", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT")
    return _hash(("page", edition, *(environ.get(name, "") for name in names)))


def write_tag(tag: str) -> str:
    """The tag as it stands in a header."""
    return f'"{tag}"'


def is_named(written: str, if_none_match: str) -> bool:
    """Whether the header names this tag, weakly or strongly. Its quotes keep it from being a part of another.

    >>> is_named('"a1"', 'W/"a1", "b2"'), is_named('"a1"', '"a12"')
    (True, False)
    """
    return written in if_none_match


def _hash(parts: Iterable[str]) -> str:
    # Each part with its length, so that no two lists of parts make the same text.
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
