"""Converts RDF terms between pyoxigraph and rdflib."""

from __future__ import annotations

import pyoxigraph
from rdflib import XSD
from rdflib.term import BNode, Literal, Node, URIRef


class TripleTerm(Exception):
    """A triple term of RDF 1.2, which rdflib cannot represent."""


def to_rdflib(term: object) -> URIRef | BNode | Literal:
    """Return a pyoxigraph term for rdflib, with its spelling unchanged. Raises TripleTerm for a triple term."""
    if isinstance(term, pyoxigraph.NamedNode):
        return URIRef(term.value)
    if isinstance(term, pyoxigraph.BlankNode):
        return BNode(term.value)
    if not isinstance(term, pyoxigraph.Literal):
        raise TripleTerm
    if term.language:
        return Literal(term.value, lang=term.language)
    # To rdflib, "x" and "x"^^xsd:string are two terms; in RDF 1.1 they are one.
    datatype = None if term.datatype.value == str(XSD.string) else URIRef(term.datatype.value)
    return Literal(term.value, datatype=datatype, normalize=False)


def to_term(term: Node) -> pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal:
    """Return an rdflib term for pyoxigraph, its language tag in lower case. Raises ValueError for an invalid IRI."""
    if not isinstance(term, Literal):
        return to_resource(term)
    if term.language:
        return pyoxigraph.Literal(str(term), language=term.language)
    return pyoxigraph.Literal(str(term), datatype=pyoxigraph.NamedNode(str(term.datatype or XSD.string)))


def to_resource(term: Node) -> pyoxigraph.NamedNode | pyoxigraph.BlankNode:
    """Return an IRI or a blank node for pyoxigraph."""
    return pyoxigraph.BlankNode(str(term)) if isinstance(term, BNode) else to_predicate(term)


def to_predicate(term: Node) -> pyoxigraph.NamedNode:
    """Return the IRI of a predicate for pyoxigraph."""
    return pyoxigraph.NamedNode(str(term))
