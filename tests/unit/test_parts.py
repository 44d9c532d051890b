"""A build in parts gives what a build in one piece gives, whatever the parts and whoever makes them."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from solidarity_graph.build import Executor, build_graphs, in_processes, make_part, one_by_one, split
from solidarity_graph.disclosure import publish
from solidarity_graph.model import Dataset, merged
from solidarity_graph.rdf.graphs import assemble
from solidarity_graph.records import read_dataset
from solidarity_graph.resources import data_dir
from solidarity_graph.validation import Report

REMOVED = ("status", "imposedBy", "duration", "organiser", "prefLabel", "contestedBy", "recipient")


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return merged(publish(read_dataset(data_dir())))


@pytest.fixture(scope="module")
def faulty(dataset: Dataset) -> Dataset:
    """The dataset without some claims that shapes ask for, and with a claim that has no words."""
    kept = [claim for n, claim in enumerate(dataset.claims) if claim.predicate not in REMOVED or n % 3 == 0]
    kept[0] = replace(kept[0], spans=())
    return replace(dataset, claims=tuple(kept))


def found(report: Report) -> list[tuple[object, ...]]:
    return [(each.source_shape, each.focus_node, each.value, each.message, each.origin) for each in report.results]


@pytest.mark.parametrize("claims", [1, 40, 10_000])
def test_any_size_of_part_gives_the_same_quads(dataset: Dataset, claims: int) -> None:
    parts = split(dataset, claims)
    assert (len(parts) == 1) == (claims == 10_000)
    quads = [quad for part in parts for quad in make_part(part, checked=False).quads]
    assert len(quads) == len(set(quads)), "each quad belongs to one part"
    assert set(quads) == set(assemble(dataset, ()))


@pytest.mark.parametrize("claims", [5, 100])
def test_any_size_of_part_gives_the_same_results_as_plain_pyshacl(faulty: Dataset, claims: int) -> None:
    _, expected = build_graphs(faulty, reference=True)
    _, report = build_graphs(faulty, claims=claims)
    assert len(expected.results) > 10
    assert found(report) == found(expected)
    assert (report.triples, report.conforms) == (expected.triples, False)


def test_several_processes_make_the_same_parts_in_the_same_order(dataset: Dataset) -> None:
    assert build_graphs(dataset, in_processes(2), claims=50) == build_graphs(dataset, one_by_one, claims=50)


def process_of(item: int) -> int:
    if item < 0:
        raise ValueError("a fault in a part")
    return os.getpid()


@pytest.mark.parametrize(("executor", "own"), [(one_by_one, True), (in_processes(1), True), (in_processes(2), False)])
def test_an_executor_works_here_or_in_processes_and_raises_what_a_part_raises(executor: Executor, own: bool) -> None:
    assert ({*executor(process_of, [1, 2, 3])} == {os.getpid()}) is own
    with pytest.raises(ValueError, match="a fault in a part"):
        list(executor(process_of, [1, -1]))
