"""What every answer of the site tells browsers, caches and search engines: see docs/safety.md."""

from __future__ import annotations

import re

from tests.safety.conftest import Walked
from tests.safety.walking import Output

A_DAY = 86_400
SUBJECT = b"Mira Quill"
"""The name of the one person who is public in the example."""


def header(output: Output, name: str) -> str:
    return ", ".join(value for each, value in output.headers if each == name)


def test_no_cache_may_keep_any_answer_for_longer_than_a_day(walked: Walked) -> None:
    controls = {output.request: header(output, "Cache-Control") for output in walked.outputs}
    assert [request for request, control in controls.items() if not control] == []
    ages = {int(age) for control in controls.values() for age in re.findall(r"max-age=(\d+)", control)}
    assert max(ages) == A_DAY
    assert not [control for control in controls.values() if "immutable" in control or "stale" in control]


def test_search_engines_list_no_answer_of_the_example_that_names_a_person(walked: Walked) -> None:
    naming = [output for output in walked.outputs if SUBJECT in output.body]
    assert naming
    assert [output.request for output in naming if header(output, "X-Robots-Tag") != "noindex"] == []


def test_no_answer_sets_a_cookie_or_lets_a_referrer_be_sent(walked: Walked) -> None:
    assert [output.request for output in walked.outputs if header(output, "Set-Cookie")] == []
    assert {header(output, "Referrer-Policy") for output in walked.outputs} == {"no-referrer"}
