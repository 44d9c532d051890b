"""Walks over record files as they are written: entries, their claims, and the keys that each of them refers to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any

from solidarity_graph.schema.field_types import Field, Sort, Table
from solidarity_graph.schema.record_format import TABLES, claim_fields, table_of, tables_of

ARTICLES = "articles/"
Block = MutableMapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """A removed entry, or an entry with only its removed claims: `kind` is the name of its table in the file."""

    path: str
    kind: str
    table: Mapping[str, Any]

    @property
    def declared(self) -> Table:
        """The record format table that declares the fields of the entry."""
        return table_of(self.path, self.kind)

    @property
    def key(self) -> str:
        """The key of the thing that the entry declares or is about, such as `person/p7k2`; empty if it has none."""
        return key_of(self.declared, self.table)

    @property
    def declares(self) -> bool:
        """True if the entry declares a thing or contains claims; False for judgements and other entries."""
        return bool(self.declared.class_name) or self.declared.holds_claims


@dataclass(frozen=True, slots=True)
class Link:
    """Values that were removed from a field of an entry which stays. `key` is that entry's `link_key`."""

    path: str
    kind: str
    key: str
    field: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry in a file, which can be edited. `index` is its position among the entries of its table in that file."""

    table: Table
    block: Block
    index: int = 0

    @property
    def key(self) -> str:
        """The key of the thing that the entry declares or is about, such as `person/p7k2`; empty if it has none."""
        return key_of(self.table, self.block)

    @property
    def link_key(self) -> str:
        """The key by which a Link finds the entry: its `key`, else its required values; empty for `[article]`."""
        if self.table.single or "key" in self.block:
            return "" if self.table.single else str(self.block["key"])
        required = [field.name for field in self.table.fields if field.required and field.sort is not Sort.PROSE]
        return " ".join(str(self.block.get(name, "")) for name in required)

    def field(self, name: str) -> Field:
        """Return the declared field of that name. Raises StopIteration if there is none."""
        return next(field for field in self.table.fields if field.name == name)

    def claims(self) -> Iterator[tuple[str, Block]]:
        """Yield the property and the table of each claim of the entry."""
        return claims_in(self.table, self.block)


def entries_in(path: str, document: Mapping[str, Any]) -> Iterator[Entry]:
    """Yield all entries of a file: table by table, in the order of the file within each table.

    path  the path below the data folder. It decides which tables the file may have; others are skipped.
    """
    for table in tables_of(path):
        blocks = document.get(table.block_name, []) if table.block_name else document
        if isinstance(blocks, MutableMapping):
            yield Entry(table, blocks)
        elif isinstance(blocks, list):
            yield from (Entry(table, block, index) for index, block in enumerate(blocks))


def claims_in(table: Table, block: Mapping[str, Any]) -> Iterator[tuple[str, Block]]:
    """Yield the property and the table of each claim of an entry."""
    if table.holds_claims:
        for name, value in block.items():
            for item in (value if isinstance(value, list) else [value]) if name not in table.names else ():
                if isinstance(item, MutableMapping):
                    yield name, item


def key_of(table: Table, block: Mapping[str, Any]) -> str:
    """Return the key of the thing that an entry declares or has claims about; empty if it has none."""
    key = str(block.get("key", ""))
    return f"{table.kind}/{key}" if table.kind and key else key


def named_in(fields: Iterable[Field], block: Mapping[str, Any]) -> Iterator[tuple[Field, str]]:
    """Yield each key that an entry or a claim refers to, as `person/p7k2` or, for a claim, `c4m`, with its field.

    The value of a claim may also be a text or a concept.
    """
    for field in fields:
        if field.sort in (Sort.REFERENCE, Sort.VALUE):
            yield from ((field, plain_key(text)) for text in texts_of(block.get(field.name)))


def names_any(table: Table, block: Mapping[str, Any], keys: Collection[str]) -> bool:
    """Return True if an entry refers to one of the keys in its declared fields. Its claims are not searched."""
    return any(key in keys for _, key in named_in(table.fields, block))


def claim_names(claim: Mapping[str, Any], keys: Collection[str]) -> bool:
    """Return True if the claim's own key is one of the keys, or the claim refers to a thing with one of them."""
    # A value without a slash is a text or a concept: claims do not refer to claims.
    return claim.get("claim") in keys or any(
        "/" in key and key in keys for _, key in named_in(claim_fields().values(), claim)
    )


def unlink(fields: Iterable[Field], block: Block, keys: Collection[str]) -> dict[str, tuple[Any, ...]] | None:
    """Remove references to the keys from an entry or claim, `block`, and return the removed values by field.

    Return None, and change nothing, if the entry is invalid without them: a reference is essential, or a list gets too
    short. Nothing to remove: an empty result.
    """
    removed: dict[str, tuple[Any, ...]] = {}
    declared = tuple(fields)
    for field in declared:
        matching = tuple(text for text in _named(field, block) if plain_key(text) in keys)
        left = [text for text in _named(field, block) if plain_key(text) not in keys]
        if matching and (field.essential or len(left) < field.least):
            return None
        if matching:
            removed[field.name] = matching
    emptied = {name for name, values in removed.items() if len(values) == len(texts_of(block[name]))}
    for field in declared:
        if field.needs in emptied and field.name in block:
            value = block[field.name]
            removed[field.name] = tuple(value) if isinstance(value, list) else (value,)
    for name, values in removed.items():
        if left := [value for value in texts_of(block[name]) if value not in values]:
            block[name] = left
        else:
            del block[name]
    return removed


def relink(field: Field, block: Block, values: Sequence[Any]) -> None:
    """Put removed values back into a field of `block`: appended to a list, but in place of a single value."""
    present = texts_of(block.get(field.name)) if field.many else []
    added = [value for value in values if value not in present]
    block[field.name] = [*present, *added] if field.many or len(added) > 1 else added[0]


def _named(field: Field, block: Mapping[str, Any]) -> list[str]:
    return texts_of(block.get(field.name)) if field.sort in (Sort.REFERENCE, Sort.VALUE) else []


def plain_key(text: str) -> str:
    """Return a claim's key without the prefix `claim/`, which is optional; other keys are unchanged."""
    return text.removeprefix("claim/")


def texts_of(value: object) -> list[str]:
    """Return a text or a list of texts as a list; an empty list for any other value."""
    return [str(text) for text in ([value] if isinstance(value, str) else value if isinstance(value, list) else [])]


def people_named(table: Table, block: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of a person or organisation in an entry: its labels, and the values of its name claims."""
    for field in table.fields:
        if field.names_people:
            for names in block.get(field.name, {}).values():
                yield from texts_of(names)
    if table.name == "entity" and any(field.names_people for field in _table_of_subject(block).fields):
        for name, claim in claims_in(table, block):
            if name == "name":
                yield str(claim.get("value", ""))


def _table_of_subject(block: Mapping[str, Any]) -> Table:
    return TABLES.get(str(block.get("key")).partition("/")[0], TABLES["entity"])
