"""The reverse of withholding: what is public again moves back into `data/`. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from solidarity_graph.records import Files
from solidarity_graph.records.entries import Link, Part, claim_names, claims_in, entries_in, names_any, plain_key
from solidarity_graph.records.ledger import Ledger
from solidarity_graph.records.putting_in import PuttingIn
from solidarity_graph.records.taken_back import TakenBack, Withheld, is_opaque
from solidarity_graph.records.taking_out import take_out
from solidarity_graph.schema.record_format import PRIVATE, is_private


def plan_release(files: Files, key: str, known: TakenBack) -> Files:
    """The files when nothing about the key is below public any more, but for what has another reason to be."""
    record = known.withheld.get(key, Withheld(key))
    freed = {key, *record.also}
    overlay = {path: text for path, text in files.items() if is_private(path)}
    taken = take_out(overlay, freed)
    if not taken:
        return files
    public = {path: text for path, text in files.items() if not is_private(path)}
    putting = PuttingIn({**public, **taken.files})
    releasing = _Releasing(putting, freed, _private_keys(taken.files))
    for path, text in taken.articles.items():
        releasing.article(path, text)
    # What was judged of claims stands where the claims do: it comes after them.
    for part in sorted(taken.parts, key=lambda part: not part.declared.holds_claims):
        releasing.part(part)
    waiting = tuple(left for link in (*record.links, *taken.links) for left in releasing.link(link))
    for link in taken.links:
        releasing.settle(link)
    ledger = Ledger(putting, known)
    ledger.forget(key)
    for other in known.withheld.values() if waiting else ():
        # One of them is what the values wait for: whichever it is, none is forgotten.
        if other.key != key:
            ledger.withhold(replace(other, links=(*other.links, *waiting)))
    for listed in (record.removal, *(other.rpartition("/")[2] for other in filter(is_opaque, record.also))):
        ledger.restore(listed)
    return putting.files()


class _Releasing:
    def __init__(self, putting: PuttingIn, freed: set[str], private: set[str]) -> None:
        self._putting = putting
        self._freed = freed
        self._private = private
        """Keys of things and claims that stay below public."""

    def article(self, path: str, text: str) -> None:
        """A whole article: its own table first, then its blocks one by one."""
        for entry in entries_in(path, tomllib.loads(text)):
            if not entry.table.single:
                self.part(Part(path, entry.table.block_name, entry.block))
            elif "title" in entry.block:
                head = {name: value for name, value in entry.block.items() if name != "level"}
                self._putting.put_head(path.removeprefix(PRIVATE), head)

    def part(self, part: Part) -> None:
        """One block, or claims of one, to where they belong."""
        table = dict(part.table)
        if part.key in self._freed:
            for name in ("level", "as"):
                table.pop(name, None)
        if not part.declared.holds_claims:
            private = names_any(part.declared, table, self._private)
            self._putting.put(Part(part.path, part.kind, table), private=private)
            return
        for private, piece in self._split(part, table):
            self._putting.put(Part(part.path, part.kind, piece), private=private)

    def _split(self, part: Part, table: dict[str, Any]) -> Iterator[tuple[bool, Mapping[str, Any]]]:
        """The claims of a block that are public, and those that are not."""
        hidden = "level" in table or part.key in self._private or not self._is_public(part.path)
        head = {name: value for name, value in table.items() if name in part.declared.names}
        sides: dict[bool, dict[str, Any]] = {False: {}, True: {}}
        for name, claim in claims_in(part.declared, table):
            freed = dict(claim)
            if freed.get("claim") in self._freed:
                freed.pop("level", None)
            private = hidden or "level" in freed or claim_names(freed, self._private)
            self._private |= {str(freed.get("claim"))} if private else set()
            sides[private].setdefault(name, []).append(freed)
        for private, claims in sides.items():
            # What is declared of it stands once, and where everybody may read it.
            told = {name: value for name, value in head.items() if name in ("key", "class") or private == hidden}
            if claims or told.keys() - {"key", "class"}:
                yield private, told | claims

    def link(self, link: Link) -> Iterator[Link]:
        """Puts values back where their entry stands now. Gives those below public whose entry is public."""
        hidden = tuple(value for value in link.values if plain_key(str(value)) in self._private)
        shown = tuple(value for value in link.values if value not in hidden)
        if not (self._putting.link(replace(link, values=shown), private=False) or not shown):
            self._putting.link(replace(link, values=shown), private=True)
        if hidden and not self._putting.link(replace(link, values=hidden), private=True):
            yield replace(link, values=hidden)

    def settle(self, link: Link) -> None:
        """Moves a judgement of the overlay that named what is public again to `data/`, if it names nothing else."""
        moved = self._putting.take(link)
        if moved:
            self.part(moved)

    def _is_public(self, path: str) -> bool:
        return path.removeprefix(PRIVATE) in self._putting.documents


def _private_keys(overlay: Files) -> set[str]:
    """What stays in the overlay with a level of its own, and the claims there."""
    keys: set[str] = set()
    for path, text in overlay.items():
        for entry in entries_in(path, tomllib.loads(text)):
            if "level" in entry.block or (entry.table.single and "title" in entry.block):
                keys.add(entry.key)
            keys |= {str(claim["claim"]) for _, claim in entry.claims() if "claim" in claim}
    return keys
