"""The plan of a load: which graphs to write and remove so that a store holds a release."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from solidarity_graph.sparql.loading.load_state import UNFINISHED, LoadState
from solidarity_graph.sparql.loading.release_graphs import ReleaseGraph


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
    graphs: Iterable[ReleaseGraph],
    found: LoadState,
    *,
    version: str,
    counts: Mapping[str, int] | None = None,
    everything: bool = False,
) -> LoadPlan:
    """Return the plan after which a store in the state `found` holds exactly these graphs of the release `version`.

    counts      the number of statements of each graph in the store, if known: a graph with a wrong number is put again.
                Graphs in it that are not in the release are removed.
    everything  put all graphs, even unchanged ones.
    """
    wanted = {graph.name: graph for graph in graphs}
    put = tuple(graph for graph in wanted.values() if everything or not _holds(graph, found, counts))
    remove = tuple(sorted({*found.digests, *(counts or ())} - wanted.keys()))
    after = LoadState(version, {name: graph.digest for name, graph in wanted.items()})
    touched = {*(graph.name for graph in put), *remove}
    # An entry is never removed before its graph: after an interruption, the next load must know which graphs may exist.
    before = LoadState("", {name: after.digests.get(name, "") for name in wanted} | dict.fromkeys(touched, UNFINISHED))
    return LoadPlan(put, remove, len(wanted) - len(put), before, after, found)


def _holds(graph: ReleaseGraph, found: LoadState, counts: Mapping[str, int] | None) -> bool:
    if found.digests.get(graph.name) != graph.digest:
        return False
    return counts is None or counts.get(graph.name, graph.size) == graph.size
