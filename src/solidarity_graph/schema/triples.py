"""Turtle files as an index that is asked for the values of one subject, in the order in which they were written."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from solidarity_graph.errors import DataError

Value = NamedNode | Literal


class Triples:
    """Subject to predicate to values, by IRI. The ontology has no blank nodes, and reading one is an error."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._index: dict[str, dict[str, list[Value]]] = {}
        for path in paths:
            self._read(path)

    def _read(self, path: Path) -> None:
        try:
            for quad in parse(path.read_bytes(), format=RdfFormat.TURTLE):
                if not isinstance(quad.subject, NamedNode) or not isinstance(quad.object, NamedNode | Literal):
                    raise DataError("a blank node.", file=path.name, remedy="Give it an address of its own.")
                values = self._index.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, [])
                if quad.object not in values:
                    values.append(quad.object)
        except SyntaxError as error:
            raise DataError(f"not Turtle: {error}.", file=path.name, remedy="Mend the line it names.") from error

    def subjects(self, predicate: str, *wanted: str) -> list[str]:
        """Every subject that has the predicate with one of these IRIs as its value."""
        return [
            subject
            for subject, values in self._index.items()
            if any(isinstance(found, NamedNode) and found.value in wanted for found in values.get(predicate, ()))
        ]

    def having(self, predicate: str) -> list[str]:
        """Every subject that has the predicate."""
        return [subject for subject, values in self._index.items() if predicate in values]

    def iris(self, subject: str, predicate: str) -> list[str]:
        """The values that are IRIs."""
        return [value.value for value in self._values(subject, predicate) if isinstance(value, NamedNode)]

    def literals(self, subject: str, predicate: str) -> list[Literal]:
        """The values that are literals."""
        return [value for value in self._values(subject, predicate) if isinstance(value, Literal)]

    def text(self, subject: str, predicate: str) -> str:
        """The first value in English or without a language, or the empty string."""
        fitting = [value.value for value in self.literals(subject, predicate) if value.language in (None, "en")]
        return fitting[0] if fitting else ""

    def true(self, subject: str, predicate: str) -> bool:
        """Whether the value is the boolean true."""
        return self.text(subject, predicate) in ("true", "1")

    def _values(self, subject: str, predicate: str) -> list[Value]:
        return self._index.get(subject, {}).get(predicate, [])
