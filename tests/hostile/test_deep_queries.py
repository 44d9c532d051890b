"""Queries that are nested so deeply, or chained so long, that a parser which calls itself runs out of stack.

One of these ended the whole process in other servers. All stay below the limit on a query's length.
"""

from __future__ import annotations

import pytest

from tests.hostile.dataset import EX
from tests.hostile.server import Server
from tests.hostile.verdicts import expect_answered_or_refused, expect_problem

pytestmark = pytest.mark.hostile

_P = f"<{EX}p>"
_NESTED = {
    "braces": "SELECT * " + "{" * 30_000 + "?s ?p ?o" + "}" * 30_000,
    "braces-never-closed": "SELECT * " + "{" * 60_000,
    "parentheses": "SELECT * { ?s ?p ?o FILTER(" + "(" * 30_000 + "1" + ")" * 30_000 + ") }",
    "parentheses-never-closed": "SELECT * { ?s ?p ?o FILTER(" + "(" * 60_000,
    "negations": "SELECT * { ?s ?p ?o FILTER(" + "!" * 60_000 + "true) }",
    "lists": "SELECT * { " + "(" * 30_000 + "1" + ")" * 30_000 + " ?p ?o }",
    "blank-nodes": "SELECT * { ?s ?p " + "[ ?p " * 10_000 + "1" + "]" * 10_000 + " }",
    "function-calls": "SELECT * { BIND(" + "STR(" * 12_000 + "1" + ")" * 12_000 + " AS ?x) }",
    "conditions": "SELECT * { BIND(" + "IF(true,1," * 5_000 + "1" + ")" * 5_000 + " AS ?x) }",
    "subselects": "SELECT * " + "{{SELECT*" * 5_000 + "{}" + "}}" * 5_000,
    "filters": "SELECT * {" + "FILTER EXISTS{" * 4_000 + "}" * 4_000 + "}",
    "negated-filters": "SELECT * {" + "FILTER NOT EXISTS{" * 3_000 + "}" * 3_000 + "}",
    "minus": "SELECT * {" + "MINUS{" * 8_000 + "}" * 8_000 + "}",
    "optionals": "SELECT * {" + "OPTIONAL{" * 6_000 + "}" * 6_000 + "}",
    "graphs": "SELECT * {" + "GRAPH ?g{" * 6_000 + "}" * 6_000 + "}",
    "path-brackets": "SELECT * { ?s " + "(" * 20_000 + _P + ")*" * 20_000 + " ?o }",
    "inverse-paths": "SELECT * { ?s " + "^(" * 15_000 + _P + ")" * 15_000 + " ?o }",
    "triple-terms": "SELECT * { BIND(" + "TRIPLE(<x:>,<x:>," * 3_000 + "1" + ")" * 3_000 + " AS ?x) }",
    "reified-triples": "SELECT * { " + "<<" * 15_000 + "?s ?p ?o" + ">>" * 15_000 + " ?p ?o }",
}
_CHAINS = {
    "sums": "SELECT * { BIND(1" + "+1" * 30_000 + " AS ?x) }",
    "alternatives": "SELECT * { FILTER(false" + "||false" * 8_000 + ") }",
    "conjunctions": "SELECT * { FILTER(true" + "&&true" * 9_000 + ") }",
    "unions": "SELECT * { {}" + "UNION{}" * 8_000 + " }",
    "optionals": "SELECT * { " + "OPTIONAL{}" * 6_000 + " }",
    "minus": "SELECT * { " + "MINUS{}" * 8_000 + " }",
    "binds": "SELECT * { BIND(1 AS ?x0) " + "".join(f"BIND(?x{n} AS ?x{n + 1})" for n in range(2_500)) + " }",
    "path-steps": f"SELECT * {{ ?s {_P}" + f"/{_P}" * 2_500 + " ?o }",
    "path-choices": f"SELECT * {{ ?s {_P}" + f"|{_P}" * 2_500 + " ?o }",
    "patterns": "SELECT * { " + "".join(f"?a{n} ?b{n} ?a{n + 1}." for n in range(2_500)) + " }",
    "members-of-in": "SELECT * { ?s ?p ?o FILTER(?o IN (" + "1," * 30_000 + "1)) }",
    "order-keys": "SELECT * { ?s ?p ?o } ORDER BY " + "?s " * 20_000,
    "prefixes": "".join(f"PREFIX p{n}: <x:>" for n in range(3_500)) + "ASK {}",
}


@pytest.mark.parametrize("shape", _NESTED)
def test_a_query_nested_tens_of_thousands_deep_is_refused(server: Server, shape: str) -> None:
    query = _NESTED[shape]
    assert len(query) < 64 << 10, "it would be refused for its length alone"
    expect_problem(server.ask(query), 400, 413)


@pytest.mark.parametrize("shape", _CHAINS)
def test_a_query_chained_thousands_long_is_answered_or_refused(server: Server, shape: str) -> None:
    query = _CHAINS[shape]
    assert len(query) < 64 << 10, "it would be refused for its length alone"
    expect_answered_or_refused(server.ask(query), 400, 413, 503)
