"""Older releases are kept as files: documents, downloads, prepared answers. They have no SPARQL engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from solidarity_graph.errors import UnknownNameError
from solidarity_graph.sparql import COUNTED, Answer, StoreStatus


class ArchivedStore:
    """Stands in the place of a store: every question is answered with where the files are."""

    def __init__(self, version: str) -> None:
        self._version = version

    def answer(self, *_: Any, **__: Any) -> Answer:
        """Raises UnknownNameError."""
        raise UnknownNameError(
            f"Release {self._version} is kept as files; only the current release answers queries. "
            f"Its pages, documents, prepared answers and dumps are here: see /release/{self._version}/downloads/."
        )

    def status(self) -> StoreStatus:
        """Ready, without workers."""
        return StoreStatus(True, "", 0, 0, 0, "files")

    def counters(self) -> Mapping[str, int]:
        """Zero for everything that stores count."""
        return dict.fromkeys(COUNTED, 0)

    def close(self) -> None:
        """Nothing is open."""
