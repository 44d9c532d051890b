"""Articles, and the claims read from them: each claim is a statement with the spans of the text that it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from solidarity_graph.model.levels import PUBLIC
from solidarity_graph.model.record import Record
from solidarity_graph.model.values import Ref, Value


@dataclass(frozen=True, slots=True)
class SourceRange:
    """The SHA-256 of a source text, and the range of the article in it: offsets in code points, the end exclusive."""

    sha256: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Article(Record):
    """A published document from which claims were read. `source` is None if its text is not held.

    withheld  number of its claims that are not shown; only in the published dataset.
    """

    TABLE: ClassVar[str] = "article"
    key: str
    title: str
    language: str
    completeness: str
    source: SourceRange | None = None
    published: str = ""
    published_inferred_from: str = ""
    publisher: Ref | None = None
    url: str = ""
    relays: tuple[Ref, ...] = ()
    level: str = PUBLIC
    withheld: int = 0


@dataclass(frozen=True, slots=True)
class Span:
    """A range of the source text, in code points, the end exclusive; `phrase` is empty if it may not be quoted."""

    start: int
    end: int
    phrase: str = ""


@dataclass(frozen=True, slots=True)
class Claim(Record):
    """A statement (subject, predicate, object) made in one article.

    `level` is the claim's own; the things that it names may have stricter ones.
    """

    TABLE: ClassVar[str] = "claim"
    key: str
    article: str
    subject: Ref
    predicate: str
    object: Value
    spans: tuple[Span, ...] = ()
    grade: str = "verified-span"
    modality: str = "asserted"
    attributed_to: tuple[Ref, ...] = ()
    inferred_from: str = ""
    level: str = PUBLIC

    @property
    def asserted(self) -> bool:
        """True if the article asserts the claim: only then is its plain triple written to the graph."""
        return self.modality == "asserted"
