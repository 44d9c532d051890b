"""How things are named: one base, one pattern for each kind. Published IRIs never change."""

from __future__ import annotations

import re
from dataclasses import dataclass

from solidarity_graph.model.values import Ref

KINDS = frozenset(
    {
        "person",
        "organisation",
        "group",
        "place",
        "award",
        "event",
        "case",
        "article",
        "document",
        "claim",
        "disagreement",
    }
)
RESERVED_GRAPHS = ("entities", "judgements", "summary", "provenance")
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def is_key(text: str) -> bool:
    """Lower-case letters, digits and single hyphens: a key that needs no escaping in an IRI, a file name or TOML."""
    return bool(_KEY.fullmatch(text))


@dataclass(frozen=True, slots=True)
class Namer:
    """Mints IRIs under the dataset's base, which ends in a slash."""

    base: str

    def thing(self, ref: Ref) -> str:
        """The IRI of a person, event, article, ..."""
        return f"{self.base}id/{ref.kind}/{ref.key}"

    def claim(self, key: str) -> str:
        """The IRI of a claim."""
        return f"{self.base}id/claim/{key}"

    def span(self, claim_key: str, index: int) -> str:
        """The first span of a claim is `#span`, later ones `#span-2`, `#span-3`."""
        return f"{self.claim(claim_key)}#span" + (f"-{index + 1}" if index else "")

    def speakers(self, claim_key: str, index: int) -> str:
        """The cells of the list of speakers, numbered like spans."""
        return f"{self.claim(claim_key)}#speakers" + (f"-{index + 1}" if index else "")

    def value(self, claim_key: str) -> str:
        """The IRI of a claim's value node."""
        return f"{self.claim(claim_key)}#value"

    def source_text(self, article_key: str) -> str:
        """The IRI of the text an article is a range of."""
        return f"{self.base}id/article/{article_key}#text"

    def geometry(self, ref: Ref) -> str:
        """The IRI of a place's geometry."""
        return f"{self.thing(ref)}#geometry"

    def graph(self, name: str) -> str:
        """The IRI of a named graph."""
        return f"{self.base}graph/{name}"

    def dataset(self) -> str:
        """The IRI of the dataset itself."""
        return f"{self.base}dataset"
