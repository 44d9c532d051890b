"""What core shapes say of other people's names, language tags, EDTF dates and geometries, value by value."""

from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import SH, Graph

from solidarity_graph.model import date_interval
from solidarity_graph.validation import Profile, parse, validate
from solidarity_graph.validation.profiles import shapes_graph
from tests.unit.test_dates import DATES as READ
from tests.unit.test_dates import NO_DATES as NOT_READ

PREFIXES = """
@prefix ex: <https://example.org/> .
@prefix sg: <https://w3id.org/solidarity-graph/ontology#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix geo: <http://www.w3.org/2003/01/geo/wgs84_pos#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix geosparql: <http://www.opengis.net/ont/geosparql#> .
ex:group a sg:Group .
"""


CORE = shapes_graph(Profile.CORE)
TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)


@cache
def only(*constraints: str) -> Graph:
    """The core shapes, of which these alone have their targets: quick also in plain pySHACL."""
    shapes = Graph()
    shapes += CORE
    for target in TARGETS:
        for shape in CORE.subjects(target):
            if str(shape).partition("#")[2] not in constraints:
                shapes.remove((shape, target, None))
    return shapes


def among(constraint: str, lines: list[str], reference: bool = False) -> dict[int, str]:
    """The messages of one constraint by line: each line is about a thing ex:tN, and all are in one graph."""
    turtle = PREFIXES + "".join(line.replace("ex:t ", f"ex:t{n} ") + "\n" for n, line in enumerate(lines))
    data = parse(turtle.encode(), "ttl", "a")
    report = validate(data, shapes=only(constraint), ontology=Graph(), reference=reference)
    return dict(sorted((int(str(found.place).rpartition("/t")[2]), found.message) for found in report.results))


def assert_told_apart(constraint: str, good: list[str], bad: list[str]) -> None:
    """Only the bad lines have a result, from pyoxigraph as from plain pySHACL."""
    for reference in (False, True):
        assert sorted(among(constraint, good + bad, reference)) == list(range(len(good), len(good + bad)))


BLANK = [
    "",
    " ",
    r"\t",
    r"\n",
    r"\u00A0",
    r"\u00AD",
    r"\u200B",
    r"\u200B\u2060 ",
    r"\uFEFF",
    r"\u3000",
    r"\u2800",
    r"\u3164",
]


def test_a_text_with_nothing_to_read_is_blank() -> None:
    assert_told_apart(
        "text-is-not-blank",
        [
            *(f'ex:t skos:prefLabel "{text}"@en .' for text in ("x", " x ", "?", "1", "—", "Ж", "世", r"\U0001F56F")),
            'ex:t ex:note "" .',
        ],
        [
            *(f'ex:t skos:prefLabel "{text}"@en .' for text in BLANK),
            *(
                'ex:t skos:altLabel "" .',
                'ex:t dcterms:title " "@en .',
                'ex:t sg:slogan ""@be .',
                'ex:t ex:own " "@ru .',
            ),
        ],
    )


CONTROL = [r"\u0000", r"\u0001", r"\u0008", r"\u000B", r"\u001F", r"\uFFFE", r"\uFFFF"]
IN_TEXTS = [r"\u007F", r"\u0085", r"\u009F", r"\u2028", r"\u202E", r"\uFEFF", r"\uFFFD"]


def test_a_character_that_no_xml_can_hold_is_in_no_literal_and_control_characters_in_no_text() -> None:
    assert_told_apart(
        "text-has-no-control-character",
        [
            *(
                f'ex:t sg:slogan "a{text}b"@en .'
                for text in (r"\t", r"\n", r"\r", r"\u200D", r"\u200F", r"\u00A0", "é")
            ),
            *(f'ex:t skos:prefLabel "a{text}b"@fa .' for text in (r"\u200C", r"\u200E", r"\U0001F56F")),
            *(f'ex:t ex:own "a{text}b" .' for text in IN_TEXTS),
        ],
        [
            *(f'ex:t ex:own "a{text}b" .' for text in CONTROL),
            *(f'ex:t sg:slogan "a{text}b"@en .' for text in CONTROL + IN_TEXTS),
            *(f'ex:t skos:prefLabel "a{text}b"@en .' for text in [*CONTROL, *IN_TEXTS, r"\t", r"\n", r"\r"]),
        ],
    )


