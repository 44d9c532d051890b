"""Literals of every datatype of XML Schema: well written, or a result that says what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import product

import pyoxigraph
import pytest
from rdflib import XSD, Graph

from solidarity_graph.resources import shapes_dir
from solidarity_graph.validation import Profile, Report, parse, read_file, validate

PREFIXES = """
@prefix ex: <https://example.org/> .
@prefix sg: <https://w3id.org/solidarity-graph/ontology#> .
@prefix sgc: <https://w3id.org/solidarity-graph/concept/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:other a sg:Group .
"""
WELL_FORMED = {
    "integer": "0 -1 +1 007 99999999999999999999999999",
    "nonNegativeInteger": "0 -0 +5 18446744073709551616",
    "positiveInteger": "1 +1 01",
    "nonPositiveInteger": "0 -0 -5",
    "negativeInteger": "-1 -01",
    "long": "9223372036854775807 -9223372036854775808",
    "int": "2147483647 -2147483648",
    "short": "32767 -32768",
    "byte": "127 -128 +0127",
    "unsignedLong": "18446744073709551615 0",
    "unsignedInt": "4294967295",
    "unsignedShort": "65535",
    "unsignedByte": "255 -0",
    "decimal": "1 1.5 .5 1. -0.50 123456789012345678901234567890.5",
    "double": "1 1.5E3 -1e-5 .5 INF -INF +INF NaN 1E400",
    "float": "1.5 INF NaN",
    "boolean": "true false 1 0",
    "date": "2013-08-04 2012-02-29 2000-02-29 2013-08-04Z 2013-08-04+14:00 0000-01-01 -0044-03-15 12013-12-31",
    "dateTime": "2013-08-04T16:00:00 2013-08-04T24:00:00 2013-08-04T16:00:00.123456789Z 2013-08-04T16:00:00-05:30",
    "dateTimeStamp": "2013-08-04T16:00:00Z 2013-08-04T16:00:00+03:00",
    "time": "16:00:00 24:00:00 16:00:00.5 16:00:00Z 23:59:59-14:00",
    "gYear": "2013 -0044 0000 12013 2013Z",
    "gYearMonth": "2013-08 2013-12+03:00",
    "gMonth": "--08 --12Z",
    "gMonthDay": "--08-04 --02-29",
    "gDay": "---04 ---31",
    "duration": "P4Y6M P1D -P1Y2M3DT4H5M6.7S PT0S P0Y",
    "yearMonthDuration": "P4Y6M P54M -P1Y",
    "dayTimeDuration": "P15D PT12H P1DT12H30M",
    "language": "be be-latn x-own",
    "anyURI": "https://example.org/%C3%A9 #a https://example.org/é",
    "hexBinary": "0aFF 00",
    "base64Binary": "AAAA AAA= AA==",
    "normalizedString": "a",
    "token": "a",
    "NCName": "a",
    "NMTOKEN": "1a",
    "string": "1_000",
}
ILL_FORMED = """
it is empty
    integer:  date:  duration:
it begins or ends with a space
    integer: 1| 1|1\\n|12\\u00A0  double:1 |1\\t  date:2013-08-04 | 2013-08-04
it has characters that are not ASCII
    integer:١٢|１２|½|−1  decimal:1٫5  date:２０１３-08-04|2013–08–04
digits are not grouped, and a comma is no decimal point
    integer:1_000|1,000|1 000|1'000  nonNegativeInteger:1_0  decimal:1,5|1_0.5  double:1_0
it is out of the range of that datatype
    nonNegativeInteger:-1  positiveInteger:0|-1|+00  nonPositiveInteger:1  negativeInteger:0|-0|5
    long:9223372036854775808|99999999999999999999999999  int:2147483648|-2147483649  short:32768  byte:300|-129
    unsignedLong:18446744073709551616|-1  unsignedInt:4294967296  unsignedShort:65536  unsignedByte:256|-1
it is not a whole number
    integer:1.0|1e3|.5
a number has no words or other signs in it
    integer:about 10|0x10|ten  byte:NaN  decimal:1e3|NaN|INF  double:nan|inf|Infinity|1e|0x1p3  float:infinity|1.5f
there is no such day or time
    date:2013-02-30|2013-02-29|1900-02-29|2013-04-31|2013-13-01|2013-00-10|2013-01-00
    dateTime:2013-08-04T25:00:00|2013-08-04T24:00:01|2013-02-30T10:00:00|2013-08-04T10:00:60
    time:25:00:00|10:60:00|24:00:01  gYearMonth:2013-13|2013-00  gMonth:--13  gMonthDay:--02-30  gDay:---32
