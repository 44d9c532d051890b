"""Values that pySHACL can compare. It ends the run where rdflib raises an error, or compares the names of datatypes.

By SHACL, two values that SPARQL cannot compare are a result. https://www.w3.org/TR/shacl/#LessThanConstraintComponent
"""

from __future__ import annotations

from decimal import Decimal

from rdflib import XSD
from rdflib.term import BNode, Literal, Node, URIRef

_BLANK_NODE = "urn:blank-node:"
_NUMERIC = {
    *(XSD.integer, XSD.nonNegativeInteger, XSD.positiveInteger, XSD.nonPositiveInteger, XSD.negativeInteger),
    *(XSD.long, XSD.int, XSD.short, XSD.byte, XSD.unsignedLong, XSD.unsignedInt, XSD.unsignedShort, XSD.unsignedByte),
    *(XSD.decimal, XSD.double, XSD.float),
}


class _ComparableLiteral(Literal):
    """A literal that is less than another only if SPARQL can compare the two."""

    __slots__ = ()

    def __new__(cls, text: str, datatype: URIRef | None) -> _ComparableLiteral:
        literal: _ComparableLiteral = super().__new__(cls, text, datatype=datatype, normalize=False)
        if isinstance(literal.value, Decimal) and not literal.value.is_finite():  # to Python "NaN" is a decimal number
            literal._value, literal._ill_typed = None, True
        return literal

    def __lt__(self, other: object) -> bool:
        return self._compares_to(other) and super().__lt__(other) is True

    def __le__(self, other: object) -> bool:
        return self._compares_to(other) and super().__le__(other) is True

    def _compares_to(self, other: object) -> bool:
        if not isinstance(other, Literal) or self.ill_typed or other.ill_typed or None in (self.value, other.value):
            return False
        if self.value != self.value or other.value != other.value:  # NaN
            return False
        return self.datatype == other.datatype or {self.datatype, other.datatype} <= _NUMERIC


def safe_value(node: Node, *, compared: bool) -> Node:
    """Return the object of a triple as pySHACL can take it.

    compared  shapes compare the values of this property. A blank node then becomes an IRI: pySHACL raises an error for
              one.
    """
    if isinstance(node, BNode):
        return URIRef(_BLANK_NODE + node) if compared else node
    if not isinstance(node, Literal) or node.language:
        return node
    if node.datatype == XSD.string:  # To rdflib, "x" and "x"^^xsd:string are two terms; in RDF 1.1 they are one.
        return Literal(str(node))
    return _ComparableLiteral(str(node), node.datatype) if compared or node.datatype == XSD.decimal else node


def compared_blank_node(node: Node) -> BNode | None:
    """Return the blank node that `safe_value` turned into this IRI; None for every other node."""
    return BNode(str(node).removeprefix(_BLANK_NODE)) if str(node).startswith(_BLANK_NODE) else None
