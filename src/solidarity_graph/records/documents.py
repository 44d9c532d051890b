"""Record files as documents that keep comments and order: parsed when first asked for, written where they changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from typing import Any, TypeGuard

import tomlkit
from tomlkit.exceptions import ParseError
from tomlkit.items import AoT, Comment, Table, Whitespace
from tomlkit.toml_document import TOMLDocument

from solidarity_graph.errors import DataError
from solidarity_graph.schema.record_format import tables_of


class Documents:
    """Files by path, to be changed."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._texts = dict(files)
        self._parsed: dict[str, TOMLDocument] = {}
        self._changed: set[str] = set()

    def __contains__(self, path: str) -> bool:
        return path in self._texts

    def __getitem__(self, path: str) -> TOMLDocument:
        if path not in self._parsed:
            self._parsed[path] = _in_blocks(parse(self._texts[path], path), path)
        return self._parsed[path]

    def mentioning(self, words: Iterable[str]) -> Iterator[tuple[str, TOMLDocument]]:
        """The files in which one of the words stands."""
        looked_for = tuple(words)
        for path in sorted(self._texts):
            text = self.text(path)
            if any(word in text for word in looked_for):
                yield path, self[path]

    def changed(self, path: str) -> None:
        """Mark the document of that file as changed: its text is written anew from it."""
        self._changed.add(path)

    def text(self, path: str) -> str:
        """The file as it is now."""
        return as_text(self._parsed[path]) if path in self._changed else self._texts[path]

    def add(self, path: str, text: str) -> None:
        """A new file, or a new text for one."""
        self.remove(path)
        self._texts[path] = text

    def remove(self, path: str) -> None:
        """Remove a file and its document."""
        for held in (self._texts, self._parsed):
            held.pop(path, None)
        self._changed.discard(path)

    def texts(self) -> dict[str, str]:
        """All files as they are now, without those in which nothing is left."""
        return {path: text for path in self._texts if (text := self.text(path)) or path not in self._changed}


def parse(text: str, path: str) -> TOMLDocument:
    """The TOML document of a text. Raises DataError, with the path, where it is not valid TOML."""
    try:
        return tomlkit.parse(text)
    except ParseError as error:
        raise DataError(f"not valid TOML: {error}.", file=path, remedy="Mend it there.") from None


def _in_blocks(document: TOMLDocument, path: str) -> TOMLDocument:
    """The document, whose entries are written as blocks. Raises DataError."""
    for table in tables_of(path):
        name = table.block_name
        if name in document and not isinstance(document[name], MutableMapping if table.single else AoT):
            block = f"[{name}]" if table.single else f"[[{name}]]"
            raise DataError(f"{name} is not written as {block}.", file=path, remedy=f"Write {block} above each.")
    return document


def as_text(document: TOMLDocument) -> str:
    """The document with one line's end at its end; nothing where nothing is in it."""
    text = tomlkit.dumps(document).strip("\n")
    return f"{text}\n" if text else ""


def append_block(document: TOMLDocument, name: str, items: Mapping[str, Any]) -> None:
    """Puts a `[[name]]` block behind the others of that name, with a line between blocks."""
    table = tomlkit.table()
    for key, item in items.items():
        table[key] = item
    if name not in document:
        _end_with_line(document.body if not document.body else _last(document))
        document[name] = tomlkit.aot()
    elif blocks := document[name]:
        _end_with_line(blocks[-1].value.body)
    _end_with_line(table.value.body)
    document[name].append(table)


def _last(document: TOMLDocument) -> list[Any]:
    """Where what follows the last block would stand."""
    item = document.body[-1][1]
    table = item[-1] if isinstance(item, AoT) and item else item
    return table.value.body if isinstance(table, Table) else document.body


def _end_with_line(body: list[Any]) -> None:
    if body and not isinstance(body[-1][1], Whitespace):
        body.append((None, Whitespace("\n")))


def drop_block(document: TOMLDocument, name: str, index: int) -> None:
    """Takes one of the `[[name]]` blocks out, with the comment above it; the one above the next block stays."""
    blocks = document[name]
    assert isinstance(blocks, AoT)  # noqa: S101 (for mypy: `_in_blocks` refuses others)
    items = [item for _, item in document.body]
    tables = [table for item in items for table in (item if isinstance(item, AoT) else [item]) if _is_table(table)]
    place = next(place for place, table in enumerate(tables) if table is blocks[index])
    if place:
        # What stands between two headers is read as the end of the first block.
        _replace_tail(tables[place - 1].value.body, cut_tail(tables[place].value.body))
    del blocks[index]
    if not blocks:
        del document[name]


def _is_table(item: object) -> TypeGuard[Table]:
    return isinstance(item, Table)


def cut_tail(body: list[Any]) -> list[Any]:
    """Takes the comments and gaps from the end of a table, and gives them."""
    first = len(body)
    while first and isinstance(body[first - 1][1], Comment | Whitespace):
        first -= 1
    tail = body[first:]
    del body[first:]
    return tail


def _replace_tail(body: list[Any], tail: list[Any]) -> None:
    """The comment right above the block that goes is replaced by what stood below it."""
    while body and isinstance(body[-1][1], Comment):
        body.pop()
    while body and isinstance(body[-1][1], Whitespace):
        body.pop()
    body.extend(tail)
