"""Removes all entries and references of some keys from the texts of the record files. No side effects.

A key is that of a thing (`person/p7k2`, `event/...`, `article/...`) or of a claim (`c4m`). Also removed are: things
merged into a removed one; events without any claims left; penalties and awards that lose the last person or
organisation that they concern; and disagreements with fewer than two claims left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from solidarity_graph.records.entries import Entry, Link, article_key
from solidarity_graph.records.taken_back import RECORD, REMOVALS
from solidarity_graph.records.toml_documents import Documents, plain
from solidarity_graph.schema.record_format import TABLES

LEDGER_FILES = frozenset({REMOVALS, RECORD})
"""Only `ledger` changes these files."""


@dataclass(frozen=True, slots=True)
class Removed:
    """The result of a removal; false if nothing was removed.

    files     the texts of the remaining files
    parts     the removed entries, and removed claims of entries that stay
    links     values removed from fields of entries and claims that stay
    articles  the texts of removed article files by path
    followed  the keys of things that were removed in addition to those requested
    gone      all removed keys, of things and claims, including those requested
    """

    files: Mapping[str, str]
    parts: tuple[Entry, ...]
    links: tuple[Link, ...]
    articles: Mapping[str, str]
    followed: tuple[str, ...]
    gone: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.parts or self.links or self.articles)


def remove_keys(files: Mapping[str, str], keys: Iterable[str]) -> Removed:
    """Remove all entries and references of the keys, and return the remaining files and what was removed.

    Unknown keys are no error. Raises DataError if a file is not valid TOML.
    """
    removal = _Removal(files)
    requested = tuple(keys)
    pending = set(requested)
    while pending:
        pending = removal.remove(frozenset(pending))
    followed = sorted(key for key in removal.gone - {*requested} if "/" in key)
    files, gone = removal.documents.texts(), frozenset(removal.gone)
    return Removed(files, tuple(removal.parts), tuple(removal.links), removal.articles, tuple(followed), gone)


class _Removal:
    def __init__(self, files: Mapping[str, str]) -> None:
        self.documents = Documents(files)
        self.parts: list[Entry] = []
        self.links: list[Link] = []
        self.articles: dict[str, str] = {}
        self.gone: set[str] = set()
        self._claims: set[str] = set()
        """The keys of the claims removed in this round."""
        self._events: dict[str, bool] = {}
        """The events that lost claims in this round; True if a claim was about whom the event concerns."""
        self._merged: set[str] = set()
        """The things that were merged into one removed in this round."""

    def remove(self, keys: frozenset[str]) -> set[str]:
        """Remove the keys in one round, and return the keys to remove in the next one."""
        self.gone |= keys
        self._claims, self._events, self._merged = set(), {}, set()
        for path in self.documents.mentioning(key.rpartition("/")[2] for key in keys):
            if path not in LEDGER_FILES:
                self._remove_from(path, keys)
        emptied = {event for event, concerned in self._events.items() if self._is_empty(event, concerned)}
        for event in self._events.keys() - emptied:
            self._drop_empty_blocks(event)
        return (emptied | self._claims | self._merged) - self.gone

    def _remove_from(self, path: str, keys: frozenset[str]) -> None:
        entries = self.documents.entries(path)
        if article_key(path) in keys and any(entry.table.name == "article" for entry in entries):
            for entry in entries:
                self._record_claims(entry, entry.claims())
            self.articles[path] = self.documents.text(path)
            self.documents.remove(path)
            return
        # In reverse order, as each removal changes the indexes of the entries after it.
        for entry in reversed(entries):
            self._remove_entry(entry, keys)

    def _remove_entry(self, entry: Entry, keys: frozenset[str]) -> None:
        """Remove an entry that is invalid without the keys, else its references to them and such claims of it."""
        if entry.table.name == "merge" and entry.block.get("new") in keys:
            self._merged.add(str(entry.block.get("old")))
        if self._remains(entry, keys):
            removed = [(name, claim) for name, claim in entry.claims() if not self._remains(claim, keys)]
            if removed:
                self._remove_claims(entry, removed, keys)
        else:
            self._record_claims(entry, entry.claims())
            self.parts.append(replace(entry, block=plain(entry.block)))
            self.documents.drop(entry)

    def _remains(self, entry: Entry, keys: frozenset[str]) -> bool:
        """Remove references to the keys from an entry or a claim; return False if it is to be removed itself."""
        links = None if entry.key in keys else entry.unlink(keys)
        self.links += links or ()
        if links:
            self.documents.changed(entry.path)
        return links is not None

    def _remove_claims(self, entry: Entry, removed: list[tuple[str, Entry]], keys: frozenset[str]) -> None:
        part = {name: str(entry.block[name]) for name in ("key", "class") if name in entry.block}
        claims = {name: [plain(claim.block) for other, claim in removed if other == name] for name, _ in removed}
        self._record_claims(entry, removed, keys)
        self.parts.append(replace(entry, block=part | claims))
        for name, claim in reversed(removed):
            value = entry.block[name]
            if isinstance(value, list):
                del value[claim.index]
            if not isinstance(value, list) or not value:
                del entry.block[name]
        self.documents.changed(entry.path)
        if entry.table.name == "entity" and not any(entry.claims()):
            self.documents.drop(entry)

    def _record_claims(
        self, entry: Entry, claims: Iterable[tuple[str, Entry]], keys: frozenset[str] = frozenset()
    ) -> None:
        """Record removed claims, and for an event if one of them named a removed thing as what the event concerns."""
        of_event = entry.table.kind == "event"
        if of_event:
            self._events.setdefault(entry.key, False)
        for name, claim in claims:
            self._claims |= {claim.key} - {""}
            if of_event and name in entry.table.concerning and claim.refers_to(keys):
                self._events[entry.key] = True

    def _is_empty(self, event: str, concerned: bool) -> bool:
        properties = [name for entry in self._entries_of(event) for name, _ in entry.claims()]
        return not properties or (concerned and not any(name in TABLES["event"].concerning for name in properties))

    def _drop_empty_blocks(self, event: str) -> None:
        """Remove the blocks of an event that contain no claims any more, except one with its label."""
        for entry in reversed([*self._entries_of(event)]):
            if not any(entry.claims()) and "label" not in entry.block:
                self.documents.drop(entry)

    def _entries_of(self, event: str) -> Iterator[Entry]:
        for path in self.documents.mentioning([event.partition("/")[2]]):
            yield from (entry for entry in self.documents.entries(path) if entry.key == event and entry.table.kind)
