"""Puts blocks that were taken out into record files again: of the private overlay, or of `data/`. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import tomlkit
from tomlkit.items import Item
from tomlkit.toml_document import TOMLDocument

from solidarity_graph.model.levels import GENERALISED
from solidarity_graph.records.documents import Block, Documents, append_block, as_text, claims_in, parse
from solidarity_graph.records.entries import ARTICLES, Link, Part, blocks_of, ref_of, texts_of
from solidarity_graph.records.overlay import PREFIX, is_private

_MERGED = ("event", "entity")  # an article's file holds one block for each of them
_LISTS = ("relays", "claims")


class PuttingIn:
    """Files that entries are put into. `private` entries go into the overlay, the others into `data/`."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.documents = Documents(files)

    def files(self) -> Mapping[str, str]:
        """The files with what was put in."""
        return self.documents.texts()

    def put(self, part: Part, *, private: bool) -> None:
        """A block; claims join the block of the same event or entity where there is one."""
        path = (PREFIX if private else "") + part.path.removeprefix(PREFIX)
        document = self._document(path)
        known = _block(document, part.kind, part.table) if part.kind in _MERGED else None
        if known is None:
            append_block(document, part.kind, {name: _item(value) for name, value in part.table.items()})
        else:
            _join(known, part.table)
        self.documents.changed(path)

    def link(self, link: Link, *, private: bool) -> None:
        """A key back into the field it stood in, where its block is there."""
        path = (PREFIX if private else "") + link.path.removeprefix(PREFIX)
        if path not in self.documents:
            return
        document = self.documents[path]
        blocks = [document["article"]] if link.kind == "article" else document.get(link.kind, [])
        for block in blocks:
            if link.kind == "article" or block.get("key") == link.key:
                values = [*texts_of(block.get(link.field)), *link.values]
                block[link.field] = values if link.field in _LISTS else values[-1]
                self.documents.changed(path)

    def put_article(self, path: str, text: str, level: str) -> None:
        """A whole article into the overlay, together with what the overlay says of it already."""
        private = PREFIX + path
        held = [*blocks_of(self.documents[private])] if private in self.documents else []
        parts = [Part(path, kind, _plain(block)) for kind, block in held]
        document = parse(text, path)
        document["article"]["level"] = level
        self.documents.add(private, as_text(document))
        for part in parts:
            self.put(part, private=True)

    def put_head(self, path: str, article: Mapping[str, Any]) -> None:
        """A new article's file, with nothing in it yet but what it says of the article."""
        document = tomlkit.document()
        document["format"] = 1
        table = tomlkit.table()
        for name, value in article.items():
            table[name] = _item(value)
        document["article"] = table
        self.documents.add(path, as_text(document))

    def add(self, path: str, kind: str, table: Mapping[str, Any]) -> None:
        """A block at the end of a file, which is made where it is missing."""
        if path not in self.documents:
            self.documents.add(path, "")
        append_block(self.documents[path], kind, {name: _item(value) for name, value in table.items()})
        self.documents.changed(path)

    def set_level(self, key: str, level: str, stand_in: str = "") -> None:
        """The level of a thing or a claim that stands in the overlay."""
        for path, document in [*self.documents.mentioning([key.rpartition("/")[2]])]:
            if not is_private(path):
                continue
            for block in _declaring(path, document, key):
                if block.get("level") != level or stand_in not in ("", block.get("as")):
                    _set_level(block, level, stand_in)
                    self.documents.changed(path)

    def _document(self, path: str) -> TOMLDocument:
        if path not in self.documents:
            stem = path.rpartition("/")[2].removesuffix(".toml")
            begin = f'format = 1\n\n[article]\nkey = "{stem}"\n' if ARTICLES in path else ""
            self.documents.add(path, begin)
        return self.documents[path]


def _set_level(block: Block, level: str, stand_in: str) -> None:
    block["level"] = level
    if stand_in or level != GENERALISED:
        block.pop("as", None)
    if stand_in:
        block["as"] = stand_in


def _declaring(path: str, document: TOMLDocument, key: str) -> Iterable[Block]:
    """The blocks that declare a thing, or the claims with that key."""
    if path == f"{PREFIX}{ARTICLES}{key.removeprefix('article/')}.toml" and "title" in document["article"]:
        yield document["article"]
    for kind, blocks in document.items():
        for block in blocks if isinstance(blocks, list) else []:
            if kind != "entity" and ref_of(kind, block) == key:
                yield block
            if kind in _MERGED:
                yield from (claim for _, claim in claims_in(block) if claim.get("claim") == key)


def _block(document: TOMLDocument, kind: str, table: Mapping[str, Any]) -> Block | None:
    return next((block for block in document.get(kind, []) if block.get("key") == table["key"]), None)


def _join(block: Block, table: Mapping[str, Any]) -> None:
    claims = {name for name, _ in claims_in(table)}
    for name, value in table.items():
        if name not in block:
            block[name] = _item(value)
        elif name in claims:
            held = block[name] if isinstance(block[name], list) else [block[name]]
            added = value if isinstance(value, list) else [value]
            block[name] = _item([*(_plain(claim) for claim in held), *added])


def _item(value: Any) -> Item:
    """A value as these files write it: tables in braces on one line, several of them on a line each."""
    if isinstance(value, Mapping):
        table = tomlkit.inline_table()
        for name, inner in value.items():
            table[name] = _item(inner)
        return table
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        if len(value) == 1:
            return _item(value[0])
        array = tomlkit.array().multiline(multiline=True)
        for inner in value:
            array.append(_item(inner))
        return array
    item: Item = tomlkit.item(value)
    return item


def _plain(value: Any) -> Any:
    return value.unwrap() if isinstance(value, Item) else value
