"""The parts of a document in the order in which its page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from solidarity_graph.documents import Context, Document, Value, key_of, read_context
from solidarity_graph.schema import Ontology
from solidarity_graph.schema.json_ld import INCLUDED
from solidarity_graph.schema.namespaces import SG, SGC, SKOS
from solidarity_graph.schema.ontology import PROPERTIES
from solidarity_graph.web.site import Site

Node = Mapping[str, Any]
# Shown in places of their own, or by other words: the geometry repeats latitude and longitude.
_ELSEWHERE = {"id", "type", "prefLabel", "altLabel", "title", "hasGeometry", *INCLUDED}
_ELSEWHERE |= {"mentions", "convictions", "where", "names"}
_DERIVED = {name for name, term in PROPERTIES.items() if term.derived or term.derived_on}
# What the page of a claim shows in places of its own.
_OF_CLAIMS = {"subject", "predicate", "object", "statedIn", "evidence", "evidenceGrade", "modality"}
_OF_CLAIMS |= {"attributedTo", "speakers", "inferredFrom"}


@dataclass(frozen=True, slots=True)
class FactGroup:
    """All values of one property, each with every claim that says so."""

    property: str
    facts: tuple[tuple[Node, ...], ...]


@cache
def context() -> Context:
    """The context that documents are written with."""
    return read_context()


def values(node: Node, name: str) -> tuple[Value, ...]:
    """The values of a member; an unknown name has none."""
    return context().values(node, name)


def one(node: Node, name: str) -> Value:
    """The value of a member of which there is one at most; an empty text where there is none."""
    return next(iter(values(node, name)), Value(""))


def iri_of(name: str) -> str:
    """The IRI of a member's property."""
    return context().iris[name]


def spans(claim: Node) -> list[Node]:
    """The spans of a claim in the order of the text."""
    found = (span for span in claim.get("evidence", ()) if isinstance(span, dict))
    return sorted(found, key=lambda span: span["start"])


def parts(claim: Node) -> Node:
    """The parts of a claim's value node; empty where its value is a plain term."""
    value = claim["object"]
    return value if isinstance(value, dict) and len(value.keys() - {"id"}) and "id" in value else {}


def normalised(claim: Node) -> list[tuple[str, tuple[Value, ...]]]:
    """What was reckoned from the value: bounds of a date, a length in months or days; by property."""
    return _members(claim, _ELSEWHERE | _OF_CLAIMS)


def members(node: Node) -> list[tuple[str, tuple[Value, ...]]]:
    """Each property of a node with its values, its class left out."""
    return _members(node, {"id", "type"})


def _members(node: Node, without: Iterable[str]) -> list[tuple[str, tuple[Value, ...]]]:
    names = (name for name in node if name not in without and name in context().iris)
    return [(iri_of(name), values(node, name)) for name in names]


def spellings(document: Document) -> tuple[Value, ...]:
    """Every spelling once, the preferred ones first."""
    return tuple(dict.fromkeys((*values(document, "prefLabel"), *values(document, "altLabel"))))


def declared(document: Document) -> list[tuple[str, tuple[Value, ...]]]:
    """What no claim says and nothing derives: declared by whoever keeps the data."""
    claimed = {(claim["predicate"], one(claim, "object").value) for claim in document.get("claims", ())}
    claimed |= {(judged["predicate"], one(judged, "object").value) for judged in document.get("judgements", ())}
    left = []
    for name, found in _members(document, _ELSEWHERE | _DERIVED):
        own = tuple(value for value in found if (name, value.value) not in claimed)
        if own:
            left.append((name, own))
    return left


def group_facts(claims: Iterable[Node], ontology: Ontology) -> list[FactGroup]:
    """Claims by property, in the ontology's order, and by value; each value node is a value of its own."""
    order = dict.fromkeys((SKOS + "prefLabel", SKOS + "altLabel"), -1)
    order |= {SG + name: place for place, name in enumerate(ontology.properties)}
    properties: dict[str, dict[Value, list[Node]]] = {}
    for claim in claims:
        properties.setdefault(claim["predicate"], {}).setdefault(one(claim, "object"), []).append(claim)
    in_order = sorted(properties.items(), key=lambda item: (order.get(item[0], len(order)), item[0]))
    return [FactGroup(name, tuple(tuple(found) for found in facts.values())) for name, facts in in_order]


def by_subject(claims: Iterable[Node]) -> list[tuple[str, list[Node]]]:
    """An article's claims by what they are about, in the order in which the text comes to it."""
    subjects: dict[str, list[Node]] = {}
    for claim in claims:
        subjects.setdefault(claim["subject"], []).append(claim)
    return [*subjects.items()]


def sentences(site: Site, document: Document, *, about: bool = False) -> list[Document]:
    """The documents of the sentences that a document names, or only of those it says something of, but for itself."""
    named = {conviction["id"] for conviction in document.get("convictions", ())} - {document["id"]}
    if about:
        said = {claim["subject"] for claim in document.get("claims", ())}
        named &= said | {document.get("subject"), document.get("about")}
    return site.documents.get_many(key_of(iri, site.release.base) for iri in named) if named else []


def convictions(document: Document, named: Iterable[Document]) -> list[Node]:
    """The convictions that a document names, each as its sentence tells it: `named` are the documents of the others."""
    told = {sentence["id"]: sentence for sentence in (*named, document)}
    return [
        conviction
        for outline in document.get("convictions", ())
        for conviction in told[outline["id"]]["convictions"]
        if conviction["id"] == outline["id"]
    ]


def is_asserted(claim: Node) -> bool:
    """Whether the article says so in its own voice."""
    return bool(claim["modality"] == SGC + "asserted")


HELPERS = (values, one, spans, parts, normalised, members, spellings, declared, is_asserted)
"""What templates call."""
