"""Two real servers, and the releases that are loaded into them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from solidarity_graph.pipeline import build
from solidarity_graph.release import Release, open_release
from solidarity_graph.resources import data_dir
from solidarity_graph.sparql import SnapshotStore, make_snapshot
from solidarity_graph.sparql.loading.load_plan import LoadPlan
from solidarity_graph.sparql.loading.loader import Loader
from solidarity_graph.sparql.loading.registry import LoadedStore
from solidarity_graph.sparql.loading.release_graphs import ReleaseGraphs
from solidarity_graph.sparql.remote.remote_store import RemoteStore
from tests.custody import custody_files
from tests.example import DATA
from tests.interop.servers import Server, oxigraph, virtuoso

START = {"oxigraph": oxigraph, "virtuoso": virtuoso}


@pytest.fixture(scope="session", params=START)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with START[request.param](tmp_path_factory.mktemp(request.param)) as started:
        yield started


@pytest.fixture(scope="session")
def release() -> Release:
    return open_release(data_dir() / "release")


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Release:
    folder = shutil.copytree(DATA, tmp_path_factory.mktemp("example") / "data")
    built = build(folder, folder / "release").release
    assert built is not None
    return built


@pytest.fixture(scope="session")
def custody(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """An invented release that has what the articles of ours do not tell: ill-treatment, a verdict, an exile."""
    folder = tmp_path_factory.mktemp("custody") / "data"
    for name, text in custody_files().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    built = build(folder, folder / "release").release
    assert built is not None
    return built


def load(server: Server, release: Release, **options: object) -> LoadPlan:
    """Load it, and look that the server counts in every graph what the release has there."""
    given = {"protocol": "graph-store", "url": server.graph_store, "endpoint": server.endpoint, **options}
    everything = bool(given.pop("everything", False))
    store = LoadedStore(base=release.base, **given)  # type: ignore[arg-type]
    loader = Loader(store, server.credentials, seconds=60)
    try:
        with ReleaseGraphs(release.nquads) as graphs:
            plan = loader.plan(graphs, release.version, everything=everything)
            list(loader.carry_out(plan))
            assert loader.differences(graphs) == ()
            return plan
    finally:
        loader.close()


@pytest.fixture(scope="session")
def loaded(server: Server, release: Release) -> Server:
    """The server, holding the release of this checkout and its merge."""
    load(server, release, merge_into=server.merge_into)
    return server


@pytest.fixture(scope="session")
def merged(loaded: Server) -> Iterator[RemoteStore]:
    """Asks the server, with the merge of all graphs as default graph."""
    with RemoteStore(loaded.merged) as store:
        yield store


@pytest.fixture(scope="session")
def local(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SnapshotStore]:
    with snapshot(release, tmp_path_factory.mktemp("local")) as store:
        yield store


@pytest.fixture(scope="session")
def merged_custody(server: Server, custody: Release) -> Iterator[RemoteStore]:
    """Asks the server, with the merge of the invented release as default graph."""
    graph = f"{custody.base}merged"
    load(server, custody, merge_into=graph)
    with RemoteStore(f"{server.endpoint}?default-graph-uri={quote(graph, safe='')}") as store:
        yield store


@pytest.fixture(scope="session")
def local_custody(custody: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SnapshotStore]:
    with snapshot(custody, tmp_path_factory.mktemp("local-custody")) as store:
        yield store


def snapshot(release: Release, folder: Path) -> SnapshotStore:
    make_snapshot(release.nquads, folder / "snapshot")
    return SnapshotStore(folder / "snapshot", workers=1)
