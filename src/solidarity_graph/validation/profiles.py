"""Profiles, which choose the shapes, and the terms of the ontology that those shapes need."""

from __future__ import annotations

from enum import Enum
from functools import cache
from pathlib import Path

from rdflib import DCTERMS, OWL, RDF, RDFS, SH, SKOS, Graph, Namespace
from rdflib.term import BNode

from solidarity_graph.resources import ontology_dir, shapes_dir
from solidarity_graph.validation.rdf_files import read_file

_SG = Namespace("https://w3id.org/solidarity-graph/ontology#")
_SCHEMA = Namespace("https://schema.org/")

# Predicates that SPARQL constraints and sh:class need. Labels are left out: they would be validated as data.
_NEEDED = frozenset(
    {
        RDF.type,
        RDFS.subClassOf,
        OWL.deprecated,
        DCTERMS.isReplacedBy,
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
    """The folders of `shapes/`. Each profile includes the ones before it.

    The command line and the report in JSON call it a level; in the code, a level is that of disclosure.
    """

    CORE = "core"
    PROVENANCE = "provenance"
    STRICT = "strict"

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders of the profile: `("core", "provenance")` for `Profile.PROVENANCE`."""
        names = [profile.value for profile in Profile]
        return tuple(names[: names.index(self.value) + 1])


@cache
def shapes_graph(profile: Profile) -> Graph:
    """Return the shapes of a profile as one graph. The result is cached."""
    return _read([path for folder in profile.folders for path in sorted((shapes_dir() / folder).glob("*.ttl"))])


@cache
def ontology_terms() -> Graph:
    """Return the triples of the ontology that shapes query: classes, schemes, annotations. The result is cached."""
    whole = _read([*sorted(ontology_dir().glob("*.ttl")), *sorted((ontology_dir() / "concepts").glob("*.ttl"))])
    terms = Graph()
    for subject, predicate, value in whole:
        # Blank nodes (lists, unions) would be reported as nodes of the data.
        if predicate in _NEEDED and not isinstance(subject, BNode) and not isinstance(value, BNode):
            terms.add((subject, predicate, value))
    return terms


@cache
def constraint_names(profile: Profile) -> tuple[str, ...]:
    """Return the local names, such as `event-has-status`, of the shapes that have a message, sorted.

    They are those of the profile and of the profiles that it includes; only they can be the source shape of a result.
    A SPARQL constraint has its message on the query, since a message of the shape is no template by the standard.
    """
    shapes = shapes_graph(profile)
    queries = set(shapes.objects(None, SH.sparql))
    constraints = {*shapes.subjects(SH.message), *shapes.subjects(SH.sparql)} - queries
    return tuple(sorted(str(shape).rpartition("#")[2] for shape in constraints))


def _read(paths: list[Path]) -> Graph:
    graph = Graph()
    for path in paths:
        graph += read_file(path)
    return graph
