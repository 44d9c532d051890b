"""Normalised values, references and IRIs."""

from __future__ import annotations

from datetime import date

import pytest
from edtf import parse_edtf
from edtf.parser.edtf_exceptions import EDTFParseException
from hypothesis import given, settings
from hypothesis import strategies as st

from solidarity_graph.model import DateInterval, DurationLength, Ref, date_interval, duration_length
from solidarity_graph.names import is_language_tag


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2013-08-04", date(2013, 8, 4), date(2013, 8, 4)),
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29)),
        ("2013", date(2013, 1, 1), date(2013, 12, 31)),
        ("2013-08-04?", date(2013, 8, 4), date(2013, 8, 4)),
        ("[2013-07..2013-08]", date(2013, 7, 1), date(2013, 8, 31)),
        ("[..2013-08-03]", None, date(2013, 8, 3)),
        ("[2013-08-03..]", date(2013, 8, 3), None),
        ("2011-08-04/..", date(2011, 8, 4), None),
        ("../2013-08", None, date(2013, 8, 31)),
        ("XXXX-08-04", None, None),
    ],
)
def test_a_date_has_a_first_and_a_last_day(text: str, first: date | None, last: date | None):
    assert date_interval(text) == DateInterval(first, last)


ENDS = st.dates(date(1, 1, 1), date(9998, 12, 31)).flatmap(
    lambda day: st.sampled_from([day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]])
)
DATES = st.tuples(ENDS, st.sampled_from(["", "?", "~", "%"])).map("".join)


@settings(max_examples=25)  # edtf takes 10 ms and more for each
@given(st.one_of(DATES, st.tuples(DATES, DATES).map("/".join)))
def test_a_plain_date_has_the_bounds_that_edtf_gives_it(text: str):
    try:
        parsed = parse_edtf(text)
        lower, upper = (date(*moment[:3]) for moment in (parsed.lower_strict(), parsed.upper_strict()))
    except (EDTFParseException, ValueError):
        return
    assert date_interval(text) == DateInterval(lower, upper)


@pytest.mark.parametrize("text", ["2013-02-30", "4 August 2013", "", "2013-13", "soon"])
def test_what_is_no_date_is_refused(text: str):
    with pytest.raises(ValueError, match="is not an EDTF date"):
        date_interval(text)


@pytest.mark.parametrize(
    ("text", "months", "days"), [("P4Y6M", 54, None), ("P2Y", 24, None), ("P6M", 6, None), ("P15D", None, 15)]
)
def test_a_length_is_in_months_or_in_days(text: str, months: int | None, days: int | None):
    assert duration_length(text) == DurationLength(months, days)


@pytest.mark.parametrize("text", ["P", "P1Y3D", "4 years", "P1.5Y", "PT3H"])
def test_a_length_that_mixes_months_and_days_is_refused(text: str):
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
