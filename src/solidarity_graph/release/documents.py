"""The documents of a release as a file: one line each, in JSON-LD without the context."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from pyoxigraph import RdfFormat, parse

from solidarity_graph.documents import Document, make_documents, read_context
from solidarity_graph.release.manifest import Release

DOCUMENTS = "documents.jsonl"


def documents_text(documents: Iterable[Document]) -> str:
    """The file's text."""
    return "".join(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n" for document in documents)


def read_documents(release: Release) -> Iterator[Document]:
    """The documents of a release: those of its file, or, where it has none, made from its dump."""
    path = release.folder / DOCUMENTS
    if release.file(DOCUMENTS) and path.is_file():
        release.verify(DOCUMENTS)
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)
    else:
        yield from make_documents(parse(path=release.nquads, format=RdfFormat.N_QUADS), release.base, read_context())
