"""The index: documents by key, full text with FTS5 (https://www.sqlite.org/fts5.html), and facets as rows."""

from __future__ import annotations

import contextlib
import json
import os
import re
import sqlite3
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from solidarity_graph.documents import Document, key_of
from solidarity_graph.errors import ReleaseError
from solidarity_graph.search.facets import facets_of, words_of

FORMAT = 1
"""The version of the index format. It changes when an older index cannot be read or would give other results."""
_FILE = "documents.sqlite"
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR)
_WORD = re.compile(r"\w+")
_SCHEMA = """
CREATE TABLE document (key TEXT PRIMARY KEY, kind TEXT, name TEXT, language TEXT, json TEXT) WITHOUT ROWID;
CREATE INDEX kinds ON document (kind, key);
CREATE TABLE facet (name TEXT, value TEXT, key TEXT, PRIMARY KEY (name, value, key)) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (key UNINDEXED, names, phrases, tokenize = "unicode61 remove_diacritics 2");
"""


def write_index(folder: Path, documents: Iterable[Document], base: str) -> None:
    """Write the index of documents into a folder that has none; ReleaseError if that fails, on a full disk for example.

    base  the prefix of the dataset's IRIs.
    """
    try:
        with contextlib.closing(sqlite3.connect(folder / _FILE)) as connection:
            _fill(connection, documents, base)
    except sqlite3.OperationalError as error:
        raise ReleaseError(f"The index of the documents cannot be written in {folder}: {error}.") from error


def index_in_memory(documents: Iterable[Document], base: str) -> DocumentIndex:
    """Return an index of documents in memory, without a file. `base` is the prefix of the dataset's IRIs."""
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    _fill(connection, documents, base)
    return DocumentIndex(connection, base)


def _fill(connection: sqlite3.Connection, documents: Iterable[Document], base: str) -> None:
    with connection:
        connection.executescript(_SCHEMA)
        for document in documents:
            key = key_of(document["id"], base)
            kind = key.partition("/")[0]
            language, name = next(iter(document.get("names", {}).get(document["id"], {}).items()), ("", ""))
            written = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
            connection.execute("INSERT INTO document VALUES (?, ?, ?, ?, ?)", (key, kind, name, language, written))
            names, phrases = words_of(document)
            if names or phrases:
                connection.execute("INSERT INTO words VALUES (?, ?, ?)", (key, "\n".join(names), "\n".join(phrases)))
            facets = [(name, value, key) for name, value in set(facets_of(document))]
            connection.executemany("INSERT INTO facet VALUES (?, ?, ?)", facets)


class DocumentIndex:
    """Reads an index. Thread-safe, and independent of the SPARQL store: it answers even if all workers are busy.

    All methods raise ReleaseError once the index is damaged.
    """

    def __init__(self, connection: sqlite3.Connection, base: str, file: IO[bytes] | None = None) -> None:
        self._connection = connection
        self._file = file
        self._opened = _state(file)
        self._is_damaged = False
        self._lock = threading.Lock()
        self.base = base

    @classmethod
    def open(cls, folder: Path, base: str) -> DocumentIndex:
        """Open the index that `write_index` wrote into a folder, read-only."""
        file = (folder / _FILE).open("rb")
        address = f"{(folder / _FILE).absolute().as_uri()}?mode=ro&immutable=1"
        return cls(sqlite3.connect(address, uri=True, check_same_thread=False), base, file)

    def is_intact(self) -> bool:
        """Return True if the file is the one that was opened and was read without an error; it may be deleted."""
        return not self._is_damaged and _state(self._file) == self._opened

    def close(self) -> None:
        """Close the connection and the file of the index."""
        with self._lock:
            self._connection.close()
            if self._file:
                self._file.close()

    def get(self, key: str) -> Document | None:
        """Return the document with a key such as `person/p7k2`; None if there is none."""
        rows = self._rows("SELECT json FROM document WHERE key = ?", (key,))
        return json.loads(rows[0][0]) if rows else None

    def get_many(self, keys: Iterable[str]) -> list[Document]:
        """Return the documents with these keys, sorted by key; unknown keys are left out."""
        query = "SELECT json FROM document WHERE key IN (SELECT value FROM json_each(?)) ORDER BY key"
        return [json.loads(written) for (written,) in self._rows(query, (json.dumps([*keys]),))]

    def names(self, iris: Iterable[str]) -> Mapping[str, tuple[str, str]]:
        """Return (name, language) of things by IRI. IRIs without a name or outside the dataset are left out."""
        keys = {key_of(iri, self.base): iri for iri in iris if iri.startswith(self.base) and "#" not in iri}
        query = """SELECT key, name, language FROM document
            WHERE name <> '' AND key IN (SELECT value FROM json_each(?))"""
        rows = self._rows(query, (json.dumps(sorted(keys)),))
        return {keys[key]: (name, language) for key, name, language in rows}

    def of_kind(self, kind: str) -> list[tuple[str, str]]:
        """Return (key, name) of each document of a kind, such as `person`, sorted by key. The name may be empty."""
        rows = self._rows("SELECT key, name FROM document WHERE kind = ? ORDER BY key", (kind,))
        return [(key, name) for key, name in rows]

    def search(self, words: str, kind: str = "", limit: int = 50) -> list[tuple[str, str]]:
        """Return (key, name) of the documents that have all the words in names or phrases, the best match first.

        Case and accents are ignored; the last word may be a prefix. Nothing is found without a word.

        kind  only documents of this kind, such as `person`; any if empty.
        """
        quoted = [f'"{word}"' for word in _WORD.findall(words)]
        if not quoted:
            return []
        query = """SELECT document.key, document.name FROM words JOIN document ON document.key = words.key
            WHERE words MATCH ? AND (? = '' OR document.kind = ?)
            ORDER BY bm25(words, 0, 10, 1), document.key LIMIT ?"""
        return [(key, name) for key, name in self._rows(query, (" ".join(quoted) + "*", kind, kind, limit))]

    def facets(self, name: str) -> list[tuple[str, int]]:
        """Return (value, number of documents) for each value of a facet, such as `year`, the largest number first."""
        query = "SELECT value, COUNT(*) FROM facet WHERE name = ? GROUP BY value ORDER BY 2 DESC, 1"
        return [(value, count) for value, count in self._rows(query, (name,))]

    def having(self, name: str, value: str) -> list[str]:
        """Return the keys of the documents that have a value of a facet."""
        rows = self._rows("SELECT key FROM facet WHERE name = ? AND value = ? ORDER BY key", (name, value))
        return [key for (key,) in rows]

    def _rows(self, query: str, values: Sequence[object]) -> list[Any]:
        with self._lock:
            if self.is_intact():
                try:
                    return self._connection.execute(query, values).fetchall()
                except sqlite3.DatabaseError as error:
                    if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _DAMAGE:
                        raise
                    self._is_damaged = True
        raise ReleaseError("The index of the documents is damaged; a server makes it anew. Ask again soon.")


def _state(file: IO[bytes] | None) -> tuple[int, int] | None:
    """Return size and time of the last change of a file: only damage changes an index."""
    if file is None or file.closed:
        return None
    found = os.fstat(file.fileno())
    return found.st_size, found.st_mtime_ns