@pytest.mark.parametrize(
    ("triple", "position"),
    [
        (r'ex:t skos:prefLabel "ab\u0007c"@en .', 3),
        (r'ex:t skos:prefLabel "\u0007c"@en .', 1),
        (r'ex:t sg:slogan "a\nb\u202Ec"@en .', 4),
        (r'ex:t skos:prefLabel "a\nb"@en .', 2),
        (r'ex:t sg:slogan "\U0001F56F\u0007"@en .', 2),
    ],
)
def test_the_place_of_a_control_character_is_counted_in_code_points(triple: str, position: int) -> None:
    for reference in (False, True):
        [message] = among("text-has-no-control-character", [triple], reference).values()
        assert f"at position {position}. Remove" in message


TAGS = (
    "en be ru uk pl fr de lt ka hy tt crh be-latn be-tarask be-1959acad ru-latn-alalc97 en-us "
    "en-gb-oed zh-hant-tw sr-cyrl es-419 "
    "de-ch-1996 x-own en-x-own i-klingon sgn-be-fr art-lojban zh-min-nan de-a-value KA sl-rozaj-biske hy-arevmda"
)
NO_TAGS = "by ua cz jp BY ua-latn by-be english be-latin sr-cyrillic rus-latin"


def test_language_tags_are_those_of_bcp_47_and_countries_are_no_languages() -> None:
    assert_told_apart(
        "language-tag-is-well-formed",
        [
            *(f'ex:t sg:slogan "x"@{tag} ; dcterms:language "{tag}" .' for tag in TAGS.split()),
            *('ex:t ex:own "x" .', "ex:t ex:own 1 .", "ex:t dcterms:language ex:be ."),
        ],
        [
            *(f'ex:t sg:slogan "x"@{tag} .' for tag in NO_TAGS.split()),
            *(f'ex:t dcterms:language "{tag}" .' for tag in (*NO_TAGS.split(), "en_US", "Belarusian", "be, ru", "")),
        ],
    )


DATES = """
2013-08-04 2012-02-29 2000-02-29 2013-08 2013 2013-21 2013-24 2013-32 2013-41 201X 2013-XX 2013-08-XX XXXX-08-04
2013-08-04? 2013?-08~-04% 2013-08-04/2013-08-06 2013-08/2013-08-04 2013-08-04/2013-08 2013/.. ../2013 2013-0X
2013-08-04T24:00:00 2013-08-04T16:00:00+03:00 [2013-08-04,2013-08-06] [..2013-08-04] Y17000 -0044-03-15 Y-170002
19XX-02-29 2X00-02-29 XXX0-02-29 2013-08-3X 2013-X2-31 Y17000S5 1950S4 2013-08-04T10:00:00-14:00
2013-12-31/2014-01-01 {2012-02-29,2013-02-28} 2013-12/2014-01 2013-24/2014-01
"""
NO_DATES = {
    "there is no such month": """
        2013-2X 201X-5X 2013-13 2013-00 2013-13-01 2013-20 2013-42 2013-99 2013-08/2013-13 -0044-13""",
    "no month has that day": """
        2013-02-30 2013-04-31 2013-08-32 2013-01-00 2013-06-31? 2013-04?-31 2013-02-3X 2013-X4-31 1984-09-4X
        2013-08-04/2013-09-31 2013-21-04 [2013-08-04,2013-08-32] XXXX-02-30 ../2013-02-31""",
    "that year had no 29 February": """
        2013-02-29 1900-02-29 2013-02-29~ 2012-02-29/2013-02-29 20X3-02-29 X013-02-29 X100-02-29 1900?-02~-29""",
    "no clock shows that time": """
        2013-08-04T25:00:00 2013-08-04T10:60:00 2013-08-04T10:00:60 2013-08-04T24:00:01 2013-08-04T99:00:00Z""",
    "no time zone is so far from UTC": """
        2013-08-04T10:00:00+25:00 2013-08-04T10:00:00-15 2013-08-04T10:00:00+14:01 2013-08-04T10:00:00+00:60""",
    "the year does not have so many digits": """
        1950S5 0500S4 0001S2 Y17000S6 Y2E3S5 Y-17E4S7 -1950S5""",
}


