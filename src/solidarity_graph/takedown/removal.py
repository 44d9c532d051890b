"""Takes every entry that a key stands in out of the record files. Pure: texts in, texts and what was taken out.

A key is a thing (`person/p7k2`, `event/...`, `article/...`) or a claim's (`c4m`). With it goes what was merged into it,
and what would say nothing without it: an event of which no claim is left, a measure or a prize of which nobody is left
whom it concerned, and what was said of those; a disagreement that fewer than two claims are left of.
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
    """The files without those entries, and the entries.

    followed  the things that went with them
    gone      every key that went: what was asked for, things and claims
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
    """The files without every entry that one of the keys stands in. Raises DataError for what is no TOML."""
    taking = _Taking(files)
    asked = tuple(keys)
    waiting = set(asked)
    while waiting:
        waiting = taking.take(frozenset(waiting))
    followed = sorted(key for key in taking.gone - {*asked} if "/" in key)
    files, gone = taking.documents.texts(), frozenset(taking.gone)
    return Taken(files, tuple(taking.parts), tuple(taking.links), taking.articles, tuple(followed), gone)


# What is remembered of things taken back: kept by the ledger alone.
_KEPT = frozenset({"removals.toml", "private/taken-back.toml"})


class _Taking:
    def __init__(self, files: Mapping[str, str]) -> None:
        self.documents = Documents(files)
        self.parts: list[Part] = []
        self.links: list[Link] = []
        self.articles: dict[str, str] = {}
        self.gone: set[str] = set()
        self._claims: set[str] = set()
        """Keys of the claims that went in this round."""
        self._events: dict[str, bool] = {}
        """Events that lost claims in this round, and whether one of them said whom it concerns."""

        self._merged: set[str] = set()
        """Things that were merged into one that goes: they are the same thing."""

    def take(self, keys: frozenset[str]) -> set[str]:
        """One round; what has to go next."""
        self.gone |= keys
        self._claims, self._events, self._merged = set(), {}, set()
        for path, document in [*self.documents.mentioning(key.rpartition("/")[2] for key in keys)]:
            if self._take_from(path, document, keys):
                self.documents.changed(path)
        left_empty = {event for event, concerned in self._events.items() if self._says_nothing(event, concerned)}
        for event in self._events.keys() - left_empty:
            self._tidy(event)
        return (left_empty | self._claims | self._merged) - self.gone

    def _take_from(self, path: str, document: TOMLDocument, keys: frozenset[str]) -> bool:
        entries = [*entries_in(path, document)]
        if any(entry.table.name == "article" and _article_key(path) in keys for entry in entries):
            for entry in entries:
                self._lose(entry, entry.claims())
            self.articles[path] = self.documents.text(path)
            self.documents.remove(path)
            return False
        # From the end, so that the places of the others stay what they are.
        found = False
        for entry in reversed(entries):
            found |= self._take_entry(path, document, entry, keys)
        return found

    def _take_entry(self, path: str, document: TOMLDocument, entry: Entry, keys: frozenset[str]) -> bool:
        """Takes an entry that says nothing without the keys, else what of it names them. Whether there was anything."""
        if path in _KEPT:
            return False
        if entry.table.name == "merge" and entry.block.get("new") in keys:
            self._merged.add(str(entry.block.get("old")))
        links = None if entry.key in keys else unlink(entry.table.fields, entry.block, keys)
        if links is None:
            self._lose(entry, entry.claims())
            self.parts.append(Part(path, entry.table.block_name, _plain(entry.block)))
            drop_block(document, entry.table.block_name, entry.index)
            return True
        for name, values in links.items():
            self.links.append(Link(path, entry.table.block_name, entry.link_key, name, values))
        return self._take_claims(path, document, entry, keys) or bool(links)

    def _take_claims(self, path: str, document: TOMLDocument, entry: Entry, keys: frozenset[str]) -> bool:
        unlinked = self._unlink_claims(path, entry, keys)
        taken = dict(_take_claims(entry, keys))
        if not taken:
            return unlinked
        head = {name: str(entry.block[name]) for name in ("key", "class") if name in entry.block}
        self._lose(entry, ((name, claim) for name, claims in taken.items() for claim in claims), keys)
        self.parts.append(Part(path, entry.table.block_name, head | taken))
        if entry.table.name == "entity" and not any(entry.claims()):
            drop_block(document, "entity", entry.index)
        return True

    def _unlink_claims(self, path: str, entry: Entry, keys: frozenset[str]) -> bool:
        """Takes the keys out of claims that say something without them."""
        found = False
        for _, claim in entry.claims():
            if not _goes(claim, keys):
                for name, values in (unlink(claim_fields().values(), claim, keys) or {}).items():
                    self.links.append(Link(path, "claim", str(claim.get("claim")), name, values))
                    found = True
        return found

    def _lose(
        self, entry: Entry, claims: Iterable[tuple[str, Mapping[str, Any]]], keys: frozenset[str] = frozenset()
    ) -> None:
        """Notes claims that go: of an event, one that names a thing which goes may have said whom it concerns."""
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

    def _says_nothing(self, event: str, concerned: bool) -> bool:
        told = [name for _, entry in self._entries_of(event) for name, _ in entry.claims()]
        return not told or (concerned and not any(name in TABLES["event"].concerning for name in told))

    def _tidy(self, event: str) -> None:
        """Blocks that hold no claim any more go, but for the one that holds the event's label."""
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


def _goes(claim: Mapping[str, Any], keys: frozenset[str]) -> bool:
    """Whether a claim has one of the keys, or says nothing without what has it."""
    essential = [field for field in claim_fields().values() if field.essential]
    return claim.get("claim") in keys or any("/" in key and key in keys for _, key in named_in(essential, claim))


def _take_claims(entry: Entry, keys: frozenset[str]) -> Iterator[tuple[str, list[Any]]]:
    """Takes the claims that go with the keys out of an entry, by property."""
    block = entry.block
    for name in dict.fromkeys(name for name, claim in entry.claims() if _goes(claim, keys)):
        value = block[name]
        if not isinstance(value, list):
            yield name, [_plain(value)]
            del block[name]
            continue
        places = [place for place, claim in enumerate(value) if _goes(claim, keys)]
        yield name, [_plain(value[place]) for place in places]
        for place in reversed(places):
            del value[place]
        if not value:
            del block[name]


def _plain(value: Any) -> Any:
    return value.unwrap()
