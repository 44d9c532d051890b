"""The quads of a build on disk: sorted N-Quads, their set union as N-Triples, and a store with both to be asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Store, Triple, parse

from solidarity_graph.build.executors import Executor, one_by_one
from solidarity_graph.build.sorting import sorted_lines


@dataclass(frozen=True, slots=True)
class GraphFiles:
    """The files of a graph in one folder: all of them are there once `write_graph_files` has returned."""

    folder: Path

    @property
    def nquads(self) -> Path:
        """All quads, one a line, sorted."""
        return self.folder / "graph.nq"

    @property
    def ntriples(self) -> Path:
        """The set union of all graphs, one triple a line, sorted."""
        return self.folder / "graph.nt"

    @property
    def store(self) -> Path:
        """A pyoxigraph store: the named graphs, and their set union as the default graph, as served snapshots are."""
        return self.folder / "store"

    def count(self) -> int:
        """How many triples the set union has."""
        with self.ntriples.open("rb") as lines:
            return sum(1 for _ in lines)

    def quads(self) -> Iterator[Quad]:
        """All quads, in the order of the file."""
        return parse(path=self.nquads, format=RdfFormat.N_QUADS)

    def union(self) -> Iterator[Triple]:
        """The triples of the set union, in the order of the file."""
        return (quad.triple for quad in parse(path=self.ntriples, format=RdfFormat.N_TRIPLES))


def nquads_of(quads: Iterable[Quad]) -> bytes:
    """The quads as N-Quads lines, in the order given."""
    return "".join(f"{quad} .\n" for quad in quads).encode()


def write_graph_files(nquads: Iterable[bytes], folder: Path, executor: Executor = one_by_one) -> GraphFiles:
    """Merge N-Quads texts in any order into the files of a graph, in an empty folder. Equal quads are kept once."""
    files, last = GraphFiles(folder), b""
    lines = (line for text in nquads for line in text.splitlines(keepends=True))
    with files.nquads.open("wb") as quads, files.ntriples.open("wb") as union:
        for line in sorted_lines(lines, folder):
            quads.write(line)
            # In the order of the quads, equal triples are neighbours, and triples are in their own order.
            if (triple := line.rpartition(b" <")[0]) != last:
                union.write(triple + b" .\n")
                last = triple
    # In a process of its own where there are several: loading takes memory, a gigabyte and more of a large graph.
    (_,) = executor(_load, [files])
    return files


def _load(files: GraphFiles) -> None:
    store = Store(str(files.store))
    store.bulk_load(path=files.nquads, format=RdfFormat.N_QUADS)
    store.bulk_load(path=files.ntriples, format=RdfFormat.N_TRIPLES)
    store.flush()
