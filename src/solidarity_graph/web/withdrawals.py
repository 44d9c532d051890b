"""The list of releases that were taken back, `withdrawn.toml`: each with the one that replaces it, and no reason."""

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
    """A release that was taken back. Why, and what it held, is not told."""

    def __init__(self, version: str, replaced_by: str) -> None:
        self.version = version
        self.replaced_by = replaced_by
        super().__init__(f"Release {version} was withdrawn. Release {replaced_by} replaces it.")


class Withdrawals:
    """The list in a folder; it is read again when it changes."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / LIST
        self._seen: tuple[int, ...] | None = None
        self._replaced_by: Mapping[str, str] | None = {}
        self._lock = threading.Lock()

    def refuse(self, version: str) -> None:
        """Raises WithdrawnError for what is on the list; ReleaseError while the list cannot be read.

        A list that cannot be read may hold any of them: what was taken back must not come out again by mistake.
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
