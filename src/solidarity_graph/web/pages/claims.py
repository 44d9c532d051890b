"""Claims as pages show them: what is said, where, in which words, how sure, by whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from solidarity_graph.schema.namespaces import OA, RDF, SG, SGC
from solidarity_graph.web.pages import texts
from solidarity_graph.web.pages.rows import Term, ask_rows
from solidarity_graph.web.site import Site

Properties = Mapping[str, Sequence[Term]]
_NONE = Term("")
# What the page of a claim shows in places of its own.
_SHOWN = frozenset(
    {
        RDF + "type",
        RDF + "subject",
        RDF + "predicate",
        RDF + "object",
        *(SG + name for name in ("statedIn", "evidence", "evidenceGrade", "modality", "attributedTo", "inferredFrom")),
    }
)


@dataclass(frozen=True, slots=True)
class Span:
    """Some characters of the source text, and their words where they may be quoted."""

    iri: str
    start: int
    end: int
    phrase: str


@dataclass(frozen=True, slots=True)
class ClaimView:
    """One claim with its spans and the parts of its value node."""

    iri: str
    properties: Properties
    spans: tuple[Span, ...]
    parts: Properties

    @property
    def key(self) -> str:
        """The last part of its IRI."""
        return self.iri.rpartition("/")[2]

    @property
    def subject(self) -> str:
        """The IRI of what it is about."""
        return self._one(RDF + "subject").value

    @property
    def predicate(self) -> str:
        """The IRI of the property."""
        return self._one(RDF + "predicate").value

    @property
    def object(self) -> Term:
        """The value; an IRI that ends in #value where the value is a node of its own."""
        return self._one(RDF + "object")

    @property
    def article(self) -> str:
        """The IRI of the article that says so."""
        return self._one(SG + "statedIn").value

    @property
    def grade(self) -> str:
        """The IRI of the concept."""
        return self._one(SG + "evidenceGrade").value

    @property
    def modality(self) -> str:
        """The IRI of the concept."""
        return self._one(SG + "modality").value

    @property
    def asserted(self) -> bool:
        """Whether the article says so in its own voice."""
        return self.modality == SGC + "asserted"

    @property
    def denied(self) -> bool:
        """Whether somebody whom the article reports denies it."""
        return self.modality == SGC + "denied"

    @property
    def second_hand(self) -> bool:
        """Whether nobody here has opened the page."""
        return self.grade == SGC + "second-hand"

    @property
    def level(self) -> str:
        """The IRI of the concept that says how much of it is shown; empty where all is."""
        return self._one(SG + "disclosureLevel").value

    @property
    def speakers(self) -> tuple[str, ...]:
        """The IRIs of those on whose word it rests."""
        return tuple(term.value for term in self.properties.get(SG + "attributedTo", ()))

    @property
    def inferred_from(self) -> Term:
        """Why the text is read so, where it does not say it in so many words."""
        return self._one(SG + "inferredFrom")

    @property
    def normalised(self) -> Properties:
        """What was reckoned from the value: bounds of a date, a length in months or days."""
        return {name: values for name, values in self.properties.items() if name not in _SHOWN}

    def part(self, name: str) -> Term:
        """A property of the value node by its local name."""
        return next(iter(self.parts.get(SG + name, ())), _NONE)

    def iris(self) -> Iterator[str]:
        """Every IRI that the page has to name."""
        for values in (*self.properties.values(), *self.parts.values()):
            yield from (term.value for term in values if term.is_iri)

    def _one(self, name: str) -> Term:
        return next(iter(self.properties.get(name, ())), _NONE)


def find_claims(site: Site, pattern: str) -> tuple[ClaimView, ...]:
    """The claims that a pattern of `texts` finds, in the order of the article and then of the text."""
    properties: dict[str, dict[str, list[Term]]] = {}
    for row in ask_rows(site, texts.write(texts.CLAIM_TRIPLES, pattern=pattern)):
        _add(properties.setdefault(row["claim"].value, {}), row["property"].value, row["value"])
    spans: dict[str, dict[str, dict[str, list[Term]]]] = {}
    parts: dict[str, dict[str, list[Term]]] = {}
    for row in ask_rows(site, texts.write(texts.CLAIM_PARTS, pattern=pattern)):
        claim = row["claim"].value
        if row["link"].value == RDF + "object":
            _add(parts.setdefault(claim, {}), row["property"].value, row["value"])
        else:
            span = spans.setdefault(claim, {}).setdefault(row["part"].value, {})
            _add(span, row["property"].value, row["value"])
    views = (ClaimView(iri, found, _spans(spans.get(iri, {})), parts.get(iri, {})) for iri, found in properties.items())
    return tuple(sorted(views, key=_place))


def _add(properties: dict[str, list[Term]], name: str, value: Term) -> None:
    values = properties.setdefault(name, [])
    if value not in values:
        values.append(value)


def _spans(found: Mapping[str, Properties]) -> tuple[Span, ...]:
    spans = (
        Span(iri, int(span[OA + "start"][0].value), int(span[OA + "end"][0].value), _phrase(span))
        for iri, span in found.items()
        if span.get(OA + "start") and span.get(OA + "end")
    )
    return tuple(sorted(spans, key=lambda span: span.start))


def _phrase(span: Properties) -> str:
    return next((term.value for term in span.get(OA + "exact", ())), "")


def _place(claim: ClaimView) -> tuple[bool, str, int, str]:
    # Second-hand claims come last: nobody here has read their pages.
    return claim.second_hand, claim.article, claim.spans[0].start if claim.spans else 0, claim.key
