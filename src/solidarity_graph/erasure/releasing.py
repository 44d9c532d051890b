"""The reverse of withholding: what is public again moves back into `data/`. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from solidarity_graph.records import Files
from solidarity_graph.records.documents import claims_in
from solidarity_graph.records.entries import ARTICLES, Part, blocks_of, claim_names, names, ref_of
from solidarity_graph.records.ledger import Ledger
from solidarity_graph.records.overlay import PREFIX, is_private
from solidarity_graph.records.putting_in import PuttingIn
from solidarity_graph.records.taken_back import TakenBack, Withheld, is_opaque
from solidarity_graph.records.taking_out import take_out
from solidarity_graph.records.wording import quote_again

_JUDGED = ("happening", "plan", "old", "new", "about")
_ENTRIES = ("event", "entity")


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
    for part in sorted(taken.parts, key=lambda part: part.kind not in _ENTRIES):
        releasing.part(part)
    for link in record.links:
        if link.kind == "claim":
            quote_again(putting.documents, link)
        else:
            putting.link(link, private=False)
    for link in taken.links:
        for private in (False, True):
            putting.link(link, private=private)
    ledger = Ledger(putting, known)
    ledger.forget(key)
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
        document = tomllib.loads(text)
        article = document["article"]
        if "title" in article:
            article.pop("level", None)
            self._putting.put_head(path.removeprefix(PREFIX), article)
        for kind, block in blocks_of(document):
            self.part(Part(path, kind, block))

    def part(self, part: Part) -> None:
        """One block, or claims of one, to where they belong."""
        table = dict(part.table)
        if ref_of(part.kind, table) in self._freed:
            for name in ("level", "as"):
                table.pop(name, None)
        if part.kind in _ENTRIES:
            for private, piece in self._split(part.path, part.kind, table):
                self._putting.put(Part(part.path, part.kind, piece), private=private)
            return
        private = names(table, _JUDGED, self._private) or names(table, ("claims",), self._private)
        self._putting.put(Part(part.path, part.kind, table), private=private)

    def _split(self, path: str, kind: str, table: dict[str, Any]) -> Iterator[tuple[bool, Mapping[str, Any]]]:
        """The claims of a block that are public, and those that are not."""
        hidden = "level" in table or ref_of(kind, table) in self._private or not self._is_public(path)
        head = {name: value for name, value in table.items() if name in ("key", "class", "label", "level")}
        sides: dict[bool, dict[str, Any]] = {False: {}, True: {}}
        for name, claim in claims_in(table):
            freed = dict(claim)
            if freed.get("claim") in self._freed:
                freed.pop("level", None)
            private = hidden or "level" in freed or claim_names(freed, self._private)
            self._private |= {str(freed.get("claim"))} if private else set()
            sides[private].setdefault(name, []).append(freed)
        for private, claims in sides.items():
            # A label stands once, and where everybody may read it.
            told = {name: value for name, value in head.items() if name != "label" or private == hidden}
            if claims or "label" in told:
                yield private, told | claims

    def _is_public(self, path: str) -> bool:
        return path.removeprefix(PREFIX) in self._putting.documents


def _private_keys(overlay: Files) -> set[str]:
    """What stays in the overlay with a level of its own, and the claims there."""
    keys: set[str] = set()
    for path, text in overlay.items():
        document = tomllib.loads(text)
        place = path.removeprefix(PREFIX)
        if place.startswith(ARTICLES) and "title" in document.get("article", {}):
            keys.add(f"article/{document['article']['key']}")
        for kind, blocks in document.items() if "/" in place else ():
            for block in blocks if isinstance(blocks, list) else []:
                keys |= {ref_of(kind, block)} if "level" in block else set()
                keys |= {str(claim["claim"]) for _, claim in claims_in(block) if "claim" in claim}
    return keys
