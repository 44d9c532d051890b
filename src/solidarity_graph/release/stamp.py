"""From which input a release was built, and whether it has to be built again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from solidarity_graph.errors import ReleaseError
from solidarity_graph.release.manifest import open_release

STAMP = ".built-from"
"""The file beside the release, and no part of it, since its digest depends on the program as well."""


def input_digest(files: Mapping[str, bytes]) -> str:
    """One hash over files by name and content: what a build depends on."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode())
        digest.update(files[name])
    return digest.hexdigest()


def is_current(target: Path, digest: str) -> bool:
    """Whether `target` was built from that input and is whole."""
    stamp = target / STAMP
    if not stamp.is_file() or stamp.read_text("utf-8").strip() != digest:
        return False
    try:
        release = open_release(target)
        release.verify()
    except ReleaseError:
        return False  # damaged: the next build mends it
    return len(release.present()) == len(release.files)