def test_edtf_dates_are_days_and_times_that_exist() -> None:
    good = [f'ex:t sg:date "{date}"^^edtf:EDTF .' for date in DATES.split()]
    cases = [(fault, date) for fault, dates in NO_DATES.items() for date in dates.split()]
    bad = [f'ex:t ex:claimed "{date}"^^edtf:EDTF .' for _, date in cases]
    assert_told_apart("edtf-date-exists", good, bad)

    assert [text.split('", but ')[1].split(".")[0] for text in among("edtf-date-exists", bad).values()] == [
        fault for fault, _ in cases
    ]


IN_ORDER = """
2013-08-04/2013-08-04 2013-08/2013-08-01 2013-08-31/2013-08 2013-12/2013 2013-24/2014-02 2014-02-28/2013-24
2013-22/2013-23 2013-34/2013-40 201X/2010 201X-XX/2010-01-01 2013-1X-0X/2013-1X-0X 2013-X0/2013-10 2013-X1/2013-01
2013-10/2013-X1 2013-08-X4/2013-08-04 2013-08-24/2013-08-X4 2013-08-30/2013-08-X0 XXXX/2013 2013/XXXX ../2013
2013/.. /2013 -0045/-0044 -0044/2013 -0044-03/-0044-04 [2014,2013] {2014,2012..2013} [2014..,2013] [..2014,2013]
9999-24/9999-12 9998-24/9999-01
"""
OUT_OF_ORDER = """
2013-08-06/2013-08-04 2013-08/2013-07 2014/2013 2013-08-04/2013-07 2014/2013-12 2013-08-06?/2013-08-04~
[2013-08..2013-07] {2013-08..2013-07} [2014,2013-08..2013-07,2015] [2012..2013,2014..2013]
{..2011,2012..2013,2014..2015,2017..2016} 2013-08/2013-21 2013-24/2013-11 2014-03/2013-24 2013-23/2013-22
2013-36/2013-40 2013-32/2013-31 201X/2009 2010/200X 2013-1X/2013-09 2013-X0/2013-09 2013-12/2013-X1
2013-08-3X/2013-08-29 2013-08-10/2013-08-0X 2013-XX-15/2013-01-14 2013-09-25/2013-08-XX -0044/-0045 2013/-0044
-0044-04/-0044-03 ?2004-06-~11/2004-06-10%
"""


def test_an_interval_ends_after_it_begins() -> None:
    good, bad = ([f'ex:t ex:own "{date}"^^edtf:EDTF .' for date in text.split()] for text in (IN_ORDER, OUT_OF_ORDER))
    assert_told_apart("edtf-date-in-order", good, bad)


