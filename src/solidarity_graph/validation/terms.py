"""RDF terms of pyoxigraph as rdflib's, and back."""

from __future__ import annotations

import pyoxigraph
from rdflib import XSD
from rdflib.term import BNode, Literal, Node, URIRef


class TripleTerm(Exception):
    """A term of RDF 1.2 that rdflib cannot hold."""


def to_rdflib(term: object) -> URIRef | BNode | Literal:
    """A term as rdflib has it, with the spelling that it has. Raises TripleTerm."""
    if isinstance(term, pyoxigraph.NamedNode):
        return URIRef(term.value)
    if isinstance(term, pyoxigraph.BlankNode):
        return BNode(term.value)
    if not isinstance(term, pyoxigraph.Literal):
        raise TripleTerm
    if term.language:
        return Literal(term.value, lang=term.language)
    # rdflib holds "x" and "x"^^xsd:string for two terms; RDF 1.1 for one.
    datatype = None if term.datatype.value == str(XSD.string) else URIRef(term.datatype.value)
    return Literal(term.value, datatype=datatype, normalize=False)


def to_term(term: Node) -> pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal:
    """A term as pyoxigraph has it, language tags in lower case. Raises ValueError for an IRI that is none."""
    if not isinstance(term, Literal):
        return to_resource(term)
    if term.language:
        return pyoxigraph.Literal(str(term), language=term.language)
    return pyoxigraph.Literal(str(term), datatype=pyoxigraph.NamedNode(str(term.datatype or XSD.string)))


def to_resource(term: Node) -> pyoxigraph.NamedNode | pyoxigraph.BlankNode:
    """A subject as pyoxigraph has it."""
    return pyoxigraph.BlankNode(str(term)) if isinstance(term, BNode) else to_predicate(term)


def to_predicate(term: Node) -> pyoxigraph.NamedNode:
    """A predicate as pyoxigraph has it."""
    return pyoxigraph.NamedNode(str(term))
