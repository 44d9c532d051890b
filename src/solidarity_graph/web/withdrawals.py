"""The list of withdrawn releases, `withdrawn.toml`: each with the release that replaces it, and without a reason."""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from solidarity_graph.errors import CallError, ReleaseError
from solidarity_graph.release.manifest import WITHDRAWN

_FIELDS = {"version", "replaced-by"}
_log = logging.getLogger(__name__)

Signature = tuple[int, ...] | None


class WithdrawnError(CallError):
    """The release `version` was withdrawn. The error gives neither the reason nor what the release contained."""

    def __init__(self, version: str, replaced_by: str) -> None:
        self.version = version
        self.replaced_by = replaced_by
        super().__init__(f"Release {version} was withdrawn. Release {replaced_by} replaces it.")


def refuse_withdrawn(folder: Path, version: str) -> None:
    """Raise WithdrawnError if the list in this folder has the release; ReleaseError if it cannot be read.

    No list: none is withdrawn. An unreadable list refuses every release: none that was withdrawn may be served again by
    mistake.
    """
    path = folder / WITHDRAWN
    replaced_by = _read(path, sign_file(path))
    if replaced_by is None:
        raise ReleaseError(f"{path} cannot be read.")
    if version in replaced_by:
        raise WithdrawnError(version, replaced_by[version])


def sign_file(path: Path) -> Signature:
    """Return modification time, size and inode, which change with the file; None if there is no file.

    A file that cannot be examined gives `(0,)`: reading it then raises the error.
    """
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    except OSError:
        return (0,)
    return found.st_mtime_ns, found.st_size, found.st_ino


@lru_cache(1)  # read again, and a fault logged again, when the signature changes
def _read(path: Path, signature: Signature) -> Mapping[str, str] | None:
    """Return the replacement of each withdrawn version; None if the list cannot be read."""
    try:
        return _parse(path.read_text("utf-8")) if signature else {}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        _log.error("No older release is served: %s cannot be read (%s).", path, error)
        return None


def _parse(text: str) -> Mapping[str, str]:
    document = tomllib.loads(text)
    entries = document.pop("withdrawn", [])
    if document:
        raise ValueError(f"unknown key {min(document)}")
    for entry in entries:
        if entry.keys() != _FIELDS or not all(isinstance(value, str) for value in entry.values()):
            raise ValueError("each entry has version and replaced-by, and nothing else")
    return {entry["version"]: entry["replaced-by"] for entry in entries}
