"""Snapshots for tests."""

from __future__ import annotations

from pathlib import Path

from solidarity_graph.sparql import make_snapshot


def build(folder: Path, nquads: str) -> Path:
    source = folder / "release.nq"
    source.write_text(nquads, encoding="utf-8")
    make_snapshot(source, folder / "snapshot")
    return folder / "snapshot"