NOT_WRITTEN = [
    "T10:00",
    "T10:00:00",
    "2013-08-04T10:00",
    "2013-08-04T10",
    "2013-08-04T10:00:00.5",
    "2013-08T10:00:00",
    "2013T10:00:00",
    "2013-08-04T10:00:00+3",
    "2013-08-04T10:00:00+0300",
    "2013-08-04T10:00:00z",
    "2013-08-04?T10:00:00",
    "2013-08-04T10:00:00/2013-08-05",
    "[2013-08-04T10:00:00]",
    "201X-08-04T10:00:00",
    "/",
    "/..",
    "../",
    "../..",
    "..",
    "[]",
    "{}",
    "[..]",
    "[,2013]",
    "[2013,]",
    "[2013}",
    "[2013",
    "2013]",
    "2013/2014/2015",
    "2013..2014",
    "[2013/2014]",
    "[2012..2013..2014]",
    "[[2013]]",
    "2013,2014",
    "2013/2014,2015",
    "Y2013",
    "Y02013",
    "Y",
    "Y-2013",
    "y17000",
    "Y2E",
    "YE3",
    "Y0E3",
    "Y2E03",
    "Y20000-08",
    "Y17000?",
    "~Y2E3",
    "Y1234X",
    "2013S",
    "1950S0",
    "201XS2",
    "1950S2?",
    "1950S2-08",
    "1950S2/1960",
    "[1950S2]",
    "Y17000/..",
    "{Y2E3}",
    "1950S2S1",
    "2013-8-4",
    "20130804",
    "13-08-04",
    "2013-08-04Z",
    "2013-08-04?~",
    "2013??",
    "??2013",
    "2013-?",
    "2013-",
    "-2013-",
    "+2013",
    "2013-08-04-05",
    "12013",
    "2013-008",
    "2013-W31",
    "2013-216",
    "04.08.2013",
    "2013/8/4",
    "uuuu",
    "201x",
    "2004-06-uu",
    "2004/unknown",
    "2004/open",
    "open",
]
NOT_WRITTEN += [
    "2013-08-04 10:00:00",
    "[2013, 2014]",
    "4 August 2013",
    "2013\\n",
    " 2013",
    "2013 ",
    "2013\\t",
    "\u0662\u0660\u0661\u0663",
    "\uff12013",
    "2013-08-04\\u200B",
    "2013\u201308",
    "2013\u20122014",
    "",
]


def test_dates_are_written_in_the_forms_of_edtf_and_no_other() -> None:
    good = [*(text for text, *_ in READ), *DATES.split(), *IN_ORDER.split()]
    lines = [[f'ex:t ex:own "{date}"^^edtf:EDTF .' for date in dates] for dates in (good, NOT_WRITTEN)]

    assert_told_apart("date-is-well-written", *lines)


EDTF = only("date-is-well-written", "edtf-date-exists", "edtf-date-in-order")


def refused_by_shapes(dates: list[str], reference: bool = False) -> set[str]:
    data = "".join(f'ex:t{n} ex:own "{date}"^^edtf:EDTF .\n' for n, date in enumerate(dates))
    report = validate(parse((PREFIXES + data).encode(), "ttl", "a"), shapes=EDTF, ontology=Graph(), reference=reference)
    return {dates[int(str(found.place).rpartition("/t")[2])] for found in report.results}


def why_not_read(date: str) -> str:
    try:
        date_interval(date)
    except ValueError as error:
        return str(error)
    return ""


def may_differ(date: str, reason: str) -> bool:
    """Whether the shapes may accept a date that is not read for this reason.

    Years before 0001 and after 9999 are EDTF, and have no bounds in Python's calendar. 24:00:00 is the end of a day in
    ISO 8601, and our records have times as they are said. How long an unspecified month is, is left to a calendar.
    """
    return (
        "years are 0001 to 9999" in reason
        or bool(re.fullmatch(r"Y-?[1-9]\d*E[1-9]\d+(S[1-9]\d*)?", date))
        or "T24:00:00" in date
        or ("it ends before it begins" in reason and "X" in date)
    )


