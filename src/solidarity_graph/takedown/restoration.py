"""Plans the reverse of withholding: moves entries from the overlay back into `data/`. No side effects."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from solidarity_graph.records import Files
from solidarity_graph.records.entries import Entry, Link, article_key, entries_in, plain_key, with_claims
from solidarity_graph.records.taken_back import RECORD, REMOVALS, TakenBack, Withheld, is_opaque
from solidarity_graph.schema.record_format import PRIVATE, is_private
from solidarity_graph.takedown.insertion import Insertion
from solidarity_graph.takedown.ledger import apart, drop_entries, record_withheld
from solidarity_graph.takedown.removal import remove_keys


def plan_restoration(files: Files, key: str, taken_back: TakenBack) -> Files:
    """Return the files in which a withheld key is public again; unchanged if the overlay does not have the key.

    What was withheld together with the key is public again, too. Entries that have another reason to be private stay in
    the overlay.
    """
    withheld = taken_back.withheld.get(key, Withheld(key))
    restored = {key, *(also for also in withheld.also if also not in taken_back.withheld)}
    public, overlay = apart(files)
    taken = remove_keys(overlay, restored)
    if not taken:
        return files
    insertion = Insertion({**public, **taken.files})
    restoration = _Restoration(insertion, restored, _private_things(overlay) - restored | _claims(taken.files))
    for path, text in taken.articles.items():
        restoration.restore_article(path, text)
    # Judgements are restored last: where they belong depends on the things and claims that they are about.
    for part in (part for part in taken.parts if part.declares):
        restoration.restore_part(part)
    restoration.private |= insertion.keys_only_in_overlay()
    for part in (part for part in taken.parts if not part.declares):
        restoration.restore_part(part)
    for link in (*withheld.links, *taken.links):
        restoration.restore_link(link)
    pending = tuple(restoration.pending)
    for link in taken.links:
        if judgement := insertion.take_judgement(link):
            restoration.restore_part(judgement)
    drop_entries(insertion, RECORD, key)
    others = [entry for entry in taken_back.withheld.values() if entry.key != key]
    for other, links in _waiting_for(others, pending, insertion):
        record_withheld(insertion, replace(other, links=(*other.links, *links)))
    for listed in (withheld.removal, *(other.rpartition("/")[2] for other in filter(is_opaque, restored - {key}))):
        drop_entries(insertion, REMOVALS, listed)
    return insertion.texts()


def _waiting_for(
    others: list[Withheld], pending: tuple[Link, ...], insertion: Insertion
) -> Iterator[tuple[Withheld, list[Link]]]:
    """Yield each withheld key that hides one of the pending values, with their links that it does not have yet.

    Values that no withheld key is known to hide are given to all of them.
    """
    holders: dict[str, set[str]] = {}
    for path in filter(is_private, insertion.texts()):
        for entry in insertion.entries(path):
            for _, claim in entry.claims():
                holders[claim.key] = {entry.key, article_key(path), *claim.references()}
    hiding = []
    for link in pending:
        keys = {key for key in map(plain_key, map(str, link.values)) for key in (key, *holders.get(key, ()))}
        known = [other for other in others if not keys.isdisjoint((other.key, *other.also))]
        hiding.append((link, known or others))
    for other in others:
        links = [link for link, hidden_by in hiding if other in hidden_by and link not in other.links]
        if links:
            yield other, links


class _Restoration:
    def __init__(self, insertion: Insertion, restored: set[str], private: set[str]) -> None:
        self._insertion = insertion
        self._restored = restored
        self.private = private
        """The keys of things and claims that stay below public."""
        self.pending: list[Link] = []
        """Values that stay below public, removed from entries that are public again."""

    def restore_article(self, path: str, text: str) -> None:
        """Restore an article's file: the `[article]` table first, then each block."""
        for entry in entries_in(path, tomllib.loads(text)):
            if not entry.table.single:
                self.restore_part(entry)
            elif not entry.is_overlay_head:
                entry.block.pop("level", None)
                self._unlink(entry)
                self._insertion.put_head(path.removeprefix(PRIVATE), entry.block)

    def restore_part(self, removed: Entry) -> None:
        """Insert an entry, or claims of one, into `data/` if public, else into the overlay."""
        part = replace(removed, block=dict(removed.block))
        if part.key in self._restored:
            for name in ("level", "as"):
                part.block.pop(name, None)
        if part.table.holds_claims:
            for private, piece in self._split(part):
                self._insertion.put(replace(part, block=piece), private=private)
            return
        if part.table.class_name:
            self._unlink(part)
        self._insertion.put(part, private="level" in part.block or part.refers_to(self.private))

    def _split(self, part: Entry) -> Iterator[tuple[bool, dict[str, Any]]]:
        """Yield the public part of a block and the private one, each if not empty; True means private."""
        in_public_file = part.path.removeprefix(PRIVATE) in self._insertion
        hidden = "level" in part.block or part.key in self.private or not in_public_file
        sides: dict[bool, dict[str, Any]] = {False: {}, True: {}}
        for name, claim in part.claims():
            fields = dict(claim.block)
            if claim.key in self._restored:
                fields.pop("level", None)
            private = hidden or "level" in fields or claim.key in self.private or claim.refers_to(self.private)
            self.private |= {claim.key} if private else set()
            sides[private].setdefault(name, []).append(fields)
        for private, claims in sides.items():
            # The declared fields are written only once: in `data/`, unless the whole block is private.
            kept = part.table.names if private == hidden else ("key", "class")
            own_fields = {name: value for name, value in part.block.items() if name in kept}
            if claims or own_fields.keys() - {"key", "class"}:
                yield private, own_fields | claims

    def _unlink(self, part: Entry) -> None:
        """Remove references to private keys from a public thing, and keep them as pending."""
        for link in part.unlink(self.private) or ():
            self._wait(link)

    def restore_link(self, link: Link) -> None:
        """Put removed values back into their entry. Private values of a public entry are kept as pending."""
        hidden = tuple(value for value in link.values if plain_key(str(value)) in self.private)
        shown = tuple(value for value in link.values if value not in hidden)
        if shown and not self._insertion.link(replace(link, values=shown), private=False):
            self._insertion.link(replace(link, values=shown), private=True)
        if hidden and not self._insertion.link(replace(link, values=hidden), private=True):
            self._wait(replace(link, values=hidden))

    def _wait(self, link: Link) -> None:
        public = replace(link, path=link.path.removeprefix(PRIVATE))
        if public not in self.pending:
            self.pending.append(public)


def _private_things(overlay: Files) -> set[str]:
    """Return the keys of entries in the overlay that have a level, and of articles that are only in the overlay."""
    return {
        entry.key
        for path, text in overlay.items()
        for entry in entries_in(path, tomllib.loads(text))
        if "level" in entry.block or (entry.table.single and not entry.is_overlay_head)
    }


def _claims(overlay: Files) -> set[str]:
    entries = (entry for path, text in overlay.items() for entry in with_claims(entries_in(path, tomllib.loads(text))))
    return {entry.key for entry in entries if entry.is_claim and entry.key}
