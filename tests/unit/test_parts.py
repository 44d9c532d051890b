"""A build in parts gives what a build in one piece gives, whatever the parts and whoever makes them."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Store

from benchmarks.articles import write_articles
from benchmarks.planted_faults import CONSTRAINTS
from solidarity_graph.build import (
    Executor,
    build_graph,
    in_processes,
    make_part,
    nquads_of,
    one_by_one,
    sorted_lines,
    split,
)
from solidarity_graph.model import Dataset, SourceRange, merged
from solidarity_graph.policy import publish
from solidarity_graph.rdf import quads_of, summarise
from solidarity_graph.records import read_dataset
from solidarity_graph.release.writer import write_release
from solidarity_graph.resources import data_dir, queries_dir
from solidarity_graph.saved_queries import load_catalogue
from solidarity_graph.validation import Report

REMOVED = ("status", "imposedBy", "duration", "organiser", "prefLabel", "contestedBy", "recipient")


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return merged(publish(read_dataset(data_dir())))


@pytest.fixture(scope="module")
def faulty(dataset: Dataset) -> Dataset:
    """The dataset without some claims that shapes ask for, with a claim that has no words, and two quoted at length."""
    few = _told_by(dataset, {article.key for article in dataset.articles if article.source and article.key[0] == "b"})
    kept = [claim for n, claim in enumerate(few.claims) if claim.predicate not in REMOVED or n % 3 == 0]
    kept[0] = replace(kept[0], spans=())
    short = {article.key: replace(article, source=_shortened(article.source)) for article in few.articles[:2]}
    return replace(few, claims=tuple(kept), articles=tuple(short.get(each.key, each) for each in few.articles))


def _told_by(dataset: Dataset, articles: set[str]) -> Dataset:
    """What some articles tell, for many small parts of all take long to validate."""
    claims = tuple(claim for claim in dataset.claims if claim.article in articles)
    told = {claim.subject for claim in claims}
    return replace(
        dataset,
        claims=claims,
        articles=tuple(article for article in dataset.articles if article.key in articles),
        events=tuple(event for event in dataset.events if event.ref in told),
        realisations=(),
        disagreements=(),
        assessments=(),
    )


def _shortened(source: SourceRange | None) -> SourceRange:
    assert source is not None
    return replace(source, end=source.start + 50)


def found(report: Report) -> list[tuple[object, ...]]:
    return [(each.source_shape, each.focus_node, each.value, each.message, each.origin) for each in report.results]


@pytest.mark.parametrize("claims", [1, 40, 10_000])
def test_any_size_of_part_gives_the_same_quads(dataset: Dataset, claims: int) -> None:
    parts = split(dataset, claims)
    assert (len(parts) == 1) == (claims == 10_000)
    lines = [line for part in parts for line in make_part(part, checked=False).nquads.splitlines()]
    assert len(lines) == len(set(lines)), "each quad belongs to one part"
    assert set(lines) == set(nquads_of(quads_of(dataset, summarise(dataset))).splitlines())


def test_any_size_of_part_gives_the_same_results_as_the_whole(
    faulty: Dataset, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, expected = build_graph(faulty, tmp_path_factory.mktemp("whole"), claims=10_000)
    assert len(expected.results) > 10
    assert {"phrases-cover-a-fifth", "event-has-status"} <= {result.constraint for result in expected.results}
    monkeypatch.setattr("solidarity_graph.build.whole._GRAPH_BYTES", 20)
    _, report = build_graph(faulty, tmp_path_factory.mktemp("parts"), claims=20)
    assert found(report) == found(expected)
    assert (report.triples, report.conforms) == (expected.triples, False)


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != ".built-from")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.slow
def test_several_processes_build_the_same_release_byte_for_byte(faulty: Dataset, tmp_path: Path) -> None:
    reports = []
    for name, executor in (("here", one_by_one), ("processes", in_processes(2))):
        (tmp_path / name).mkdir()
        graph, report = build_graph(faulty, tmp_path / name, executor, claims=50)
        about = {"validation": {}, "digest": name, "catalogue": load_catalogue(queries_dir()), "executor": executor}
        write_release(tmp_path / name / "release", faulty.description, graph, **about)
        reports.append(report)
    assert contents(tmp_path / "here" / "release") == contents(tmp_path / "processes" / "release")
    assert reports[0] == reports[1]


def test_validation_leaves_the_store_of_the_graph_as_it_was(faulty: Dataset, tmp_path: Path) -> None:
    """The terms of the ontology are in it for as long as constraints ask for them, and queries do not see them."""
    graph, report = build_graph(faulty, tmp_path, claims=100)
    union = Store.read_only(str(graph.store)).quads_for_pattern(None, None, None, DefaultGraph())
    assert {quad.triple for quad in union} == {*graph.union()}
    assert report.triples == graph.count()


LINES = st.lists(st.binary(max_size=4).map(lambda line: line.replace(b"\n", b"") + b"\n"))


@given(LINES, st.integers(1, 10))
def test_lines_are_sorted_and_each_is_kept_once_whatever_the_length_of_runs(lines: list[bytes], run: int) -> None:
    with TemporaryDirectory() as folder:
        assert [*sorted_lines(lines, Path(folder), run=run)] == sorted({*lines})
        by_length = [*sorted_lines(lines, Path(folder), lambda line: (len(line), line), run)]
        assert by_length == sorted({*lines}, key=lambda line: (len(line), line))
        assert not [*Path(folder).iterdir()], "no run is left behind"


def process_of(item: int) -> int:
    if item < 0:
        raise ValueError("a fault in a part")
    return os.getpid()


BUILD = """
import subprocess
from solidarity_graph.build import in_processes
if __name__ == "__main__":
    print(*in_processes(2)(subprocess.call, [["sh", "-c", "echo $PPID; sleep 5"]] * 2))
"""


def test_the_processes_of_a_build_that_is_killed_end_too(tmp_path: Path) -> None:
    script = tmp_path / "build.py"
    script.write_text(BUILD)
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as build:
        assert build.stdout is not None
        workers = [os.pidfd_open(int(build.stdout.readline())) for _ in range(2)]
        build.kill()
    for worker in workers:
        assert select.select([worker], [], [], 10)[0], "the process is still there"
        os.close(worker)


@pytest.mark.parametrize(("executor", "own"), [(one_by_one, True), (in_processes(1), True), (in_processes(2), False)])
def test_an_executor_works_here_or_in_processes_and_raises_what_a_part_raises(executor: Executor, own: bool) -> None:
    assert ({*executor(process_of, [1, 2, 3])} == {os.getpid()}) is own
    with pytest.raises(ValueError, match="a fault in a part"):
        list(executor(process_of, [1, -1]))


def test_faults_of_every_kind_are_found_in_small_parts_as_in_the_whole(tmp_path: Path) -> None:
    write_articles(tmp_path / "data", 4, seed=1, faults=len(CONSTRAINTS))
    faulty = merged(publish(read_dataset(tmp_path / "data")))
    reports = []
    for claims in (60, 10_000):
        (tmp_path / f"{claims}").mkdir()
        reports.append(build_graph(faulty, tmp_path / f"{claims}", claims=claims)[1])
    assert {result.constraint for result in reports[0].results} == set(CONSTRAINTS)
    assert reports[0] == reports[1]
