"""Reads the index: documents by key, full text with FTS5 (https://www.sqlite.org/fts5.html), and lists with facets."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from solidarity_graph.documents import Document, key_of
from solidarity_graph.errors import ReleaseError, TooSlowError
from solidarity_graph.search.facets import asked_words, keys_sought, sounds_of
from solidarity_graph.search.listing import Listing, Placed
from solidarity_graph.search.perspectives import PERSPECTIVES

FILE = "documents.sqlite"
"""The name of an index in its folder."""
SHOWN = "shown"
"""The member of the cells that has, by column, the values that a page shows; the others are sorted by."""
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR)
_MARK, _END = "\x02", "\x03"  # around found words: no text has control characters
_LONGEST = 5.0  # seconds that a query may take: others wait for it
_STEPS = 10_000  # of SQLite's virtual machine between two looks at the clock: well under a millisecond
_EXACT_AMONG = 200  # of the best matches: shorter names rank higher
_STEM = 4  # of a word: what misspelt words mostly have in common
_SHORTEST = 3  # shorter words are in too many names


class DocumentIndex:
    """Reads an index. Thread-safe, and independent of the SPARQL store: it answers even if all workers are busy.

    All methods raise ReleaseError once the index is damaged, and TooSlowError if one query takes over five seconds.
    """

    def __init__(self, connection: sqlite3.Connection, base: str, file: IO[bytes] | None = None) -> None:
        self._connection = connection
        self._file = file
        self._opened = _state(file)
        self._is_damaged = False
        self._lock = threading.Lock()
        self._deadline = 0.0
        connection.set_progress_handler(self._is_late, _STEPS)
        self._listings: dict[str, Listing] = {}
        self._orders: dict[tuple[str, str], Sequence[int]] = {}
        self._placed: dict[str, Sequence[Placed]] = {}
        self._searched: Sequence[str] = ()
        self.base = base

    @classmethod
    def open(cls, folder: Path, base: str) -> DocumentIndex:
        """Open the index that `write_index` wrote into a folder, read-only."""
        file = (folder / FILE).open("rb")
        address = f"{(folder / FILE).absolute().as_uri()}?mode=ro&immutable=1"
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

    def outlines(self, use: str, iris: Iterable[str]) -> dict[str, Document]:
        """Return by IRI the outlines of documents for a use in `OUTLINES`, such as `row`; others are left out.

        A page shows dozens of other things, and a whole document has all their claims and mentions.
        """
        query = "SELECT json FROM outline WHERE use = ? AND key IN (SELECT value FROM json_each(?))"
        keys = [key_of(iri, self.base) for iri in iris]
        found = (json.loads(written) for (written,) in self._rows(query, (use, json.dumps(keys))))
        return {outline["id"]: outline for outline in found}

    def names(self, iris: Iterable[str]) -> Mapping[str, tuple[str, str]]:
        """Return (name, language) of things by IRI. IRIs without a name or outside the dataset are left out."""
        keys = {key_of(iri, self.base): iri for iri in iris if iri.startswith(self.base) and "#" not in iri}
        # The planner prefers the primary key, whose rows have the whole documents: 15 times slower.
        query = """SELECT key, name, language FROM document INDEXED BY names
            WHERE name <> '' AND key IN (SELECT value FROM json_each(?))"""
        rows = self._rows(query, (json.dumps(sorted(keys)),))
        return {keys[key]: (name, language) for key, name, language in rows}

    def labels(self, keys: Iterable[str], language: str) -> Mapping[str, str]:
        """Return by key the preferred names of things in a language; things without one are left out."""
        query = "SELECT key, name FROM label WHERE language = ? AND key IN (SELECT value FROM json_each(?))"
        return dict(self._rows(query, (language, json.dumps([*keys]))))

    def current(self, iris: Iterable[str]) -> dict[str, str]:
        """Return, for those of the IRIs that name things, the IRI of the thing, or of that which it was merged into."""
        found = self.get_many(key_of(iri, self.base) for iri in iris)
        return {document["id"]: str(document.get("isReplacedBy", document["id"])) for document in found}

    def differences(self, iri: str) -> dict[str, str]:
        """Return by the IRI of a property the IRI of a disagreement on it, about the thing with this IRI."""
        return dict(self._rows("SELECT property, iri FROM difference WHERE about = ?", (iri,)))

    def of_kind(self, kind: str) -> list[tuple[str, str]]:
        """Return (key, name) of each document of a kind, such as `person`, sorted by key. The name may be empty."""
        rows = self._rows("SELECT key, name FROM document WHERE kind = ? ORDER BY key", (kind,))
        return [(key, name) for key, name in rows]

    def spellings(self, kind: str) -> list[str]:
        """Return all names of the things of a kind, in every language and script, without their keys."""
        query = """SELECT name.value FROM document, json_each(json_array(
                json_extract(document.json, '$.prefLabel'), json_extract(document.json, '$.altLabel'))) AS label,
                json_tree(label.value) AS name
            WHERE kind = ? AND label.type = 'object' AND name.type = 'text'"""
        return [name for (name,) in self._rows(query, (kind,))]

    def search(self, words: str, kind: str = "", limit: int = 50) -> list[tuple[str, str]]:
        """Return (key, name) of the things that have all the words in names or phrases, the best match first.

        A word is also found in another spelling or script, in Cyrillic also declined, and in the names of places and
        people that an action is about. Case and accents are ignored; the last word may be a prefix. Nothing is found
        without a word, and of many words `asked_words` takes the first.

        kind  only things of this kind, such as `person`; any if empty.
        """
        query = """SELECT document.key, document.name FROM words JOIN document ON document.key = words.key
            WHERE words MATCH ? AND (? = '' OR document.kind = ?)
            ORDER BY bm25(words, 0, 10, 5, 1, 2), document.key LIMIT ?"""
        if not (match := _match(words)):
            return []
        return [(key, name) for key, name in self._rows(query, (match, kind, kind, limit))]

    def suggest(self, words: str, kinds: Sequence[str] = (), limit: int = 20) -> list[tuple[str, str]]:
        """Return (key, name) of the things that have all the words in one of their names, in any spelling or script.

        If things have exactly this name, in capitals or not, those alone are returned. Otherwise the best match is
        first; the last word may be a prefix.

        kinds  only things of these kinds; any if empty.
        """
        if not (match := _match(words)):
            return []
        found = self._named(f"{{names sounds}} : ({match})", kinds, max(limit, _EXACT_AMONG))
        exact = [hit for hit in found if _is_name(words, hit[2])]
        return [(key, name) for key, name, _ in (exact or found)[:limit]]

    def called(self, words: str) -> list[str]:
        """Return the keys of the things that have exactly this name, in capitals or not, the best match first."""
        match = _match(words)
        found = self._named(f"{{names}} : ({match})", (), _EXACT_AMONG) if match else []
        return [key for key, _, names in found if _is_name(words, names)]

    def similar(self, words: str, kinds: Sequence[str] = (), limit: int = 8) -> list[tuple[str, str]]:
        """Return (key, name) of the things that have any of the words, or a word that begins like one, in a name."""
        stems = sorted({word[:_STEM] for word in asked_words(words) if len(word) >= _SHORTEST})
        if not stems:
            return []
        forms = [f'"{stem}"*' for stem in stems] + [f'"{sound}"' for stem in stems for sound in sorted(sounds_of(stem))]
        found = self._named(f"{{names sounds}} : ({' OR '.join(forms)})", kinds, limit)
        return [(key, name) for key, name, _ in found]

    def _named(self, match: str, kinds: Sequence[str], limit: int) -> list[tuple[str, str, str]]:
        query = """SELECT document.key, document.name, words.names FROM words JOIN document ON document.key = words.key
            WHERE words MATCH ? AND document.name <> '' AND (? OR document.kind IN (SELECT value FROM json_each(?)))
            ORDER BY bm25(words, 0, 10, 5, 1, 2), document.key LIMIT ?"""
        return self._rows(query, (match, not kinds, json.dumps([*kinds]), limit))

    def names_of_kinds(self, kinds: Sequence[str], limit: int) -> list[tuple[str, str]]:
        """Return (key, name) of at most `limit` things of these kinds that have a name, sorted by key."""
        query = """SELECT key, name FROM document INDEXED BY names
            WHERE name <> '' AND key > ? AND key < ? ORDER BY key LIMIT ?"""
        found: list[tuple[str, str]] = []
        for kind in sorted(kinds):
            found += self._rows(query, (f"{kind}/", f"{kind}0", limit - len(found)))  # "0" follows "/"
        return found

    def matching(self, words: str) -> list[str]:
        """Return the keys of all things that `search` finds, in no order."""
        match = _match(words)
        return [key for (key,) in self._rows("SELECT key FROM words WHERE words MATCH ?", (match,))] if match else []

    def named(self, words: str) -> list[str]:
        """Return the keys of all things that have the words in their own names, in any spelling, in no order."""
        match = _match(words)
        query = "SELECT key FROM words WHERE words MATCH ?"
        return [key for (key,) in self._rows(query, (f"{{names sounds}} : ({match})",))] if match else []

    def ranked(self, words: str) -> list[str]:
        """Return the keys of all things that `search` finds, in its order; ten times faster, as it reads no names."""
        if not (match := _match(words)):
            return []
        if not self._searched:
            self._searched = [key for (key,) in self._rows("SELECT key FROM words ORDER BY rowid", ())]
        # Rows were filled in the order of their keys, from 1 on.
        query = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY bm25(words, 0, 10, 5, 1, 2), rowid"
        return [self._searched[row - 1] for (row,) in self._rows(query, (match,))]

    def phrases(self, words: str, keys: Iterable[str]) -> dict[str, list[tuple[str, bool]]]:
        """Return, of things by key, the quoted phrase that has most of these words, in parts: True for a found word.

        Things without such a phrase are left out: their names, or those of others, have the words.
        """
        if not (match := _match(words)):
            return {}
        query = """SELECT key, highlight(words, 3, char(2), char(3)) FROM words
            WHERE words MATCH ? AND key IN (SELECT value FROM json_each(?))"""
        rows = self._rows(query, (f"{{phrases}} : ({match})", json.dumps([*keys])))
        best = ((key, max(marked.split("\n"), key=lambda phrase: phrase.count(_MARK))) for key, marked in rows)
        return {key: _parts(phrase) for key, phrase in best}

    def listing(self, name: str) -> Listing:
        """Return the list of a name of `PERSPECTIVES`. It is read once and kept."""
        if name not in self._listings:
            keys = [key for (key,) in self._rows("SELECT key FROM item WHERE list = ? ORDER BY number", (name,))]
            facets: dict[str, dict[str, int]] = {facet.name: {} for facet in PERSPECTIVES[name].facets}
            for facet, value, bits in self._rows("SELECT name, value, bits FROM facet WHERE list = ?", (name,)):
                facets[facet][value] = int.from_bytes(bits, "little")
            numbers = {key: number for number, key in enumerate(keys)}
            self._listings[name] = Listing(PERSPECTIVES[name], keys, numbers, facets)
        return self._listings[name]

    def cells(self, name: str, numbers: Iterable[int]) -> dict[int, Mapping[str, list[str]]]:
        """Return the values of each column that has a path, for things of a list by their numbers."""
        query = "SELECT number, cells FROM item WHERE list = ? AND number IN (SELECT value FROM json_each(?))"
        rows = self._rows(query, (name, json.dumps([*numbers])))
        return {number: json.loads(cells)[SHOWN] for number, cells in rows}

    def order(self, name: str, column: str) -> Sequence[int]:
        """Return the numbers of all things of a list, sorted by a column that has a path. It is read once and kept."""
        if (name, column) not in self._orders:
            query = "SELECT number FROM item WHERE list = ? ORDER BY json_extract(cells, ?), key"
            self._orders[name, column] = [number for (number,) in self._rows(query, (name, f"$.{column}"))]
        return self._orders[name, column]

    def possible_between(self, name: str, first: str, last: str) -> list[int]:
        """Return the numbers of the things of a list that may have been between two days, of which one day is known."""
        query = """SELECT number FROM (SELECT number, json_extract(cells, '$.notBefore') AS first,
                json_extract(cells, '$.notAfter') AS last FROM item WHERE list = ?1)
            WHERE COALESCE(first, last) IS NOT NULL AND COALESCE(first, ?2) <= ?3 AND COALESCE(last, ?3) >= ?2"""
        return [number for (number,) in self._rows(query, (name, first, last))]

    def placed(self, name: str) -> Sequence[Placed]:
        """Return the places of a list's things, each thing at one place at most. They are read once and kept."""
        if name not in self._placed:
            query = "SELECT place, latitude, longitude, bits FROM placed WHERE list = ? ORDER BY place"
            self._placed[name] = [
                Placed(place, latitude, longitude, int.from_bytes(bits, "little"))
                for place, latitude, longitude, bits in self._rows(query, (name,))
            ]
        return self._placed[name]

    def _is_late(self) -> bool:
        return time.monotonic() > self._deadline

    def _rows(self, query: str, values: Sequence[object]) -> list[Any]:
        with self._lock:
            if self.is_intact():
                self._deadline = time.monotonic() + _LONGEST
                try:
                    return self._connection.execute(query, values).fetchall()
                except sqlite3.DatabaseError as error:
                    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
                    if code == sqlite3.SQLITE_INTERRUPT:
                        raise TooSlowError("The search took too long. Ask for fewer or longer words.") from error
                    if code not in _DAMAGE:
                        raise
                    self._is_damaged = True
        raise ReleaseError("The index of the documents is damaged; a server makes it anew. Ask again soon.")


