"""The documents of a release as JSON lines (JSON-LD without the context), and the tables made from them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, parse

from solidarity_graph.documents import (
    TABLES,
    Assembly,
    ClaimFile,
    Document,
    Inventory,
    Triples,
    make_documents,
    read_context,
    table_head,
    table_rows,
    write_claims,
)
from solidarity_graph.release.manifest import Release
from solidarity_graph.release.opened_store import open_once

if TYPE_CHECKING:
    from solidarity_graph.build import Executor, GraphFiles

DOCUMENTS = "documents.jsonl"
_CHUNK = 500
"""Documents in one call of the executor: one or two seconds of work, since those of people and articles are large."""
_CLAIMS = "claims.sqlite"


def write_documents(graph: GraphFiles, folder: Path, base: str, executor: Executor) -> None:
    """Write the documents and the tables of a graph into a folder.

    base     the prefix of the dataset's IRIs.
    """
    inventory = Inventory(graph.quads(), base)
    things = inventory.things
    claims = _chunks([iri for iri in things if iri.startswith(f"{base}id/claim/")])
    compacted = executor(partial(_compact_claims, graph=graph, base=base), claims)
    write_claims(graph.folder / _CLAIMS, (claim for some in compacted for claim in some))
    make = partial(_make_texts, graph=graph, base=base)
    with ExitStack() as opened:
        names = (DOCUMENTS, *TABLES)
        files = {name: opened.enter_context((folder / name).open("w", encoding="utf-8")) for name in names}

        def write(texts: Iterable[Mapping[str, str]]) -> None:
            for name, text in (item for some in texts for item in some.items()):
                files[name].write(text)

        write([{name: table_head(name) for name in TABLES}])
        write(executor(make, _chunks(things)))
        write([{DOCUMENTS: documents_text(inventory.graphs())}])
        write(executor(make, _chunks(inventory.concepts, 10)))
        write([{DOCUMENTS: documents_text([_assembly(graph, base).dataset(inventory.union())])}])


def _chunks(iris: Sequence[str], size: int = _CHUNK) -> list[Sequence[str]]:
    return [iris[start : start + size] for start in range(0, len(iris), size)]


def _compact_claims(iris: Sequence[str], graph: GraphFiles, base: str) -> list[tuple[str, str]]:
    assembly = _assembly(graph, base)
    return [(iri, json.dumps(assembly.claim(iri), ensure_ascii=False)) for iri in iris]


def _assembly(graph: GraphFiles, base: str, claims: ClaimFile | None = None) -> Assembly:
    return Assembly(Triples(open_once(graph.store)), base, read_context(), claims)


def _make_texts(iris: Sequence[str], graph: GraphFiles, base: str) -> dict[str, str]:
    """Return by file name the documents of some things or concepts as JSON lines, and the rows of each table."""
    assembly = _assembly(graph, base, ClaimFile(graph.folder / _CLAIMS))
    documents = [assembly.document(iri) for iri in iris]
    rows = {name: table_rows(name, documents, assembly.context) for name in TABLES}
    return {DOCUMENTS: documents_text(documents), **rows}


def documents_text(documents: Iterable[Document]) -> str:
    """Return the documents as JSON, one on each line."""
    return "".join(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n" for document in documents)


def read_documents(release: Release) -> Iterator[Document]:
    """Yield the documents of a release from their file; if it is missing, they are made from the N-Quads dump.

    Raises ReleaseError if the file is damaged.
    """
    path = release.folder / DOCUMENTS
    if release.file(DOCUMENTS) and path.is_file():
        release.verify(DOCUMENTS)
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)
    else:
        yield from make_documents(parse(path=release.nquads, format=RdfFormat.N_QUADS), release.base, read_context())
