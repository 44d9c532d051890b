"""Inserts removed blocks into record files, of the private overlay or of `data/`. No side effects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import tomlkit
from tomlkit.items import Item
from tomlkit.toml_document import TOMLDocument

from solidarity_graph.model.levels import GENERALISED
from solidarity_graph.records.documents import Documents, append_block, as_text, drop_block, parse
from solidarity_graph.records.entries import ARTICLES, Block, Entry, Link, Part, claims_in, entries_in, relink
from solidarity_graph.schema.field_types import Field
from solidarity_graph.schema.record_format import PRIVATE, claim_fields, is_private


class Insertion:
    """Record files that entries are inserted into: `private` entries into the overlay, others into `data/`."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.documents = Documents(files)

    def files(self) -> Mapping[str, str]:
        """Return the texts of all files, with the inserted entries."""
        return self.documents.texts()

    def put(self, part: Part, *, private: bool) -> None:
        """Insert a block. Claims are added to the existing block of the same event or entity, if there is one.

        Fields that the existing block has are kept.
        """
        path = (PRIVATE if private else "") + part.path.removeprefix(PRIVATE)
        document = self._document(path)
        existing = _block(document, part.kind, part.table) if part.declared.holds_claims else None
        if existing is None:
            append_block(document, part.kind, {name: _item(value) for name, value in part.table.items()})
        else:
            _join(existing, part)
        self.documents.changed(path)

    def link(self, link: Link, *, private: bool) -> bool:
        """Put removed values back into the field of their entry or claim. Return False if there is no such entry."""
        found = False
        for path in self._files_of_link(link, private=private):
            for field, block in _fields_of_link(path, self.documents[path], link):
                relink(field, block, link.values)
                self.documents.changed(path)
                found = True
        return found

    def take(self, link: Link) -> Part | None:
        """Remove from the overlay the judgement that a link belongs to, and return it; None if there is none."""
        for path in self._files_of_link(link, private=True) if link.kind != "claim" else ():
            document = self.documents[path]
            for entry in entries_in(path, document):
                is_judgement = not (entry.table.holds_claims or entry.table.single or entry.table.class_name)
                if is_judgement and (entry.table.block_name, entry.link_key) == (link.kind, link.key):
                    part = Part(path, link.kind, _plain(entry.block))
                    drop_block(document, link.kind, entry.index)
                    self.documents.changed(path)
                    return part
        return None

    def _files_of_link(self, link: Link, *, private: bool) -> list[str]:
        if link.kind != "claim":
            path = (PRIVATE if private else "") + link.path.removeprefix(PRIVATE)
            return [path] if path in self.documents else []
        return [path for path, _ in self.documents.mentioning([link.key]) if is_private(path) == private]

    def keys_only_in_overlay(self) -> set[str]:
        """Return the keys of things that are declared in the overlay but not in `data/`."""
        declared: dict[bool, set[str]] = {False: set(), True: set()}
        for path in self.files():
            entries = entries_in(path, self.documents[path])
            declared[is_private(path)] |= {entry.key for entry in entries if entry.table.kind}
        return declared[True] - declared[False]

    def put_article(self, path: str, text: str, level: str) -> None:
        """Insert an article's file into the overlay with a new level; blocks that the overlay had for it are added.

        path  the path of the file in `data/`. `text` is its content.
        """
        private = PRIVATE + path
        existing = [*entries_in(private, self.documents[private])] if private in self.documents else []
        parts = [
            Part(path, entry.table.block_name, _plain(entry.block)) for entry in existing if entry.table.holds_claims
        ]
        document = parse(text, path)
        document["article"]["level"] = level
        self.documents.add(private, as_text(document))
        for part in parts:
            self.put(part, private=True)

    def put_head(self, path: str, article: Mapping[str, Any]) -> None:
        """Add the file of an article with only the `[article]` table. An existing file is replaced."""
        document = tomlkit.document()
        document["format"] = 1
        table = tomlkit.table()
        for name, value in article.items():
            table[name] = _item(value)
        document["article"] = table
        self.documents.add(path, as_text(document))

    def add(self, path: str, kind: str, table: Mapping[str, Any]) -> None:
        """Append a `[[kind]]` block with the fields `table` to a file, which is created if it is missing."""
        if path not in self.documents:
            self.documents.add(path, "")
        append_block(self.documents[path], kind, {name: _item(value) for name, value in table.items()})
        self.documents.changed(path)

    def set_level(self, key: str, level: str, stand_in: str = "") -> None:
        """Set the level, and `as` if `stand_in` is given, of a thing or claim in the overlay, if it is there."""
        for path, document in [*self.documents.mentioning([key.rpartition("/")[2]])]:
            if not is_private(path):
                continue
            for block in _blocks_of_key(path, document, key):
                if block.get("level") != level or stand_in not in ("", block.get("as")):
                    _set_level(block, level, stand_in)
                    self.documents.changed(path)

    def _document(self, path: str) -> TOMLDocument:
        if path not in self.documents:
            stem = path.rpartition("/")[2].removesuffix(".toml")
            head = f'format = 1\n\n[article]\nkey = "{stem}"\n' if ARTICLES in path else ""
            self.documents.add(path, head)
        return self.documents[path]


def _fields_of_link(path: str, document: TOMLDocument, link: Link) -> Iterator[tuple[Field, Block]]:
    """Yield the field, and the entry or claim, that a link's values were removed from."""
    for entry in entries_in(path, document):
        if link.kind == "claim":
            for _, claim in entry.claims():
                if claim.get("claim") == link.key:
                    yield claim_fields()[link.field], claim
        elif (entry.table.block_name, entry.link_key) == (link.kind, link.key) and not _is_overlay_head(entry):
            yield entry.field(link.field), entry.block


def _set_level(block: Block, level: str, stand_in: str) -> None:
    block["level"] = level
    if stand_in or level != GENERALISED:
        block.pop("as", None)
    if stand_in:
        block["as"] = stand_in


def _blocks_of_key(path: str, document: TOMLDocument, key: str) -> Iterator[Block]:
    """Yield the blocks that declare the thing with this key, or the claims with it."""
    for entry in entries_in(path, document):
        if entry.table.kind and entry.key == key and not _is_overlay_head(entry):
            yield entry.block
        yield from (claim for _, claim in entry.claims() if claim.get("claim") == key)


def _is_overlay_head(entry: Entry) -> bool:
    """Return True for the `[article]` table of an overlay file that only adds claims to an article of `data/`."""
    return entry.table.single and "title" not in entry.block


def _block(document: TOMLDocument, kind: str, table: Mapping[str, Any]) -> Block | None:
    return next((block for block in document.get(kind, []) if block.get("key") == table["key"]), None)


def _join(block: Block, part: Part) -> None:
    claims = {name for name, _ in claims_in(part.declared, part.table)}
    for name, value in part.table.items():
        if name not in block:
            block[name] = _item(value)
        elif name in claims:
            present = block[name] if isinstance(block[name], list) else [block[name]]
            added = value if isinstance(value, list) else [value]
            block[name] = _item([*(_plain(claim) for claim in present), *added])


def _item(value: Any) -> Item:
    """Return a TOML item in the style of the record files: inline tables, several of them on a line each."""
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
