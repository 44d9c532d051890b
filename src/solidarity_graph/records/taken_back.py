"""Records of takedowns: the public `removals.toml`, and the private overlay's `overlay.toml` and `taken-back.toml`.

The overlay is a folder outside the repository, in the format of `data/`, for entries that may not be public. Both are
read together, and the paths of its files begin with `private/`. `taken-back.toml` has these tables:

[[withheld]]    a withheld key, the key of its entry in `removals.toml`, and what was removed from other entries
[[erased]]      the reason and date of an erasure, without the key
[[taken]]       the HMAC of an erased readable key, so that the key is not used again; without the overlay's secret the
                key cannot be found out (https://www.rfc-editor.org/rfc/rfc2104)
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from solidarity_graph.errors import DataError
from solidarity_graph.model import Dataset
from solidarity_graph.model.iris import is_key
from solidarity_graph.records.entries import Link, plain_key
from solidarity_graph.records.fields import Faults, Fields
from solidarity_graph.records.tables import Values, read_table
from solidarity_graph.schema.record_format import PRIVATE, TABLES, is_private

REMOVALS = "removals.toml"
OVERLAY = TABLES["overlay"].path
RECORD = f"{PRIVATE}taken-back.toml"
_SECRET_DIGITS = 32  # 128 bits if hexadecimal: too many for a search


@dataclass(frozen=True, slots=True)
class Withheld:
    """A withheld key, and what was withheld together with it.

    removal  the key of its entry in `removals.toml`; empty if the thing was never public
    also     the keys of things that were withheld with it
    links    values that were removed from entries which stay public
    """

    key: str
    removal: str = ""
    also: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The content of `taken-back.toml`. All keys are texts, such as `person/p7k2` or, for a claim, `c4m`.

    withheld  what was withheld, by key
    taken     HMACs of erased readable keys, which must not be used again
    secret    the secret of these HMACs; empty if there is none
    shared    words and names that others share with what was taken back
    """

    withheld: Mapping[str, Withheld] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()
    secret: str = ""
    shared: tuple[str, ...] = ()

    def is_withheld(self, key: str) -> bool:
        """Return True if the key was withheld, by its own order or together with another key."""
        return key in self.withheld or any(key in entry.also for entry in self.withheld.values())

    def is_listed(self, key: str) -> bool:
        """Return True if an opaque key was withheld and has an entry in `removals.toml`. See `is_opaque`."""
        return bool(self.withheld[key].removal) if key in self.withheld else self.is_withheld(key)

    def is_withheld_with_another(self, key: str) -> bool:
        """Return True if the key was withheld together with another, or removed from entries, without its own order."""
        links = (link for entry in self.withheld.values() for link in entry.links)
        named = any(key in map(plain_key, map(str, link.values)) for link in links)
        return key not in self.withheld and (named or self.is_withheld(key))

    def was_erased(self, key: str) -> bool:
        """Return True if this readable key was erased, as the stored HMACs tell. Always False without the secret."""
        return bool(self.taken and self.secret) and hmac_of(key, self.secret) in self.taken


def hmac_of(key: str, secret: str) -> str:
    """Return the HMAC that is stored for an erased readable key, in hexadecimal."""
    return hmac.new(secret.encode(), f"taken\0{key}".encode(), hashlib.sha256).hexdigest()


def is_opaque(key: str) -> bool:
    """Return True for the key of a person or a claim: it is random, and reveals nothing."""
    return "/" not in key or key.startswith("person/")


def read_overlay(fields: Fields) -> tuple[str, tuple[str, ...]]:
    """Return the secret for pseudonyms and the shared words from the fields of `overlay.toml`; empty if not given.

    Raises DataError if the secret is too short.
    """
    values = read_table(fields, TABLES["overlay"])
    secret, shared = values["secret"], values["shared"]
    if secret and (len(secret) < _SECRET_DIGITS or not is_key(secret)):
        raise fields.error(
            f"the secret must have {_SECRET_DIGITS} or more letters and digits.",
            "Write what this prints: python3 -c 'import secrets; print(secrets.token_hex(32))'",
        )
    return secret, shared


def read_taken_back(fields: Fields, secret: str, faults: Faults) -> TakenBack:
    """Return the content of `taken-back.toml`. Errors are added to `faults`."""
    read: dict[str, list[Values]] = {name: [] for name in ("withheld", "taken", "erased")}
    for name, entries in read.items():
        for entry in fields.tables(name):
            with faults:
                entries.append(read_table(entry, TABLES[name]))
    with faults:
        fields.finish(read)
    withheld = {values["key"]: Withheld(**values) for values in read["withheld"]}
    return TakenBack(withheld, frozenset(values["hmac"] for values in read["taken"]), secret)


def reused_keys(dataset: Dataset, taken_back: TakenBack) -> Iterator[DataError]:
    """Yield an error for each entry whose key was removed, except withheld entries in the overlay."""
    removed = {removal.key for removal in dataset.removals}
    for key, opaque, file, entry in _declared(dataset):
        may_stay = is_private(file) and taken_back.is_withheld(key)
        if (opaque in removed and not may_stay) or taken_back.was_erased(key):
            yield DataError(
                f"the key {key} was removed and may not come back.", file=file, entry=entry, remedy="Use a new key."
            )


def _declared(dataset: Dataset) -> Iterator[tuple[str, str, str, str]]:
    """Yield the key, its opaque part (empty for a readable key), file and entry of each claim, thing and article."""
    for claim in dataset.claims:
        yield claim.key, claim.key, claim.file, claim.entry
    for thing in dataset.things:
        yield str(thing.ref), thing.ref.key if thing.ref.kind == "person" else "", thing.file, thing.entry
    for article in dataset.articles:
        yield f"article/{article.key}", "", article.file, article.entry
