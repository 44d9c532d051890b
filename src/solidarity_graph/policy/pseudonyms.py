"""Keys that say nothing: made from the overlay's secret, without which nobody can work out whose they are.

HMAC (https://www.rfc-editor.org/rfc/rfc2104): the same input gives the same release, and nobody who guesses a key can
test the guess.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass

from solidarity_graph.model import Label, Ref

_LENGTH = 10  # 50 bits: two of them fall together once in a hundred million datasets of a few thousand
_PREFIX = "x"  # a key of our own making never begins with it, and one of these always

LABELS = {
    "person": "a person who is not named",
    "organisation": "an organisation that is not named",
    "group": "people who are not described",
    "place": "a place that is not named",
    "award": "an award that is not named",
    "document": "a document that is not named",
    "case": "a case that is not named",
    "event": "an event that is not described",
}
TITLE = "An article that is not named"
NOTE = "Why is not shown."


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """Pseudonyms of one dataset."""

    secret: str

    def thing(self, ref: Ref, article: str) -> Ref:
        """A thing's pseudonym in one article: in another one it has another."""
        return Ref(ref.kind, self._key("thing", str(ref), article))

    def article(self, key: str) -> str:
        """An article's pseudonym."""
        return self._key("article", key)

    def claim(self, key: str) -> str:
        """A claim's: whoever holds a copy in which it was public does not find it by its key."""
        return self._key("claim", key)

    def judgement(self, key: str) -> str:
        """A judgement's."""
        return self._key("judgement", key)

    def _key(self, *parts: str) -> str:
        digest = hmac.digest(self.secret.encode(), "\0".join(parts).encode(), hashlib.sha256)
        return _PREFIX + base64.b32encode(digest).decode("ascii").lower()[:_LENGTH]


def label(kind: str) -> tuple[Label, ...]:
    """What a pseudonym is called: the same for all of its kind."""
    return (Label(LABELS[kind], "en"),)
