"""Maps values of the model to RDF terms; helper functions for the modules that write the graphs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad

from solidarity_graph.model import (
    Concept,
    Edtf,
    Iri,
    Label,
    Namer,
    Node,
    Number,
    Ref,
    Text,
    Time,
    Timespan,
    Value,
    duration_length,
)
from solidarity_graph.model.levels import PUBLIC
from solidarity_graph.schema import read_ontology
from solidarity_graph.schema.namespaces import DCTERMS, EDTF, RDF, SG, SGC, SKOS, XSD

A = NamedNode(RDF + "type")
_OTHER_VOCABULARIES = {"description": DCTERMS, "prefLabel": SKOS, "altLabel": SKOS}


def sg(name: str) -> NamedNode:
    """Return the IRI of a class or property of the project's ontology."""
    return NamedNode(SG + name)


def concept(name: str) -> NamedNode:
    """Return the IRI of a concept of the project's SKOS schemes."""
    return NamedNode(SGC + name)


def predicate(name: str) -> NamedNode:
    """Return the IRI of a property by its name in the model (`actionType`). Raises KeyError for an unknown name."""
    ours = read_ontology().properties
    return NamedNode(ours[name].iri if name in ours else _OTHER_VOCABULARIES[name] + name)


def typed(value: object, datatype: str) -> Literal:
    """Return the literal of a value with an XML Schema datatype, given by its local name: `typed(3, "integer")`."""
    return Literal(str(value), datatype=NamedNode(XSD + datatype))


def decimal(value: float) -> str:
    """Return the canonical form of an xsd:decimal. pyoxigraph returns only this form: dump and endpoint stay equal.

    >>> decimal(54.0), decimal(-2.25), decimal(0.00001)
    ('54', '-2.25', '0.00001')
    """
    written = format(Decimal(repr(value)), "f")
    return written.rstrip("0").rstrip(".") if "." in written else written


def day(value: date) -> Literal:
    """Return a day as an `xsd:date` literal."""
    return typed(value.isoformat(), "date")


def words(label: Label | Text) -> Literal:
    """Return a text as a literal with its language tag."""
    return Literal(label.value, language=label.language)


def term(value: Value, namer: Namer, claim_key: str) -> NamedNode | Literal:
    """Return the RDF term of a value. For a value with properties it is an IRI made from the key of its claim."""
    match value:
        case Ref():
            return NamedNode(namer.thing(value))
        case Concept():
            return concept(value.name)
        case Iri():
            return NamedNode(value.value)
        case Text():
            return words(value)
        case Edtf():
            return Literal(value.value, datatype=NamedNode(EDTF))
        case Time():
            return typed(value.value, "time")
        case Timespan():
            months = duration_length(value.value).months is not None
            return typed(value.value, "yearMonthDuration" if months else "dayTimeDuration")
        case Number():
            return typed(value.value, "integer")
        case Node():
            return NamedNode(namer.value(claim_key))


class Graph:
    """Makes quads of the named graph `iri`."""

    def __init__(self, iri: str) -> None:
        self.name = NamedNode(iri)

    def quad(self, subject: NamedNode, predicate: NamedNode, object_: NamedNode | Literal) -> Quad:
        """Return a quad of this graph."""
        return Quad(subject, predicate, object_, self.name)

    def typed(self, subject: NamedNode, *class_names: str) -> Iterator[Quad]:
        """Yield an rdf:type quad for each class, given by its name in the ontology."""
        for name in class_names:
            yield self.quad(subject, A, sg(name))

    def level(self, subject: NamedNode, level: str) -> Iterator[Quad]:
        """Yield the disclosure level of a thing, unless it is public."""
        if level != PUBLIC:
            yield self.quad(subject, sg("disclosureLevel"), concept(level))
