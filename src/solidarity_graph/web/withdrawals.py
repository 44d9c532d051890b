"""The list of withdrawn releases, `withdrawn.toml`: each with the release that replaces it, and without a reason."""

from __future__ import annotations

import logging
import threading
import tomllib
from collections.abc import Mapping
from pathlib import Path

from solidarity_graph.errors import CallError, ReleaseError
from solidarity_graph.web.signatures import signature

LIST = "withdrawn.toml"
_FIELDS = {"version", "replaced-by"}
_log = logging.getLogger(__name__)


class WithdrawnError(CallError):
    """The release `version` was withdrawn. The error gives neither the reason nor what the release contained."""

    def __init__(self, version: str, replaced_by: str) -> None:
        self.version = version
        self.replaced_by = replaced_by
        super().__init__(f"Release {version} was withdrawn. Release {replaced_by} replaces it.")


class Withdrawals:
    """The list of withdrawn releases in `folder`, read again when its file changes. No file: none is withdrawn."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / LIST
        self._seen: tuple[int, ...] | None = None
        self._replaced_by: Mapping[str, str] | None = {}
        self._lock = threading.Lock()

    def refuse(self, version: str) -> None:
        """Raise WithdrawnError if the release is on the list; ReleaseError if the list cannot be read.

        An unreadable list refuses every release: none that was withdrawn may be served again by mistake.
        """
        self._look()
        if self._replaced_by is None:
            raise ReleaseError(f"{self._path} cannot be read.")
        if version in self._replaced_by:
            raise WithdrawnError(version, self._replaced_by[version])

    def _look(self) -> None:
        seen = signature(self._path)
        with self._lock:
            if seen == self._seen:
                return
            try:
                self._replaced_by = _read(self._path) if seen else {}
            except (OSError, ValueError, TypeError, KeyError) as error:
                _log.error("No older release is served: %s cannot be read (%s).", self._path, error)
                self._replaced_by = None
            self._seen = seen


def _read(path: Path) -> Mapping[str, str]:
    document = tomllib.loads(path.read_text("utf-8"))
    entries = document.pop("withdrawn", [])
    if document:
        raise ValueError(f"unknown key {min(document)}")
    replaced_by = {}
    for entry in entries:
        if entry.keys() != _FIELDS or not all(isinstance(value, str) for value in entry.values()):
            raise ValueError("each entry has version and replaced-by, and nothing else")
        replaced_by[entry["version"]] = entry["replaced-by"]
    return replaced_by
