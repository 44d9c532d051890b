"""Which graphs are asked. Two graphs of the small snapshot, one and two, state the same picket."""

from __future__ import annotations

from pathlib import Path

import pytest

from solidarity_graph.errors import CallError, QuerySyntaxError
from solidarity_graph.sparql import SnapshotStore
from solidarity_graph.sparql.query_text.dataset_clauses import declared_dataset
from solidarity_graph.sparql.query_text.unknown_terms import unknown_terms
from tests.unit.sparql.snapshots import build

ONE, TWO, ENTITIES = (f"http://a.example/graph/{name}" for name in ("one", "two", "entities"))
NOWHERE = "http://a.example/graph/nowhere"
DEFAULT = "SELECT (COUNT(*) AS ?n) {clauses} {{ ?s ?p ?o }}"
NAMED = "SELECT (COUNT(*) AS ?n) {clauses} {{ GRAPH ?g {{ ?s ?p ?o }} }}"


@pytest.fixture
def wide_graphs(tmp_path: Path) -> Path:
    """Enough in each graph for an order that depends on how they are merged to show."""
    lines = [f'<http://a.example/{n}> <http://a.example/p> "{n}" <http://a.example/g{n % 4}> .\n' for n in range(400)]
    return build(tmp_path, "".join(lines))


def count(store: SnapshotStore, query: str, default: tuple[str, ...] = (), named: tuple[str, ...] = ()) -> int:
    answer = store.answer(query, "text/csv", default_graphs=default, named_graphs=named).read()
    return int(answer.split()[1])


@pytest.mark.parametrize(
    ("default", "triples"),
    [
        ((), 3),
        ((ONE,), 2),
        ((TWO,), 1),
        ((ONE, ONE), 2),
        ((ONE, TWO), 2),
        ((ONE, TWO, ENTITIES), 3),
        ((NOWHERE,), 0),
        ((NOWHERE, TWO), 1),
    ],
)
def test_default_graphs_are_merged_as_sets(store: SnapshotStore, default: tuple[str, ...], triples: int) -> None:
    assert count(store, DEFAULT.format(clauses=""), default) == triples
    clauses = " ".join(f"FROM <{graph}>" for graph in default)
    assert count(store, DEFAULT.format(clauses=clauses)) == triples


def test_default_graphs_with_relative_names_are_merged_as_sets(store: SnapshotStore) -> None:
    query = DEFAULT.format(clauses="FROM <graph/one> FROM <graph/two>")
    assert int(store.answer(query, "text/csv", base="http://a.example/").read().split()[1]) == 2


@pytest.mark.parametrize(
    ("default", "named", "triples"),
    [
        ((), (), 4),
        ((), (ONE,), 2),
        ((), (ONE, TWO), 3),
        ((ONE,), (), 0),
        ((ONE, TWO), (), 0),
        ((ONE, TWO), (ENTITIES,), 1),
        ((ONE,), (TWO,), 1),
    ],
)
def test_named_graphs_are_those_that_are_named(
    store: SnapshotStore, default: tuple[str, ...], named: tuple[str, ...], triples: int
) -> None:
    assert count(store, NAMED.format(clauses=""), default, named) == triples
    clauses = [f"FROM <{graph}>" for graph in default] + [f"FROM NAMED <{graph}>" for graph in named]
    assert count(store, NAMED.format(clauses=" ".join(clauses))) == triples


def test_where_only_named_graphs_are_given_the_default_graph_is_empty(store: SnapshotStore) -> None:
    assert count(store, DEFAULT.format(clauses=""), named=(ONE,)) == 0


def test_the_protocols_dataset_takes_the_place_of_the_querys(store: SnapshotStore) -> None:
    query = DEFAULT.format(clauses=f"FROM <{ONE}> FROM <{TWO}> FROM <{ENTITIES}>")
    assert count(store, query, (TWO,)) == 1
    assert count(store, query, (TWO, ENTITIES)) == 2


def test_the_same_merge_again_is_the_same(store: SnapshotStore) -> None:
    for _ in range(3):
        for others in [(TWO,), (ENTITIES,), (NOWHERE,), (TWO, ENTITIES), (TWO, NOWHERE), (ENTITIES, NOWHERE)]:
            expected = 2 + (ENTITIES in others)
            assert count(store, DEFAULT.format(clauses=""), (ONE, *others)) == expected


def test_an_answer_is_the_same_bytes_whatever_its_worker_was_asked_before(wide_graphs: Path) -> None:
    query = "SELECT * {clauses} {{ ?s ?p ?o }}"
    graphs = [f"FROM <http://a.example/g{n}>" for n in range(4)]
    there, back = (query.format(clauses=" ".join(clauses)) for clauses in (graphs, graphs[::-1]))
    answers = []
    for first in (there, back):
        with SnapshotStore(wide_graphs, workers=1, spares=0) as store:
            store.answer(first, "text/csv").read()
            answers.append(store.answer(there, "text/csv").read())
    assert answers[0] == answers[1]


@pytest.mark.parametrize("graph", ["graph/one", "http://a.example/a b", "http://a.example/\n", ""])
def test_a_graph_that_is_no_iri_in_full_is_refused(store: SnapshotStore, graph: str) -> None:
    with pytest.raises(CallError, match="not named by an IRI in full"):
        store.answer("ASK {}", "text/csv", default_graphs=(graph,))


@pytest.mark.parametrize(
    "clauses",
    [
        f"FROM <{ONE}> FROM <{TWO}>",
        f"from<{ONE}>FROM<{TWO}>",
        "FROM g:one FROM g:two",
        "FROM <one> FROM <two>",
        "FROM <http://a.example/graph/\\u006Fne> FROM <two>",
    ],
)
def test_however_the_graphs_are_written(clauses: str) -> None:
    query = f"PREFIX g: <http://a.example/graph/> BASE <http://a.example/graph/> SELECT ?from {clauses} {{ ?s ?p ?o }}"
    assert declared_dataset(query) == ([ONE, TWO], [])


def test_clauses_that_make_no_sense_are_the_engines_to_explain(store: SnapshotStore) -> None:
    with pytest.raises(QuerySyntaxError, match="line 1, column 15"):
        store.answer("SELECT * FROM ex:a FROM ex:b {}", "text/csv")


@pytest.mark.parametrize("iri", ["<http://[>", r"<\UFFFFFFFF>", r"<\U00110000>"])
def test_an_iri_that_is_none_breaks_nothing_off(iri: str) -> None:
    query = f"BASE <http://a.example/> SELECT * FROM <two> WHERE {{ {iri} ?p ?o }}"
    assert declared_dataset(query) == (["http://a.example/two"], [])
    assert declared_dataset(query.replace("<two>", iri)) == ([""], [])
    assert unknown_terms(f"{query} # solidarity-graph") == []


def test_the_word_from_alone_names_nothing() -> None:
    query = (
        "PREFIX from: <http://a.example/> CONSTRUCT { ?from from:a 'FROM' } WHERE { ?s from:b <http://FROM/> } #FROM"
    )
    assert declared_dataset(query) == ([], [])


def test_a_variable_named_from_hides_no_clause() -> None:
    assert declared_dataset(f"SELECT ?from FROM <{ONE}> {{ ?s ?p ?from }}") == ([ONE], [])
    assert declared_dataset(f"SELECT*FROM<{ONE}>FROM NAMED<{TWO}> {{ ?s ?p ?from }}") == ([ONE], [TWO])
