"""Values of claims: references, concepts, literals, and value nodes that belong to one claim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """A reference to a thing of this dataset: `person/p7k2`."""

    kind: str
    key: str

    @classmethod
    def parse(cls, text: str) -> Ref:
        """Parse a reference such as `person/p7k2`. Raises ValueError unless it is a kind and a key."""
        kind, slash, key = text.partition("/")
        if not (kind and slash and key) or "/" in key:
            raise ValueError(f"{text!r} is not of the form kind/key")
        return cls(kind, key)

    def __str__(self) -> str:
        return f"{self.kind}/{self.key}"


@dataclass(frozen=True, slots=True, order=True)
class Concept:
    """A SKOS concept of the ontology, by its local name in `sgc:`."""

    name: str


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """A text or name with its language tag, in lower case (https://www.rfc-editor.org/info/bcp47)."""

    value: str
    language: str


@dataclass(frozen=True, slots=True, order=True)
class Edtf:
    """A date in Extended Date/Time Format, levels 0 to 2 (https://www.loc.gov/standards/datetime/)."""

    value: str


@dataclass(frozen=True, slots=True, order=True)
class Time:
    """A time of day as the source gives it, `16:00:00`, in local time."""

    value: str


@dataclass(frozen=True, slots=True, order=True)
class Timespan:
    """A duration, `P4Y6M` or `P15D`. Months and days are never combined, since they cannot be compared."""

    value: str


@dataclass(frozen=True, slots=True, order=True)
class WebAddress:
    """An http or https address that a source gives, as a literal: it is no reference to a thing."""

    value: str


@dataclass(frozen=True, slots=True)
class Node:
    """A value with properties, such as a participation. It belongs to one claim, and its IRI extends the claim's."""

    class_name: str
    properties: tuple[tuple[str, Value], ...]

    def get(self, name: str) -> Value | None:
        """Return the first value of a property, or None."""
        return next((value for property_name, value in self.properties if property_name == name), None)


def concept_name(value: Value, own: Mapping[Value, str]) -> str:
    """Return the local name of a concept; for one of the dataset's own, of that above it; empty for other values.

    own  see `Dataset.own_concepts`.
    """
    return value.name if isinstance(value, Concept) else own.get(value, "") if isinstance(value, Ref) else ""


Value = Ref | Concept | Text | Edtf | Time | Timespan | WebAddress | str | int | Node
