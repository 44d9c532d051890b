"""The parts of the ontology as immutable values. Names are local names; texts are in English unless by language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_HEAD: Final = re.compile(r"\A(?:(?:#.*|@(?:base|prefix)\b.*)?\n)*")


@dataclass(frozen=True, slots=True)
class Example:
    """A Turtle file that shows a term in use. `name` is its path below `ontology/examples/terms/`."""

    name: str
    turtle: str

    @property
    def statements(self) -> str:
        """The Turtle without what stands before the first statement: the comment, the base and the prefixes."""
        return _HEAD.sub("", self.turtle).rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What terms of all kinds have in common. `replaced_by` is an IRI.

    labels  one label for each language; for a term of another vocabulary there may be none.
    drafts  the languages whose label nobody has reviewed who speaks the language.
    short_example  a triple that uses the term; for a concept, a phrase of a text for which it is to be taken.

    For a term of another vocabulary, `definition` is a note on its use here.
    """

    name: str
    iri: str
    label: str
    labels: Mapping[str, str]
    drafts: frozenset[str]
    definition: str
    scope_note: str = ""
    short_example: str = ""
    example: Example | None = None
    deprecated: bool = False
    replaced_by: str = ""

    @property
    def settled_labels(self) -> Mapping[str, str]:
        """The label for each language in which it is no draft."""
        return {language: label for language, label in self.labels.items() if language not in self.drafts}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassTerm(Term):
    """A class with its direct superclasses: names for those of this ontology, IRIs for others.

    `disjoint` has the names of classes of which no member of this one is a member, as far as an axiom names it.
    """

    parents: frozenset[str]
    foreign_parents: tuple[str, ...]
    disjoint: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyTerm(Term):
    """A property of records, by the name that records use.

    `domain` has names of classes, or "any". `range` has names of classes, or one mark: "text" (with a language),
    "string", "edtf", "time", "date", "duration", "integer", "boolean", "uri", "concept" (of `scheme`), "property",
    "list", "any". Other classes and datatypes have prefixed names. `derived`: only the build writes it; `derived_on`
    has the classes on which only the build writes it, while claims state it on others.

    `parents` and `inverses` have names of properties, `axioms` local names of OWL: `AsymmetricProperty`.
    """

    domain: frozenset[str]
    range: frozenset[str]
    scheme: str | None = None
    single: bool = False
    derived: bool = False
    derived_on: frozenset[str] = frozenset()
    parents: frozenset[str] = frozenset()
    inverses: frozenset[str] = frozenset()
    axioms: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptTerm(Term):
    """A concept. `plover` is event type and mode, both may be empty.

    `covered_properties` and `covered_roles` are for grounds for naming: what claims on such a ground may state. A role
    covers all narrower ones.
    """

    scheme: str
    alt_labels: Mapping[str, tuple[str, ...]]
    broader: tuple[str, ...]
    narrower: tuple[str, ...]
    related: tuple[str, ...]
    sharp_methods: tuple[int, ...]
    plover: tuple[str, str]
    covered_properties: frozenset[str]
    covered_roles: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeTerm(Term):
    """A concept scheme with its concepts by name, in the order of the file."""

    title: str
    sources: tuple[str, ...]
    top_concepts: tuple[str, ...]
    concepts: Mapping[str, ConceptTerm]

    @property
    def offered(self) -> tuple[str, ...]:
        """The names of the concepts that are not deprecated, which lists and forms offer."""
        return tuple(name for name, concept in self.concepts.items() if not concept.deprecated)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ontology:
    """The content of the files in `ontology/`: metadata, and each kind of term by name.

    reused  the terms of other vocabularies by IRI; one with a domain can be stated in a data file.
    drafts  the languages in which labels are drafts.
    """

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
    reused: Mapping[str, PropertyTerm]
    drafts: frozenset[str]

    @property
    def subclasses(self) -> Mapping[str, tuple[str, ...]]:
        """The names of the direct subclasses of each class that has some; under "" the classes below no other."""
        found: dict[str, tuple[str, ...]] = {}
        for name, term in self.classes.items():
            for parent in term.parents or ("",):
                found[parent] = (*found.get(parent, ()), name)
        return found

    @property
    def concepts(self) -> Mapping[str, ConceptTerm]:
        """All concepts by name; a name is unique over all schemes."""
        return {name: concept for scheme in self.schemes.values() for name, concept in scheme.concepts.items()}
