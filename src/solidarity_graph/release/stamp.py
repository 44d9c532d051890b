"""The hash of a build's input, by which a build finds out if the release is up to date."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Mapping
from pathlib import Path

from solidarity_graph.atomic_files import write_safely
from solidarity_graph.errors import ReleaseError
from solidarity_graph.release.build_folder import recover
from solidarity_graph.release.manifest import Release, open_release, refuse_other_folder

STAMP = ".built-from"
"""The file with that hash. It is not in the manifest, since the hash depends on the program as well."""


def input_digest(files: Mapping[str, bytes]) -> str:
    """Return one SHA-256 for all input files of a build, given as contents by name."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode())
        digest.update(files[name])
    return digest.hexdigest()


def unchanged_release(target: Path, digest: str, private: Path | None = None, *, draft: bool = False) -> Release | None:
    """Finish an interrupted build of `target`, and return the release there if it `is_current`, else None.

    Raises CallError if something else than a release is at `target`.
    """
    refuse_other_folder(target)
    recover(target)
    return open_release(target) if is_current(target, digest, private, draft=draft) else None


def is_current(target: Path, digest: str, private: Path | None = None, *, draft: bool = False) -> bool:
    """Return True if the release in `target` was built from the input with this digest, is complete and undamaged.

    draft  True if the release may be a draft.

    See `input_digest`. With a private overlay, its folder has the stamp: whoever has the release could compare a stamp
    in it with the hashes of guessed overlays.
    """
    try:
        release = open_release(target)
        stamp = (private or release.folder) / STAMP
        if (release.is_draft and not draft) or stamp.read_text("utf-8") != _stamp_text(release, digest, private):
            return False
        release.verify()
        is_summed = len("".join(release.sums().values()).splitlines()) == len(release.files) + 1  # and the manifest
    except (ReleaseError, OSError):
        return False  # there is none, or it is damaged: it must be built again
    return is_summed and len(release.present()) == len(release.files)


def write_overlay_stamp(release: Release, digest: str, private: Path) -> None:
    """Write the stamp of a release into the folder of its overlay, if that can be written."""
    with contextlib.suppress(OSError):
        write_safely(private / STAMP, _stamp_text(release, digest, private))


def _stamp_text(release: Release, digest: str, private: Path | None) -> str:
    # The overlay's folder does not change with the release: its stamp names the release by its manifest.
    return f"{digest} {release.manifest_sha256()}\n" if private else f"{digest}\n"
