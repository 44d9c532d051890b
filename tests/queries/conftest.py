"""The saved queries and the three ways to ask them.

`pytest tests/queries --update-golden` writes the expected rows anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from solidarity_graph.resources import data_dir, queries_dir
from solidarity_graph.saved_queries import Catalogue, load_catalogue
from solidarity_graph.sparql import SnapshotStore, make_snapshot
from tests.queries.asking import Ask, ask_pyoxigraph, ask_rdflib, ask_snapshot, read_merged_nquads, read_turtle


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the expected rows of the saved queries anew")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # Expected rows are written before other tests read them.
    if config.getoption("--update-golden", default=False):
        items.sort(key=lambda item: not item.name.startswith("test_the_rows_are_those_expected"))


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue(queries_dir())


@pytest.fixture(scope="session")
def release() -> Path:
    """The folder of the release in this checkout."""
    folder = data_dir() / "release"
    if not (folder / "solidarity-graph.nq").is_file():
        pytest.fail("There is no release in data/release/. Run solidarity-graph build.")
    return folder


@pytest.fixture(scope="session")
def snapshot(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    folder = tmp_path_factory.mktemp("release") / "snapshot"
    make_snapshot(release / "solidarity-graph.nq", folder)
    with SnapshotStore(folder, workers=1) as store:
        yield lambda text: ask_snapshot(store, text)


@pytest.fixture(scope="session")
def copies(release: Path) -> Mapping[str, Ask]:
    """The release as somebody else would load it: the dump in rdflib, the N-Quads in memory."""
    turtle = read_turtle(release / "solidarity-graph.ttl")
    nquads = read_merged_nquads(release / "solidarity-graph.nq")
    return {
        "the Turtle dump": lambda text: ask_rdflib(turtle, text),
        "the N-Quads with a merged default graph": lambda text: ask_pyoxigraph(nquads, text),
    }
