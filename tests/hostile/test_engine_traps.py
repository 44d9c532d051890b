"""Small queries that abort an engine, or make it grow out of all proportion to their length."""

from __future__ import annotations

import pytest

from tests.hostile.dataset import EX
from tests.hostile.server import LIMIT, Server
from tests.hostile.verdicts import expect_answered_or_refused, expect_contained, expect_problem

pytestmark = pytest.mark.hostile

_XSD = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "


def _doubled(function: str, times: int, last: str = "STRLEN(?x{n})") -> str:
    steps = " ".join(f"BIND({function.format(x=f'?x{n}')} AS ?x{n + 1})" for n in range(times))
    return f'SELECT ?n {{ BIND("0123456789abcdef" AS ?x0) {steps} BIND({last.format(n=times)} AS ?n) }}'


@pytest.mark.parametrize("order", ["?o", "DESC(?o)", "?p ?o ?s"])
def test_a_sort_over_values_of_mixed_kinds_ends_no_more_than_its_worker(server: Server, order: str) -> None:
    expect_answered_or_refused(server.ask(f"SELECT ?s {{ ?s ?p ?o }} ORDER BY {order} LIMIT 1"), 413, 500, 503)


def test_twenty_sorts_that_abort_the_engine_in_a_row_leave_it_answering(server: Server) -> None:
    for _ in range(20):
        query = f"SELECT ?o {{ ?s <{EX}value> ?o }} ORDER BY ?o"
        expect_answered_or_refused(server.ask(query), 413, 500, 503)


def test_the_least_and_the_greatest_of_mixed_kinds_are_found_or_refused(server: Server) -> None:
    query = f"SELECT (MIN(?o) AS ?a) (MAX(?o) AS ?b) (SUM(?o) AS ?c) (AVG(?o) AS ?d) {{ ?s <{EX}value> ?o }}"
    expect_answered_or_refused(server.ask(query), 413, 500, 503)


@pytest.mark.parametrize(
    "function",
    ["CONCAT({x}, {x})", 'REPLACE({x}, ".", "$0$0")', "ENCODE_FOR_URI(CONCAT({x}, '%', {x}))"],
    ids=["concatenated", "replaced", "encoded"],
)
def test_a_string_doubled_fifty_times_does_not_fill_the_memory(server: Server, function: str) -> None:
    expect_problem(server.ask(_doubled(function, 50)), 413, 503)


def test_a_string_doubled_for_each_of_many_rows_does_not_fill_the_memory(server: Server) -> None:
    steps = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(16))
    query = f"SELECT ?x16 {{ ?s <{EX}text> ?x0 {steps} }} ORDER BY ?x16"
    expect_problem(server.ask(query), 413, 503)


def test_a_single_value_larger_than_the_whole_answer_may_be_is_not_sent(server: Server) -> None:
    expect_contained(server.ask(_doubled("CONCAT({x}, {x})", 23, "?x{n}")), 413, 503)


def test_hashes_of_a_giant_string_take_no_longer_than_the_limit(server: Server) -> None:
    expect_answered_or_refused(server.ask(_doubled("CONCAT({x}, {x})", 24, "SHA512(?x{n})")), 413, 503)


@pytest.mark.parametrize(
    ("pattern", "flags"),
    [
        ("(a+)+$", ""),
        ("(a|a|aa)*b$", ""),
        ("(.*)*(.*)*(.*)*(.*)*c", "s"),
        ("(a{0,1000}){0,1000}", ""),
        ("((a{1000}){1000}){1000}", ""),
        ("(" * 5000 + "a" + ")" * 5000, ""),
        ("[" + "\\\\p{L}" * 3000 + "]{200}", "i"),
        ("(?i)\\\\w{1000}\\\\W{1000}", "x"),
    ],
    ids=["plusses", "choices", "dots", "counted", "thrice-counted", "brackets", "classes", "words"],
)
def test_a_catastrophic_regular_expression_is_harmless(server: Server, pattern: str, flags: str) -> None:
    query = f"SELECT (COUNT(*) AS ?n) {{ ?s <{EX}text> ?o FILTER REGEX(CONCAT(?o, ?o, '!'), '{pattern}', '{flags}') }}"
    expect_answered_or_refused(server.ask(query), 400, 413, 500, 503)


def test_a_new_regular_expression_for_each_row_is_contained(server: Server) -> None:
    query = f"SELECT (COUNT(*) AS ?n) {{ ?s <{EX}text> ?o . ?t <{EX}text> ?u FILTER REGEX(?u, CONCAT(?o, '{{50}}')) }}"
    expect_problem(server.ask(query), 413, 503)


@pytest.mark.parametrize(
    "expression",
    [
        '"9999999999-12-31T23:59:59"^^xsd:dateTime + "P99999999999Y"^^xsd:yearMonthDuration',
        '"-9223372036854775808"^^xsd:integer / -1',
        "9223372036854775807 + 1",
        "9223372036854775807 * 9223372036854775807",
        '"P9223372036854775807M"^^xsd:yearMonthDuration * 1.5',
        "1.0 / 0.0000000000000000000000000001",
        'SUBSTR("x", 9223372036854775807, 9223372036854775807)',
        'SUBSTR("x", -9223372036854775808, 1)',
        'SUBSTR("x", 0.0/0.0, 1e308)',
        "ROUND(1e308 * 1e308)",
        'xsd:integer("9" )+ xsd:integer("1e999")',
        'STRDT(CONCAT("a", "b"), IRI(CONCAT("x:", STR(1e400))))',
    ],
)
def test_arithmetic_beyond_all_bounds_is_answered(server: Server, expression: str) -> None:
    expect_answered_or_refused(server.ask(f"{_XSD} SELECT ?x {{ BIND({expression} AS ?x) }}"), 400, 500)


@pytest.mark.parametrize("kind", ["text", "SERVICE", "{ } ( )"], ids=["any", "service", "brackets"])
@pytest.mark.parametrize("trap", ["'" + "\\'" * 30_000, '"' + '\\"' * 30_000, "<" * 60_000, "'''" + "\\''" * 20_000])
def test_a_text_made_to_slow_a_tokeniser_slows_nobody_else(server: Server, kind: str, trap: str) -> None:
    """A string that is never closed makes a careless tokeniser read to the end from each of its characters."""
    expect_problem(server.ask(f"SELECT * {{ ?s ?p ?o }} # {kind}\n {kind} {trap}"), 400, 413, 503)


def test_a_row_of_deeply_nested_triple_terms_is_answered_or_refused(server: Server) -> None:
    steps = "".join(f"BIND(TRIPLE(<x:>,<x:>,?x{n}) AS ?x{n + 1})" for n in range(1_400))
    query = f"SELECT ?x1400 {{ BIND(1 AS ?x0) {steps} }}"
    for accept in ("application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/html"):
        reply = server.ask(query, accept=accept)
        assert reply.whole, reply
        assert reply.status in (200, 400, 413, 500, 503), reply
        assert reply.seconds < 2 * LIMIT, reply
