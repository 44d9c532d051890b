"""Writes the records of takedowns: `removals.toml`, and the overlay's `taken-back.toml`. No side effects."""

from __future__ import annotations

import re
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from solidarity_graph.records.annotation import ALPHABET
from solidarity_graph.records.documents import drop_block
from solidarity_graph.records.fields import Faults, Fields
from solidarity_graph.records.overlay import SETTINGS
from solidarity_graph.records.taken_back import RECORD, REMOVALS, TakenBack, Withheld, is_opaque, read_taken_back
from solidarity_graph.schema.record_format import is_private
from solidarity_graph.takedown.insertion import Insertion

_KEY_LENGTH = 8  # letters and digits, so 10^11 keys


def has_overlay(files: Mapping[str, str]) -> bool:
    """Return True if the files include a private overlay."""
    return any(is_private(path) for path in files)


def read_ledger(files: Mapping[str, str]) -> TakenBack:
    """Return the content of the overlay's `taken-back.toml`; empty without it. Raises DataErrors if it is invalid.

    Other files may be invalid, except `overlay.toml`.
    """
    faults = Faults()
    secret = tomllib.loads(files.get(SETTINGS, "")).get("secret", "")
    fields = Fields(tomllib.loads(files.get(RECORD, "")), file=RECORD, entry="")
    taken_back = read_taken_back(fields, str(secret), faults)
    faults.raise_if_any()
    return taken_back


class Ledger:
    """Adds and removes entries of `removals.toml` and `taken-back.toml`, in the texts of `insertion`."""

    def __init__(self, insertion: Insertion, taken_back: TakenBack) -> None:
        self._insertion = insertion
        self._taken_back = taken_back

    def remove(self, key: str, day: str) -> str:
        """Add an entry to `removals.toml`, and return its key: the given key if opaque, else a new random one.

        An entry of the same key is not repeated. `day` is an ISO date.
        """
        listed = key.rpartition("/")[2] if is_opaque(key) else self._new_key()
        if not any(removal.get("key") == listed for removal in self._blocks(REMOVALS, "removal")):
            self._insertion.add(REMOVALS, "removal", {"key": listed, "removed": day})
        return listed

    def restore(self, listed: str) -> None:
        """Delete the entry with the key `listed` from `removals.toml`; do nothing if there is none."""
        self._drop(REMOVALS, "removal", listed)

    def withhold(self, entry: Withheld) -> None:
        """Write the entry of a withheld key; it replaces an earlier entry of the same key."""
        self.forget(entry.key)
        table = asdict(entry) | {"also": [*entry.also], "links": [_plain(asdict(link)) for link in entry.links]}
        self._insertion.add(RECORD, "withheld", {name: value for name, value in table.items() if value})

    def forget(self, key: str) -> None:
        """Delete the `[[withheld]]` entry of a key; do nothing if there is none."""
        self._drop(RECORD, "withheld", key)

    def erased(self, reason: str, day: str) -> None:
        """Add the reason and the date of an erasure, without the erased key."""
        self._insertion.add(RECORD, "erased", {"reason": reason, "on": day})

    def take(self, code: str) -> None:
        """Add the HMAC of an erased readable key, if it is not recorded yet."""
        if code not in self._taken_back.taken:
            self._insertion.add(RECORD, "taken", {"hmac": code})

    def _new_key(self) -> str:
        text = "\n".join(self._insertion.files().values())
        while True:
            key = "r" + "".join(secrets.choice(ALPHABET) for _ in range(_KEY_LENGTH))
            if not re.search(rf"\b{key}\b", text):
                return key

    def _blocks(self, path: str, kind: str) -> list[Any]:
        documents = self._insertion.documents
        return list(documents[path].get(kind, [])) if path in documents else []

    def _drop(self, path: str, kind: str, key: str) -> None:
        for index, block in reversed([*enumerate(self._blocks(path, kind))]):
            if block.get("key") == key:
                drop_block(self._insertion.documents[path], kind, index)
                self._insertion.documents.changed(path)


def _plain(table: Mapping[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in table.items() if value}