MARKS = st.sampled_from(["", "", "", "?", "~", "%"])
UNSPECIFIED = ["XX", "0X", "1X", "2X", "3X", "4X", "X0", "X1", "X2", "X3", "X4", "X6", "X9"]
NUMBERS = st.sampled_from([*(f"{n:02}" for n in range(44)), *UNSPECIFIED, "02", "29", "30", "31"])
YEARS = st.sampled_from(
    [
        "2012",
        "2013",
        "2014",
        "1900",
        "2000",
        "0500",
        "0001",
        "9999",
        "0000",
        "-0044",
        "201X",
        "19X2",
        "2X00",
        "20XX",
        "XXXX",
        "X013",
        "0XX1",
        "000X",
    ]
)
SINGLE = st.builds(
    lambda year, parts, marks: "-".join(a + part + b for part, (a, b) in zip((year, *parts), marks, strict=False)),
    YEARS,
    st.lists(NUMBERS, max_size=2),
    st.tuples(*[st.tuples(MARKS, MARKS)] * 3),
)
MEMBER = st.one_of(SINGLE, st.builds("{}..{}".format, SINGLE | st.just(""), SINGLE | st.just("")))
ALONE = st.from_regex(r"(Y-?|-|)[0-9]{1,6}(E[0-9]{1,2})?(S[0-9]{0,2})?", fullmatch=True)
MOMENT = st.from_regex(
    r"20(00|13)-0[2-4]-(29|3[0-2])T(0[09]|2[345]):(00|59|60)(:(00|59|60))?([.]5|Z|[+-](0[0-9]|1[0-9])(:[0-9]{2})?)?",
    fullmatch=True,
)
EDGES = st.sampled_from(["", ".."])
ANY_DATE = st.one_of(
    SINGLE,
    st.builds("{}/{}".format, SINGLE | EDGES, SINGLE | EDGES),
    st.builds("[{}]".format, st.lists(MEMBER, max_size=3).map(",".join)),
    st.builds("{{{}}}".format, st.lists(MEMBER, max_size=3).map(",".join)),
    ALONE,
    MOMENT,
    st.text(alphabet="0123456789X-/.,[]{}?~%YEST:+Z", max_size=12),
)


def assert_same_language(dates: list[str], reference: bool = False) -> None:
    """The shapes refuse what the reader of records refuses, and nothing else."""
    refused = refused_by_shapes(dates, reference)
    reasons = {date: why_not_read(date) for date in dates}

    assert {date for date in refused if not reasons[date]} == set()
    assert {date for date, why in reasons.items() if why and date not in refused and not may_differ(date, why)} == set()


@pytest.mark.parametrize("reference", [False, True])
def test_of_listed_dates_shapes_accept_those_that_are_read(reference: bool) -> None:
    texts = [*DATES.split(), *IN_ORDER.split(), *OUT_OF_ORDER.split(), *" ".join(NO_DATES.values()).split()]
    not_written = [text for text in NOT_WRITTEN if "\\" not in text]
    assert_same_language([text for text, *_ in READ + NOT_READ if text.isprintable()] + texts + not_written, reference)


@settings(max_examples=15)
@given(st.lists(ANY_DATE, min_size=30, max_size=60, unique=True))
def test_of_any_dates_shapes_accept_those_that_are_read(dates: list[str]) -> None:
    assert_same_language(dates)


LENGTHS = {
    "yearMonthDuration": ["P4Y6M", "P10Y", "P0Y1M"],
    "dayTimeDuration": ["P15D", "P10D", "PT0.5H", "P0DT1M"],
    "duration": ["P1Y15D"],
}
NO_LENGTHS = {
    "yearMonthDuration": ["-P4Y", "P0Y", "P0Y0M", "P00M", "-P0M"],
    "dayTimeDuration": ["-P15D", "P0D", "PT0S", "PT0.0S", "-PT1H"],
    "duration": ["-P1D", "P0Y0D"],
}


def test_a_length_is_above_zero_stated_claimed_and_counted() -> None:
    forms = ("ex:t sg:duration {} .", "ex:t rdf:predicate sg:duration ; rdf:object {} .")
    good, bad = (
        [form.format(f'"{text}"^^xsd:{kind}') for form in forms for kind, texts in lengths.items() for text in texts]
        for lengths in (LENGTHS, NO_LENGTHS)
    )
    good += ["ex:t sg:durationDays 10 .", "ex:t sg:durationMonths 1 .", "ex:t sg:countMin 0 ."]
    good += ['ex:t ex:own "-P1D"^^xsd:duration .', "ex:t sg:duration [] ."]
    good += ["ex:t sg:durationDays -1 ."]  # number-not-negative says so
    bad += ["ex:t sg:durationDays 0 .", "ex:t sg:durationMonths 00 .", "ex:t sg:durationMonths 0.0 ."]

    assert_told_apart("duration-is-positive", good, bad)


