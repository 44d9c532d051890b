"""Programs of others can import the ontology's terms, and a misspelt one is noticed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import URIRef

from solidarity_graph.resources import ontology_dir
from solidarity_graph.schema import namespaces, read_ontology
from solidarity_graph.schema.vocabulary import SG, SGC

CHECKOUT = Path(__file__).parents[2]
ONTOLOGY = read_ontology()


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """The example of ontology/README.md as a program."""
    (code,) = re.findall(r"```python\n(.*?)```", (ontology_dir() / "README.md").read_text("utf-8"), re.DOTALL)
    path = tmp_path / "example.py"
    path.write_text(code, encoding="utf-8")
    return path


def run(*arguments: str | Path) -> str:
    done = subprocess.run([sys.executable, *arguments], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_class_and_property_is_an_attribute_or_an_item() -> None:
    for name in {*ONTOLOGY.classes, *ONTOLOGY.properties, *ONTOLOGY.annotations}:
        assert SG[name] == URIRef(namespaces.SG + name)
        assert name == "with" or getattr(SG, name) == SG[name]


def test_every_concept_and_scheme_is_an_item_and_an_attribute_where_python_allows_it() -> None:
    for name in {*ONTOLOGY.concepts, *ONTOLOGY.schemes}:
        assert SGC[name] == URIRef(namespaces.SGC + name)
        assert getattr(SGC, name) == SGC[name]


def test_the_terms_are_listed_for_completion() -> None:
    assert set(dir(SG)) == {SG[name] for name in {*ONTOLOGY.classes, *ONTOLOGY.properties, *ONTOLOGY.annotations}}
    assert "Person" in SG
    assert "Persn" not in SG


def test_a_misspelt_term_raises() -> None:
    with pytest.raises(AttributeError, match="term 'Persn' not in namespace"):
        _ = SG.Persn
    with pytest.raises(AttributeError, match="term 'one-person-piket' not in namespace"):
        _ = SGC["one-person-piket"]


def test_the_example_of_the_documentation_finds_something(example: Path) -> None:
    assert namespaces.SG.removesuffix("ontology#") in run(example)


def test_the_example_of_the_documentation_has_types(example: Path) -> None:
    assert "no issues found" in run("-m", "mypy", "--strict", example)


def test_the_ontology_is_read_without_rdflib() -> None:
    code = "import sys, solidarity_graph.schema.ontology; print('rdflib' in sys.modules)"
    assert run("-c", code) == "False\n"
