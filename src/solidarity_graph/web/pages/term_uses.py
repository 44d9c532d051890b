"""Where a term of the ontology is used: constraints of the shapes, saved queries, properties that take a concept."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from markupsafe import Markup, escape
from pyoxigraph import Literal, NamedNode

from solidarity_graph.resources import shapes_dir
from solidarity_graph.saved_queries import Catalogue, SavedQuery
from solidarity_graph.schema import read_ontology
from solidarity_graph.schema.constraints import LAYERS, constraints_of, nodes_of
from solidarity_graph.schema.namespaces import SG, SGSH, SH
from solidarity_graph.schema.ontology_terms import ConceptTerm, Ontology, PropertyTerm
from solidarity_graph.schema.ontology_versions import read_triples
from solidarity_graph.schema.triple_index import Node, TripleIndex

_MESSAGE: Final = SH + "message"
_KEY: Final = re.compile(r"/[^#>]+")
_PLACEHOLDER: Final = re.compile(r"\{[?$](\w+)\}")
_TERM: Final = re.compile(r"\bsg:([A-Za-z0-9]+)")


@dataclass(frozen=True, slots=True)
class Constraint:
    """A constraint of the shapes: its name, its message, and the layer and file that it is in.

    classes  the local names of the classes whose members it is checked on.
    """

    name: str
    message: str
    layer: str
    file: str
    classes: frozenset[str]


@cache
def constraints() -> Sequence[tuple[Constraint, frozenset[str]]]:
    """Return each constraint with the local names of the terms that it is about, by layer, file and name."""
    paths = [path for layer in LAYERS for path in sorted((shapes_dir() / layer).glob("*.ttl"))]
    files = [(path, TripleIndex(read_triples([path]))) for path in paths]
    return [
        (_constraint(path, shapes, iri), _terms_of(shapes, iri))
        for path, shapes in files
        for iri in constraints_of(shapes)
    ]


def _constraint(path: Path, shapes: TripleIndex, iri: str) -> Constraint:
    message = next(filter(None, (shapes.text(node, _MESSAGE) for node in nodes_of(shapes, iri))))
    targets = (shapes.iris(node, SH + "targetClass") for node in (iri, *shapes.having(SH + "property", iri)))
    classes = frozenset(target.removeprefix(SG) for each in targets for target in each)
    return Constraint(iri.removeprefix(SGSH), message, path.parent.name, path.stem, classes)


def _terms_of(shapes: TripleIndex, iri: str) -> frozenset[str]:
    """Return the terms that a constraint names: itself, in nodes that it leads to, in SPARQL, and as its targets."""
    holders = (shapes.of(holder) for holder in shapes.having(SH + "property", iri))
    targets = [value for said in holders for name, values in said.items() if "#target" in name for value in values]
    found: set[str] = set()
    seen: set[Node] = set()
    waiting = [NamedNode(iri), *targets]
    while waiting:
        node = waiting.pop()
        if isinstance(node, NamedNode) and node.value.startswith(SG):
            found.add(node.value.removeprefix(SG))
        elif isinstance(node, Literal):
            found.update(_TERM.findall(node.value))
        elif node not in seen:
            seen.add(node)
            waiting += [value for name, values in shapes.of(node).items() if name != _MESSAGE for value in values]
    return frozenset(found)


def with_variables(message: str) -> Markup:
    """Return the message of a constraint as HTML, with the name of a variable where results have its value.

    >>> with_variables("{?value} is < 1")
    Markup('<var>value</var> is &lt; 1')
    """
    return Markup(_PLACEHOLDER.sub(r"<var>\1</var>", str(escape(message))))  # noqa: S704 - escaped before


@cache
def constraints_by_term() -> Mapping[str, Sequence[Constraint]]:
    """Return the constraints about each term, by the local name of the term."""
    found: defaultdict[str, list[Constraint]] = defaultdict(list)
    for constraint, about in constraints():
        for name in about:
            found[name].append(constraint)
    return found


def inherited_constraints(ontology: Ontology) -> Mapping[str, Mapping[str, Sequence[Constraint]]]:
    """Return the constraints that a class has from each superclass, the nearest first, by local names of the two.

    Those that are about the class itself are left out.
    """
    found: defaultdict[str, dict[str, Sequence[Constraint]]] = defaultdict(dict)
    for name in ontology.classes:
        for parent in superclasses(ontology, name):
            checked = [each for each, about in constraints() if parent in each.classes and name not in about]
            if checked:
                found[name][parent] = checked
    return found


def superclasses(ontology: Ontology, name: str) -> Sequence[str]:
    """Return the local names of all superclasses of a class, the nearest first."""
    found = sorted(ontology.classes[name].parents)
    for parent in found:  # those of the superclasses are added behind them
        found += sorted(ontology.classes[parent].parents - {*found})
    return found


@lru_cache(4)  # a site has one catalogue for all its time, and each page of a concept asks
def queries_by_term(catalogue: Catalogue) -> Mapping[str, Sequence[SavedQuery]]:
    """Return the saved queries that read each term, or a property derived from it, by the local name of the term."""
    found: defaultdict[str, list[SavedQuery]] = defaultdict(list)
    for query in catalogue:
        read = {*_TERM.findall(query.text)}
        for name in read.union(*(derived_from().get(each, ()) for each in read)):
            found[name].append(query)
    return found


@cache
def derived_from() -> Mapping[str, frozenset[str]]:
    """Return the properties from which each derived property is made, by local name, as far as the ontology tells.

    The note of a property that gives others as text names them. Any other has the concept scheme of a property that is
    claimed, or its name with a word behind it: `currentStatus`, `durationMonths`.
    """
    properties = read_ontology().properties
    claimed = [term for term in properties.values() if not (term.derived or term.derived_on)]
    return {
        term.name: frozenset(_TERM.findall(f"{term.definition} {term.scope_note}")) & properties.keys()
        if term.name.endswith("Text")
        else frozenset(each.name for each in claimed if _is_summary(term, each))
        for term in properties.values()
        if term.derived or term.derived_on
    }


def _is_summary(derived: PropertyTerm, claimed: PropertyTerm) -> bool:
    rest = derived.name.removeprefix(claimed.name)
    has_name = rest != derived.name and rest[:1].isupper()
    return has_name or (derived.scheme is not None and derived.scheme == claimed.scheme)


def properties_taking(ontology: Ontology, concept: ConceptTerm) -> Sequence[tuple[PropertyTerm, str]]:
    """Return the properties whose values come from the scheme of a concept, each with a statement in Turtle.

    The statement has the concept as its value, and an ellipsis as the key of its subject. A deprecated concept has no
    such properties.
    """
    if concept.deprecated:
        return []
    terms = (term for term in ontology.properties.values() if term.scheme == concept.scheme and not term.deprecated)
    return [(term, _statement(term, concept)) for term in terms]


def _statement(term: PropertyTerm, concept: ConceptTerm) -> str:
    subject = _KEY.sub("/…", term.short_example.partition(" ")[0])
    return f"{subject} sg:{term.name} sgc:{concept.name} ."
