"""Writes the records of takedowns: `removals.toml`, and the overlay's `taken-back.toml`. No side effects."""

from __future__ import annotations

import re
import secrets
import tomllib
from dataclasses import asdict, replace
from typing import Any

from solidarity_graph.records import Files
from solidarity_graph.records.annotation import ALPHABET
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
from solidarity_graph.records.toml_documents import Documents
from solidarity_graph.schema.record_format import is_private

_KEY_LENGTH = 8  # letters and digits, so 10^11 keys


def apart(files: Files) -> tuple[Files, Files]:
    """Return the files of `data/` and those of the private overlay."""
    public, private = ({path: files[path] for path in files if is_private(path) == side} for side in (False, True))
    return public, private


def read_ledger(files: Files) -> TakenBack:
    """Return the content of the overlay's `taken-back.toml`; empty without it. Raises DataErrors if it is invalid.

    Other files may be invalid, except `overlay.toml`.
    """
    faults = Faults()
    overlay = tomllib.loads(files.get(OVERLAY, ""))
    fields = Fields(tomllib.loads(files.get(RECORD, "")), file=RECORD, entry="")
    taken_back = read_taken_back(fields, str(overlay.get("secret", "")), faults)
    faults.raise_if_any()
    return replace(taken_back, shared=tuple(overlay.get("shared", ())))


def list_removal(documents: Documents, key: str, day: str) -> str:
    """Add an entry to `removals.toml`, and return the key of the entry, under which the removal is published.

    key  of the removed thing or claim, as `person/p7k2`. Keys of persons and claims are random: they are entered
         without the kind, as `p7k2`, and only once. Other keys can be read: each call enters a new random key instead.
    day  the ISO date of the removal.
    """
    listed = key.rpartition("/")[2] if is_opaque(key) else _new_key(documents)
    if not any(entry.link_key == listed for entry in documents.entries(REMOVALS)):
        documents.append(REMOVALS, "removal", {"key": listed, "removed": day})
    return listed


def record_withheld(documents: Documents, entry: Withheld) -> None:
    """Write the entry of a withheld key into `taken-back.toml`; it replaces an earlier entry of the same key."""
    drop_entries(documents, RECORD, entry.key)
    documents.append(RECORD, "withheld", _without_empty(asdict(entry)))


def drop_entries(documents: Documents, path: str, key: str) -> None:
    """Delete the entries with a key from `removals.toml` or `taken-back.toml`; do nothing if there are none."""
    for entry in reversed(documents.entries(path)):
        if entry.block.get("key") == key:
            documents.drop(entry)


def _new_key(documents: Documents) -> str:
    text = "\n".join(documents.texts().values())
    while True:
        key = "r" + "".join(secrets.choice(ALPHABET) for _ in range(_KEY_LENGTH))
        if not re.search(rf"\b{key}\b", text):
            return key


def _without_empty(value: Any) -> Any:
    """Return a value with lists for tuples, and without the empty fields of its tables."""
    if isinstance(value, dict):
        return {name: _without_empty(inner) for name, inner in value.items() if inner}
    return [_without_empty(inner) for inner in value] if isinstance(value, tuple) else value
