from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from solidarity_graph.errors import CallError, ReleaseError
from solidarity_graph.sparql import SnapshotStore, describe_snapshot, make_snapshot, snapshot_for
from solidarity_graph.sparql.snapshot.description import hash_file

QUAD = '<http://a.example/s> <http://a.example/p> "1" <http://a.example/g> .\n'


@pytest.fixture
def nquads(tmp_path: Path) -> Path:
    path = tmp_path / "release.nq"
    path.write_text(QUAD, encoding="utf-8")
    return path


def test_a_snapshot_counts_statements_and_distinct_triples(snapshot: Path) -> None:
    description = describe_snapshot(snapshot)
    assert (description.quads, description.triples) == (4, 3)


def test_a_snapshot_describes_the_files_that_its_database_consists_of(snapshot: Path) -> None:
    files = [path for path in (snapshot / "database").iterdir() if not path.name.startswith(("LOG", "LOCK"))]
    assert {path.suffix for path in files} >= {".sst", ""}
    assert describe_snapshot(snapshot).files == {f"database/{path.name}": hash_file(path) for path in files}


def test_the_same_file_again_is_not_built_again(nquads: Path, tmp_path: Path) -> None:
    first = make_snapshot(nquads, tmp_path / "snapshot")
    written = (tmp_path / "snapshot" / "snapshot.json").stat().st_mtime_ns
    assert make_snapshot(nquads, tmp_path / "snapshot") == first
    assert (tmp_path / "snapshot" / "snapshot.json").stat().st_mtime_ns == written


def test_a_folder_with_another_snapshot_is_left_alone(nquads: Path, snapshot: Path) -> None:
    with pytest.raises(CallError, match="another file"):
        make_snapshot(nquads, snapshot)


def test_a_build_that_fails_leaves_nothing(tmp_path: Path) -> None:
    broken = tmp_path / "broken.nq"
    broken.write_text(QUAD + "<http://a.example/s> oops .\n", encoding="utf-8")
    with pytest.raises(ReleaseError, match="is not N-Quads"):
        make_snapshot(broken, tmp_path / "snapshot")
    assert [path.name for path in tmp_path.iterdir()] == ["broken.nq"]


def test_an_empty_file_makes_an_empty_snapshot(tmp_path: Path) -> None:
    (tmp_path / "empty.nq").touch()
    assert make_snapshot(tmp_path / "empty.nq", tmp_path / "snapshot").quads == 0


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match=r"nowhere\.nq cannot be read"):
        snapshot_for(tmp_path / "nowhere.nq", tmp_path)


def test_a_cache_that_cannot_be_written_is_a_clear_error(nquads: Path) -> None:
    with pytest.raises(ReleaseError, match="cannot be written in"):
        snapshot_for(nquads, nquads / "no-folder")


def test_the_cache_is_keyed_by_the_bytes(nquads: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = snapshot_for(nquads, cache)
    assert snapshot_for(nquads, cache) == first
    nquads.write_text(QUAD.replace('"1"', '"2"'), encoding="utf-8")
    assert snapshot_for(nquads, cache) != first


def test_builders_that_race_end_with_one_snapshot(nquads: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    with ThreadPoolExecutor(4) as pool:
        folders = set(pool.map(lambda _: snapshot_for(nquads, cache), range(4)))
    assert len(folders) == 1
    assert list((cache / "snapshots").iterdir()) == list(folders)


def test_a_blank_node_is_the_same_in_its_graph_and_in_the_union(tmp_path: Path) -> None:
    (tmp_path / "b.nq").write_text('_:b <http://a.example/p> "1" <http://a.example/g> .\n', encoding="utf-8")
    make_snapshot(tmp_path / "b.nq", tmp_path / "snapshot")
    with SnapshotStore(tmp_path / "snapshot", workers=1, spares=0) as store:
        answer = store.answer("ASK { ?b ?p ?o GRAPH ?g { ?b ?p ?o } }", "text/csv")
        assert answer.read() == b"true"


def test_a_missing_snapshot_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="There is no snapshot in"):
        SnapshotStore(tmp_path / "nowhere")


@pytest.mark.parametrize("damage", ["{", "{}", json.dumps({"sha256": "0", "quads": 1})])
def test_a_damaged_description_is_a_clear_error(nquads: Path, tmp_path: Path, damage: str) -> None:
    make_snapshot(nquads, tmp_path / "snapshot")
    (tmp_path / "snapshot" / "snapshot.json").write_text(damage, encoding="utf-8")
    with pytest.raises(ReleaseError, match=r"damaged.*Delete that folder"):
        SnapshotStore(tmp_path / "snapshot")


@pytest.mark.parametrize("pattern", ["CURRENT", "*.sst"])
def test_a_damaged_database_is_a_clear_error(nquads: Path, tmp_path: Path, pattern: str) -> None:
    make_snapshot(nquads, tmp_path / "snapshot")
    for path in (tmp_path / "snapshot" / "database").glob(pattern):
        path.unlink()
    with pytest.raises(ReleaseError, match=r"damaged.*Delete that folder"):
        SnapshotStore(tmp_path / "snapshot")
