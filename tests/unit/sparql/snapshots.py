"""Snapshots for tests."""

from __future__ import annotations

from pathlib import Path

from solidarity_graph.sparql import make_snapshot
from solidarity_graph.sparql.pool.worker_config import GUARDS, WorkerConfig


def build(folder: Path, nquads: str) -> Path:
    source = folder / "release.nq"
    source.write_text(nquads, encoding="utf-8")
    make_snapshot(source, folder / "snapshot")
    return folder / "snapshot"


def config(snapshot: Path, sha256: str) -> WorkerConfig:
    """Of workers over a snapshot."""
    handler = "solidarity_graph.sparql.snapshot.query_engine:prepare_handler"
    return WorkerConfig(handler, (str(snapshot), sha256, {}, [], False), guards=GUARDS)