CRS84, EPSG = "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>", "<http://www.opengis.net/def/crs/EPSG/0/4326>"
POINTS = [
    *("POINT(27.56 53.9)", "point( 27.56   53.9 )", " POINT (27.56 53.9) ", "POINT Z (27.56 53.9 200)"),
    *("POINTZ(27.56 53.9 2)", "POINT M (27.56 53.9 1)", "POINT ZM (27.56 53.9 200 1)", "POINT(27.56 53.90)"),
    *("POINT(27.561 53.895)", "POINT(+27.56 53.9)", "POINT(2.756e1 5.39E1)"),
    *(f"{CRS84} POINT(27.56 53.9)", f"{CRS84}POINT Z(27.56 53.9 2)", f"{EPSG} POINT(53.9 27.56)"),
    "<http://www.opengis.net/def/crs/EPSG/0/3857> POINT(3068000 7150000)",
    *("POLYGON((27 53, 28 53, 28 54, 27 53))", "MULTIPOINT((27 53),(28 54))", "LINESTRING Z (27 53 1, 28 54 1)"),
    *("GEOMETRYCOLLECTION(POINT(27 53), LINESTRING(27 53, 28 54))", "MULTIPOINT(27 53, 28 54)"),
    *("MULTILINESTRING((27 53,28 54),(27 54,28 53))", "MULTIPOLYGON (((27 53,28 53,28 54,27 53)),((1 2,3 2,3 4,1 2)))"),
    *("POINT(1 2 3)", "POINT(1 2 3 4)"),
    *("LINESTRING(1 2 3, 4 5 6)", "LINESTRING ZM(1 2 3 4, 4 5 6 7)", "MULTIPOINT Z((1 2 3))"),
    *("GEOMETRYCOLLECTION(POINT Z(1 2 3), POINT(1 2))", "GEOMETRYCOLLECTION ZM(POINT ZM(1 2 3 4))"),
    *("TRIANGLE Z((0 0 1,0 9 1,9 0 1,0 0 1))", "CURVEPOLYGON(CIRCULARSTRING(0 0, 4 0, 4 4, 0 4, 0 0))"),
    "<urn:ogc:def:crs:EPSG::4326> POINT(53.9 27.56)",
]  # fmt: skip
NO_POINTS = {
    "it is empty": ["", " "],
    "it is empty, so it is no place": ["POINT EMPTY", "point z empty", "POLYGON EMPTY", f"{CRS84} POINT EMPTY"],
    "it is not written as WKT": [
        *("53.9 27.56", "POINT(27.56, 53.9)", "POINT(27,56 53,9)", "POINT(27.56)", "POINT 27.56 53.9", "POINT(a b)"),
        *("POINT(27.56 53.9", "Minsk", "SRID=4326;POINT(27.56 53.9)", '{\\"type\\": \\"Point\\"}', "POINT(1 2 3 4 5)"),
        *("LINESTRING(27.5.5 53, 28 54)", "LINESTRING(27 53, 28)", "LINESTRING(27 53,,28 54)"),
        *("LINESTRING((27 53, 28 54))", "POLYGON((27 53, 28 53, 28 54, 27 53)", "POLYGON(27 53, 28 53, 28 54)"),
        *("LINESTRING(27 53)", "MULTIPOLYGON((27 53, 28 53))"),
        *("GEOMETRYCOLLECTION(POINT(27 53)", "POINT(27 53))", "POINT((27 53))"),
        *("POINT(27 53) POINT(27 53)", "BOX(1 2, 3 4)", f"LINESTRING({'27.123456789 53.9, ' * 200}27 53"),
    ],
    "a position has too few or too many coordinates": [
        *("POINT Z(1 2)", "POINT Z (1 2 3 4)", "POINTZ(1 2)", "POINT M(1 2)", "POINT ZM(1 2 3)", "POINT ZM(1 2)"),
        *("point z(1 2)", f"{CRS84} POINT Z(1 2)", "LINESTRING Z(1 2 3, 4 5)", "LINESTRING(1 2, 3 4 5)"),
        *("LINESTRING(1 2 3, 3 4)", "LINESTRING ZM(1 2 3 4, 1 2 3)"),
        *("MULTIPOINT Z((1 2 3), (1 2))", "MULTIPOINT(1 2, 1 2 3)"),
        *("POLYGON((27 53, 28 53 1, 28 54, 27 53))", "POLYGON Z((0 0, 1 0, 1 1, 0 0))", "LINESTRING(1 2 3 4, 1 2 3)"),
        *("GEOMETRYCOLLECTION(POINT Z(1 2))", "GEOMETRYCOLLECTION(POINT(1 2), LINESTRING Z(1 2, 3 4))"),
        "MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((0 0 1,1 0 1,1 1 1,0 0 1)))",
    ],
    "latitude is -90 to 90 and longitude": [
        *("POINT(27.56 153.9)", "POINT(227.56 53.9)", "POINT(53.9 -127.5)", "POINT(27.56 90.1)", "POINT(180.5 0)"),
        *(f"{CRS84} POINT(53.9 127.56)", "POINT Z (53.9 127.56 5)", "POLYGON((53 127, 53 128, 54 128, 53 127))"),
    ],
    "latitude comes first in this reference system": [
        *(f"{EPSG} POINT(127.56 53.9)", f"{EPSG} POINT(53.9 200)", "<urn:ogc:def:crs:EPSG::4326> POINT(127.56 53.9)"),
    ],
}  # fmt: skip


