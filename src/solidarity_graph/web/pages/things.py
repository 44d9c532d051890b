"""Parts of a document, selected and ordered as its page shows them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from solidarity_graph.documents import Context, Document, Value, read_context, took_place
from solidarity_graph.documents.claims import computed, spans
from solidarity_graph.schema import read_ontology
from solidarity_graph.schema.json_ld import INCLUDED
from solidarity_graph.schema.namespaces import SG, SGC, SKOS
from solidarity_graph.schema.ontology import PROPERTIES

Node = Mapping[str, Any]
# Members with their own place on the page, or that repeat others: the geometry repeats latitude and longitude.
_ELSEWHERE = {"id", "type", "prefLabel", "altLabel", "title", "label", "hasGeometry", *INCLUDED}
_ELSEWHERE |= {"mentions", "convictions", "where", "names", "kinds"}
_DERIVED = {name for name, term in PROPERTIES.items() if term.derived or term.derived_on}


@dataclass(frozen=True, slots=True)
class FactGroup:
    """The values of one property: for each value, all claims that state it."""

    property: str
    facts: tuple[tuple[Node, ...], ...]


@cache
def context() -> Context:
    """Return the JSON-LD context of the documents; it is read once."""
    return read_context()


def values(node: Node, name: str) -> tuple[Value, ...]:
    """Return the values of a member of a node, as RDF terms; an empty tuple if the node has no such member."""
    return context().values(node, name)


def one(node: Node, name: str) -> Value:
    """Return the first value of a member of a node; an empty text if the node has no such member."""
    return next(iter(values(node, name)), Value(""))


def iri_of(name: str) -> str:
    """Return the IRI that the JSON-LD context gives to a member or class; an IRI as it is.

    Raises KeyError for an unknown name.
    """
    return name if "://" in name else context().iris[name]


def parts(claim: Node) -> Node:
    """Return the value of a claim if it is a node with members of its own, such as a date; else an empty mapping."""
    value = claim["object"]
    return value if isinstance(value, dict) and len(value.keys() - {"id"}) and "id" in value else {}


def said(claim: Node) -> Value | str:
    """Return what tells the value of a claim from others: the term, or what its value node says.

    Each claim has a value node of its own, such as a participation: two that say the same are one value.
    """
    node = parts(claim)
    return json.dumps({**node, "id": ""}, sort_keys=True) if node else one(claim, "object")


def normalised(claim: Node) -> list[tuple[str, tuple[Value, ...]]]:
    """Return (property IRI, values) for what was computed from a claim's value, such as the bounds of a date."""
    return members(computed(claim))


def members(node: Node) -> list[tuple[str, tuple[Value, ...]]]:
    """Return (property IRI, values) for each member of a node, except its id and class."""
    return _members(node, {"id", "type"})


def _members(node: Node, without: Iterable[str]) -> list[tuple[str, tuple[Value, ...]]]:
    names = (name for name in node if name not in without and name in context().iris)
    return [(iri_of(name), values(node, name)) for name in names]


def spellings(document: Document) -> tuple[Value, ...]:
    """Return the names of a thing without duplicates, preferred labels first; an empty tuple if it has none."""
    return tuple(dict.fromkeys((*values(document, "prefLabel"), *values(document, "altLabel"))))


def declared(document: Document) -> list[tuple[str, tuple[Value, ...]]]:
    """Return (property IRI, values) for what data files declare: not stated by claims or judgements, nor derived."""
    claimed = {(claim["predicate"], one(claim, "object").value) for claim in document.get("claims", ())}
    claimed |= {(judged["predicate"], one(judged, "object").value) for judged in document.get("judgements", ())}
    left = []
    for name, found in _members(document, _ELSEWHERE | _DERIVED):
        own = tuple(value for value in found if (name, value.value) not in claimed)
        if own:
            left.append((name, own))
    return left


def group_facts(claims: Iterable[Node]) -> list[FactGroup]:
    """Return one FactGroup for each property of the claims, in the order of the ontology: names first.

    In a group, claims with the same value are one fact.
    """
    order = _order_of_properties()
    properties: dict[str, dict[Value | str, list[Node]]] = {}
    for claim in claims:
        properties.setdefault(claim["predicate"], {}).setdefault(said(claim), []).append(claim)
    in_order = sorted(properties.items(), key=lambda item: (order.get(item[0], len(order)), item[0]))
    return [FactGroup(name, tuple(tuple(found) for found in facts.values())) for name, facts in in_order]


@cache
def _order_of_properties() -> Mapping[str, int]:
    first = dict.fromkeys((SKOS + "prefLabel", SKOS + "altLabel"), -1)
    return first | {SG + name: place for place, name in enumerate(read_ontology().properties)}


class Facts:
    """The facts of a document, by property; what a section takes is not shown by the next one."""

    def __init__(self, claims: Iterable[Node]) -> None:
        self._groups = {local_part(group.property): group for group in group_facts(claims)}

    def take(self, *properties: str) -> list[FactGroup]:
        """Return the groups of these properties, by local name, and remove them."""
        return [self._groups.pop(name) for name in properties if name in self._groups]

    def rest(self) -> list[FactGroup]:
        """Return the groups that no section took."""
        return [*self._groups.values()]

    def claims(self, *properties: str) -> list[Node]:
        """Return the claims of these properties, which stay where they are."""
        groups = (self._groups[name] for name in properties if name in self._groups)
        return [claim for group in groups for fact in group.facts for claim in fact]


def local_part(iri: str) -> str:
    """Return what follows the last `#` or `/` of an IRI."""
    return iri.replace("#", "/").rpartition("/")[2]


def by_subject(claims: Iterable[Node]) -> list[tuple[str, list[Node]]]:
    """Return (subject IRI, claims) for each subject of these claims, in the order in which the subjects first occur."""
    subjects: dict[str, list[Node]] = {}
    for claim in claims:
        subjects.setdefault(claim["subject"], []).append(claim)
    return [*subjects.items()]


def is_asserted(claim: Node) -> bool:
    """Return True if the article states the claim in its own voice, with the modality `asserted`."""
    return bool(claim["modality"] == SGC + "asserted")


HELPERS = (values, one, spans, parts, normalised, members, spellings, declared, is_asserted, took_place)
"""The functions that templates can call."""
