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

from solidarity_graph.records.documents import Block, Documents, claims_in, drop_block
from solidarity_graph.records.entities import ENTITY_FILES
from solidarity_graph.records.entries import (
    ARTICLES,
    NAMING,
    Link,
    Part,
    blocks_of,
    claim_names,
    names,
    ref_of,
    texts_of,
)
from solidarity_graph.records.overlay import PREFIX

# Whom an event concerns: without them it would be nobody's sentence, nobody's prize.
_CONCERNING = ("imposedOn", "recipient", "recognitionOf")
_JUDGED = {
    "realisation": ("happening", "plan"),
    "merge": ("old", "new"),
    "disagreement": ("about",),
    "assessment": ("of",),
}


@dataclass(frozen=True, slots=True)
class Taken:
    """The files without those entries, and the entries. `followed` are the things that went with them."""

    files: Mapping[str, str]
    parts: tuple[Part, ...]
    links: tuple[Link, ...]
    articles: Mapping[str, str]
    followed: tuple[str, ...]

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
    return Taken(taking.documents.texts(), tuple(taking.parts), tuple(taking.links), taking.articles, tuple(followed))


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
        place = path.removeprefix(PREFIX)
        if place.startswith(ARTICLES):
            return self._article(path, document, keys)
        if place.startswith("entities/"):
            return self._entities(path, document, keys)
        if place == "judgements.toml":
            return self._judgements(path, document, keys)
        return place == "risk.toml" and self._blocks(path, document, "organisation", ("organisation",), keys)

    def _article(self, path: str, document: TOMLDocument, keys: frozenset[str]) -> bool:
        article = f"article/{path.rpartition('/')[2].removesuffix('.toml')}"
        if article in keys:
            for kind, block in blocks_of(document):
                self._lose(kind, block, claims_in(block))
            self.articles[path] = self.documents.text(path)
            self.documents.remove(path)
            return False
        found = self._unlink(path, "article", "", document.get("article", {}), ("publisher", "relays"), keys)
        for kind in ("event", "entity"):
            for index in reversed(range(len(document.get(kind, [])))):
                found |= self._article_block(path, document, kind, index, keys)
        return found

    def _article_block(self, path: str, document: TOMLDocument, kind: str, index: int, keys: frozenset[str]) -> bool:
        block = document[kind][index]
        if ref_of(kind, block) in keys:
            self._lose(kind, block, claims_in(block))
            self._keep(path, kind, block.unwrap())
            drop_block(document, kind, index)
            return True
        taken = dict(_take_claims(block, keys))
        if not taken:
            return False
        head = {name: str(block[name]) for name in ("key", "class") if name in block}
        self._lose(kind, block, ((name, claim) for name, claims in taken.items() for claim in claims), keys)
        self._keep(path, kind, head | taken)
        if kind == "entity" and not any(claims_in(block)):
            drop_block(document, kind, index)
        return True

    def _entities(self, path: str, document: TOMLDocument, keys: frozenset[str]) -> bool:
        kind = ENTITY_FILES.get(path.rpartition("/")[2].removesuffix(".toml"), ("", ""))[0]
        found = self._blocks(path, document, kind, (), keys)
        for block in document.get(kind, []):
            found |= self._unlink(path, kind, str(block.get("key", "")), block, ("within", "as"), keys)
        return found

    def _judgements(self, path: str, document: TOMLDocument, keys: frozenset[str]) -> bool:
        found = False
        merges = document.get("merge", [])
        self._merged |= {str(merge["old"]) for merge in merges if merge.get("new") in keys and "old" in merge}
        for kind, fields in _JUDGED.items():
            found |= self._blocks(path, document, kind, fields, keys)
        for index in reversed(range(len(document.get("disagreement", [])))):
            block = document["disagreement"][index]
            if len({*texts_of(block.get("claims"))} - keys) < 2:
                self._keep(path, "disagreement", block.unwrap())
                drop_block(document, "disagreement", index)
                found = True
            else:
                found |= self._unlink(path, "disagreement", str(block.get("key", "")), block, ("claims",), keys)
        return found

    def _blocks(
        self, path: str, document: TOMLDocument, kind: str, fields: tuple[str, ...], keys: frozenset[str]
    ) -> bool:
        """Blocks that declare one of the keys, or name it in one of these fields."""
        found = False
        for index in reversed(range(len(document.get(kind, [])))):
            block = document[kind][index]
            if (path != "risk.toml" and ref_of(kind, block) in keys) or names(block, fields, keys):
                self._keep(path, kind, block.unwrap())
                drop_block(document, kind, index)
                found = True
        return found

    def _unlink(
        self, path: str, kind: str, key: str, block: Block, fields: tuple[str, ...], keys: frozenset[str]
    ) -> bool:
        found = False
        for field in fields:
            if names(block, (field,), keys):
                gone = tuple(text for text in texts_of(block[field]) if text in keys)
                left = [text for text in texts_of(block[field]) if text not in keys]
                if left:
                    block[field] = left
                else:
                    del block[field]
                self.links.append(Link(path, kind, key, field, gone))
                found = True
        return found

    def _keep(self, path: str, kind: str, table: Mapping[str, Any]) -> None:
        self.parts.append(Part(path, kind, table))

    def _lose(
        self,
        kind: str,
        block: Mapping[str, Any],
        claims: Iterable[tuple[str, Mapping[str, Any]]],
        keys: frozenset[str] = frozenset(),
    ) -> None:
        """Notes claims that go: of an event, one that names a thing which goes may have said whom it concerns."""
        event = ref_of(kind, block)
        for name, claim in claims:
            self._claims |= {str(claim["claim"])} if "claim" in claim else set()
            if kind == "event":
                concerned = name in _CONCERNING and names(claim, NAMING, keys)
                self._events[event] = self._events.get(event, False) or concerned
        if kind == "event":
            self._events.setdefault(event, False)

    def _says_nothing(self, event: str, concerned: bool) -> bool:
        told = [name for _, _, block in self._event_blocks(event) for name, _ in claims_in(block)]
        return not told or (concerned and not any(name in _CONCERNING for name in told))

    def _tidy(self, event: str) -> None:
        """Blocks that hold no claim any more go, but for the one that holds the event's label."""
        for path, index, block in reversed([*self._event_blocks(event)]):
            if not any(claims_in(block)) and "label" not in block:
                drop_block(self.documents[path], "event", index)

    def _event_blocks(self, event: str) -> Iterator[tuple[str, int, Block]]:
        key = event.partition("/")[2]
        for path, document in self.documents.mentioning([key]):
            if path.removeprefix(PREFIX).startswith(ARTICLES):
                for index, block in enumerate(document.get("event", [])):
                    if block.get("key") == key:
                        yield path, index, block


def _take_claims(block: Block, keys: frozenset[str]) -> Iterator[tuple[str, list[Any]]]:
    """Takes the claims that name one of the keys out of a block, by property."""
    for name in dict.fromkeys(name for name, claim in claims_in(block) if claim_names(claim, keys)):
        value = block[name]
        if not isinstance(value, list):
            yield name, [value.unwrap()]
            del block[name]
            continue
        places = [place for place, claim in enumerate(value) if claim_names(claim, keys)]
        yield name, [value[place].unwrap() for place in places]
        for place in reversed(places):
            del value[place]
        if not value:
            del block[name]