def test_a_geometry_is_wkt_of_a_place_on_the_globe() -> None:
    good = [f'ex:t geosparql:asWKT "{text}"^^geosparql:wktLiteral .' for text in POINTS]
    cases = [(fault, text) for fault, texts in NO_POINTS.items() for text in texts]
    bad = [f'ex:t geosparql:asWKT "{text}"^^geosparql:wktLiteral .' for _, text in cases]
    assert_told_apart("geometry-is-well-written", good, bad)

    for message, (fault, _) in zip(among("geometry-is-well-written", bad).values(), cases, strict=True):
        assert f'", which is not valid: {fault}' in message


CLOSED = [
    *POINTS,
    *("POLYGON((0 0,1 0,1 1,0 0),(0.1 0.1,0.2 0.1,0.2 0.2,0.1 0.1))", "POLYGON ( ( 0 0 , 1 0 , 1 1 , 0 0 ) )"),
    *("POLYGON((0 0,1 0,1 1,0.0 -0))", "POLYGON((10 2,1 0,1 1,1E1 +2.0))", "POLYGON Z((0 0 1,1 0 1,1 1 1,0 0 1))"),
    *("GEOMETRYCOLLECTION(LINESTRING(0 0,1 1),POLYGON((0 0,1 0,1 1,0 0)),MULTIPOINT((1 1),(2 2)))", "POINT(1 2)"),
    *("GEOMETRYCOLLECTION(MULTILINESTRING((0 0,1 1),(2 2,3 3)),POLYGON((0 0,1 0,1 1,0 0)))", "LINESTRING(0 0,1 1)"),
    *("CURVEPOLYGON(CIRCULARSTRING(0 0, 4 0, 4 4, 0 4, 0 0),(1 1,3 3,3 1,1 1))", "TIN(((0 0,1 0,1 1,0 0)))"),
    "MULTISURFACE(CURVEPOLYGON(CIRCULARSTRING(0 0,4 0,4 4,0 4,0 0)),((1 1,2 1,2 2,1 1)))",
]
OPEN = [
    "POLYGON((27 53, 28 53, 28 54, 27 54))",
    *("polygon((0 0,1 0,1 1,0 1))", "POLYGON((0 0,1 0,1 1,0 0),(5 5,6 5,6 6,5 6))"),
    *("POLYGON((0 0,1 0,0 0))", "POLYGON((0 0))", "POLYGON((0 0,1 1))", "POLYGON Z((0 0 1,1 0 1,1 1 1,0 1 1))"),
    "POLYGON((0 0,1 0,1 1,0 1),(5 5,6 5,6 6,5 5))",
    *(f"{CRS84} POLYGON((0 0,1 0,1 1,0 1))", "TRIANGLE((0 0,1 0,1 1,0 1))"),
    *("MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 6)))", "MULTIPOLYGON (((0 0,1 0,1 1,0 1)))"),
    *("GEOMETRYCOLLECTION(POINT(1 2),POLYGON((0 0,1 0,1 1,0 1)))", "TIN(((0 0,1 0,1 1,0 0)),((0 0,1 0,1 1,9 9)))"),
    "POLYHEDRALSURFACE(((0 0,1 0,1 1,0 1)))",
    *("CURVEPOLYGON((0 0,4 0,4 4,0 4))", "POLYGON((0 0,\\n1 0,\\n1 1,\\n0 1))"),
    "GEOMETRYCOLLECTION(POLYGON((0 0,1 0,1 1,0 0)),POLYGON((0 0,1 0,1 1,0 0),(5 5,6 5,6 6,5 6)))",
    f"MULTIPOLYGON({'((0 0,1 0,1 1,0 0)),' * 7}((0 0,1 0,1 1,0 1)))",
    f"POLYGON(({', '.join(f'{n} {n}' for n in range(80))}))",
]  # fmt: skip


