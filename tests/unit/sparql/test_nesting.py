"""Brackets are counted where they are brackets."""

from __future__ import annotations

import time

import pytest

from solidarity_graph.errors import TooLargeError
from solidarity_graph.sparql import Limits, SnapshotStore
from solidarity_graph.sparql.query_text.lexer import nests_deeper_than
from tests.unit.sparql.processes import pids

DEEP = {
    "groups": "SELECT * " + "{" * 70 + "}" * 70,
    "brackets": "ASK { FILTER" + "(" * 70 + "1" + ")" * 70 + " }",
    "blank nodes": "ASK { ?s ?p " + "[ ?p " * 70 + "1" + " ]" * 70 + " }",
    "lists": "ASK { ?s ?p " + "(" * 70 + "1" + ")" * 70 + " }",
    "paths": "ASK { ?s " + "(" * 70 + "<a:b>" + ")*" * 70 + " ?o }",
    "triple terms": "ASK { ?s ?p " + "<<( ?s ?p " * 70 + "1" + " )>>" * 70 + " }",
    "reified triples": "ASK { ?s ?p " + "<< ?s ?p " * 70 + "1" + " >>" * 70 + " }",
    "all kinds": "ASK { ?s ?p " + "([{" * 25 + "}])" * 25 + " }",
    "behind a comparison": "ASK { FILTER(?a<" + "(" * 70 + "?b" + ")" * 70 + "&&?c>?d) }",
}


@pytest.mark.parametrize("query", DEEP.values(), ids=DEEP)
def test_what_is_nested_too_deeply_is_refused_and_the_worker_lives(store: SnapshotStore, query: str) -> None:
    before = pids(store)
    with pytest.raises(TooLargeError, match="nested too deeply: more than 64 brackets"):
        store.answer(query, "text/csv")
    assert pids(store) == before


FLAT = {
    "in a string": "ASK { ?s ?p '" + "{" * 200 + "' }",
    "in a long string": 'ASK { ?s ?p """' + "(\n'" * 200 + '""" }',
    "after an escaped quote": "ASK { ?s ?p '\\'" + "[" * 200 + "' }",
    "in a remark": "ASK { } # " + "{" * 200,
    "in an IRI": "ASK { VALUES ?x {" + "<http://a.example/(>" * 200 + "} }",
    "in a name": "PREFIX ex: <http://a.example/> ASK { VALUES ?x {" + " ex:a\\(" * 200 + "} }",
    "after a remark in an IRI": "ASK { ?s <http://a.example/#(> '" + "(" * 200 + "' }",
    "side by side": "ASK { VALUES (?x) {" + "(1)" * 200 + "} " + "{}" * 100 + " }",
    "comparisons": "ASK { FILTER(" + " && ".join(["(?a<(?b)&&?c>(?d))"] * 200) + ") }",
}


@pytest.mark.parametrize("query", FLAT.values(), ids=FLAT)
def test_what_only_looks_nested_is_answered(store: SnapshotStore, query: str) -> None:
    assert store.answer(query, "text/csv").read() in (b"true", b"false")


def test_the_limit_itself_is_allowed(store: SnapshotStore) -> None:
    query = "ASK " + "{" * 9 + "}" * 9
    assert store.answer(query, "text/csv", Limits(nesting=9)).read() == b"true"
    with pytest.raises(TooLargeError, match="more than 8"):
        store.answer(query, "text/csv", Limits(nesting=8))


@pytest.mark.parametrize("text", ["()", "'", "<", '"""', "ex:", "\\", "(", "<<", "#", "((a)", '\\"', "\\'", "(a-"])
def test_no_text_makes_the_count_slow(text: str) -> None:
    began = time.process_time()
    nests_deeper_than(64, (text * (64 << 10))[: 64 << 10])
    assert time.process_time() - began < 1
