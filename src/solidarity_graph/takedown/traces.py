"""What tells that a file holds something: addresses, pseudonyms and names, looked for in its bytes."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from solidarity_graph.model import Ref
from solidarity_graph.policy.pseudonyms import Pseudonyms


@dataclass(frozen=True, slots=True)
class Traces:
    """Ends of addresses, and names as they are spelled."""

    addresses: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.addresses or self.names)

    def are_in(self, folder: Path) -> bool:
        """Whether one of them stands in a file of the folder; what is compressed is read, too."""
        return any(self.are_in_file(path) for path in sorted(folder.rglob("*")) if path.is_file())

    def are_in_file(self, path: Path) -> bool:
        """Whether one of them stands in the file."""
        if not self:
            return False
        content = path.read_bytes()
        if path.suffix == ".gz":
            content = gzip.decompress(content)
        ends = (rb"[/:]" + re.escape(address).encode() + rb"(?![a-z0-9-])" for address in self.addresses)
        return any(re.search(end, content) for end in ends) or any(name.encode() in content for name in self.names)


def addresses_of(keys: Iterable[str], articles: Iterable[str], secret: str) -> tuple[str, ...]:
    """The ends of the IRIs of things and claims, those of their pseudonyms in these articles among them."""
    pseudonyms = Pseudonyms(secret) if secret else None
    return tuple(end for key in keys for end in _ends(key, articles, pseudonyms))


def _ends(key: str, articles: Iterable[str], pseudonyms: Pseudonyms | None) -> Iterator[str]:
    kind, _, name = key.rpartition("/")
    yield f"id/{kind or 'claim'}/{name}"
    if kind == "article":
        yield f"graph/{name}"
    if pseudonyms is None:
        return
    if not kind:
        yield f"id/claim/{pseudonyms.claim(name)}"
    elif kind == "article":
        yield from (f"{place}/{pseudonyms.article(name)}" for place in ("id/article", "graph"))
    else:
        yield from (f"id/{pseudonyms.thing(Ref(kind, name), article)}" for article in articles)
