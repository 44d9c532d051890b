"""What is to be done in a store so that it holds a release."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from solidarity_graph.sparql.loading.load_state import UNFINISHED, State
from solidarity_graph.sparql.loading.release_graphs import Graph


@dataclass(frozen=True, slots=True)
class Plan:
    """`put` replaces or makes graphs, `remove` empties those that are gone, the rest is as it should be.

    `before` is the state to write before anything is touched, `after` the one when all is done.
    """

    put: tuple[Graph, ...]
    remove: tuple[str, ...]
    unchanged: int
    before: State
    after: State
    found: State

    @property
    def is_empty(self) -> bool:
        """Whether the store holds the release already, and says so."""
        return not self.put and not self.remove and self.found == self.after


def make_plan(
    graphs: Iterable[Graph],
    found: State,
    *,
    version: str,
    counts: Mapping[str, int] | None = None,
    everything: bool = False,
) -> Plan:
    """Compare the graphs of a release with what a store says of itself and, where it was asked, what it counts in them.

    `counts` may name graphs that nothing else knows of: those are ours too, and are removed.
    """
    wanted = {graph.name: graph for graph in graphs}
    put = tuple(graph for graph in wanted.values() if everything or not _holds(graph, found, counts))
    remove = tuple(sorted({*found.digests, *(counts or ())} - wanted.keys()))
    after = State(version, {name: graph.digest for name, graph in wanted.items()})
    touched = {*(graph.name for graph in put), *remove}
    # An entry is never dropped before its graph is: who comes after an interruption must know what may be there.
    before = State("", {name: after.digests.get(name, "") for name in wanted} | dict.fromkeys(touched, UNFINISHED))
    return Plan(put, remove, len(wanted) - len(put), before, after, found)


def _holds(graph: Graph, found: State, counts: Mapping[str, int] | None) -> bool:
    if found.digests.get(graph.name) != graph.digest:
        return False
    return counts is None or counts.get(graph.name, graph.size) == graph.size
