"""Values of the model to RDF terms, and the few helpers that every graph is written with."""

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
_OTHERS = {"description": DCTERMS, "prefLabel": SKOS, "altLabel": SKOS}


def sg(name: str) -> NamedNode:
    """A term of the ontology."""
    return NamedNode(SG + name)


def concept(name: str) -> NamedNode:
    """A concept of one of the schemes."""
    return NamedNode(SGC + name)


def predicate(name: str) -> NamedNode:
    """The IRI of a property as records name it."""
    ours = read_ontology().properties
    return NamedNode(ours[name].iri if name in ours else _OTHERS[name] + name)


def typed(value: object, datatype: str) -> Literal:
    """A literal of one of XML Schema's datatypes."""
    return Literal(str(value), datatype=NamedNode(XSD + datatype))


def decimal(value: float) -> str:
    """The canonical form of an xsd:decimal: the engine gives back no other, and dump and endpoint should agree.

    >>> decimal(54.0), decimal(-2.25), decimal(0.00001)
    ('54', '-2.25', '0.00001')
    """
    written = format(Decimal(repr(value)), "f")
    return written.rstrip("0").rstrip(".") if "." in written else written


def day(value: date) -> Literal:
    """The literal of a day, an `xsd:date`."""
    return typed(value.isoformat(), "date")


def words(label: Label | Text) -> Literal:
    """The literal of words, tagged with their language."""
    return Literal(label.value, language=label.language)


def term(value: Value, namer: Namer, claim_key: str) -> NamedNode | Literal:
    """The RDF term of a value; a node is named after its claim."""
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
    """Writes quads into one named graph."""

    def __init__(self, iri: str) -> None:
        self.name = NamedNode(iri)

    def quad(self, subject: NamedNode, predicate: NamedNode, object_: NamedNode | Literal) -> Quad:
        """A quad of this graph."""
        return Quad(subject, predicate, object_, self.name)

    def typed(self, subject: NamedNode, *class_names: str) -> Iterator[Quad]:
        """The classes of a node."""
        for name in class_names:
            yield self.quad(subject, A, sg(name))

    def level(self, subject: NamedNode, level: str) -> Iterator[Quad]:
        """How much of a thing is published, where that is less than all."""
        if level != PUBLIC:
            yield self.quad(subject, sg("disclosureLevel"), concept(level))
