"""The graph of a dataset in memory, and its dumps: what tests compare a release with."""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import Quad, Triple

from solidarity_graph.build import GraphFiles, nquads_of, write_graph_files
from solidarity_graph.documents import Document, make_documents, read_context, table_head, table_rows
from solidarity_graph.model import Dataset
from solidarity_graph.rdf import provenance_quads, quads_of, summarise, term_quads, terms_of
from solidarity_graph.release.dumps import DUMPS, write_dump


def all_quads(dataset: Dataset) -> tuple[Quad, ...]:
    """Every quad of a published dataset, sorted."""
    quads = {*quads_of(dataset, summarise(dataset))}
    terms = term_quads(dataset.description.base, terms_of(quads))
    return tuple(sorted({*quads, *terms, *provenance_quads(dataset)}, key=str))


def union(quads: Iterable[Quad]) -> set[Triple]:
    """The set union of all graphs."""
    return {quad.triple for quad in quads}


def files_of(dataset: Dataset, folder: Path) -> GraphFiles:
    """The files of a dataset's graph."""
    return GraphFiles(Path(shutil.copytree(_written(nquads_of(all_quads(dataset))), folder)))


@lru_cache(maxsize=16)
def _written(nquads: bytes) -> Path:
    """The folder of a graph's files, to be copied: filling a store takes ten times as long as copying it."""
    place = TemporaryDirectory()
    atexit.register(place.cleanup)
    return write_graph_files([nquads], Path(place.name)).folder


def dumps_of(quads: Iterable[Quad]) -> dict[str, bytes]:
    """The dumps of some quads, by the ending of the file name."""
    with TemporaryDirectory() as folder:
        graph = write_graph_files([nquads_of(quads)], Path(folder))
        for ending in DUMPS:
            write_dump(ending, graph, Path(folder))
        return {ending: (Path(folder) / f"solidarity-graph.{ending}").read_bytes() for ending in DUMPS}


def documents_of(dataset: Dataset) -> list[Document]:
    """The documents of a published dataset."""
    return [*make_documents(all_quads(dataset), dataset.description.base, read_context())]


def table_of(name: str, dataset: Dataset) -> str:
    """One table of the release of a dataset."""
    rows = table_rows(name, documents_of(dataset), read_context())
    return table_head(name) + rows
