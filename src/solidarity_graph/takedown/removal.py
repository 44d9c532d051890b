"""Removes all entries and references of some keys from the texts of the record files. No side effects.

A key is that of a thing (`person/p7k2`, `event/...`, `article/...`) or of a claim (`c4m`). Also removed are: things
merged into a removed one; events without any claims left; penalties and awards that lose the last person or
organisation that they concern; and disagreements with fewer than two claims left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tomlkit.toml_document import TOMLDocument

from solidarity_graph.records.documents import Documents, drop_block
from solidarity_graph.records.entries import (
    Entry,
    Link,
    Part,
    entries_in,
    named_in,
    unlink,
)
from solidarity_graph.schema.record_format import TABLES, claim_fields


@dataclass(frozen=True, slots=True)
class Taken:
    """The result of a removal; false if nothing was removed.

    files     the texts of the remaining files
    parts     the removed entries, and removed claims of entries that stay
    links     values removed from fields of entries and claims that stay
    articles  the texts of removed article files by path
    followed  the keys of things that were removed in addition to those requested
    gone      all removed keys, of things and claims, including those requested
    """

    files: Mapping[str, str]
    parts: tuple[Part, ...]
    links: tuple[Link, ...]
    articles: Mapping[str, str]
    followed: tuple[str, ...]
    gone: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.parts or self.links or self.articles)


def take_out(files: Mapping[str, str], keys: Iterable[str]) -> Taken:
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
    return Taken(files, tuple(removal.parts), tuple(removal.links), removal.articles, tuple(followed), gone)


# Only `ledger` changes these files.
_LEDGER_FILES = frozenset({"removals.toml", "private/taken-back.toml"})


class _Removal:
    def __init__(self, files: Mapping[str, str]) -> None:
        self.documents = Documents(files)
        self.parts: list[Part] = []
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
        for path, document in [*self.documents.mentioning(key.rpartition("/")[2] for key in keys)]:
            if self._remove_from(path, document, keys):
                self.documents.changed(path)
        emptied = {event for event, concerned in self._events.items() if self._is_empty(event, concerned)}
        for event in self._events.keys() - emptied:
            self._drop_empty_blocks(event)
        return (emptied | self._claims | self._merged) - self.gone

    def _remove_from(self, path: str, document: TOMLDocument, keys: frozenset[str]) -> bool:
        entries = [*entries_in(path, document)]
        if any(entry.table.name == "article" and _article_key(path) in keys for entry in entries):
            for entry in entries:
                self._record_claims(entry, entry.claims())
            self.articles[path] = self.documents.text(path)
            self.documents.remove(path)
            return False
        # In reverse order, as each removal changes the indexes of the entries after it.
        changed = False
        for entry in reversed(entries):
            changed |= self._remove_entry(path, document, entry, keys)
        return changed

    def _remove_entry(self, path: str, document: TOMLDocument, entry: Entry, keys: frozenset[str]) -> bool:
        """Remove an entry that is invalid without the keys, else its references to them. Return True if it changed."""
        if path in _LEDGER_FILES:
            return False
        if entry.table.name == "merge" and entry.block.get("new") in keys:
            self._merged.add(str(entry.block.get("old")))
        links = None if entry.key in keys else unlink(entry.table.fields, entry.block, keys)
        if links is None:
            self._record_claims(entry, entry.claims())
            self.parts.append(Part(path, entry.table.block_name, _plain(entry.block)))
            drop_block(document, entry.table.block_name, entry.index)
            return True
        for name, values in links.items():
            self.links.append(Link(path, entry.table.block_name, entry.link_key, name, values))
        return self._remove_claims(path, document, entry, keys) or bool(links)

    def _remove_claims(self, path: str, document: TOMLDocument, entry: Entry, keys: frozenset[str]) -> bool:
        unlinked = self._unlink_claims(path, entry, keys)
        removed = dict(_remove_claims(entry, keys))
        if not removed:
            return unlinked
        head = {name: str(entry.block[name]) for name in ("key", "class") if name in entry.block}
        self._record_claims(entry, ((name, claim) for name, claims in removed.items() for claim in claims), keys)
        self.parts.append(Part(path, entry.table.block_name, head | removed))
        if entry.table.name == "entity" and not any(entry.claims()):
            drop_block(document, "entity", entry.index)
        return True

    def _unlink_claims(self, path: str, entry: Entry, keys: frozenset[str]) -> bool:
        """Remove the keys from claims that are valid without them. Return True if a claim changed."""
        changed = False
        for _, claim in entry.claims():
            if not _is_removed(claim, keys):
                for name, values in (unlink(claim_fields().values(), claim, keys) or {}).items():
                    self.links.append(Link(path, "claim", str(claim.get("claim")), name, values))
                    changed = True
        return changed

    def _record_claims(
        self, entry: Entry, claims: Iterable[tuple[str, Mapping[str, Any]]], keys: frozenset[str] = frozenset()
    ) -> None:
        """Record removed claims, and for an event if one of them named a removed thing as what the event concerns."""
        of_event = entry.table.kind == "event"
        for name, claim in claims:
            self._claims |= {str(claim["claim"])} if "claim" in claim else set()
            if of_event:
                concerned = name in entry.table.concerning and any(
                    key in keys for _, key in named_in(claim_fields().values(), claim)
                )
                self._events[entry.key] = self._events.get(entry.key, False) or concerned
        if of_event:
            self._events.setdefault(entry.key, False)

    def _is_empty(self, event: str, concerned: bool) -> bool:
        properties = [name for _, entry in self._entries_of(event) for name, _ in entry.claims()]
        return not properties or (concerned and not any(name in TABLES["event"].concerning for name in properties))

    def _drop_empty_blocks(self, event: str) -> None:
        """Remove the blocks of an event that contain no claims any more, except one with its label."""
        for path, entry in reversed([*self._entries_of(event)]):
            if not any(entry.claims()) and "label" not in entry.block:
                drop_block(self.documents[path], "event", entry.index)

    def _entries_of(self, event: str) -> Iterator[tuple[str, Entry]]:
        for path, document in self.documents.mentioning([event.partition("/")[2]]):
            for entry in entries_in(path, document):
                if entry.table.kind == "event" and entry.key == event:
                    yield path, entry


def _article_key(path: str) -> str:
    return f"article/{path.rpartition('/')[2].removesuffix('.toml')}"


def _is_removed(claim: Mapping[str, Any], keys: frozenset[str]) -> bool:
    """Return True if a claim has one of the keys, or an essential reference to one."""
    essential = [field for field in claim_fields().values() if field.essential]
    return claim.get("claim") in keys or any("/" in key and key in keys for _, key in named_in(essential, claim))


def _remove_claims(entry: Entry, keys: frozenset[str]) -> Iterator[tuple[str, list[Any]]]:
    """Remove the claims of these keys from an entry, and yield them by property."""
    block = entry.block
    for name in dict.fromkeys(name for name, claim in entry.claims() if _is_removed(claim, keys)):
        value = block[name]
        if not isinstance(value, list):
            yield name, [_plain(value)]
            del block[name]
            continue
        indexes = [index for index, claim in enumerate(value) if _is_removed(claim, keys)]
        yield name, [_plain(value[index]) for index in indexes]
        for index in reversed(indexes):
            del value[index]
        if not value:
            del block[name]


def _plain(value: Any) -> Any:
    return value.unwrap()
