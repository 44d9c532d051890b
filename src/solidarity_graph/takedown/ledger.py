"""Writes the records of takedowns: `removals.toml`, and the overlay's `taken-back.toml`. No side effects."""

from __future__ import annotations

import re
import secrets
import tomllib
from dataclasses import asdict
from typing import Any

from solidarity_graph.records import Files
from solidarity_graph.records.annotation import ALPHABET
from solidarity_graph.records.documents import Documents
from solidarity_graph.records.fields import Faults, Fields
from solidarity_graph.records.taken_back import (
    OVERLAY,
    RECORD,
    REMOVALS,
    TakenBack,
    Withheld,
    is_opaque,
    read_taken_back,
)
from solidarity_graph.schema.record_format import is_private

_KEY_LENGTH = 8  # letters and digits, so 10^11 keys


def has_overlay(files: Files) -> bool:
    """Return True if the files include a private overlay."""
    return any(map(is_private, files))


def read_ledger(files: Files) -> TakenBack:
    """Return the content of the overlay's `taken-back.toml`; empty without it. Raises DataErrors if it is invalid.

    Other files may be invalid, except `overlay.toml`.
    """
    faults = Faults()
    secret = tomllib.loads(files.get(OVERLAY, "")).get("secret", "")
    fields = Fields(tomllib.loads(files.get(RECORD, "")), file=RECORD, entry="")
    taken_back = read_taken_back(fields, str(secret), faults)
    faults.raise_if_any()
    return taken_back


class Ledger:
    """Adds and removes entries of `removals.toml` and `taken-back.toml` in `documents`."""

    def __init__(self, documents: Documents, taken_back: TakenBack) -> None:
        self._documents = documents
        self._taken_back = taken_back

    def remove(self, key: str, day: str) -> str:
        """Add an entry to `removals.toml`, and return its key: the given key if opaque, else a new random one.

        An entry of the same key is not repeated. `day` is an ISO date.
        """
        listed = key.rpartition("/")[2] if is_opaque(key) else self._new_key()
        if not any(entry.link_key == listed for entry in self._documents.entries(REMOVALS)):
            self._documents.append(REMOVALS, "removal", {"key": listed, "removed": day})
        return listed

    def restore(self, listed: str) -> None:
        """Delete the entry with the key `listed` from `removals.toml`; do nothing if there is none."""
        self._drop(REMOVALS, listed)

    def withhold(self, entry: Withheld) -> None:
        """Write the entry of a withheld key; it replaces an earlier entry of the same key."""
        self.forget(entry.key)
        self._documents.append(RECORD, "withheld", _without_empty(asdict(entry)))

    def forget(self, key: str) -> None:
        """Delete the `[[withheld]]` entry of a key; do nothing if there is none."""
        self._drop(RECORD, key)

    def erased(self, reason: str, day: str) -> None:
        """Add the reason and the date of an erasure, without the erased key."""
        self._documents.append(RECORD, "erased", {"reason": reason, "on": day})

    def take(self, code: str) -> None:
        """Add the HMAC of an erased readable key, if it is not recorded yet."""
        if code not in self._taken_back.taken:
            self._documents.append(RECORD, "taken", {"hmac": code})

    def _new_key(self) -> str:
        text = "\n".join(self._documents.texts().values())
        while True:
            key = "r" + "".join(secrets.choice(ALPHABET) for _ in range(_KEY_LENGTH))
            if not re.search(rf"\b{key}\b", text):
                return key

    def _drop(self, path: str, key: str) -> None:
        for entry in reversed(self._documents.entries(path)):
            if entry.block.get("key") == key:
                self._documents.drop(entry)


def _without_empty(value: Any) -> Any:
    """Return a value with lists for tuples, and without the empty fields of its tables."""
    if isinstance(value, dict):
        return {name: _without_empty(inner) for name, inner in value.items() if inner}
    return [_without_empty(inner) for inner in value] if isinstance(value, tuple) else value
