"""The hash of a build's input, by which a build finds out if the release is up to date."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from solidarity_graph.errors import ReleaseError
from solidarity_graph.release.build_folder import recover
from solidarity_graph.release.manifest import Release, open_release

STAMP = ".built-from"
"""The file with that hash. It is not in the manifest, since the hash depends on the program as well."""


def input_digest(files: Mapping[str, bytes]) -> str:
    """Return one SHA-256 for all input files of a build, given as contents by name."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode())
        digest.update(files[name])
    return digest.hexdigest()


def unchanged_release(target: Path, digest: str, *, draft: bool = False) -> Release | None:
    """Finish an interrupted build of `target`, and return the release there if it `is_current`, else None."""
    recover(target)
    return open_release(target) if is_current(target, digest, draft=draft) else None


def is_current(target: Path, digest: str, *, draft: bool = False) -> bool:
    """Return True if the release in `target` was built from the input with this digest, is complete and undamaged.

    draft  True if the release may be a draft.

    See `input_digest`.
    """
    try:
        release = open_release(target)
        stamp = release.folder / STAMP
        if (release.is_draft and not draft) or not stamp.is_file() or stamp.read_text("utf-8").strip() != digest:
            return False
        release.verify()
    except ReleaseError:
        return False  # damaged: it must be built again
    return len(release.present()) == len(release.files)
