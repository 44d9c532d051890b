"""Everything that the rules of OWL 2 RL conclude from the release and the ontology is right, too."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

pytest.importorskip("owlready2", reason="needs reasoners: make test-reasoning")

import owlrl
from rdflib import RDF, Graph, URIRef

from tests.reasoning.hermit import ONTOLOGY, ontology_and

ROOT = ONTOLOGY.parent
RELEASE = ROOT / "data" / "release" / "solidarity-graph.ttl"
# Where owlrl writes what cannot be.
CONTRADICTION = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
PUBLISHED = "https://w3id.org/solidarity-graph/"
SG = PUBLISHED + "ontology#"


def closure(graph: Graph) -> Graph:
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return graph


@pytest.fixture(scope="module")
def inferred() -> Graph:
    """The conclusions from the ontology and the release, without what they state."""
    stated = ontology_and(RELEASE)
    return closure(stated + Graph()) - stated


def test_of_our_properties_nothing_new_follows(inferred: Graph) -> None:
    # The build derives what follows by itself: a reasoner that finds more would have found a fault in it.
    assert [triple for triple in inferred if str(triple[1]).startswith(SG)] == []


def test_members_of_a_class_are_members_of_those_above_it() -> None:
    graph = closure(ontology_and(turtle="ex:a a sg:Stay ; sg:tookPart ex:c ."))
    a, c = (URIRef(f"https://example.org/graph/id/{name}") for name in "ac")
    assert {(a, RDF.type, URIRef(SG + name)) for name in ("CustodyEvent", "Event")} <= set(graph)
    assert (a, URIRef(SG + "involves"), c) in graph


@pytest.mark.parametrize("turtle", ["ex:a a sg:Person, sg:Place .", "ex:a sg:realises ex:a .", "ex:a sg:relays ex:a ."])
def test_the_rules_find_a_contradiction(turtle: str) -> None:
    assert list(closure(ontology_and(turtle=turtle)).objects(None, CONTRADICTION))


def test_the_rules_find_none_in_the_release(inferred: Graph) -> None:
    assert list(inferred.objects(None, CONTRADICTION)) == []


def test_the_closure_conforms_to_the_shapes(inferred: Graph, tmp_path: Path) -> None:
    file = tmp_path / "closure.ttl"
    # The rules also speak of literals, as subjects, which no file can hold.
    of_data = [triple for triple in inferred if str(triple[0]).startswith(PUBLISHED) and isinstance(triple[0], URIRef)]
    assert len(of_data) > 1000
    data = Graph().parse(RELEASE, format="turtle")
    for triple in of_data:
        data.add(triple)
    data.serialize(file, format="turtle", encoding="utf-8")
    command = [ROOT / ".venv" / "bin" / "solidarity-graph", "validate", file]
    found = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
