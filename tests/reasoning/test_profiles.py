"""The ontology is in OWL 2 RL, so that rule engines draw every conclusion, and in OWL 2 DL."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("pyowl2_profiles", reason="needs reasoners: make test-reasoning")

from pyowl2_profiles import detect_profiles
from pyoxigraph import RdfFormat, Store

from tests.reasoning.hermit import ONTOLOGY, PREFIXES

# OWL 2 RL has both (https://www.w3.org/TR/owl2-profiles/#Axioms_3, rules prp-asyp and prp-irp), but the library takes
# them for violations.
ALLOWED_IN_RL = {"owl:AsymmetricProperty", "owl:IrreflexiveProperty"}


def profiles(turtle: str = "") -> dict[str, Any]:
    store = Store()
    store.load(path=str(ONTOLOGY / "solidarity-graph.ttl"), format=RdfFormat.TURTLE)
    store.load((PREFIXES + turtle).encode(), format=RdfFormat.TURTLE)
    return dict(detect_profiles(store))


def test_the_ontology_is_in_owl_2_rl() -> None:
    assert set(profiles()["rl"]["violations_by_axiom_type"]) <= ALLOWED_IN_RL


def test_what_is_not_in_owl_2_rl_is_found() -> None:
    found = profiles("ex:touches a owl:ObjectProperty, owl:ReflexiveProperty .")["rl"]
    assert set(found["violations_by_axiom_type"]) - ALLOWED_IN_RL == {"owl:ReflexiveProperty"}


def test_the_ontology_is_in_owl_2_dl() -> None:
    assert profiles()["dl"]["violations_by_axiom_type"] == {}


def test_a_property_that_is_not_declared_is_not_in_owl_2_dl() -> None:
    assert profiles("sg:Event ex:remark 'long' .")["dl"]["violations_by_axiom_type"] == {"undeclared-property": 1}
