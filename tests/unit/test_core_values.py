"""What core shapes say of other people's names, language tags, EDTF dates and geometries, value by value."""

from __future__ import annotations

from functools import cache

import pytest
from rdflib import SH, Graph

from solidarity_graph.validation import Profile, parse, validate
from solidarity_graph.validation.profiles import shapes_graph

PREFIXES = """
@prefix ex: <https://example.org/> .
@prefix sg: <https://w3id.org/solidarity-graph/ontology#> .
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
def only(constraint: str) -> Graph:
    """The core shapes, of which one alone has its targets: quick also in plain pySHACL."""
    shapes = Graph()
    shapes += CORE
    for target in TARGETS:
        for shape in CORE.subjects(target):
            if not str(shape).endswith(f"#{constraint}"):
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
        assert f"as its character {position}. Take" in message


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
2013-12-31/2014-01-01 {2012-02-29,2013-02-28} 2013-12/2014-01 2013-24/2014-01
"""
NO_DATES = {
    "there is no such month": "2013-13 2013-00 2013-13-01 2013-20 2013-42 2013-99 2013-08/2013-13 -0044-13",
    "no month has that day": """2013-02-30 2013-04-31 2013-08-32 2013-01-00 2013-06-31? 2013-04?-31
        2013-08-04/2013-09-31 2013-21-04 [2013-08-04,2013-08-32] XXXX-02-30 ../2013-02-31""",
    "that year had no 29 February": "2013-02-29 1900-02-29 2013-02-29~ 2012-02-29/2013-02-29",
    "no clock shows that time": """2013-08-04T25:00:00 2013-08-04T10:60:00 2013-08-04T10:00:60 2013-08-04T24:00:01
        2013-08-04T99:00:00Z""",
    "it ends before it begins": """2013-08-06/2013-08-04 2013-08/2013-07 2014/2013 2013-08-04/2013-07 2014/2013-12
        2013-08-06?/2013-08-04~""",
}


def test_edtf_dates_are_days_and_times_that_exist() -> None:
    good = [f'ex:t sg:date "{date}"^^edtf:EDTF .' for date in DATES.split()]
    cases = [(fault, date) for fault, dates in NO_DATES.items() for date in dates.split()]
    bad = [f'ex:t ex:claimed "{date}"^^edtf:EDTF .' for _, date in cases]
    assert_told_apart("edtf-date-exists", good, bad)

    assert [text.split('": ')[1].split(".")[0] for text in among("edtf-date-exists", bad).values()] == [
        fault for fault, _ in cases
    ]


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
    *("TRIANGLE Z((0 0 1,0 9 1,9 0 1,0 0 1))", "CURVEPOLYGON(CIRCULARSTRING(0 0, 4 0, 4 4, 0 4, 0 0))"),
    "<urn:ogc:def:crs:EPSG::4326> POINT(53.9 27.56)",
]  # fmt: skip
NO_POINTS = {
    "it is empty": ["", " "],
    "an empty geometry is nowhere": ["POINT EMPTY", "point z empty", "POLYGON EMPTY", f"{CRS84} POINT EMPTY"],
    "it is no WKT": [
        *("53.9 27.56", "POINT(27.56, 53.9)", "POINT(27,56 53,9)", "POINT(27.56)", "POINT 27.56 53.9", "POINT(a b)"),
        *("POINT(27.56 53.9", "Minsk", "SRID=4326;POINT(27.56 53.9)", '{\\"type\\": \\"Point\\"}', "POINT(1 2 3 4 5)"),
        *("LINESTRING(27.5.5 53, 28 54)", "LINESTRING(27 53, 28)", "LINESTRING(27 53,,28 54)"),
        *("LINESTRING((27 53, 28 54))", "POLYGON((27 53, 28 53, 28 54, 27 53)", "POLYGON(27 53, 28 53, 28 54)"),
        *("MULTIPOLYGON((27 53, 28 53))", "GEOMETRYCOLLECTION(POINT(27 53)", "POINT(27 53))", "POINT((27 53))"),
        *("POINT(27 53) POINT(27 53)", "BOX(1 2, 3 4)", f"LINESTRING({'27.123456789 53.9, ' * 200}27 53"),
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
        assert f'": {fault}' in message


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
            if "POINT(27 53)" not in text and not text.startswith(("POLY", "MULTI", "LINE", "TRI", "CURVE"))
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
