"""Articles and the claims read from them: this text, in these characters, says that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from solidarity_graph.model.levels import PUBLIC
from solidarity_graph.model.record import Record
from solidarity_graph.model.values import Ref, Value


@dataclass(frozen=True, slots=True)
class SourceRange:
    """A source text by its SHA-256, and the part of it that is the article: code points, end exclusive."""

    sha256: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Article(Record):
    """A published document that claims are read from. `source` is None where no text is held.

    withheld  how many claims of it are not shown: only in the published model.
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
    """Where the words stand, in code points of the source text, and the phrase itself where it may be quoted."""

    start: int
    end: int
    phrase: str = ""


@dataclass(frozen=True, slots=True)
class Claim(Record):
    """One subject, predicate and object, stated in one article.

    `level` is the claim's own; what it names may be stricter.
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
        """Only asserted claims put their plain triple into the graph."""
        return self.modality == "asserted"
