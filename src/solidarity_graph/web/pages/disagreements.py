"""Disagreements with the claims that differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from solidarity_graph.schema.namespaces import SG, SKOS
from solidarity_graph.web.pages import texts
from solidarity_graph.web.pages.claims import ClaimView, find_claims
from solidarity_graph.web.pages.rows import Term, ask_rows
from solidarity_graph.web.site import Site

_NONE = Term("")


@dataclass(frozen=True, slots=True)
class DisagreementView:
    """What differs, how, and who judged so."""

    iri: str
    about: str
    on_property: str
    kind: str
    note: Term
    judged_by: str
    judged_on: str
    claims: tuple[ClaimView, ...]

    def iris(self) -> Iterator[str]:
        """Every IRI that the page has to name."""
        yield from (self.about, self.on_property, self.kind)
        for claim in self.claims:
            yield from claim.iris()


def find_disagreements(site: Site, pattern: str) -> tuple[DisagreementView, ...]:
    """The disagreements that a pattern of `texts` finds."""
    found: dict[str, dict[str, list[Term]]] = {}
    for row in ask_rows(site, texts.write(texts.DISAGREEMENTS, pattern=pattern)):
        properties = found.setdefault(row["disagreement"].value, {})
        properties.setdefault(row["property"].value, []).append(row["value"])
    if not found:
        return ()
    of_all = texts.OF_DISAGREEMENTS.format(things=texts.iris(found))
    claims = {claim.iri: claim for claim in find_claims(site, of_all)}
    return tuple(_view(iri, properties, claims) for iri, properties in sorted(found.items()))


def _view(iri: str, properties: dict[str, list[Term]], claims: dict[str, ClaimView]) -> DisagreementView:
    def one(name: str) -> Term:
        return next(iter(properties.get(name, ())), _NONE)

    named = sorted(term.value for term in properties.get(SG + "claim", ()))
    return DisagreementView(
        iri=iri,
        about=one(SG + "about").value,
        on_property=one(SG + "onProperty").value,
        kind=one(SG + "disagreementKind").value,
        note=one(SKOS + "note"),
        judged_by=one(SG + "judgedBy").value,
        judged_on=one(SG + "judgedOn").value,
        claims=tuple(claims[claim] for claim in named if claim in claims),
    )
