"""A thing as its page shows it: what articles say of it, what was declared, where else it appears."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from solidarity_graph.schema import Ontology
from solidarity_graph.schema.namespaces import DCTERMS, GEOSPARQL, RDF, SG, SKOS
from solidarity_graph.schema.ontology import PROPERTIES
from solidarity_graph.web.pages import texts
from solidarity_graph.web.pages.claims import ClaimView, Properties, find_claims
from solidarity_graph.web.pages.rows import Row, Term, ask_rows, text
from solidarity_graph.web.site import Site

_NONE = Term("")
# Shown in places of their own, or by other words: the geometry repeats latitude and longitude.
_ELSEWHERE = frozenset(
    {RDF + "type", SKOS + "prefLabel", SKOS + "altLabel", DCTERMS + "title", GEOSPARQL + "hasGeometry"}
)
_DERIVED = frozenset(term.iri for term in PROPERTIES.values() if term.derived or term.derived_on)


@dataclass(frozen=True, slots=True)
class Fact:
    """One value of one property, with every claim that says so."""

    value: Term
    claims: tuple[ClaimView, ...]

    @property
    def asserted(self) -> bool:
        """Whether any article says so in its own voice."""
        return any(claim.asserted for claim in self.claims)


@dataclass(frozen=True, slots=True)
class FactGroup:
    """All values of one property."""

    property: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where the thing is the value: whose value it is, and as what."""

    subject: str
    roles: tuple[tuple[str, str, str], ...]
    first: str
    last: str
    status: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """A statement that somebody decided on here, with their reason."""

    iri: str
    subject: str
    link: str
    value: str
    note: str
    who: str
    day: str

    @property
    def place(self) -> str:
        """The fragment that names it on the page of its subject."""
        return self.iri.partition("#")[2]


@dataclass(frozen=True, slots=True)
class ThingView:
    """One thing. `triples` are its own: declared, stated and derived together."""

    iri: str
    triples: Properties
    claims: tuple[ClaimView, ...]
    mentions: tuple[Mention, ...]
    judgements: tuple[Judgement, ...]

    @property
    def types(self) -> tuple[str, ...]:
        """The IRIs of its classes, the narrowest first."""
        types = (term.value for term in self.triples.get(RDF + "type", ()))
        return tuple(sorted(types, key=lambda type_: (type_ == SG + "Event", type_)))

    @property
    def names(self) -> tuple[Term, ...]:
        """Every spelling once, the preferred ones first."""
        found = [term for name in (SKOS + "prefLabel", SKOS + "altLabel") for term in self.triples.get(name, ())]
        return tuple(dict.fromkeys(found))

    def one(self, iri: str) -> Term:
        """The value of a property of which there is one at most."""
        return next(iter(self.triples.get(iri, ())), _NONE)

    def iris(self) -> Iterator[str]:
        """Every IRI that the page has to name."""
        yield self.iri
        for values in self.triples.values():
            yield from (term.value for term in values if term.is_iri)
        for claim in self.claims:
            yield from claim.iris()
        for mention in self.mentions:
            yield mention.subject
        for judgement in self.judgements:
            yield from (judgement.subject, judgement.value)

    @property
    def declared(self) -> tuple[tuple[str, tuple[Term, ...]], ...]:
        """What no claim says and nothing derives: declared by whoever keeps the data."""
        claimed = {(claim.predicate, claim.object.value) for claim in self.claims}
        claimed |= {(judgement.link, judgement.value) for judgement in self.judgements}
        left: list[tuple[str, tuple[Term, ...]]] = []
        for name, values in self.triples.items():
            if name in _ELSEWHERE or name in _DERIVED:
                continue
            own = tuple(value for value in values if (name, value.value) not in claimed)
            if own:
                left.append((name, own))
        return tuple(left)


def find_thing(site: Site, iri: str) -> ThingView:
    """Everything that a page of this thing shows."""
    written = texts.iri(iri)
    triples: dict[str, list[Term]] = {}
    rows = ask_rows(site, texts.write(texts.OWN_TRIPLES, thing=written))
    for name, value in sorted((row["property"].value, row["value"]) for row in rows):
        triples.setdefault(name, []).append(value)
    claims = find_claims(site, texts.ABOUT.format(thing=written))
    rows = ask_rows(site, texts.write(texts.MENTIONS, thing=written))
    return ThingView(iri, triples, claims, tuple(_mentions(rows)), _judgements(site, written))


def _judgements(site: Site, thing: str) -> tuple[Judgement, ...]:
    rows = ask_rows(site, texts.write(texts.JUDGEMENTS, thing=thing))
    names = ("judgement", "subject", "property", "value", "note", "who", "day")
    return tuple(Judgement(*(text(row, name) for name in names)) for row in rows)


def group_facts(claims: Iterable[ClaimView], ontology: Ontology) -> tuple[FactGroup, ...]:
    """Claims by property, in the ontology's order, and by value; each value node is a value of its own."""
    order = dict.fromkeys((SKOS + "prefLabel", SKOS + "altLabel"), -1)
    order |= {SG + name: place for place, name in enumerate(ontology.properties)}
    properties: dict[str, dict[Term, list[ClaimView]]] = {}
    for claim in claims:
        properties.setdefault(claim.predicate, {}).setdefault(claim.object, []).append(claim)
    return tuple(
        FactGroup(name, tuple(Fact(value, tuple(found)) for value, found in facts.items()))
        for name, facts in sorted(properties.items(), key=lambda item: (order.get(item[0], len(order)), item[0]))
    )


def by_subject(claims: Iterable[ClaimView]) -> tuple[tuple[str, tuple[ClaimView, ...]], ...]:
    """An article's claims by what they are about, in the order in which the text comes to it."""
    subjects: dict[str, list[ClaimView]] = {}
    for claim in claims:
        subjects.setdefault(claim.subject, []).append(claim)
    return tuple((subject, tuple(found)) for subject, found in subjects.items())


def _mentions(rows: Sequence[Row]) -> Iterator[Mention]:
    subjects: dict[str, list[Row]] = {}
    for row in rows:
        subjects.setdefault(row["subject"].value, []).append(row)
    for subject, found in subjects.items():
        roles = dict.fromkeys((text(row, "property"), text(row, "role"), text(row, "modality")) for row in found)
        first = found[0]
        yield Mention(subject, tuple(roles), text(first, "from"), text(first, "to"), text(first, "status"))
