"""Searches files for IRIs, pseudonyms and names of removed things, in their bytes."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from solidarity_graph.model import Ref
from solidarity_graph.policy.pseudonyms import Pseudonyms
from solidarity_graph.takedown.text_search import RemovedNames


@dataclass(frozen=True, slots=True)
class Traces:
    """The strings by which copies of removed data are found: ends of IRIs (`addresses`), and names."""

    addresses: tuple[str, ...] = ()
    names: RemovedNames = field(default_factory=RemovedNames)

    def __bool__(self) -> bool:
        return bool(self.addresses or self.names.search)

    def are_in(self, folder: Path) -> bool:
        """Return True if `are_in_file` is true of a file in the folder or its subfolders."""
        return any(self.are_in_file(path, folder) for path in sorted(folder.rglob("*")) if path.is_file())

    def are_in_file(self, path: Path, below: Path) -> bool:
        """Return True if the file, or its path below a folder, contains one of the IRIs or names; see `NameSearch`.

        A gzip file is decompressed.
        """
        if not self:
            return False
        content = path.read_bytes()
        if path.suffix == ".gz":
            content = gzip.decompress(content)
        ends = "|".join(map(re.escape, self.addresses))
        if ends and re.search(rf"[/:](?:{ends})(?![a-z0-9-])".encode(), content):
            return True
        texts = (path.relative_to(below).as_posix(), content.decode(errors="replace"))
        return any(map(self.names.search.occur_in, texts))


def addresses_of(keys: Iterable[str], articles: Iterable[str], secret: str) -> tuple[str, ...]:
    """Return the ends of the IRIs of things and claims, such as `id/person/p7k2`.

    articles  keys of articles: with a secret, also the pseudonyms of the things in these articles are returned.
    secret    the overlay's; empty if there is none.
    """
    pseudonyms = Pseudonyms(secret) if secret else None
    return tuple(end for key in keys for end in _iri_ends(key, articles, pseudonyms))


def _iri_ends(key: str, articles: Iterable[str], pseudonyms: Pseudonyms | None) -> Iterator[str]:
    kind, _, name = key.rpartition("/")
    yield f"id/{kind or 'claim'}/{name}"
    if kind == "article":
        yield f"graph/{name}"
    if pseudonyms is None:
        return
    if not kind:
        yield f"id/claim/{pseudonyms.of('claim', name)}"
    elif kind == "article":
        yield from (f"{place}/{pseudonyms.of('article', name)}" for place in ("id/article", "graph"))
    else:
        yield from (f"id/{pseudonyms.thing(Ref(kind, name), article)}" for article in articles)
