"""The reverse of withholding: what is public again moves back into `data/`. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from solidarity_graph.records import Files
from solidarity_graph.records.entries import (
    Link,
    Part,
    claim_names,
    claims_in,
    entries_in,
    names_any,
    plain_key,
    unlink,
)
from solidarity_graph.records.taken_back import TakenBack, Withheld, is_opaque
from solidarity_graph.schema.record_format import PRIVATE, is_private
from solidarity_graph.takedown.insertion import Insertion
from solidarity_graph.takedown.ledger import Ledger
from solidarity_graph.takedown.removal import take_out


def plan_restoration(files: Files, key: str, known: TakenBack) -> Files:
    """The files when nothing about the key is below public any more, but for what has another reason to be."""
    record = known.withheld.get(key, Withheld(key))
    freed = {key, *(also for also in record.also if also not in known.withheld)}
    overlay = {path: text for path, text in files.items() if is_private(path)}
    taken = take_out(overlay, freed)
    if not taken:
        return files
    public = {path: text for path, text in files.items() if not is_private(path)}
    insertion = Insertion({**public, **taken.files})
    restoration = _Restoration(insertion, freed, _private_things(overlay) - freed | _claims(taken.files))
    for path, text in taken.articles.items():
        restoration.article(path, text)
    # What was judged of things and claims stands where they do: it comes after them.
    for part in (part for part in taken.parts if part.declares):
        restoration.part(part)
    restoration.private |= insertion.private_alone()
    for part in (part for part in taken.parts if not part.declares):
        restoration.part(part)
    for link in (*record.links, *taken.links):
        restoration.link(link)
    waiting = tuple(restoration.waiting)
    for link in taken.links:
        restoration.settle(link)
    ledger = Ledger(insertion, known)
    ledger.forget(key)
    for other in known.withheld.values() if waiting else ():
        # One of them is what the values wait for: whichever it is, none is forgotten.
        if other.key != key:
            ledger.withhold(replace(other, links=(*other.links, *waiting)))
    for listed in (record.removal, *(other.rpartition("/")[2] for other in filter(is_opaque, freed - {key}))):
        ledger.restore(listed)
    return insertion.files()


class _Restoration:
    def __init__(self, insertion: Insertion, freed: set[str], private: set[str]) -> None:
        self._insertion = insertion
        self._freed = freed
        self.private = private
        """Keys of things and claims that stay below public."""
        self.waiting: list[Link] = []
        """Values that stay below public, of entries that do not."""

    def article(self, path: str, text: str) -> None:
        """A whole article: its own table first, then its blocks one by one."""
        for entry in entries_in(path, tomllib.loads(text)):
            if not entry.table.single:
                self.part(Part(path, entry.table.block_name, entry.block))
            elif "title" in entry.block:
                head = {name: value for name, value in entry.block.items() if name != "level"}
                self._unlink(Part(path, "article", head), head)
                self._insertion.put_head(path.removeprefix(PRIVATE), head)

    def part(self, part: Part) -> None:
        """One block, or claims of one, to where they belong."""
        table = dict(part.table)
        if part.key in self._freed:
            for name in ("level", "as"):
                table.pop(name, None)
        if not part.declared.holds_claims:
            if part.declared.class_name:
                self._unlink(part, table)
            private = "level" in table or names_any(part.declared, table, self.private)
            self._insertion.put(Part(part.path, part.kind, table), private=private)
            return
        for private, piece in self._split(part, table):
            self._insertion.put(Part(part.path, part.kind, piece), private=private)

    def _split(self, part: Part, table: dict[str, Any]) -> Iterator[tuple[bool, Mapping[str, Any]]]:
        """The claims of a block that are public, and those that are not."""
        hidden = "level" in table or part.key in self.private or not self._is_public(part.path)
        head = {name: value for name, value in table.items() if name in part.declared.names}
        sides: dict[bool, dict[str, Any]] = {False: {}, True: {}}
        for name, claim in claims_in(part.declared, table):
            freed = dict(claim)
            if freed.get("claim") in self._freed:
                freed.pop("level", None)
            private = hidden or "level" in freed or claim_names(freed, self.private)
            self.private |= {str(freed.get("claim"))} if private else set()
            sides[private].setdefault(name, []).append(freed)
        for private, claims in sides.items():
            # What is declared of it stands once, and where everybody may read it.
            told = {name: value for name, value in head.items() if name in ("key", "class") or private == hidden}
            if claims or told.keys() - {"key", "class"}:
                yield private, told | claims

    def _unlink(self, part: Part, table: dict[str, Any]) -> None:
        """Takes what stays below public out of a thing that does not."""
        key = str(table["key"]) if part.declared.class_name else ""
        for name, values in (unlink(part.declared.fields, table, self.private) or {}).items():
            self.waiting.append(Link(part.path.removeprefix(PRIVATE), part.kind, key, name, values))

    def link(self, link: Link) -> None:
        """Puts values back where their entry stands now; those below public wait where their entry is public."""
        hidden = tuple(value for value in link.values if plain_key(str(value)) in self.private)
        shown = tuple(value for value in link.values if value not in hidden)
        if shown and not self._insertion.link(replace(link, values=shown), private=False):
            self._insertion.link(replace(link, values=shown), private=True)
        if hidden and not self._insertion.link(replace(link, values=hidden), private=True):
            self.waiting.append(replace(link, values=hidden))

    def settle(self, link: Link) -> None:
        """Moves a judgement of the overlay that named what is public again to `data/`, if it names nothing else."""
        moved = self._insertion.take(link)
        if moved:
            self.part(moved)

    def _is_public(self, path: str) -> bool:
        return path.removeprefix(PRIVATE) in self._insertion.documents


def _private_things(overlay: Files) -> set[str]:
    """What the overlay gives a level of its own: it stays there, even where its entry was taken out for now."""
    return {
        entry.key
        for path, text in overlay.items()
        for entry in entries_in(path, tomllib.loads(text))
        if "level" in entry.block or (entry.table.single and "title" in entry.block)
    }


def _claims(overlay: Files) -> set[str]:
    entries = (entry for path, text in overlay.items() for entry in entries_in(path, tomllib.loads(text)))
    return {str(claim["claim"]) for entry in entries for _, claim in entry.claims() if "claim" in claim}
