"""RDF terms for IRIs and values of the model, and the triples of a subject. Published IRIs never change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from pyoxigraph import Literal, NamedNode, Triple

from solidarity_graph.model import (
    Concept,
    DateInterval,
    DurationLength,
    Edtf,
    Ref,
    Text,
    Time,
    Timespan,
    WebAddress,
    duration_length,
)
from solidarity_graph.model.levels import PUBLIC
from solidarity_graph.schema import read_ontology
from solidarity_graph.schema.namespaces import EDTF, SGC, XSD, expand
from solidarity_graph.schema.ontology_reader import local_name

Properties = Mapping[str, object]
"""The value or values of each property of one subject, by prefixed name: `{"sg:origins": 2, "sg:relays": [...]}`."""


@dataclass(frozen=True, slots=True)
class Namer:
    """Makes IRIs below the base of the dataset, which ends in a slash."""

    base: str

    def thing(self, ref: Ref, part: str = "", index: int = 0) -> NamedNode:
        """Return the IRI of a thing, or of a part of it, a fragment: `#span`, and by index `#span-2`, `#span-3`."""
        fragment = f"#{part}" if part else ""
        return NamedNode(f"{self.base}id/{ref}{fragment}" + (f"-{index + 1}" if index else ""))

    def graph(self, name: str) -> NamedNode:
        """Return the IRI of a named graph: `name` is an article's key, or one of `RESERVED_GRAPHS`."""
        return NamedNode(f"{self.base}graph/{name}")

    def dataset(self, part: str = "") -> NamedNode:
        """Return the IRI of the dataset, or of a part of it."""
        return NamedNode(f"{self.base}dataset" + (f"#{part}" if part else ""))


@cache
def named(name: str) -> NamedNode:
    """Return the IRI of a prefixed name: `named("dcterms:title")`. Raises KeyError for an unknown prefix."""
    return NamedNode(expand(name))


@cache
def _predicates() -> Mapping[str, NamedNode]:
    ontology = read_ontology()
    iris = (*ontology.reused, *(term.iri for term in ontology.properties.values()))
    return {local_name(iri): NamedNode(iri) for iri in iris}


def predicate(name: str) -> NamedNode:
    """Return the IRI of a property by its name in the model (`actionType`). Raises KeyError for an unknown name."""
    return _predicates()[name]


def triples(subject: NamedNode, properties: Properties) -> Iterator[Triple]:
    """Yield the triples of a subject. None, an empty text and an empty list are no values."""
    for name, values in properties.items():
        for value in values if isinstance(values, (list, tuple)) else (values,):
            if value is not None and value != "":
                yield Triple(subject, named(name), term(value))


def term(value: object) -> NamedNode | Literal:
    """Return the RDF term of a value of the model (except for a Ref or a Node), a Python value or a term.

    A text without a language is a plain literal, an integer is an `xsd:integer`, True an `xsd:boolean`, a day an
    `xsd:date`.
    """
    match value:
        case NamedNode() | Literal():
            return value
        case Concept():
            return NamedNode(SGC + value.name)
        case Text():
            return Literal(value.value, language=value.language)
        case Edtf():
            return Literal(value.value, datatype=NamedNode(EDTF))
        case Time():
            return typed(value.value, "time")
        case Timespan():
            months = duration_length(value.value).months is not None
            return typed(value.value, "yearMonthDuration" if months else "dayTimeDuration")
        case WebAddress():
            return typed(value.value, "anyURI")
        case date():
            return typed(value.isoformat(), "date")
        case str() | int():
            return Literal(value)
    raise TypeError(f"{value!r} has no RDF term")


def typed(value: str, datatype: str) -> Literal:
    """Return the literal of a value with an XML Schema datatype, given by its local name: `typed("3.5", "decimal")`."""
    return Literal(value, datatype=NamedNode(XSD + datatype))


def english(text: str) -> Text | None:
    """Return a text by the editors with its language; None if it is empty."""
    return Text(text, "en") if text else None


def decimal(value: float) -> Literal:
    """Return an xsd:decimal in its canonical form. pyoxigraph returns only this form: dump and endpoint stay equal.

    >>> decimal(54.0).value, decimal(-2.25).value, decimal(0.00001).value
    ('54', '-2.25', '0.00001')
    """
    written = format(Decimal(repr(value)), "f")
    return typed(written.rstrip("0").rstrip(".") if "." in written else written, "decimal")


def level(name: str) -> Properties:
    """Return the disclosure level of a thing as its property, unless it is public."""
    return {} if name == PUBLIC else {"sg:disclosureLevel": Concept(name)}


def bounds(interval: DateInterval) -> Properties:
    """Return the first and last possible day of a date as properties."""
    return {"sg:notBefore": interval.first, "sg:notAfter": interval.last}


def length(duration: DurationLength) -> Properties:
    """Return the length of a duration as properties."""
    return {"sg:durationMonths": duration.months, "sg:durationDays": duration.days}
