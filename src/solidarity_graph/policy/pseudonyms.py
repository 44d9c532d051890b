"""Pseudonyms: published keys that are HMACs of the private keys (https://www.rfc-editor.org/rfc/rfc2104).

The HMAC's key is the overlay's secret. The same input gives the same release; without the secret, a guessed private key
cannot be compared with a pseudonym.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass

from solidarity_graph.model import Ref, Text

_LENGTH = 10  # characters, 50 bits: of a few thousand pseudonyms, two are equal in one of 10^8 datasets
_PREFIX = "x"  # generated keys of claims (`c`) and removals (`r`) begin with other letters

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
    """Makes the pseudonyms of one dataset from the overlay's secret."""

    secret: str

    def thing(self, ref: Ref, article: str) -> Ref:
        """Return the pseudonym of a thing in the article with this key; in another article it is a different one."""
        return Ref(ref.kind, self.of("thing", str(ref), article))

    def of(self, what: str, *parts: str) -> str:
        """Return the pseudonym that replaces a key. `what` is `article`, `claim` or `judgement`.

        A claim could be found in older releases by its key.
        """
        digest = hmac.digest(self.secret.encode(), "\0".join((what, *parts)).encode(), hashlib.sha256)
        return _PREFIX + base64.b32encode(digest).decode("ascii").lower()[:_LENGTH]


def label(kind: str) -> tuple[Text, ...]:
    """Return the label of a pseudonymous thing of this kind, in English: the same one for all things of a kind."""
    return (Text(LABELS[kind], "en"),)
