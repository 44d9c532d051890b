"""What comes back: forms, formats, graphs, refusals."""

from __future__ import annotations

import json

import pytest

from solidarity_graph.errors import (
    CallError,
    NotAcceptableError,
    QuerySyntaxError,
    TooLargeError,
    UpdateRefusedError,
)
from solidarity_graph.sparql import GRAPH_MEDIA_TYPES, RESULT_MEDIA_TYPES, Limits, SnapshotStore

COUNT = "SELECT (COUNT(*) AS ?n) { <http://a.example/picket> <http://a.example/place> ?o }"


def test_a_triple_of_two_graphs_counts_once_in_the_default_graph(store: SnapshotStore) -> None:
    assert store.answer(COUNT, "text/csv").read() == b"n\r\n1\r\n"


def test_named_graphs_keep_their_own_copies(store: SnapshotStore) -> None:
    query = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { <http://a.example/picket> <http://a.example/place> ?o } }"
    assert store.answer(query, "text/csv").read() == b"n\r\n2\r\n"


@pytest.mark.parametrize("media_type", RESULT_MEDIA_TYPES)
@pytest.mark.parametrize("query", ["SELECT ?l { ?s <http://a.example/label> ?l }", "ASK {}"])
def test_results_come_in_every_result_type(store: SnapshotStore, query: str, media_type: str) -> None:
    with store.answer(query, media_type) as answer:
        assert answer.media_type == media_type
        assert ("Гавань" if "SELECT" in query else "true") in b"".join(answer.body).decode()


@pytest.mark.parametrize("media_type", GRAPH_MEDIA_TYPES)
@pytest.mark.parametrize("query", ["CONSTRUCT WHERE { ?s ?p ?o }", "DESCRIBE <http://a.example/harbour>"])
def test_graphs_come_in_every_graph_type(store: SnapshotStore, query: str, media_type: str) -> None:
    answer = store.answer(query, media_type)
    assert answer.media_type == media_type
    assert "Гавань" in answer.read().decode()


def test_turtle_uses_the_prefixes(store: SnapshotStore) -> None:
    turtle = store.answer("DESCRIBE <http://a.example/harbour>", "text/turtle").read().decode()
    assert turtle == '@prefix ex: <http://a.example/> .\nex:harbour ex:label "Гавань"@be .\n'


def test_the_first_type_that_fits_the_form_is_taken(store: SnapshotStore) -> None:
    wanted = "text/turtle; q=1, TEXT/CSV, application/sparql-results+json"
    assert store.answer("ASK {}", wanted).media_type == "text/csv"
    assert store.answer("DESCRIBE <http://a.example/harbour>", wanted).media_type == "text/turtle"


def test_any_type_gives_the_first_of_the_form(store: SnapshotStore) -> None:
    assert store.answer("ASK {}", "image/png, */*").media_type == "application/sparql-results+json"


@pytest.mark.parametrize(
    ("query", "wanted", "offered"),
    [("ASK {}", "text/turtle", RESULT_MEDIA_TYPES), ("CONSTRUCT WHERE {}", "text/csv", GRAPH_MEDIA_TYPES)],
)
def test_a_type_that_does_not_fit_the_form_is_refused_with_those_that_do(
    store: SnapshotStore, query: str, wanted: str, offered: tuple[str, ...]
) -> None:
    with pytest.raises(NotAcceptableError) as caught:
        store.answer(query, wanted)
    assert caught.value.offered == offered


@pytest.mark.parametrize(
    ("query", "line", "column"),
    [
        ("SELECT ?s {", 1, 12),
        ("SELECT *\nWHERE {\n  ?s foo:bar ?o }", 3, 6),
        ('SELECT * {?s ?p "Гавань" . ?s x', 1, 32),
        ("", 1, 1),
        ("SELEKT * {}", 1, 1),
        ("SELECT * {}\n\n  nonsense", 3, 3),
    ],
)
def test_a_syntax_error_has_line_and_column(store: SnapshotStore, query: str, line: int, column: int) -> None:
    with pytest.raises(QuerySyntaxError, match=f"line {line}, column {column}") as caught:
        store.answer(query, "text/csv")
    assert (caught.value.line, caught.value.column) == (line, column)


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        (
            "SELECT * { ?s foo:bar ?o }",
            "near “foo:bar ?o }”. Not declared: foo:. Begin the query with PREFIX foo: <...>",
        ),
        ("SELECT * WHERE {\n  ?a a <a:b>\n  ?b ?c ?d .\n}", "line 3, column 3, near “?b ?c ?d . }”."),
        ("SELECT * { ?s ?p ?o } GROUP BY ?s", "SELECT * is not authorized with GROUP BY."),
    ],
)
def test_a_syntax_error_gives_a_reason_without_the_engines_grammar(
    store: SnapshotStore, query: str, reason: str
) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        store.answer(query, "text/csv")
    assert reason in str(caught.value)
    assert len(str(caught.value)) < 200


def test_half_a_surrogate_pair_is_a_syntax_error(store: SnapshotStore) -> None:
    with pytest.raises(QuerySyntaxError, match="surrogate") as caught:
        store.answer("ASK {\n '\ud800' }", "text/csv")
    assert (caught.value.line, caught.value.column) == (2, 3)


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "# a remark\nPREFIX ex: <http://a.example/>\nBASE <http://a.example/>\nDELETE WHERE { ?s ?p ?o }",
        "clear all",
        "LOAD <http://127.0.0.1:1/>",
        "WITH <a:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_an_update_is_refused_and_changes_nothing(store: SnapshotStore, update: str) -> None:
    everything = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o"
    before = store.answer(everything, "text/csv").read()
    with pytest.raises(UpdateRefusedError):
        store.answer(update, "text/csv")
    assert store.answer(everything, "text/csv").read() == before


def test_a_query_that_mentions_an_update_in_its_names_is_a_query(store: SnapshotStore) -> None:
    query = "PREFIX insert: <http://a.example/> SELECT ?delete { ?delete insert:label ?DROP } # CLEAR ALL"
    assert store.answer(query, "text/csv").read() == b"delete\r\nhttp://a.example/harbour\r\n"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { service silent ?x { ?s ?p ?o } }",
        "SELECT * { ?s ?p 1SERVICE<http://127.0.0.1:1/>{} }",
        "SELECT * { ?s ?p trueSERVICEx:y{} }",
    ],
)
def test_service_is_refused(store: SnapshotStore, query: str) -> None:
    with pytest.raises(CallError, match="SERVICE is refused"):
        store.answer(query, "text/csv")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?service ?p 'SERVICE' } # SERVICE <http://a.example/>",
        "PREFIX service: <http://a.example/SERVICE#> SELECT * { ?s service:service ?o, '''a 'SERVICE' ''' }",
    ],
)
def test_the_word_service_alone_is_not_refused(store: SnapshotStore, query: str) -> None:
    assert json.loads(store.answer(query, "application/sparql-results+json").read())["results"]["bindings"] == []


def test_a_query_that_is_too_long_is_refused_by_its_bytes(store: SnapshotStore) -> None:
    query = "ASK {} #" + "ж" * 50
    assert store.answer(query, "text/csv", Limits(query_bytes=108)).read() == b"true"
    with pytest.raises(TooLargeError, match="108 bytes long; the limit is 107"):
        store.answer(query, "text/csv", Limits(query_bytes=107))


def test_a_function_that_the_engine_does_not_have_is_named(store: SnapshotStore) -> None:
    with pytest.raises(CallError, match="is not supported"):
        store.answer("SELECT * { ?s ?p ?o FILTER(<http://a.example/f>(?o)) }", "text/csv")
