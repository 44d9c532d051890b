"""Writes `removals.toml` and what the overlay remembers of things taken back. Pure: texts in, texts out."""

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

_OPAQUE = 8  # letters and digits: 10^11 keys


def has_overlay(files: Mapping[str, str]) -> bool:
    """Whether there is a private overlay."""
    return any(is_private(path) for path in files)


def read_ledger(files: Mapping[str, str]) -> TakenBack:
    """What the overlay remembers, even where other files are not finished. Raises DataErrors."""
    faults = Faults()
    secret = tomllib.loads(files.get(SETTINGS, "")).get("secret", "")
    fields = Fields(tomllib.loads(files.get(RECORD, "")), file=RECORD, entry="")
    taken_back = read_taken_back(fields, str(secret), faults)
    faults.raise_if_any()
    return taken_back


class Ledger:
    """Adds to the lists of what was taken back."""

    def __init__(self, insertion: Insertion, known: TakenBack) -> None:
        self._insertion = insertion
        self._known = known

    def remove(self, key: str, day: str) -> str:
        """Lists a removal, under the key where it says nothing, else under a fresh one: the key it is listed under."""
        listed = key.rpartition("/")[2] if is_opaque(key) else self._fresh()
        if not any(removal.get("key") == listed for removal in self._blocks(REMOVALS, "removal")):
            self._insertion.add(REMOVALS, "removal", {"key": listed, "removed": day})
        return listed

    def restore(self, listed: str) -> None:
        """Takes a removal off the list."""
        self._drop(REMOVALS, "removal", listed)

    def withhold(self, entry: Withheld) -> None:
        """Remembers what was withheld, in place of what was remembered of it before."""
        self.forget(entry.key)
        table = asdict(entry) | {"also": [*entry.also], "links": [_plain(asdict(link)) for link in entry.links]}
        self._insertion.add(RECORD, "withheld", {name: value for name, value in table.items() if value})

    def forget(self, key: str) -> None:
        """It is withheld no longer."""
        self._drop(RECORD, "withheld", key)

    def erased(self, reason: str, day: str) -> None:
        """Why and when something was erased, and not what."""
        self._insertion.add(RECORD, "erased", {"reason": reason, "on": day})

    def take(self, code: str) -> None:
        """Remembers that a key is taken."""
        if code not in self._known.taken:
            self._insertion.add(RECORD, "taken", {"hmac": code})

    def _fresh(self) -> str:
        held = "\n".join(self._insertion.files().values())
        while True:
            key = "r" + "".join(secrets.choice(ALPHABET) for _ in range(_OPAQUE))
            if not re.search(rf"\b{key}\b", held):
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
