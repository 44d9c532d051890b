"""Which shapes are asked for, and what of the ontology they need."""

from __future__ import annotations

from enum import Enum
from functools import cache
from pathlib import Path

from rdflib import RDF, RDFS, SH, SKOS, Graph, Namespace
from rdflib.term import BNode

from solidarity_graph.resources import ontology_dir, shapes_dir
from solidarity_graph.validation.reading import read_file

_SG = Namespace("https://w3id.org/solidarity-graph/ontology#")
_SCHEMA = Namespace("https://schema.org/")

# What SPARQL constraints and sh:class ask of the ontology. Labels stay out: they would be validated as data.
_NEEDED = frozenset(
    {
        RDF.type,
        RDFS.subClassOf,
        SKOS.broader,
        SKOS.inScheme,
        _SCHEMA.domainIncludes,
        _SCHEMA.rangeIncludes,
        _SG.conceptScheme,
        _SG.coversProperty,
        _SG.coversRole,
        _SG.derived,
        _SG.derivedOn,
        _SG.singleValued,
    }
)


class Profile(Enum):
    """The folders of `shapes/`. Each holds the ones before it."""

    CORE = "core"
    PROVENANCE = "provenance"
    STRICT = "strict"

    @property
    def folders(self) -> tuple[str, ...]:
        """`Profile.PROVENANCE.folders` is `("core", "provenance")`."""
        names = [profile.value for profile in Profile]
        return tuple(names[: names.index(self.value) + 1])


@cache
def shapes_graph(profile: Profile) -> Graph:
    """The shapes of a profile, read once."""
    return _read([path for folder in profile.folders for path in sorted((shapes_dir() / folder).glob("*.ttl"))])


@cache
def ontology_terms() -> Graph:
    """Terms, their classes, schemes and annotations, as far as shapes ask for them; read once."""
    whole = _read([*sorted(ontology_dir().glob("*.ttl")), *sorted((ontology_dir() / "concepts").glob("*.ttl"))])
    terms = Graph()
    for subject, predicate, value in whole:
        # Blank nodes (lists, unions) would be reported as the data's own.
        if predicate in _NEEDED and not isinstance(subject, BNode) and not isinstance(value, BNode):
            terms.add((subject, predicate, value))
    return terms


@cache
def constraint_names(profile: Profile) -> tuple[str, ...]:
    """The names of all constraints of a profile: of every shape with a message, which can be a source of results."""
    return tuple(sorted({str(shape).rpartition("#")[2] for shape in shapes_graph(profile).subjects(SH.message)}))


def _read(paths: list[Path]) -> Graph:
    graph = Graph()
    for path in paths:
        graph += read_file(path)
    return graph