it has no time zone
    dateTimeStamp:2013-08-04T16:00:00
it has another form
    integer:--1  decimal:.
    date:4 August 2013|2013-8-4|20130804|2013-W32-1|2013-216|2013-08|2013-08-04T00:00:00|2013-08-04+15:00|04.08.2013
    date:02013-08-04|13-08-04
    dateTime:2013-08-04T10:00|2013-08-04|2013-08-04 10:00:00|20130804T100000|2013-08-04t10:00:00|2013-08-04T10:00:00 UTC
    time:10:00|4 pm|100000  gYear:13|02013|2013-08|2013?  gYearMonth:2013-8|2013-08-04  gMonth:08
    gMonthDay:08-04  gDay:04
    duration:P|PT|P1YT|P1W|P4.5Y|4Y|P1M1Y  yearMonthDuration:P4D|P1YT1H|P4Y6  dayTimeDuration:P1Y|P1M
it must be true, false, 1 or 0, in lower case and without spaces
    boolean:True| true |yes|2|
a language tag has a form like en
    language:en_US|toolonglanguage|
no IRI has spaces
    anyURI:https://example.org/a b|https://example.org/%zz||a%
it must be pairs of the digits
    hexBinary:0|zz
it must be letters, digits
    base64Binary:AAA|!|AB=C
a name has no spaces
    NCName:a b|
RDF has no such datatype of XML Schema
    NMTOKENS:a b  anySimpleType:1  untypedAtomic:1
    Integer:1  datetime:2013-08-04T16:00:00  year:2013  bool:true  Date:2013-08-04
"""


def cases() -> Iterator[tuple[str, str, str]]:
    """Datatype, text and what is wrong with it."""
    fault = ""
    for line in ILL_FORMED.strip("\n").splitlines():
        if not line.startswith(" "):
            fault = line
            continue
        for group in re.split(r"  (?=[a-zA-Z]+:)", line[4:]):
            datatype, _, texts = group.partition(":")
            yield from ((datatype, text, fault) for text in texts.split("|"))


CASES = list(cases())
RULES = {"number-is-well-formed", "date-or-time-exists", "literal-is-well-formed"}


def literals() -> Iterator[tuple[str, str, str]]:
    """Name of the thing, datatype and text of every case above."""
    yield from ((f"bad{n}-", datatype, text) for n, (datatype, text, _) in enumerate(CASES))
    for datatype, texts in WELL_FORMED.items():
        yield from ((f"good-{datatype}-{n}-", datatype, text) for n, text in enumerate(texts.split()))


def is_kept(datatype: str, text: str) -> bool:
    """True if pyoxigraph keeps the spelling of a literal: only then does it answer the SPARQL constraints."""
    node = pyoxigraph.NamedNode("https://example.org/p")
    quad = pyoxigraph.Quad(node, node, pyoxigraph.Literal(text, datatype=pyoxigraph.NamedNode(f"{XSD}{datatype}")))
    store = pyoxigraph.Store()
    store.add(quad)
    return quad in set(store)


@cache
def faults(kept: bool, reference: bool = False) -> dict[str, str]:
    """The messages of the rules on literals, by the thing that has the literal: many in one graph."""
    turtle = PREFIXES
    for name, datatype, text in literals():
        if is_kept(datatype, text.encode().decode("unicode_escape") if "\\" in text else text) == kept:
            turtle += f'ex:{name} ex:p "{text}"^^xsd:{datatype} .\n'
    shapes = read_file(shapes_dir() / "core" / "literal.ttl")
    report = validate(parse(turtle.encode(), "ttl", "a"), shapes=shapes, ontology=Graph(), reference=reference)
    return {str(found.place).rpartition("/")[2]: found.message for found in report.results if found.constraint in RULES}


@pytest.mark.parametrize("case", range(len(CASES)), ids=[f"{datatype} {text}" for datatype, text, _ in CASES])
def test_what_xml_schema_does_not_allow_is_a_result_that_says_what_is_wrong(case: int) -> None:
    datatype, _, fault = CASES[case]
    message = (faults(True) | faults(False))[f"bad{case}-"]

    assert fault in message
    assert f"which is not a valid {XSD}{datatype}: " in message


@pytest.mark.parametrize("datatype", WELL_FORMED)
def test_what_xml_schema_allows_is_no_result(datatype: str) -> None:
    assert not [name for name in faults(True) | faults(False) if name.startswith(f"good-{datatype}-")]


def test_plain_pyshacl_finds_the_same() -> None:
    assert faults(True, reference=True) == faults(True) != {}


def test_literals_of_other_datatypes_and_texts_are_left_alone() -> None:
    report = core('ex:a ex:p "about 10"^^ex:number , "about 10" , "about 10"@en , ex:b , [] .')

    assert report.conforms


def core(turtle: str, profile: Profile = Profile.CORE) -> Report:
    return validate(parse((PREFIXES + turtle).encode(), "ttl", "a"), profile=profile)


def test_an_ill_typed_value_is_a_result_and_the_rest_is_checked() -> None:
    report = core("""
