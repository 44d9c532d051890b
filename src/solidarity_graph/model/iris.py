"""IRIs of things: one base, and one pattern for each kind. Published IRIs never change."""

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
    """Return True if the text is lower-case letters, digits and single hyphens, which no IRI or TOML file escapes."""
    return bool(_KEY.fullmatch(text))


@dataclass(frozen=True, slots=True)
class Namer:
    """Makes IRIs below the base of the dataset, which ends in a slash."""

    base: str

    def thing(self, ref: Ref) -> str:
        """Return the IRI of a person, an event, an article or another thing."""
        return f"{self.base}id/{ref.kind}/{ref.key}"

    def claim(self, key: str) -> str:
        """Return the IRI of a claim, by its key."""
        return f"{self.base}id/claim/{key}"

    def span(self, claim_key: str, index: int) -> str:
        """Return the IRI of a claim's span by its index, from 0: `#span`, then `#span-2`, `#span-3`."""
        return f"{self.claim(claim_key)}#span" + (f"-{index + 1}" if index else "")

    def speakers(self, claim_key: str, index: int) -> str:
        """Return the IRI of a cell in the RDF list of a claim's speakers, by its index: `#speakers`, `#speakers-2`."""
        return f"{self.claim(claim_key)}#speakers" + (f"-{index + 1}" if index else "")

    def value(self, claim_key: str) -> str:
        """Return the IRI of the value node of a claim."""
        return f"{self.claim(claim_key)}#value"

    def source_text(self, article_key: str) -> str:
        """Return the IRI of the source text that contains an article."""
        return f"{self.base}id/article/{article_key}#text"

    def geometry(self, ref: Ref) -> str:
        """Return the IRI of the geometry of a place."""
        return f"{self.thing(ref)}#geometry"

    def graph(self, name: str) -> str:
        """Return the IRI of a named graph: `name` is an article's key, or one of `RESERVED_GRAPHS`."""
        return f"{self.base}graph/{name}"

    def dataset(self) -> str:
        """Return the IRI of the dataset."""
        return f"{self.base}dataset"
