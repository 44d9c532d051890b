"""The triples of a vocabulary by subject, and their text in Turtle: sorted, with blank nodes inside their owners."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from solidarity_graph.schema.namespaces import NAMESPACES, RDF, SGSH, XSD

Node = NamedNode | BlankNode | Literal
_FIRST, _REST, _NIL = RDF + "first", RDF + "rest", RDF + "nil"
_PREFIXES: Final = {**NAMESPACES, "sgsh": SGSH}
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
"""Local names that need no escape in Turtle; all other IRIs are written in full."""
_INTEGER, _BOOLEANS = re.compile(r"[+-]?\d+", re.ASCII), {"true", "false"}


class TripleIndex:
    """Triples by subject and predicate, without repetitions."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._values: dict[Node, dict[str, list[Node]]] = {}
        self._owned: set[Node] = set()
        for triple in triples:
            values = self._values.setdefault(triple.subject, {}).setdefault(triple.predicate.value, [])  # type: ignore[arg-type]
            if triple.object not in values:
                values.append(triple.object)  # type: ignore[arg-type]
                if isinstance(triple.object, BlankNode):
                    self._owned.add(triple.object)

    def subjects(self) -> list[str]:
        """Return the IRIs of all subjects, sorted."""
        return sorted(subject.value for subject in self._values if isinstance(subject, NamedNode))

    def having(self, predicate: str, iri: str = "") -> list[str]:
        """Return the subjects that have the IRI as a value of the predicate, or any value at all, sorted."""
        found = (each for each in self.subjects() if predicate in self.of(each))
        return [each for each in found if not iri or iri in self.iris(each, predicate)]

    def of(self, subject: str | Node) -> dict[str, list[Node]]:
        """Return the values of a subject by predicate, in the order in which they were given."""
        return self._values.get(NamedNode(subject) if isinstance(subject, str) else subject, {})

    def iris(self, subject: str, predicate: str) -> frozenset[str]:
        """Return those values that are IRIs."""
        return frozenset(value.value for value in self.of(subject).get(predicate, ()) if isinstance(value, NamedNode))

    def text(self, subject: str, predicate: str) -> str:
        """Return the first value, without datatype and language; empty if there is none."""
        return next((value.value for value in self.of(subject).get(predicate, ())), "")

    def written(self, subject: str, predicate: str) -> frozenset[str]:
        """Return the values as Turtle."""
        return frozenset(self.write(value) for value in self.of(subject).get(predicate, ()))

    def ancestors(self, iri: str, predicate: str) -> frozenset[str]:
        """Return what is reached from an IRI by a predicate once or more often."""
        found: set[str] = set()
        waiting = [*self.iris(iri, predicate)]
        while waiting:
            if (parent := waiting.pop()) not in found:
                found.add(parent)
                waiting += self.iris(parent, predicate)
        return frozenset(found)

    def write(self, node: Node) -> str:
        """Return a node as Turtle: a list as `( ... )`, another blank node as `[ ... ]`, sorted.

        A blank node that leads back to itself raises RecursionError: no vocabulary needs one.
        """
        if isinstance(node, NamedNode):
            return _name(node.value)
        if isinstance(node, Literal):
            return _literal(node)
        if _FIRST in self.of(node):
            return f"( {' '.join(map(self.write, self.members(node)))} )"
        return f"[ {self.body(node)} ]"

    def members(self, node: Node) -> Iterator[Node]:
        """Yield the members of an RDF list."""
        while node != NamedNode(_NIL):
            yield self.of(node)[_FIRST][0]
            node = self.of(node)[_REST][0]

    def _pairs(self, subject: str | Node) -> list[str]:
        order = sorted(self.of(subject), key=lambda predicate: (predicate != RDF + "type", _name(predicate)))
        return [f"{_verb(each)} {', '.join(sorted(map(self.write, self.of(subject)[each])))}" for each in order]

    def body(self, subject: str | Node) -> str:
        """Return what is said of a subject as Turtle, without its name."""
        return " ; ".join(self._pairs(subject))

    def as_turtle(self) -> str:
        """Return all triples as Turtle: the same text for the same triples, one line for each subject and predicate."""
        heads = [*self.subjects(), *sorted((node for node in self._values if self._is_loose(node)), key=self.write)]
        blocks = []
        for subject in heads:
            name = _name(subject) if isinstance(subject, str) else "[]"
            pairs = " ;\n    ".join(self._pairs(subject))
            blocks.append(f"{name} {pairs} .\n")
        text = "\n".join(blocks)
        used = [prefix for prefix in sorted(_PREFIXES) if re.search(rf"(?<![\w:]){prefix}:", text)]
        return "".join(f"@prefix {prefix}: <{_PREFIXES[prefix]}> .\n" for prefix in used) + "\n" + text

    def _is_loose(self, node: Node) -> bool:
        return isinstance(node, BlankNode) and node not in self._owned


def _verb(predicate: str) -> str:
    return "a" if predicate == RDF + "type" else _name(predicate)


def _name(iri: str) -> str:
    for prefix, namespace in _PREFIXES.items():
        if iri.startswith(namespace) and _LOCAL.fullmatch(iri.removeprefix(namespace)):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return f"<{iri}>"


def _literal(literal: Literal) -> str:
    text = str(literal)
    if "\n" in literal.value:  # SPARQL queries are read by people
        long = literal.value.replace("\\", "\\\\").replace('"', '\\"').replace("\r", "\\r")
        rest = text[text.rindex('"') + 1 :]
        text = f'"""{long}"""{rest}'
    datatype = literal.datatype.value
    if (datatype == XSD + "integer" and _INTEGER.fullmatch(literal.value)) or literal.value in _BOOLEANS:
        return literal.value if datatype in (XSD + "integer", XSD + "boolean") else text
    return text.replace(f"^^<{datatype}>", f"^^{_name(datatype)}") if not literal.language else text
