"""The first and last day that an EDTF date can mean, level by level (https://www.loc.gov/standards/datetime/)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solidarity_graph.model import DateInterval, date_interval, order_in_time
from solidarity_graph.policy.generalisation import widen_date
from solidarity_graph.web.date_texts import day_in_words

# Each value, its bounds (empty: no bound), and its words on a page.
DATES = [
    # Level 0
    ("2013-08-04", "2013-08-04", "2013-08-04", "4 August 2013"),
    ("2012-02", "2012-02-01", "2012-02-29", "February 2012"),
    ("2013", "2013-01-01", "2013-12-31", "2013"),
    ("0001", "0001-01-01", "0001-12-31", "0001"),
    ("9999", "9999-01-01", "9999-12-31", "9999"),
    ("2013-08-04T23:20:30", "2013-08-04", "2013-08-04", "4 August 2013, 23:20:30"),
    ("2013-08-04T23:20:30Z", "2013-08-04", "2013-08-04", "4 August 2013, 23:20:30 (UTC)"),
    ("2013-08-04T23:20:30-04", "2013-08-04", "2013-08-04", "4 August 2013, 23:20:30 (UTC-04)"),
    ("2013-08-04T23:20:30+04:30", "2013-08-04", "2013-08-04", "4 August 2013, 23:20:30 (UTC+04:30)"),
    ("1964/2008", "1964-01-01", "2008-12-31", "1964 to 2008"),
    ("2004-06/2006-08", "2004-06-01", "2006-08-31", "June 2004 to August 2006"),
    ("2004-02-01/2005", "2004-02-01", "2005-12-31", "1 February 2004 to 2005"),
    ("2005/2006-02", "2005-01-01", "2006-02-28", "2005 to February 2006"),
    ("2013/2013-06", "2013-01-01", "2013-06-30", "2013 to June 2013"),
    # Level 1: seasons
    ("2013-21", "2013-03-01", "2013-05-31", "spring 2013"),
    ("2013-22", "2013-06-01", "2013-08-31", "summer 2013"),
    ("2013-23", "2013-09-01", "2013-11-30", "autumn 2013"),
    ("2012-24", "2012-12-01", "2013-02-28", "winter 2012/2013"),
    ("2011-24", "2011-12-01", "2012-02-29", "winter 2011/2012"),
    ("2012-24/2013-21", "2012-12-01", "2013-05-31", "winter 2012/2013 to spring 2013"),
    # Level 1: qualification
    ("1984?", "1984-01-01", "1984-12-31", "perhaps 1984"),
    ("2004-06~", "2004-06-01", "2004-06-30", "about June 2004"),
    ("2004-06-11%", "2004-06-11", "2004-06-11", "perhaps about 11 June 2004"),
    ("2013-22~", "2013-06-01", "2013-08-31", "about summer 2013"),
    # Level 1: unspecified digits
    ("201X", "2010-01-01", "2019-12-31", "2010–2019"),
    ("20XX", "2000-01-01", "2099-12-31", "2000–2099"),
    ("2004-XX", "2004-01-01", "2004-12-31", "a month in 2004"),
    ("1985-04-XX", "1985-04-01", "1985-04-30", "a day in April 1985"),
    ("2012-02-XX", "2012-02-01", "2012-02-29", "a day in February 2012"),
    ("1985-XX-XX", "1985-01-01", "1985-12-31", "a day in 1985"),
    # Level 1: ends that are open, and ends that are unknown
    ("2013-08-01/..", "2013-08-01", "", "from 1 August 2013 on"),
    ("2013-08/..", "2013-08-01", "", "from August 2013 on"),
    ("../2013-08-04", "", "2013-08-04", "until 4 August 2013"),
    ("2013-08-01/", "2013-08-01", "", "from 1 August 2013, end not known"),
    ("2013/", "2013-01-01", "", "from 2013, end not known"),
    ("/2013-08-04", "", "2013-08-04", "until 4 August 2013, beginning not known"),
    ("/2013", "", "2013-12-31", "until 2013, beginning not known"),
    ("2013-08-01~/", "2013-08-01", "", "from about 1 August 2013, end not known"),
    ("2004?/2005~", "2004-01-01", "2005-12-31", "perhaps 2004 to about 2005"),
    # Level 2: years by exponent and by significant digits
    ("Y2E3", "2000-01-01", "2000-12-31", "2000"),
    ("Y20E2", "2000-01-01", "2000-12-31", "2000"),
    ("Y1E3S1", "1000-01-01", "1999-12-31", "1000–1999, perhaps Y1E3"),
    ("0500S2", "0500-01-01", "0509-12-31", "0500–0509, perhaps 0500"),  # a zero in front is not significant
    ("0013S2", "0013-01-01", "0013-12-31", "0013"),
    ("1950S2", "1900-01-01", "1999-12-31", "1900–1999, perhaps 1950"),
    ("1950S4", "1950-01-01", "1950-12-31", "1950"),
    # Level 2: seasons by hemisphere, quarters, thirds and halves of a year
    ("2013-25", "2013-03-01", "2013-05-31", "spring 2013"),
    ("2012-28", "2012-12-01", "2013-02-28", "winter 2012/2013"),
    ("2013-29", "2013-09-01", "2013-11-30", "spring 2013 (southern hemisphere)"),
    ("2012-30", "2012-12-01", "2013-02-28", "summer 2012/2013 (southern hemisphere)"),
    ("2013-31", "2013-03-01", "2013-05-31", "autumn 2013 (southern hemisphere)"),
    ("2013-32", "2013-06-01", "2013-08-31", "winter 2013 (southern hemisphere)"),
    ("2013-33", "2013-01-01", "2013-03-31", "first quarter of 2013"),
    ("2013-36", "2013-10-01", "2013-12-31", "fourth quarter of 2013"),
    ("2013-37", "2013-01-01", "2013-04-30", "first third of 2013"),
    ("2013-39", "2013-09-01", "2013-12-31", "last third of 2013"),
    ("2013-40", "2013-01-01", "2013-06-30", "first half of 2013"),
    ("2013-41", "2013-07-01", "2013-12-31", "second half of 2013"),
    ("2013-26", "2013-06-01", "2013-08-31", "summer 2013"),
    ("2013-27", "2013-09-01", "2013-11-30", "autumn 2013"),
    ("2013-34", "2013-04-01", "2013-06-30", "second quarter of 2013"),
    ("2013-35", "2013-07-01", "2013-09-30", "third quarter of 2013"),
    ("2013-38", "2013-05-01", "2013-08-31", "second third of 2013"),
    ("0001-24", "0001-12-01", "0002-02-28", "winter 0001/0002"),
    ("201X-24", "2010-12-01", "2020-02-29", "winter, 2010–2019"),
    ("XXXX-24", "", "", "winter of an unknown year"),
    ("XXXX-33", "", "", "first quarter of an unknown year"),
    # Level 2: sets
    ("[2013-07..2013-08]", "2013-07-01", "2013-08-31", "at some time from July 2013 to August 2013"),
    ("[..2013-08-03]", "", "2013-08-03", "at some time until 3 August 2013"),
    ("[2013-08-03..]", "2013-08-03", "", "at some time from 3 August 2013 on"),
    ("[1667,1668,1670..1672]", "1667-01-01", "1672-12-31", "1667, 1668 or from 1670 to 1672"),
    ("[2013-08-10,2013-08-04]", "2013-08-04", "2013-08-10", "10 August 2013 or 4 August 2013"),
    ("[1667,1760-12..]", "1667-01-01", "", "1667 or from December 1760 on"),
    ("{1667,1668,1670..1672}", "1667-01-01", "1672-12-31", "1667, 1668 and from 1670 to 1672"),
    ("{1960,1961-12}", "1960-01-01", "1961-12-31", "1960 and December 1961"),
    ("{..1984}", "", "1984-12-31", "until 1984"),
    ("[2013-08-04?,2013-08-11]", "2013-08-04", "2013-08-11", "perhaps 4 August 2013 or 11 August 2013"),
    # Level 2: qualification of parts
    ("2004-06~-11", "2004-06-11", "2004-06-11", "about 11 June 2004"),
    ("2004?-06-11", "2004-06-11", "2004-06-11", "perhaps 11 June 2004"),
    ("?2004-06-~11", "2004-06-11", "2004-06-11", "perhaps about 11 June 2004"),
    ("2004-%06-11", "2004-06-11", "2004-06-11", "perhaps about 11 June 2004"),
    ("2004-06?-11?", "2004-06-11", "2004-06-11", "perhaps 11 June 2004"),
    ("2004-06?-11~", "2004-06-11", "2004-06-11", "perhaps about 11 June 2004"),
    ("2004?-~06", "2004-06-01", "2004-06-30", "perhaps about June 2004"),
    # Level 2: unspecified digits anywhere
    ("156X-12-25", "1560-12-25", "1569-12-25", "25 December, 1560–1569"),
    ("19XX-02-29", "1904-02-29", "1996-02-29", "29 February, 1900–1999"),
    ("1XXX-12", "1000-12-01", "1999-12-31", "December, 1000–1999"),
    ("1984-1X", "1984-10-01", "1984-12-31", "1984-1X"),
    ("2013-X1", "2013-01-01", "2013-11-30", "2013-X1"),
    ("2013-08-3X", "2013-08-30", "2013-08-31", "2013-08-3X"),
    ("2013-08-X4", "2013-08-04", "2013-08-24", "2013-08-X4"),
    ("2013-XX-31", "2013-01-31", "2013-12-31", "2013-XX-31"),
    ("20X3", "2003-01-01", "2093-12-31", "2003–2093"),
    ("0XX1", "0001-01-01", "0991-12-31", "0001–0991"),
    ("X013", "", "", "X013"),
    ("XXXX-XX-XX", "", "", "a day in an unknown year"),
    ("XXXX-02-29", "", "", "29 February of an unknown year"),
    ("X200-02-29", "", "", "29 February, X200"),
    ("XXXX-08-04", "", "", "4 August of an unknown year"),
    ("XXXX-08", "", "", "August of an unknown year"),
    ("XXXX-12-XX", "", "", "a day in December of an unknown year"),
    ("XXXX", "", "", "an unknown year"),
    # Level 2: qualified and unspecified days in intervals
    ("2004-06-~01/2004-06-~20", "2004-06-01", "2004-06-20", "about 1 June 2004 to about 20 June 2004"),
    ("XXXX/2013", "", "2013-12-31", "an unknown year to 2013"),
    ("201X/2012", "2010-01-01", "2012-12-31", "2010–2019 to 2012"),
    ("2004-06-XX/2004-07-03", "2004-06-01", "2004-07-03", "a day in June 2004 to 3 July 2004"),
]  # fmt: skip


def day_or_none(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(("text", "first", "last"), [row[:3] for row in DATES])
def test_a_date_has_a_first_and_a_last_day(text: str, first: str, last: str) -> None:
    assert date_interval(text) == DateInterval(day_or_none(first), day_or_none(last))


@pytest.mark.parametrize(("text", "words"), [(row[0], row[3]) for row in DATES])
def test_a_date_is_put_into_words(text: str, words: str) -> None:
    assert day_in_words(text) == words


@pytest.mark.parametrize("text", [row[0] for row in DATES])
def test_a_generalised_date_is_a_date_that_contains_the_exact_one(text: str) -> None:
    exact, wider = date_interval(text), date_interval(widen_date(text))

    assert (wider.first or date.min) <= (exact.first or date.min)
    assert (wider.last or date.max) >= (exact.last or date.max)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2013-08-04", "2013-08"),
        ("2013-08-04?", "2013-08?"),
        ("2004-06~-11", "2004-06~"),
        ("2004-06~-11~", "2004-06~"),
        ("2004-06?-11~", "2004-06%"),
        ("2004-06-~11%", "2004-06%"),
        ("?2004-06-~11", "?2004-06"),
        ("2013-08-04T23:20:30+04:30", "2013-08"),
        ("2013-08-04/2013-08-06", "2013-08/2013-08"),
        ("[2013-08-04,2013-09-10..]", "[2013-08,2013-09..]"),
        ("XXXX-08-04", "XXXX-08"),
    ],
)
def test_a_generalised_date_has_months_and_no_days_or_times(text: str, month: str) -> None:
    assert widen_date(text) == month


NO_DATES = [
    ("2013-02-30", "no such day"),
    ("2013-02-3X", "no such day"),
    ("2013-13", "no such month or season"),
    ("2013-00", "no such month or season"),
    ("2013-2X", "no such month or season"),
    ("2013-42", "no such month or season"),
    ("2013-22-01", "a season has no days"),
    ("-1985", "years are 0001 to 9999"),
    ("-19XX", "years are 0001 to 9999"),
    ("0000", "years are 0001 to 9999"),
    ("000X", "years are 0001 to 9999"),
    ("Y170000002", "years are 0001 to 9999"),
    ("Y-170000002", "years are 0001 to 9999"),
    ("Y-17E7", "years are 0001 to 9999"),
    ("Y3388E2S3", "years are 0001 to 9999"),
    ("2013/Y170000002", "a year of this form stands alone"),
    ("9999-24", "years are 0001 to 9999"),
    ("Y20000E0-08", "a year of this form stands alone"),
    ("1950S0", "the year does not have so many digits"),
    ("1950S5", "the year does not have so many digits"),
    ("2013-08-04T24:00:00", "a time of day is written T16:00:00"),
    ("2013-08-04T23:59:60", "a time of day is written T16:00:00"),
    ("2013-08-04T10:00", "a time of day is written T16:00:00"),
    ("2013-08-04T10:00:00+14:01", "with Z or +03:00 or nothing behind it"),
    ("2013-08-04T10:00:00+00:60", "with Z or +03:00 or nothing behind it"),
    ("[2013-08-04T10:00:00]", "stands in no interval or set"),
    ("[2013-08-04T10:00:00,2013-08-05]", "stands in no interval or set"),
    ("2013-02-29T10:00:00", "no such day"),
    ("XXXX-02-30", "no such day"),
    ("1900-02-29", "no such day"),
    ("201XS2", ""),
    ("2013S3-08", "a year of this form stands alone"),
    ("2013S3?", "a year of this form stands alone"),
    ("~Y20E2", "a year of this form stands alone"),
    ("2013-08-04T10:00:00+25:00", ""),
    ("2013-08-04T10:00:00/2013-08-05", "stands in no interval or set"),
    ("2013-08-04/2013-08-01", "it ends before it begins"),
    ("[2013-08..2013-07]", "it ends before it begins"),
    ("../..", "neither end is given"),
    ("/", "neither end is given"),
    ("[..]", "neither end is given"),
    ("", ""),
    ("..", ""),
    ("[]", ""),
    ("1950S2/1960", "a year of this form stands alone"),
    ("[1950S2]", "a year of this form stands alone"),
    ("{Y2E3..2010}", "a year of this form stands alone"),
    ("1950S01", ""),
    ("X013-02-29", "no such day"),
    ("X100-02-29", "no such day"),
    ("Y02013", ""),
    ("Y2013", ""),  # the letter is for years of more than four digits
    ("2013-8-4", ""),
    ("20130804", ""),
    ("2013-08-04T12", ""),
    ("2013-08-04T12:00:00.5", ""),
    ("2013-08-04Z", ""),
    ("2013-08-04?~", ""),
    ("2004-06-uu", ""),  # these three are of the draft of 2012
    ("2004/unknown", ""),
    ("2004/open", ""),
    ("2013/2014/2015", ""),
    ("[2013, 2014]", ""),
    ("\u0662\u0660\u0661\u0663", ""),
    ("2013\n", ""),
    ("4 August 2013", ""),
]


@pytest.mark.parametrize(("text", "reason"), NO_DATES)
def test_what_is_no_date_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match="is not an EDTF date that is read here") as refused:
        date_interval(text)
    assert reason in str(refused.value)


@given(st.dates(date(1, 1, 1), date(9999, 12, 31)), st.sampled_from(["", "?", "~", "%"]))
def test_a_day_its_month_and_its_year_contain_the_day(day: date, mark: str) -> None:
    text = day.isoformat()
    assert date_interval(text + mark) == DateInterval(day, day)
    for wider in (text[:7], text[:4], text[:8] + "XX", text[:3] + "X"):
        if wider != "000X":
            interval = date_interval(wider + mark)
            assert (interval.first or date.max) <= day <= (interval.last or date.min)


@given(st.text(alphabet="0123456789X-/.,[]{}?~%YESTZ:+", max_size=24))
def test_any_text_is_a_date_in_order_or_is_refused(text: str) -> None:
    try:
        interval = date_interval(text)
    except ValueError:
        return
    assert not (interval.first and interval.last and interval.first > interval.last)
    assert day_in_words(text)
    date_interval(widen_date(text))


def test_what_has_only_a_last_day_comes_after_what_may_begin_on_it_and_what_has_no_day_last() -> None:
    days = [
        ("", ""),
        ("", "2013-07-31"),
        ("2013-08-01", ""),
        ("2013-07-31", "2013-12-31"),
        ("2013-07-31", "2013-07-31"),
    ]
    assert sorted(days, key=lambda day: order_in_time(*day)) == [days[4], days[3], days[1], days[2], days[0]]
