"""The store of an older release, of which only files are kept: documents, downloads, saved answers. No SPARQL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from solidarity_graph.errors import UnknownNameError
from solidarity_graph.sparql import COUNTED, Answer, StoreStatus


class ArchivedStore:
    """A `Store` that answers no query: each one raises an error that names the address of the release's files.

    version  of the release.
    """

    def __init__(self, version: str) -> None:
        self._version = version

    def answer(self, *_: Any, **__: Any) -> Answer:
        """Raise UnknownNameError: an older release has no SPARQL engine."""
        raise UnknownNameError(
            f"Release {self._version} is kept as files; only the current release answers queries. "
            f"Its pages, documents, prepared answers and dumps are here: see /release/{self._version}/downloads/."
        )

    def status(self) -> StoreStatus:
        """Return the status of a store that is ready and has no workers."""
        return StoreStatus(True, "", 0, 0, 0, "files")

    def counters(self) -> Mapping[str, int]:
        """Return 0 for each counter of a store."""
        return dict.fromkeys(COUNTED, 0)

    def close(self) -> None:
        """Do nothing: an archived store holds nothing open."""
