"""The quads of a build on disk: sorted N-Quads, their set union as N-Triples, and a pyoxigraph store of both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import groupby
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Store, Triple, parse

from solidarity_graph.build.executors import Executor, one_by_one
from solidarity_graph.build.external_sort import sorted_lines


class GraphFiles:
    """The files of a graph in a folder, which `write_graph_files` writes.

    nquads    all quads as N-Quads, sorted.
    by_graph  all quads as N-Quads, sorted by the name of the graph.
    ntriples  the set union of all graphs as N-Triples, sorted.
    store     a pyoxigraph store: named graphs, and their set union as the default graph, as in snapshots.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.nquads, self.by_graph = folder / "graph.nq", folder / "by-graph.nq"
        self.ntriples, self.store = folder / "graph.nt", folder / "store"

    def count(self) -> int:
        """Return the number of triples in the set union."""
        with self.ntriples.open("rb") as lines:
            return sum(1 for _ in lines)

    def graphs(self, size: int) -> Iterator[range]:
        """Yield ranges of bytes of `by_graph` that hold whole graphs, each of `size` bytes or more but for the last."""
        start = end = 0
        with self.by_graph.open("rb") as lines:
            for _, graph in groupby(lines, key=_graph_of):
                end += sum(map(len, graph))
                if end - start >= size:
                    yield range(start, end)
                    start = end
        if end > start:
            yield range(start, end)

    def read(self, some: range) -> bytes:
        """Return the N-Quads in a range of bytes of `by_graph`."""
        with self.by_graph.open("rb") as file:
            file.seek(some.start)
            return file.read(len(some))

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
    # In processes if the executor has several: loading a large graph takes a gigabyte of memory and more.
    for _ in executor(partial(_derive, files=files), (_load, _sort_by_graph)):
        pass
    return files


def _derive(write: Callable[[GraphFiles], None], files: GraphFiles) -> None:
    write(files)


def _sort_by_graph(files: GraphFiles) -> None:
    with files.nquads.open("rb") as lines, files.by_graph.open("wb") as file:
        file.writelines(sorted_lines(lines, files.folder, key=_graph_first))


def _graph_first(line: bytes) -> tuple[bytes, bytes]:
    return _graph_of(line), line


def _graph_of(line: bytes) -> bytes:
    return line.rpartition(b" <")[2]


def _load(files: GraphFiles) -> None:
    store = Store(str(files.store))
    store.bulk_load(path=files.nquads, format=RdfFormat.N_QUADS)
    store.bulk_load(path=files.ntriples, format=RdfFormat.N_TRIPLES)
    store.flush()
