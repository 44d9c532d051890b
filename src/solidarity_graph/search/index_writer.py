"""Writes the index of the documents: when a server or a command first opens a release, or in memory."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from solidarity_graph.documents import Document, key_of
from solidarity_graph.errors import ReleaseError
from solidarity_graph.search import list_tables
from solidarity_graph.search.facets import WORD, keys_of_name, labels_of, words_of
from solidarity_graph.search.index_reader import FILE, DocumentIndex
from solidarity_graph.search.outlines import OUTLINES

FORMAT = 19
"""The version of the index format. It changes when an older index cannot be read or would give other results."""
_SCHEMA = """
CREATE TABLE document (key TEXT PRIMARY KEY, kind TEXT, name TEXT, language TEXT, json TEXT) WITHOUT ROWID;
CREATE INDEX kinds ON document (kind, key);
CREATE INDEX names ON document (key, name, language) WHERE name <> '';
CREATE VIRTUAL TABLE words USING fts5 (
    key UNINDEXED, names, sounds, phrases, related, tokenize = "unicode61 remove_diacritics 2");
CREATE TABLE label (language TEXT, key TEXT, name TEXT, PRIMARY KEY (language, key)) WITHOUT ROWID;
CREATE TABLE outline (use TEXT, key TEXT, json TEXT, PRIMARY KEY (use, key)) WITHOUT ROWID;
CREATE TABLE difference (about TEXT, property TEXT, iri TEXT, PRIMARY KEY (about, property)) WITHOUT ROWID;
CREATE TEMP TABLE text (key TEXT PRIMARY KEY, names TEXT, sounds TEXT, phrases TEXT) WITHOUT ROWID;
"""
_FILL_WORDS = """
INSERT INTO words SELECT key, names, sounds, phrases, (
    SELECT group_concat(other.names || ' ' || other.sounds, char(10))
    FROM related JOIN text other ON other.key = related.node WHERE related.key = text.key) FROM text ORDER BY key
"""
NOT_SEARCHED = ("claim", "dataset", "disagreement", "graph")  # their words are those of the things that they are about


def write_index(folder: Path, documents: Iterable[Document], base: str) -> None:
    """Write the index of documents into a folder that has none; ReleaseError if that fails, on a full disk for example.

    base  the prefix of the dataset's IRIs.
    """
    try:
        with contextlib.closing(sqlite3.connect(folder / FILE)) as connection:
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
        connection.executescript(_SCHEMA + list_tables.SCHEMA)
        for document in documents:
            key = key_of(document["id"], base)
            kind = key.partition("/")[0]
            language, name = next(iter(document.get("names", {}).get(document["id"], {}).items()), ("", ""))
            written = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
            connection.execute("INSERT INTO document VALUES (?, ?, ?, ?, ?)", (key, kind, name, language, written))
            labels = [(tag, key, label) for tag, label in labels_of(document).items()]
            connection.executemany("INSERT INTO label VALUES (?, ?, ?)", labels)
            for use, outline_of in OUTLINES.items():
                if outline := outline_of(kind, document):
                    row = (use, key, json.dumps(outline, ensure_ascii=False, separators=(",", ":")))
                    connection.execute("INSERT INTO outline VALUES (?, ?, ?)", row)
            if kind == "disagreement":
                difference = tuple(document.get(name) for name in ("about", "onProperty", "id"))
                connection.execute("INSERT OR IGNORE INTO difference VALUES (?, ?, ?)", difference)
            if kind not in NOT_SEARCHED:
                _add_words(connection, key, *words_of(document))
            list_tables.add_document(connection, document, base)
        list_tables.fill(connection)
        connection.execute(_FILL_WORDS)
        for name in ("listed", "located", "edge", "reached", "related", "text"):
            connection.execute(f"DROP TABLE temp.{name}")


def _add_words(connection: sqlite3.Connection, key: str, names: Sequence[str], phrases: Sequence[str]) -> None:
    if names or phrases:
        alike = {form for name in names for word in WORD.findall(name) for form in keys_of_name(word)}
        row = (key, "\n".join(names), " ".join(sorted(alike)), "\n".join(phrases))
        connection.execute("INSERT INTO text VALUES (?, ?, ?, ?)", row)