def _is_name(words: str, names: str) -> bool:
    """Return True if the words are one of the names, each in a line of its own."""
    wanted = words.casefold().split()
    return any(name.casefold().split() == wanted for name in names.split("\n"))


def _match(words: str) -> str:
    """Return the full-text query for words; empty if there is none. A single letter beside other words is left out."""
    found = asked_words(words)
    found = [word for word in found if len(word) > 1 or not word.isalpha()] or found  # a preposition or an initial
    exact = [f'"{word}"' for word in found[:-1]] + [f'"{word}"*' for word in found[-1:]]
    return " AND ".join(f"({each}{_alike(word)})" for each, word in zip(exact, found, strict=True))


def _alike(word: str) -> str:
    forms = " OR ".join(f'"{form}"' for form in sorted(keys_sought(word)))
    return f" OR {{names sounds related}} : ({forms})" if forms else ""


def _parts(marked: str) -> list[tuple[str, bool]]:
    """Return the parts of a text in which found words are marked, those without a character left out."""
    parts = [part for piece in marked.split(_MARK) for part in _with_marks(piece)]
    return [(text, is_found) for text, is_found in parts if text]


def _with_marks(piece: str) -> list[tuple[str, bool]]:
    found, end, rest = piece.partition(_END)
    return [(found, True), (rest, False)] if end else [(found, False)]


def _state(file: IO[bytes] | None) -> tuple[int, int] | None:
    """Return size and time of the last change of a file: only damage changes an index."""
    if file is None or file.closed:
        return None
    found = os.fstat(file.fileno())
    return found.st_size, found.st_mtime_ns
