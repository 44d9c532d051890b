"""The one walk over record files as they are written: their entries, the claims in them, and what each names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any

from solidarity_graph.schema.fields import Field, Sort, Table
from solidarity_graph.schema.record_format import TABLES, claim_fields, table_of, tables_of

ARTICLES = "articles/"
Block = MutableMapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """An entry that was taken out, or some claims of one: `kind` is the name of its table in the file."""

    path: str
    kind: str
    table: Mapping[str, Any]

    @property
    def declared(self) -> Table:
        """The table that declares its fields."""
        return table_of(self.path, self.kind)

    @property
    def key(self) -> str:
        """What it declares or speaks of."""
        return key_of(self.declared, self.table)

    @property
    def declares(self) -> bool:
        """Whether it declares a thing or makes claims, rather than judges of either."""
        return bool(self.declared.class_name) or self.declared.holds_claims


@dataclass(frozen=True, slots=True)
class Link:
    """Values that were taken out of a field of an entry that stays; `key` is the entry's, empty for `[article]`."""

    path: str
    kind: str
    key: str
    field: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry in a file. `index` is its place among those of its table."""

    table: Table
    block: Block
    index: int = 0

    @property
    def key(self) -> str:
        """What it declares or speaks of: `person/p7k2`, `disagreement/day`; empty where it has no key."""
        return key_of(self.table, self.block)

    @property
    def link_key(self) -> str:
        """What links know it by: its key as it is written, else what it must say; empty for `[article]`."""
        if self.table.single or "key" in self.block:
            return "" if self.table.single else str(self.block["key"])
        required = [field.name for field in self.table.fields if field.required and field.sort is not Sort.PROSE]
        return " ".join(str(self.block.get(name, "")) for name in required)

    def field(self, name: str) -> Field:
        """The declared field of that name."""
        return next(field for field in self.table.fields if field.name == name)

    def claims(self) -> Iterator[tuple[str, Block]]:
        """Its claims, each with its property."""
        return claims_in(self.table, self.block)


def entries_in(path: str, document: Mapping[str, Any]) -> Iterator[Entry]:
    """Every entry of a file, in the order of the tables and of the file."""
    for table in tables_of(path):
        blocks = document.get(table.block_name, []) if table.block_name else document
        if isinstance(blocks, MutableMapping):
            yield Entry(table, blocks)
        elif isinstance(blocks, list):
            yield from (Entry(table, block, index) for index, block in enumerate(blocks))


def claims_in(table: Table, block: Mapping[str, Any]) -> Iterator[tuple[str, Block]]:
    """The claims of an entry, each with its property."""
    if table.holds_claims:
        for name, value in block.items():
            for item in (value if isinstance(value, list) else [value]) if name not in table.names else ():
                if isinstance(item, MutableMapping):
                    yield name, item


def key_of(table: Table, block: Mapping[str, Any]) -> str:
    """What an entry declares or speaks of; empty where it has no key."""
    key = str(block.get("key", ""))
    return f"{table.kind}/{key}" if table.kind and key else key


def named_in(fields: Iterable[Field], block: Mapping[str, Any]) -> Iterator[tuple[Field, str]]:
    """Each key that an entry or a claim names: a thing's, `person/p7k2`, or a claim's, `c4m`."""
    for field in fields:
        if field.sort in (Sort.REFERENCE, Sort.VALUE):
            yield from ((field, plain_key(text)) for text in texts_of(block.get(field.name)))


def names_any(table: Table, block: Mapping[str, Any], keys: Collection[str]) -> bool:
    """Whether an entry names one of the keys."""
    return any(key in keys for _, key in named_in(table.fields, block))


def claim_names(claim: Mapping[str, Any], keys: Collection[str]) -> bool:
    """Whether a claim has one of the keys, or names what has it."""
    # A value that is a mere word is never the key of a claim.
    return claim.get("claim") in keys or any(
        "/" in key and key in keys for _, key in named_in(claim_fields().values(), claim)
    )


def unlink(fields: Iterable[Field], block: Block, keys: Collection[str]) -> dict[str, tuple[Any, ...]] | None:
    """Takes the keys out of an entry: what was taken out by field, or None where the entry says nothing without them.

    Nothing is changed where it says nothing.
    """
    taken: dict[str, tuple[Any, ...]] = {}
    declared = tuple(fields)
    for field in declared:
        gone = tuple(text for text in _named(field, block) if plain_key(text) in keys)
        left = [text for text in _named(field, block) if plain_key(text) not in keys]
        if gone and (field.essential or len(left) < field.least):
            return None
        if gone:
            taken[field.name] = gone
    emptied = {name for name, gone in taken.items() if len(gone) == len(texts_of(block[name]))}
    for field in declared:
        if field.needs in emptied and field.name in block:
            value = block[field.name]
            taken[field.name] = tuple(value) if isinstance(value, list) else (value,)
    for name, gone in taken.items():
        if left := [value for value in texts_of(block[name]) if value not in gone]:
            block[name] = left
        else:
            del block[name]
    return taken


def relink(field: Field, block: Block, values: Sequence[Any]) -> None:
    """Puts values back into a field: behind those of a list, in the place of others."""
    held = texts_of(block.get(field.name)) if field.many else []
    added = [value for value in values if value not in held]
    block[field.name] = [*held, *added] if field.many or len(added) > 1 else added[0]


def _named(field: Field, block: Mapping[str, Any]) -> list[str]:
    return texts_of(block.get(field.name)) if field.sort in (Sort.REFERENCE, Sort.VALUE) else []


def plain_key(text: str) -> str:
    """The key of a claim may be written `claim/c4m`, too."""
    return text.removeprefix("claim/")


def texts_of(value: object) -> list[str]:
    """One text, or a list of them, as a list; other things hold none."""
    return [str(text) for text in ([value] if isinstance(value, str) else value if isinstance(value, list) else [])]


def people_named(table: Table, block: Mapping[str, Any]) -> Iterator[str]:
    """The names of a person or an organisation that an entry gives."""
    for field in table.fields:
        if field.names_people:
            for names in block.get(field.name, {}).values():
                yield from texts_of(names)
    if table.name == "entity" and any(field.names_people for field in _declaring(block).fields):
        for name, claim in claims_in(table, block):
            if name == "name":
                yield str(claim.get("value", ""))


def _declaring(block: Mapping[str, Any]) -> Table:
    return TABLES.get(str(block.get("key")).partition("/")[0], TABLES["entity"])
