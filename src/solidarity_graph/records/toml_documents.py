"""Record files as TOML documents that keep comments and order, and functions that add and remove blocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Comment, Item, Table, Whitespace
from tomlkit.toml_document import TOMLDocument

from solidarity_graph.errors import DataError
from solidarity_graph.records.entries import Entry, entries_in
from solidarity_graph.schema.record_format import tables_of


class Documents:
    """Record files as TOML documents, by path. A file is parsed at its first access; an unchanged one keeps its text.

    `documents[path]` raises KeyError for an unknown path, DataError for invalid TOML.
    """

    def __init__(self, files: Mapping[str, str]) -> None:
        self._texts = dict(files)
        self._parsed: dict[str, TOMLDocument] = {}
        self._changed: set[str] = set()

    def __contains__(self, path: str) -> bool:
        return path in self._texts

    def __getitem__(self, path: str) -> TOMLDocument:
        if path not in self._parsed:
            self._parsed[path] = parse(self._texts[path], path)
        return self._parsed[path]

    def mentioning(self, words: Iterable[str]) -> list[str]:
        """Return the paths of the files whose text contains one of the words, sorted."""
        searched = tuple(words)
        return [path for path in sorted(self._texts) if any(word in self.text(path) for word in searched)]

    def entries(self, path: str) -> list[Entry]:
        """Return the entries of a file, which can be edited; none if there is no such file."""
        return [*entries_in(path, self[path])] if path in self else []

    def drop(self, entry: Entry) -> None:
        """Remove an entry that is a block of a file. The indexes of the entries after it change."""
        drop_block(self[entry.path], entry.kind, entry.index)
        self.changed(entry.path)

    def append(self, path: str, name: str, fields: Mapping[str, Any]) -> None:
        """Append a `[[name]]` block to a file, which is created if it is missing."""
        if path not in self:
            self.add(path, "")
        append_block(self[path], name, fields)
        self.changed(path)

    def changed(self, path: str) -> None:
        """Mark a file as changed: from now on its text is generated from its document, which the caller has edited."""
        self._changed.add(path)

    def text(self, path: str) -> str:
        """Return the current text of a file. Raises KeyError if there is none at this path."""
        return as_text(self._parsed[path]) if path in self._changed else self._texts[path]

    def add(self, path: str, text: str) -> None:
        """Add a file, or replace the text of an existing one."""
        self.remove(path)
        self._texts[path] = text

    def remove(self, path: str) -> None:
        """Remove a file and its document; do nothing if there is none."""
        for files in (self._texts, self._parsed):
            files.pop(path, None)
        self._changed.discard(path)

    def texts(self) -> dict[str, str]:
        """Return the current texts of all files by path, except files that changes have emptied."""
        return {path: text for path in self._texts if (text := self.text(path)) or path not in self._changed}


def parse(text: str, path: str) -> TOMLDocument:
    """Parse a record file. Raises DataError if it is not valid TOML, or if an entry is no `[name]` or `[[name]]` block.

    path  of the file, as messages write it.
    """
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise DataError(f"not valid TOML: {error}.", file=path, remedy="Mend it there.") from None
    for table in tables_of(path):
        name = table.block_name
        if name in document and not isinstance(document[name], MutableMapping if table.single else AoT):
            block = f"[{name}]" if table.single else f"[[{name}]]"
            raise DataError(f"{name} is not written as {block}.", file=path, remedy=f"Write {block} above each.")
    return document


def as_text(document: TOMLDocument) -> str:
    """Return the text of a document, with a single line break at its end; empty for an empty document."""
    text = tomlkit.dumps(document).strip("\n")
    return f"{text}\n" if text else ""


def append_block(document: TOMLDocument, name: str, fields: Mapping[str, Any]) -> None:
    """Append a `[[name]]` block with these fields after the others of that name, with an empty line between blocks."""
    table = tomlkit.table()
    for key, value in fields.items():
        table[key] = written(value)
    if name not in document:
        _end_with_empty_line(document.body if not document.body else _last_body(document))
        document[name] = tomlkit.aot()
        _end_with_empty_line(table.value.body)
    elif blocks := document[name]:
        # tomlkit stores the comment above the next header at the end of the last block.
        tail = cut_tail(blocks[-1].value.body)
        _end_with_empty_line(blocks[-1].value.body)
        table.value.body.extend(tail)
        if not tail:
            _end_with_empty_line(table.value.body)
    document[name].append(table)


def written(value: Any) -> Item:
    """Return a TOML item in the style of the record files: inline tables, several of them on a line each."""
    if isinstance(value, Mapping):
        table = tomlkit.inline_table()
        for name, inner in value.items():
            table[name] = written(inner)
        return table
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        if len(value) == 1:
            return written(value[0])
        array = tomlkit.array().multiline(multiline=True)
        for inner in value:
            array.append(written(inner))
        return array
    item: Item = tomlkit.item(value)
    return item


def plain(value: Any) -> Any:
    """Return a TOML item as a value of Python, of which it is no part any more; other values are unchanged."""
    return value.unwrap() if isinstance(value, Item | TOMLDocument) else value


def _last_body(document: TOMLDocument) -> list[Any]:
    """Return the body in which tomlkit stores white space after the last block."""
    item = document.body[-1][1]
    table = item[-1] if isinstance(item, AoT) and item else item
    return table.value.body if isinstance(table, Table) else document.body


def _end_with_empty_line(body: list[Any]) -> None:
    if body and not isinstance(body[-1][1], Whitespace):
        body.append((None, Whitespace("\n")))


def drop_block(document: TOMLDocument, name: str, index: int) -> None:
    """Remove the `[[name]]` block at `index` and the comment above it. The comment above the next block stays."""
    blocks = document[name]
    assert isinstance(blocks, AoT)  # noqa: S101 (for mypy: `parse` refuses others)
    items = [item for _, item in document.body]
    tables = [each for item in items for each in (item if isinstance(item, AoT) else [item]) if isinstance(each, Table)]
    place = next(place for place, table in enumerate(tables) if table is blocks[index])
    # tomlkit stores a comment above a header at the end of the previous block.
    tail = cut_tail(tables[place].value.body)
    if place:
        _replace_tail(tables[place - 1].value.body, tail)
    elif len(tables) > 1:
        text = "".join(item.as_string() for _, item in tail)
        tables[1].trivia.indent = text if _keeps_comment_above(document.body) else text.lstrip("\n")
    del blocks[index]
    if not blocks:
        del document[name]


def _keeps_comment_above(body: list[Any]) -> bool:
    """Return True if the comment directly above the first block begins the file. Any other one is emptied."""
    first = next(number for number, (_, item) in enumerate(body) if isinstance(item, Table | AoT))
    start = first
    while start and isinstance(body[start - 1][1], Comment):
        start -= 1
    if start:
        body[start:first] = [(None, Whitespace(""))] * (first - start)  # tomlkit finds items by their position
    return start == 0 < first


def cut_tail(body: list[Any]) -> list[Any]:
    """Remove the comments and white space at the end of a table's body, and return them."""
    first = len(body)
    while first and isinstance(body[first - 1][1], Comment | Whitespace):
        first -= 1
    tail = body[first:]
    del body[first:]
    return tail


def _replace_tail(body: list[Any], tail: list[Any]) -> None:
    """Replace the comment above the removed block by the lines that were below the block."""
    while body and isinstance(body[-1][1], Comment):
        body.pop()
    while body and isinstance(body[-1][1], Whitespace):
        body.pop()
    body.extend(tail)
