"""The table of SHACL engines: what it notices. `make engines` makes it, with engines that are not installed here."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interop.shacl_engines.cases import ShapesFile, shapes_files
from tests.interop.shacl_engines.comparison import Comparison, judge
from tests.interop.shacl_engines.engines import ENGINES
from tests.interop.shacl_engines.known import Reason, read_known, surprises

ROOT = Path(__file__).parents[2]
SHAPES = "https://w3id.org/solidarity-graph/shapes#"
EXPECTED = {"has-name": {("urn:a", ""): "It has no name. Give one."}}
RIGHT = [SHAPES + "has-name", "urn:a", "urn:a", ["It has no name. Give one."]]


def judged(*results: list[object], error: str = "") -> Comparison:
    comparison = Comparison(ENGINES[0], "1")
    judge(comparison, EXPECTED, {"error": error} if error else {"results": results})
    return comparison


@pytest.mark.parametrize(
    ("comparison", "outcome"),
    [
        (judged(RIGHT), "agrees"),
        (judged(), "differs"),
        (judged(RIGHT, [RIGHT[0], "urn:b", "", []]), "differs"),
        (judged([RIGHT[0], "urn:a", "urn:v", []]), "differs"),
        (judged(error="KeyError: 'x'"), "fails"),
    ],
)
def test_an_outcome_that_is_not_the_known_one_is_a_surprise(comparison: Comparison, outcome: str) -> None:
    assert comparison.outcomes == {"has-name": outcome}
    for known in ("agrees", "differs", "fails"):
        reasons = [] if known == "agrees" else [Reason(("has-name",), ("has-name",), known, "Why.")]
        assert bool([*surprises(comparison, {ENGINES[0].name: reasons})]) == (known != outcome)


def test_a_message_without_its_values_is_counted() -> None:
    assert judged([*RIGHT[:3], ["{?value} has no name. Give one."]]).messages == {"has-name"}
    assert judged([*RIGHT[:3], ["Less than 1 value", '"It has no name. Give one."@en']]).messages == set()


def test_the_page_has_every_file_of_shapes_with_the_number_of_its_constraints() -> None:
    page = (ROOT / "docs" / "shacl-engines.md").read_text("utf-8")

    for file in shapes_files():
        assert f"| `{file.name}` | {len(file.constraints)} |" in page, "shapes have changed: run make engines"


def test_every_engine_that_is_known_to_differ_is_one_of_the_engines() -> None:
    assert read_known(shapes_files()).keys() <= {engine.name for engine in ENGINES}
    of_file = read_known([ShapesFile("core/literal", Path(), ("a", "b"), frozenset())])
    assert ("a", "b") in {reason.rules for reason in of_file["shacl-engine"]}
