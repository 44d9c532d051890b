from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from solidarity_graph.sparql import SnapshotStore
from tests.unit.sparql.snapshots import build

# Two invented articles that state the same picket, and a graph of entities.
NQUADS = """\
<http://a.example/picket> <http://a.example/place> <http://a.example/harbour> <http://a.example/graph/one> .
<http://a.example/picket> <http://a.example/place> <http://a.example/harbour> <http://a.example/graph/two> .
<http://a.example/picket> <http://a.example/slogan> "Open the gates" <http://a.example/graph/one> .
<http://a.example/harbour> <http://a.example/label> "Гавань"@be <http://a.example/graph/entities> .
"""


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("small"), NQUADS)


@pytest.fixture(scope="session")
def wide_snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enough triples for a product of them with themselves to have no end that anybody waits for."""
    lines = [f'<http://a.example/{n}> <http://a.example/p> "{n}" <http://a.example/g> .\n' for n in range(1000)]
    return build(tmp_path_factory.mktemp("wide"), "".join(lines))


@pytest.fixture(scope="module")
def store(snapshot: Path) -> Iterator[SnapshotStore]:
    with SnapshotStore(snapshot, prefixes={"ex": "http://a.example/"}) as store:
        yield store
