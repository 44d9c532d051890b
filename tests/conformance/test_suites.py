"""The lists in `suites.toml` are true of the suites: no case goes missing, and none is listed that there is not."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyoxigraph
import pytest

from tests.conformance.earl import write_report
from tests.conformance.http_requests import asks_for_update
from tests.conformance.manifests import Files, Graph
from tests.conformance.suites import as_markdown, read_suites

pytestmark = pytest.mark.conformance

EARL = "http://www.w3.org/ns/earl#"


def test_every_case_of_every_suite_is_there(files: Files) -> None:
    suites = read_suites()
    counted = {name: sum(1 for _ in suite.cases(files)) for name, suite in suites.items()}
    assert counted == {name: suite.count for name, suite in suites.items()}


def test_every_known_failure_is_a_case_of_its_suite(files: Files) -> None:
    for suite in read_suites().values():
        labels = Counter(case.label for case in suite.cases(files))
        assert [label for label, count in labels.items() if count > 1] == []
        assert suite.known.keys() <= labels.keys()


def test_every_known_failure_has_a_reason() -> None:
    assert all(reason for suite in read_suites().values() for reason in suite.known.values())


def test_as_many_protocol_tests_as_stated_ask_for_an_update(files: Files) -> None:
    suite = read_suites()["protocol"]
    assert sum(map(asks_for_update, suite.cases(files))) == suite.refused


def test_the_documentation_gives_the_same_figures() -> None:
    page = Path(__file__).parents[2] / "docs" / "conformance.md"
    assert as_markdown(read_suites()) in page.read_text(encoding="utf-8")


def test_the_report_is_the_same_for_the_same_outcomes() -> None:
    outcomes = {"http://a.example/two": "failed", "http://a.example/one": "passed"}
    report = write_report(outcomes, version="1.0", date="2030-01-02")
    assert report == write_report(dict(reversed(outcomes.items())), version="1.0", date="2030-01-02")
    assert "2030-01-02" not in write_report(outcomes, version="1.0")
    graph = Graph([quad.triple for quad in pyoxigraph.parse(report, pyoxigraph.RdfFormat.TURTLE)])
    tests = graph.having(EARL + "test", pyoxigraph.NamedNode("http://a.example/two"))
    assert [graph.one(graph.one(test, EARL + "result"), EARL + "outcome").value for test in tests] == [EARL + "failed"]
