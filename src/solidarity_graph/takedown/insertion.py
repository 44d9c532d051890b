"""Inserts removed entries into record files, of the private overlay or of `data/`. No side effects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import tomlkit

from solidarity_graph.model.levels import GENERALISED
from solidarity_graph.records.entries import ARTICLES, Block, Entry, Link, article_key, with_claims
from solidarity_graph.records.toml_documents import Documents, append_block, as_text, parse, plain, written
from solidarity_graph.schema.record_format import PRIVATE, is_private


class Insertion(Documents):
    """Record files that entries are inserted into: `private` entries into the overlay, others into `data/`."""

    def put(self, part: Entry, *, private: bool) -> None:
        """Insert an entry. Claims are added to the existing block of the same event or entity, if there is one.

        Fields that the existing block has are kept.
        """
        path = _moved(part.path, private=private)
        if path not in self:
            key = article_key(path).partition("/")[2]
            self.add(path, f'format = 1\n\n[article]\nkey = "{key}"\n' if ARTICLES in path else "")
        same = (each.block for each in self.entries(path) if (each.kind, each.key) == (part.kind, part.key))
        existing = next(same, None) if part.table.holds_claims else None
        if existing is None:
            append_block(self[path], part.kind, part.block)
        else:
            _join(existing, part)
        self.changed(path)

    def link(self, link: Link, *, private: bool) -> bool:
        """Put removed values back into the field of their entry or claim. Return False if there is no such entry."""
        holders = [entry for entry in self._entries_of_link(link, private=private) if not entry.is_overlay_head]
        for entry in holders:
            entry.relink(link.field, link.values)
            self.changed(entry.path)
        return bool(holders)

    def take_judgement(self, link: Link) -> Entry | None:
        """Remove a judgement from the record files of the private overlay, and return its entry.

        link  values that were removed from a field of the judgement; it names the judgement by kind and key.

        Return None if the overlay has no such judgement.
        """
        for entry in self._entries_of_link(link, private=True):
            if not (entry.is_claim or entry.table.holds_claims or entry.table.single or entry.table.class_name):
                taken = replace(entry, block=plain(entry.block))
                self.drop(entry)
                return taken
        return None

    def _entries_of_link(self, link: Link, *, private: bool) -> Iterator[Entry]:
        """Yield the entries or claims, in `data/` or in the overlay, that the values of a link were removed from."""
        for path in self.mentioning([link.key]) if link.kind == "claim" else [_moved(link.path, private=private)]:
            if is_private(path) == private:
                for entry in with_claims(self.entries(path)):
                    if (entry.kind, entry.link_key) == (link.kind, link.key):
                        yield entry

    def keys_only_in_overlay(self) -> set[str]:
        """Return the keys of things that are declared in the overlay but not in `data/`."""
        declared: dict[bool, set[str]] = {False: set(), True: set()}
        for path in self.texts():
            declared[is_private(path)] |= {entry.key for entry in self.entries(path) if entry.table.kind}
        return declared[True] - declared[False]

    def put_article(self, path: str, text: str, level: str) -> None:
        """Insert an article's file into the overlay with a new level; blocks that the overlay had for it are added.

        path  the path of the file in `data/`. `text` is its content.
        """
        private = PRIVATE + path
        parts = [replace(entry, block=plain(entry.block)) for entry in self.entries(private)]
        document = parse(text, path)
        document["article"]["level"] = level
        self.add(private, as_text(document))
        for part in parts:
            if part.table.holds_claims:
                self.put(part, private=True)

    def put_head(self, path: str, article: Mapping[str, Any]) -> None:
        """Add the file of an article with only the `[article]` table. An existing file is replaced."""
        document = tomlkit.document()
        document["format"] = 1
        table = tomlkit.table()
        for name, value in article.items():
            table[name] = written(value)
        document["article"] = table
        self.add(path, as_text(document))

    def set_level(self, key: str, level: str, stand_in: str = "") -> None:
        """Set the level, and `as` if `stand_in` is given, of a thing or claim in the overlay, if it is there."""
        for path in filter(is_private, self.mentioning([key.rpartition("/")[2]])):
            for entry in with_claims(self.entries(path)):
                block = entry.block
                same = entry.table.kind and entry.key == key and not entry.is_overlay_head
                if same and (block.get("level") != level or stand_in not in ("", block.get("as"))):
                    _set_level(block, level, stand_in)
                    self.changed(path)


def _moved(path: str, *, private: bool) -> str:
    """Return the path of the same file in the overlay, or in `data/`."""
    return (PRIVATE if private else "") + path.removeprefix(PRIVATE)


def _set_level(block: Block, level: str, stand_in: str) -> None:
    block["level"] = level
    if stand_in or level != GENERALISED:
        block.pop("as", None)
    if stand_in:
        block["as"] = stand_in


def _join(block: Block, part: Entry) -> None:
    claims = {name for name, _ in part.claims()}
    for name, value in part.block.items():
        if name not in block:
            block[name] = written(value)
        elif name in claims:
            present, added = ([*each] if isinstance(each, list) else [each] for each in (plain(block[name]), value))
            block[name] = written([*present, *added])
