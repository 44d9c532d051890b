"""What was taken back: `removals.toml`, and what only the overlay remembers of it, `private/taken-back.toml`.

[[withheld]]    a key that was public once, under which key its removal is listed, and what belongs to it
[[erased]]      a reason and a date, and not of what
[[taken]]       a readable key that was erased, so that nobody uses it again: as an HMAC, which tells it to nobody
                without the overlay's secret (https://www.rfc-editor.org/rfc/rfc2104)
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from solidarity_graph.errors import DataError
from solidarity_graph.model import Dataset
from solidarity_graph.records.entries import Link, plain_key
from solidarity_graph.records.fields import Faults, Fields
from solidarity_graph.records.tables import Values, read_table
from solidarity_graph.schema.record_format import PRIVATE, TABLES, is_private

REMOVALS = "removals.toml"
RECORD = f"{PRIVATE}taken-back.toml"


@dataclass(frozen=True, slots=True)
class Withheld:
    """A key that was withheld. `removal` is empty where it had never been public."""

    key: str
    removal: str = ""
    also: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What the overlay remembers."""

    withheld: Mapping[str, Withheld] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()
    secret: str = ""

    def is_withheld(self, key: str) -> bool:
        """Whether this key was withheld, by itself or with another."""
        return key in self.withheld or any(key in entry.also for entry in self.withheld.values())

    def is_listed(self, key: str) -> bool:
        """Whether an opaque key that was withheld stands among the removals."""
        return bool(self.withheld[key].removal) if key in self.withheld else self.is_withheld(key)

    def went_along(self, key: str) -> bool:
        """Whether this key was withheld with another, and not by itself."""
        links = (link for entry in self.withheld.values() for link in entry.links)
        named = any(key in map(plain_key, map(str, link.values)) for link in links)
        return key not in self.withheld and (named or self.is_withheld(key))

    def remembers(self, key: str) -> bool:
        """Whether this readable key was erased."""
        return bool(self.taken and self.secret) and remembered(key, self.secret) in self.taken


def remembered(key: str, secret: str) -> str:
    """What is kept of a readable key."""
    return hmac.new(secret.encode(), f"taken\0{key}".encode(), hashlib.sha256).hexdigest()


def is_opaque(key: str) -> bool:
    """Whether a key says nothing by itself: a person's or a claim's."""
    return "/" not in key or key.startswith("person/")


def read_taken_back(fields: Fields, secret: str, faults: Faults) -> TakenBack:
    """The overlay's record. Faults are collected."""
    read: dict[str, list[Values]] = {name: [] for name in ("withheld", "taken", "erased")}
    for name, entries in read.items():
        for entry in fields.tables(name):
            with faults:
                entries.append(read_table(entry, TABLES[name]))
    with faults:
        fields.finish(read)
    withheld = {values["key"]: Withheld(**values) for values in read["withheld"]}
    return TakenBack(withheld, frozenset(values["hmac"] for values in read["taken"]), secret)


def come_back(dataset: Dataset, taken_back: TakenBack) -> Iterator[DataError]:
    """A fault for each entry whose key was taken back. What is withheld may stand in the overlay, and only there."""
    removed = {removal.key for removal in dataset.removals}
    for key, opaque, file, entry in _declared(dataset):
        may_stay = is_private(file) and taken_back.is_withheld(key)
        if (opaque in removed and not may_stay) or taken_back.remembers(key):
            yield DataError(
                f"the key {key} was removed and may not come back.", file=file, entry=entry, remedy="Use a new key."
            )


def _declared(dataset: Dataset) -> Iterator[tuple[str, str, str, str]]:
    """Key, the opaque part of it, file and entry of everything that has one."""
    for claim in dataset.claims:
        yield claim.key, claim.key, claim.file, claim.entry
    for thing in dataset.things:
        yield str(thing.ref), thing.ref.key if thing.ref.kind == "person" else "", thing.file, thing.entry
    for article in dataset.articles:
        yield f"article/{article.key}", "", article.file, article.entry
