"""The quads of a build on disk: sorted N-Quads, their set union as N-Triples, and a pyoxigraph store of both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Store, Triple, parse

from solidarity_graph.build.executors import Executor, one_by_one
from solidarity_graph.build.external_sort import sorted_lines


@dataclass(frozen=True, slots=True)
class GraphFiles:
    """The files of a graph in a folder, which `write_graph_files` writes."""

    folder: Path

    @property
    def nquads(self) -> Path:
        """The path of all quads as N-Quads, sorted."""
        return self.folder / "graph.nq"

    @property
    def ntriples(self) -> Path:
        """The path of the set union of all graphs as N-Triples, sorted."""
        return self.folder / "graph.nt"

    @property
    def store(self) -> Path:
        """The path of the pyoxigraph store: named graphs, and their set union as the default graph, as in snapshots."""
        return self.folder / "store"

    def count(self) -> int:
        """Return the number of triples in the set union."""
        with self.ntriples.open("rb") as lines:
            return sum(1 for _ in lines)

    def quads(self) -> Iterator[Quad]:
        """Yield the quads of `nquads`, in the sorted order of its lines."""
        return parse(path=self.nquads, format=RdfFormat.N_QUADS)

    def union(self) -> Iterator[Triple]:
        """Yield the triples of `ntriples`, the set union, in the sorted order of its lines."""
        return (quad.triple for quad in parse(path=self.ntriples, format=RdfFormat.N_TRIPLES))


def nquads_of(quads: Iterable[Quad]) -> bytes:
    """Return the quads as N-Quads lines, in the given order."""
    return "".join(f"{quad} .\n" for quad in quads).encode()


def write_graph_files(nquads: Iterable[bytes], folder: Path, executor: Executor = one_by_one) -> GraphFiles:
    """Write the files of a graph into an empty folder, from unsorted N-Quads texts; duplicate quads only once."""
    files, last = GraphFiles(folder), b""
    lines = (line for text in nquads for line in text.splitlines(keepends=True))
    with files.nquads.open("wb") as quads, files.ntriples.open("wb") as union:
        for line in sorted_lines(lines, folder):
            quads.write(line)
            # In sorted quads, equal triples are adjacent, and the triples are sorted, too.
            if (triple := line.rpartition(b" <")[0]) != last:
                union.write(triple + b" .\n")
                last = triple
    # In a process of its own if the executor has several: loading a large graph takes a gigabyte of memory and more.
    (_,) = executor(_load, [files])
    return files


def _load(files: GraphFiles) -> None:
    store = Store(str(files.store))
    store.bulk_load(path=files.nquads, format=RdfFormat.N_QUADS)
    store.bulk_load(path=files.ntriples, format=RdfFormat.N_TRIPLES)
    store.flush()