ex:p a sg:Participation ; sg:countText "about 10"@en ; sg:countUnit sgc:people ;
    sg:countMin "about 10"^^xsd:integer ; sg:countMax 12 .
ex:e sg:notBefore "4 August 2013"^^xsd:date ; sg:notAfter "2013-08-04"^^xsd:date .
ex:last sg:origins -1 .
""")  # fmt: skip
    assert {(found.constraint, str(found.place)) for found in report.results} >= {
        ("number-is-well-formed", "https://example.org/p"),
        ("count-in-order", "https://example.org/p"),
        ("date-or-time-exists", "https://example.org/e"),
        ("bounds-in-order", "https://example.org/e"),
        ("number-not-negative", "https://example.org/last"),
    }


VALUES = [
    *("1", "2.5", "1e1", "true", '"x"', '"x"@en', "ex:o", "[]", '"x"^^ex:own', '"1"^^xsd:long', '"x"^^xsd:integer'),
    *('"2013-08-04"^^xsd:date', '"2013"^^xsd:gYear', '"P1Y"^^xsd:duration', '"NaN"^^xsd:decimal', '"NaN"^^xsd:double'),
    *('"2013-08-04T10:00:00"^^xsd:dateTime', '"2013-08-04T10:00:00Z"^^xsd:dateTime', '"1_0"^^xsd:integer'),
]


@pytest.mark.slow
def test_no_pair_of_values_ends_the_run() -> None:
    """Of properties that shapes compare: counts, bounds, offsets."""
    turtle = "".join(
        f"""ex:c{n} a sg:Participation ; sg:countMin {low} ; sg:countMax {high} .
ex:d{n} sg:notBefore {low} ; sg:notAfter {high} .
ex:s{n} a sg:TextSpan ; oa:start {low} ; oa:end {high} ; oa:exact "x" .
ex:k{n} sg:evidence ex:s{n} ; sg:statedIn ex:a{n} .
ex:a{n} sg:sourceText ex:t{n} . ex:t{n} oa:start {high} ; oa:end {low} .
"""
        for n, (low, high) in enumerate(product(VALUES, ["1", '"x"^^xsd:integer']))
    )
    report = core(turtle + "ex:last sg:origins -1 .", Profile.STRICT)

    assert "https://example.org/last" in {str(found.place) for found in report.results}


COMPARED = [
    *[("1", "2", True), ("2", "1", False), ("1", "1.5", True), ("1", "1e1", True), ("1", '"2"^^xsd:long', True)],
    *[("1", '"2"', False), ("1", "true", False), ("1", '"2013-08-04"^^xsd:date', False), ("1", '"2"^^ex:own', False)],
    *[("[]", "1", False), ("1", "[]", False), ("1", '"NaN"^^xsd:double', False), ('"NaN"^^xsd:decimal', "1", False)],
    ('"a"^^xsd:integer', '"b"^^xsd:integer', False),
]  # fmt: skip


@pytest.mark.parametrize(("low", "high", "in_order"), COMPARED)
def test_values_that_cannot_be_compared_are_not_in_order(low: str, high: str, in_order: bool) -> None:
    data = parse(f"{PREFIXES}ex:p a sg:Participation ; sg:countMin {low} ; sg:countMax {high} .".encode(), "ttl", "a")
    report = validate(data, shapes=read_file(shapes_dir() / "core" / "participation.ttl"), ontology=Graph())

    assert ("count-in-order" not in {found.constraint for found in report.results}) is in_order


def test_a_blank_node_that_is_compared_stays_one_in_the_report() -> None:
    report = core("ex:p a sg:Participation ; sg:countMin [] ; sg:countMax 1 .")
    values = [found.value for found in report.results if found.constraint == "count-in-order"]

    assert [value.kind for value in values if value is not None] == ["blank-node"]
