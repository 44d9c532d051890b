"""Forgets the snapshots of releases that were taken back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import platformdirs

from solidarity_graph.store.snapshot import _is_unused, _remove


def forget_dumps(hashes: Iterable[str], cache: Path | None = None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Removes what a cache holds of dumps with these SHA-256: those of which something went, and those still in use."""
    folder = (cache or platformdirs.user_cache_path("solidarity-graph")) / "snapshots"
    gone: set[str] = set()
    used: set[str] = set()
    for sha256 in hashes:
        # Those being built, and those that are half removed, have a dot before the name.
        for path in sorted({*folder.glob(f"{sha256}-*"), *folder.glob(f".{sha256}-*")}):
            going = path.name.startswith(".") or _is_unused(path)
            (gone if going and _remove(path) else used).add(sha256)
    return tuple(sorted(gone)), tuple(sorted(used))