def test_a_ring_is_closed_and_has_an_inside() -> None:
    lines = [[f'ex:t geosparql:asWKT "{text}"^^geosparql:wktLiteral .' for text in texts] for texts in (CLOSED, OPEN)]
    assert_told_apart("geometry-ring-is-closed", *lines)


FAR = [
    "POINT(53.9 27.56)",
    f"{EPSG} POINT(27.56 53.9)",
    f"{CRS84} POINT(53.9 27.56)",
    "<urn:ogc:def:crs:EPSG::4326> POINT(27.56 53.9)",
    "POINT(27.58 53.9)",
    "POINT Z (53.9 27.56 1)",
]


def test_a_point_is_where_its_coordinates_are() -> None:
    place = (
        'ex:t geo:lat 53.9 ; geo:long 27.56 ; geosparql:hasGeometry [ geosparql:asWKT "{}"^^geosparql:wktLiteral ] .'
    )

    assert_told_apart(
        "geometry-agrees-with-coordinates",
        [
            place.format(text)
            for text in POINTS
            if not text.startswith(("POLY", "MULTI", "LINE", "TRI", "CURVE", "GEOM", "POINT(1"))
        ],
        [place.format(text) for text in FAR],
    )


def constraints(turtle: str) -> set[str]:
    report = validate(parse((PREFIXES + turtle).encode(), "ttl", "a"), profile=Profile.CORE)
    return {result.constraint for result in report.results}


@pytest.mark.parametrize(
    "value", ["153.9", '"53,9"', '"53.9 N"', '"NaN"^^xsd:double', '"NaN"^^xsd:decimal', "true", "[]"]
)
def test_a_latitude_is_a_number_of_degrees(value: str) -> None:
    turtle = f'ex:t a sg:Place ; skos:prefLabel "T"@en ; geo:lat {value} ; geo:long 27 .'

    assert {"place-latitude", "place-latitude-not-below"} & constraints(turtle)


@pytest.mark.parametrize("geometry", ["ex:nothing", "[ ex:own 1 ]", '"POINT(27 53)"'])
def test_a_geometry_without_a_text_is_a_result(geometry: str) -> None:
    assert constraints(f"ex:t geosparql:hasGeometry {geometry} .") == {"geometry-has-text"}


def test_a_geometry_may_be_written_otherwise_than_in_wkt() -> None:
    assert not constraints('ex:t geosparql:hasGeometry [ geosparql:asGeoJSON "{}"^^geosparql:geoJSONLiteral ] .')
