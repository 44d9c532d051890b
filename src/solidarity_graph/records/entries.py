"""Walks over record files as they are written: entries, their claims, and the keys that each of them refers to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any

from solidarity_graph.schema.field_types import Field, Sort, Table
from solidarity_graph.schema.record_format import TABLES, claim_fields, tables_of

ARTICLES = "articles/"
Block = MutableMapping[str, Any]


@dataclass(frozen=True, slots=True)
class Link:
    """Values that were removed from a field of an entry or claim which stays. `key` is its `link_key`."""

    path: str
    kind: str
    key: str
    field: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a record file, or one of the claims in an entry, as it is written.

    block  its fields, which can be edited; those of a removed entry may be a part of the original ones
    index  its position among the entries of its table in that file, or among the claims of one property
    """

    path: str
    table: Table
    block: Block
    index: int = 0

    @property
    def kind(self) -> str:
        """The name of its table in the file; `claim` for a claim."""
        return self.table.block_name

    @property
    def is_claim(self) -> bool:
        """True if the entry is a claim, which has a predicate; False if it is a block of a file's table."""
        return self.table.kind == "claim"

    @property
    def declares(self) -> bool:
        """True if the entry declares a thing or contains claims; False for judgements and other entries."""
        return bool(self.table.class_name) or self.table.holds_claims

    @property
    def is_overlay_head(self) -> bool:
        """True for the `[article]` table of an overlay file that only adds claims to an article of `data/`."""
        return self.table.single and "title" not in self.block

    @property
    def fields(self) -> Mapping[str, Field]:
        """The declared fields by name."""
        return claim_fields() if self.is_claim else {field.name: field for field in self.table.fields}

    @property
    def key(self) -> str:
        """The key of the claim, or of the thing that the entry declares or is about: `person/p7k2`; empty if none."""
        key = str(self.block.get("claim" if self.is_claim else "key", ""))
        return f"{self.table.kind}/{key}" if self.table.kind and key and not self.is_claim else key

    @property
    def link_key(self) -> str:
        """The key by which a Link finds the entry: its written key, else its required values; empty for `[article]`."""
        if self.is_claim or self.table.single:
            return self.key if self.is_claim else ""
        if "key" in self.block:
            return str(self.block["key"])
        required = [field.name for field in self.table.fields if field.required and field.sort is not Sort.PROSE]
        return " ".join(str(self.block.get(name, "")) for name in required)

    def claims(self) -> Iterator[tuple[str, Entry]]:
        """Yield the property and each claim of the entry."""
        if self.table.holds_claims:
            for name, value in self.block.items():
                for index, item in enumerate(value if isinstance(value, list) else [value]):
                    if name not in self.table.names and isinstance(item, MutableMapping):
                        yield name, Entry(self.path, TABLES["claim"], item, index)

    def references(self) -> Iterator[str]:
        """Yield the keys that the declared fields refer to, as `person/p7k2` or, for a claim, `c4m`."""
        for field in self.fields.values():
            yield from map(plain_key, self._named(field))

    def refers_to(self, keys: Collection[str]) -> bool:
        """Return True if a declared field refers to one of the keys. The claims of an entry are not searched."""
        return any(key in keys for key in self.references())

    def _named(self, field: Field) -> list[str]:
        if field.sort not in (Sort.REFERENCE, Sort.VALUE):
            return []
        # A claim does not refer to claims: a value without a slash is a text or a concept.
        return [text for text in texts_of(self.block.get(field.name)) if "/" in text or not self.is_claim]

    def unlink(self, keys: Collection[str]) -> tuple[Link, ...] | None:
        """Remove references to the keys, with the fields that need them, and return what was removed.

        Return None, and change nothing, if the entry is invalid without them: a reference is essential, or a list gets
        too short. Nothing to remove: an empty result.
        """
        removed: dict[str, tuple[Any, ...]] = {}
        fields = self.fields
        for name, field in fields.items():
            named = self._named(field)
            matching = tuple(text for text in named if plain_key(text) in keys)
            if matching and (field.essential or len(named) - len(matching) < field.least):
                return None
            if matching:
                removed[name] = matching
        emptied = {name for name, values in removed.items() if len(values) == len(texts_of(self.block[name]))}
        for name, field in fields.items():
            if field.needs in emptied and name in self.block:
                value = self.block[name]
                removed[name] = tuple(value) if isinstance(value, list) else (value,)
        for name, values in removed.items():
            if left := [value for value in texts_of(self.block[name]) if value not in values]:
                self.block[name] = left
            else:
                del self.block[name]
        return tuple(Link(self.path, self.kind, self.link_key, name, values) for name, values in removed.items())

    def relink(self, name: str, values: Sequence[Any]) -> None:
        """Put removed values back into a field: appended to a list, but in place of a single value."""
        many = self.fields[name].many
        present = texts_of(self.block.get(name)) if many else []
        added = [value for value in values if value not in present]
        self.block[name] = [*present, *added] if many or len(added) > 1 else added[0]

    def people_named(self) -> Iterator[str]:
        """Yield the names of a person or organisation in the entry: its labels, and the values of its name claims."""
        for field in self.table.fields:
            if field.names_people:
                for names in self.block.get(field.name, {}).values():
                    yield from texts_of(names)
        subject = TABLES.get(self.key.partition("/")[0]) if self.table.name == "entity" else None
        if subject and any(field.names_people for field in subject.fields):
            for name, claim in self.claims():
                if name == "name":
                    yield str(claim.block.get("value", ""))


def entries_in(path: str, document: Mapping[str, Any]) -> Iterator[Entry]:
    """Yield all entries of a file: table by table, in the order of the file within each table.

    path  the path below the data folder. It decides which tables the file may have; others are skipped.
    """
    for table in tables_of(path):
        blocks = document.get(table.block_name, []) if table.block_name else document
        if isinstance(blocks, MutableMapping):
            yield Entry(path, table, blocks)
        elif isinstance(blocks, list):
            yield from (Entry(path, table, block, index) for index, block in enumerate(blocks))


def with_claims(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield each entry, followed by its claims."""
    for entry in entries:
        yield entry
        yield from (claim for _, claim in entry.claims())


def article_key(path: str) -> str:
    """Return the key of the article whose file has this path, such as `article/gdansk`."""
    return f"article/{path.rpartition('/')[2].removesuffix('.toml')}"


def plain_key(text: str) -> str:
    """Return a claim's key without the prefix `claim/`, which is optional; other keys are unchanged."""
    return text.removeprefix("claim/")


def texts_of(value: object) -> list[str]:
    """Return a text or a list of texts as a list; an empty list for any other value."""
    return [str(text) for text in ([value] if isinstance(value, str) else value if isinstance(value, list) else [])]
