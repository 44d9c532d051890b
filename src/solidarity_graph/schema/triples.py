"""An index over the triples of Turtle files, by predicate and subject, in the order of the files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from solidarity_graph.errors import DataError

Value = NamedNode | Literal


class Triples:
    """The triples of Turtle files. Raises DataError for invalid Turtle and for blank nodes: the ontology has none."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._values: dict[str, dict[str, list[Value]]] = {}
        self._subjects: dict[tuple[str, str], list[str]] = {}
        for path in paths:
            self._read(path)

    def _read(self, path: Path) -> None:
        try:
            for quad in parse(path.read_bytes(), format=RdfFormat.TURTLE):
                if not isinstance(quad.subject, NamedNode) or not isinstance(quad.object, NamedNode | Literal):
                    raise DataError("a blank node.", file=path.name, remedy="Give it an address of its own.")
                self._add(quad.subject.value, quad.predicate.value, quad.object)
        except SyntaxError as error:
            raise DataError(f"not Turtle: {error}.", file=path.name, remedy="Mend the line it names.") from error

    def _add(self, subject: str, predicate: str, value: Value) -> None:
        values = self._values.setdefault(predicate, {}).setdefault(subject, [])
        if value not in values:
            values.append(value)
            if isinstance(value, NamedNode):
                self._subjects.setdefault((predicate, value.value), []).append(subject)

    def subjects(self, predicate: str, iri: str) -> list[str]:
        """Return every subject that has the IRI as a value of the predicate; an empty list if there is none."""
        return self._subjects.get((predicate, iri), [])

    def having(self, predicate: str) -> list[str]:
        """Return every subject that has a value of the predicate."""
        return list(self._values.get(predicate, ()))

    def iris(self, subject: str, predicate: str) -> list[str]:
        """Return those values of a predicate that are IRIs."""
        return [value.value for value in self._of(subject, predicate) if isinstance(value, NamedNode)]

    def literals(self, subject: str, predicate: str) -> list[Literal]:
        """Return those values of a predicate that are literals."""
        return [value for value in self._of(subject, predicate) if isinstance(value, Literal)]

    def text(self, subject: str, predicate: str) -> str:
        """Return the first value that is in English or has no language; empty if there is none."""
        fitting = [value.value for value in self.literals(subject, predicate) if value.language in (None, "en")]
        return fitting[0] if fitting else ""

    def true(self, subject: str, predicate: str) -> bool:
        """Return True if the value of the predicate is the boolean true; False if there is no value."""
        return self.text(subject, predicate) in ("true", "1")

    def _of(self, subject: str, predicate: str) -> list[Value]:
        return self._values.get(predicate, {}).get(subject, [])
