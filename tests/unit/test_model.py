"""Normalised values, references and IRIs."""

from __future__ import annotations

import pytest

from solidarity_graph.model import DurationLength, Ref, duration_length
from solidarity_graph.names import is_language_tag


@pytest.mark.parametrize(
    ("text", "months", "days"), [("P4Y6M", 54, None), ("P2Y", 24, None), ("P6M", 6, None), ("P15D", None, 15)]
)
def test_a_length_is_in_months_or_in_days(text: str, months: int | None, days: int | None):
    assert duration_length(text) == DurationLength(months, days)


@pytest.mark.parametrize("text", ["P", "P1Y3D", "4 years", "P1.5Y", "PT3H", "P0D", "P0Y0M", "P00M", "-P4Y"])
def test_a_length_that_mixes_months_and_days_or_is_not_above_zero_is_refused(text: str):
    with pytest.raises(ValueError, match="is not a length"):
        duration_length(text)


@pytest.mark.parametrize("text", ["person", "person/", "/p1", "person/p1/x", ""])
def test_a_reference_is_a_kind_and_a_key(text: str):
    with pytest.raises(ValueError, match="kind/key"):
        Ref.parse(text)


def test_language_tags_are_lower_case_with_at_most_a_script():
    assert is_language_tag("be-latn")
    assert not is_language_tag("be-Latn")
    assert not is_language_tag("english")
