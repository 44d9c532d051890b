"""The examples of the README do what they say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from tests.queries.asking import Ask, read_csv

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def test_the_example_for_sparqlwrapper_counts_people_and_nothing_else(copies: Mapping[str, Ask]) -> None:
    (query,) = re.findall(r'setQuery\("""(.*?)"""\)', README, re.DOTALL)
    answer = read_csv((ROOT / "tests" / "golden" / "queries" / "how-many-people.csv").read_text("utf-8"))
    words = {row[answer.columns.index("words")] for row in answer.rows}
    found = next(iter(copies.values()))(query)
    assert found.columns == ("event", "words")
    assert {row[1] for row in found.rows} == words


def test_what_the_examples_import_is_set_up_or_said_to_be_missing() -> None:
    locked = (ROOT / "requirements" / "core.txt").read_text("utf-8")
    code = "".join(re.findall(r"```python\n(.*?)```", README, re.DOTALL))
    for package in re.findall(r"^(?:import|from) (\w+)", code, re.MULTILINE):
        assert f"\n{package.lower()}==" in locked or f"pip install {package}" in README
