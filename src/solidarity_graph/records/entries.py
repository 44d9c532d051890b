"""The entries of record files as tables: what they are called, what they name, and pieces of them on their way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from solidarity_graph.records.documents import Block

ARTICLES = "articles/"
# Fields of a claim in which a thing is named.
NAMING = ("value", "agent", "with", "attributed-to")


@dataclass(frozen=True, slots=True)
class Part:
    """A block that was taken out, or some claims of one: `kind` is its name in the file."""

    path: str
    kind: str
    table: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Link:
    """Keys that were taken out of a field of a block that stays; `key` is the block's, empty for `[article]`."""

    path: str
    kind: str
    key: str
    field: str
    values: tuple[str, ...]


def names(table: Mapping[str, Any], fields: Iterable[str], keys: Iterable[str]) -> bool:
    """Whether one of the keys is, or stands in the list of, one of these fields."""
    wanted = frozenset(keys)
    return any(not wanted.isdisjoint(texts_of(table.get(field))) for field in fields)


def claim_names(claim: Mapping[str, Any], keys: Iterable[str]) -> bool:
    """Whether a claim has one of the keys, or names what has it."""
    wanted = frozenset(keys)
    return claim.get("claim") in wanted or names(claim, NAMING, (key for key in wanted if "/" in key))


def texts_of(value: object) -> list[str]:
    """One text, or a list of them, as a list; other things hold none."""
    return [str(text) for text in ([value] if isinstance(value, str) else value if isinstance(value, list) else [])]


def ref_of(kind: str, block: Mapping[str, Any]) -> str:
    """The thing that a block declares or speaks of: an `[[entity]]` says its kind itself."""
    key = str(block.get("key", ""))
    return key if kind == "entity" else f"{kind}/{key}"


def blocks_of(document: Mapping[str, Any]) -> Iterator[tuple[str, Block]]:
    """The blocks of an article's file, each with its kind."""
    for kind in ("event", "entity"):
        for block in document.get(kind, []):
            yield kind, block
