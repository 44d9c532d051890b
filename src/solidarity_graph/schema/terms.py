"""What the ontology consists of, as frozen values. Names are local names, texts English unless they are mappings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """The Turtle file that shows a term in use. `name` is its path below `ontology/examples/terms/`."""

    name: str
    turtle: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What classes, properties and annotations have. `short_example` is one triple; `replaced_by` names a term."""

    name: str
    iri: str
    label: str
    definition: str
    scope_note: str = ""
    short_example: str = ""
    example: Example | None = None
    deprecated: bool = False
    replaced_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassTerm(Term):
    """A class with its direct superclasses in this ontology, and the IRIs of those in others."""

    parents: frozenset[str]
    foreign_parents: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyTerm(Term):
    """A property that records use, by the name they use for it.

    `domain` holds names of classes, or "any". `range` holds names of classes, or one mark: "text" (with a language),
    "string", "edtf", "time", "date", "duration", "integer", "boolean", "concept" (of `scheme`), "property", "list",
    "any". `derived` says that the build alone writes it; `derived_on` names the classes on which it does so, where
    others claim it.
    """

    domain: frozenset[str]
    range: frozenset[str]
    scheme: str | None = None
    single: bool = False
    derived: bool = False
    derived_on: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReusedTerm:
    """A term of another vocabulary and how we use it. One with a domain can be stated in a data file."""

    iri: str
    usage_note: str
    domain: tuple[str, ...]
    range: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptTerm:
    """A concept. `labels` has one label a language; `plover` is event type and mode, either may be empty.

    Of a ground for naming, the properties and roles that it covers.
    """

    name: str
    iri: str
    scheme: str
    labels: Mapping[str, str]
    alt_labels: Mapping[str, tuple[str, ...]]
    definition: str
    scope_notes: tuple[str, ...]
    broader: tuple[str, ...]
    narrower: tuple[str, ...]
    related: tuple[str, ...]
    sharp_methods: tuple[int, ...]
    plover: tuple[str, str]
    covered_properties: frozenset[str]
    covered_roles: frozenset[str]
    deprecated: bool
    replaced_by: str

    @property
    def label(self) -> str:
        """The English label, which every concept has."""
        return self.labels["en"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeTerm:
    """A concept scheme with its concepts by name, in the order of the file."""

    name: str
    iri: str
    label: str
    title: str
    description: str
    sources: tuple[str, ...]
    top_concepts: tuple[str, ...]
    concepts: Mapping[str, ConceptTerm]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ontology:
    """Everything that the files of `ontology/` say, each kind of term by name."""

    iri: str
    version: str
    version_iri: str
    title: str
    description: str
    licence: str
    issued: str
    classes: Mapping[str, ClassTerm]
    properties: Mapping[str, PropertyTerm]
    annotations: Mapping[str, Term]
    schemes: Mapping[str, SchemeTerm]
    reused: Mapping[str, ReusedTerm]

    @property
    def concepts(self) -> Mapping[str, ConceptTerm]:
        """Every concept by name: names are unique over all schemes."""
        return {name: concept for scheme in self.schemes.values() for name, concept in scheme.concepts.items()}
