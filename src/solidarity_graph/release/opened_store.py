"""The store of the graph that a release is written from, opened once in each process that writes a part of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from pyoxigraph import Store


@lru_cache(maxsize=1)
def open_once(store: Path) -> Store:
    """Return a store, to be read: opening it takes longer than the answer to most queries, or a few documents."""
    return Store.read_only(str(store))


@contextmanager
def opened_here() -> Iterator[None]:
    """Forget the opened store at the end of the block: the next one may have the same path."""
    try:
        yield
    finally:
        open_once.cache_clear()
