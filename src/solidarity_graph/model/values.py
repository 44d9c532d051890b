"""What a claim can say: references, concepts, literals, and value nodes that belong to one claim."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """A thing of this dataset: `person/p7k2`."""

    kind: str
    key: str

    @classmethod
    def parse(cls, text: str) -> Ref:
        """`Ref.parse("person/p7k2")`. Raises ValueError where there is no kind and key."""
        kind, slash, key = text.partition("/")
        if not (kind and slash and key) or "/" in key:
            raise ValueError(f"{text!r} is not of the form kind/key")
        return cls(kind, key)

    def __str__(self) -> str:
        return f"{self.kind}/{self.key}"


@dataclass(frozen=True, slots=True, order=True)
class Concept:
    """A SKOS concept, by its local name in `sgc:`."""

    name: str


@dataclass(frozen=True, slots=True, order=True)
class Iri:
    """A thing elsewhere: a page, a Wikidata item."""

    value: str


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """Words with their language tag, lower case (https://www.rfc-editor.org/info/bcp47)."""

    value: str
    language: str


@dataclass(frozen=True, slots=True, order=True)
class Edtf:
    """A date in Extended Date/Time Format, levels 0 to 2 (https://www.loc.gov/standards/datetime/)."""

    value: str


@dataclass(frozen=True, slots=True, order=True)
class Time:
    """A time of day as the source gives it, `16:00:00`, in the place's own time."""

    value: str


@dataclass(frozen=True, slots=True, order=True)
class Timespan:
    """A length of time: `P4Y6M` or `P15D`; never both months and days, which cannot be compared."""

    value: str


@dataclass(frozen=True, slots=True, order=True)
class Number:
    """A whole number, an `xsd:integer` in the graph."""

    value: int


@dataclass(frozen=True, slots=True)
class Node:
    """A value with parts: a participation, an affiliation. It belongs to one claim and is named after it."""

    class_name: str
    properties: tuple[tuple[str, Value], ...]

    def get(self, name: str) -> Value | None:
        """The part of that property, or None."""
        return next((value for property_name, value in self.properties if property_name == name), None)


Value = Ref | Concept | Iri | Text | Edtf | Time | Timespan | Number | Node
