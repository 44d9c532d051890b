"""The plan of a load: which graphs to write and remove so that a store holds a release.

It follows from the state: the digest of each graph, kept in a graph of the loaded store itself. A local file would be
wrong once the store was emptied, or loaded from another machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Self

from solidarity_graph.sparql.loading.release_graphs import ReleaseGraph

DIGEST = "http://spdx.org/rdf/terms#checksumValue"
VERSION = "http://www.w3.org/2002/07/owl#versionInfo"
DEFAULT = "urn:x-default-graph"
"""The name of the default graph in the state."""
UNFINISHED = "unfinished"


@dataclass(frozen=True, slots=True)
class LoadState:
    """The version of the last complete load (empty if there was none), and the digest of each graph by its name.

    The digest is `UNFINISHED` for a graph that may be written in part.
    """

    version: str = ""
    digests: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[str, str, str]]) -> Self:
        """Return the state that the triples of the state graph (`rows`) describe; other properties are ignored.

        A graph that has both a digest and the mark of an unfinished one was finished later.
        """
        version = ""
        digests: dict[str, str] = {}
        for subject, property_, value in rows:
            if property_ == VERSION:
                version = value
            elif property_ == DIGEST and digests.get(subject, UNFINISHED) == UNFINISHED:
                digests[subject] = value
        return cls(version, digests)

    def triples(self, graph: str) -> Iterator[bytes]:
        """Yield the state as lines of N-Triples. The version, if any, is a property of the state graph `graph`."""
        if self.version:
            yield f'<{graph}> <{VERSION}> "{self.version}" .\n'.encode()
        for name, digest in sorted(self.digests.items()):
            yield f'<{name}> <{DIGEST}> "{digest}" .\n'.encode()


@dataclass(frozen=True, slots=True)
class LoadPlan:
    """What a load changes in a store: the graphs to `put` (made or replaced), and the names of those to `remove`.

    unchanged  the number of graphs of the release that are in the store already.
    found      the state that the store has.
    before     the state to write before the first graph is changed.
    after      the state to write after the last.
    """

    put: tuple[ReleaseGraph, ...]
    remove: tuple[str, ...]
    unchanged: int
    before: LoadState
    after: LoadState
    found: LoadState

    @property
    def is_empty(self) -> bool:
        """True if there is nothing to put or remove, and the store's state is already the final one."""
        return not self.put and not self.remove and self.found == self.after


def make_plan(
    graphs: Iterable[ReleaseGraph], found: LoadState, version: str, counts: Mapping[str, int], *, everything: bool
) -> LoadPlan:
    """Return the plan after which a store in the state `found` holds exactly these graphs of the release `version`.

    counts      the number of statements of graphs in the store, as far as known: a graph with a wrong number is put
                again. Graphs in it that are not in the release are removed.
    everything  put all graphs, even unchanged ones.
    """
    wanted = {graph.name: graph for graph in graphs}
    after = LoadState(version, {name: graph.digest for name, graph in wanted.items()})
    put = tuple(
        graph
        for name, graph in wanted.items()
        if everything or found.digests.get(name) != graph.digest or counts.get(name, graph.size) != graph.size
    )
    remove = tuple(sorted({*found.digests, *counts} - wanted.keys()))
    # An entry is never removed before its graph: after an interruption, the next load must know which graphs may exist.
    touched = dict.fromkeys((*(graph.name for graph in put), *remove), UNFINISHED)
    before = LoadState("", {**after.digests, **touched})
    return LoadPlan(put, remove, len(wanted) - len(put), before, after, found)
