"""Withdrawn releases on the lists that `release.withdrawn_list` describes, read again when they change."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from solidarity_graph.errors import CallError, ReleaseError
from solidarity_graph.release.withdrawn_list import read_withdrawn
from solidarity_graph.web.languages import later

_log = logging.getLogger(__name__)

Signature = tuple[int, ...] | None


class WithdrawnError(CallError):
    """The release `version` was withdrawn. The error gives neither the reason nor what the release contained."""

    def __init__(self, version: str, replaced_by: str) -> None:
        self.version = version
        self.replaced_by = replaced_by
        super().__init__(
            later("Release %(version)s was withdrawn. Release %(replaced_by)s replaces it."),
            version=version,
            replaced_by=replaced_by,
        )


def refuse_withdrawn(path: Path, version: str) -> None:
    """Raise WithdrawnError if the list at this path has the release; ReleaseError if it cannot be read.

    No list: none is withdrawn. An unreadable list refuses every release: none that was withdrawn may be served again by
    mistake.
    """
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


@lru_cache(8)  # read again, and a fault logged again, when the signature changes
def _read(path: Path, signature: Signature) -> Mapping[str, str] | None:
    """Return the replacement of each withdrawn version; None if the list cannot be read."""
    try:
        return read_withdrawn(path) if signature else {}
    except (OSError, ValueError) as error:
        _log.error("No release that this list is about is served: %s cannot be read (%s).", path, error)
        return None
