"""Compacted claims in an SQLite file: each claim is part of some four documents, and is compacted only once."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any


class ClaimFile:
    """Reads claims from a file that `write_claims` wrote."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)

    def get(self, iri: str) -> dict[str, Any] | None:
        """Return the claim with this IRI, or None if there is none."""
        row = self._connection.execute("SELECT json FROM claim WHERE iri = ?", (iri,)).fetchone()
        return json.loads(row[0]) if row else None


def write_claims(path: Path, claims: Iterable[tuple[str, str]]) -> None:
    """Write a new file of claims, from pairs of IRI and JSON. It must not exist yet."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous = OFF")  # the file is deleted at the end of the build
    with connection:
        connection.execute("CREATE TABLE claim (iri TEXT PRIMARY KEY, json TEXT) WITHOUT ROWID")
        connection.executemany("INSERT INTO claim VALUES (?, ?)", claims)
    connection.close()
