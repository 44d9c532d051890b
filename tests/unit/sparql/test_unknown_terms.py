"""Terms of ours in a query that do not exist: a hint, since the answer is empty and no error."""

from __future__ import annotations

import pytest

from solidarity_graph.resources import queries_dir
from solidarity_graph.schema import read_ontology
from solidarity_graph.schema.namespaces import SG, SGC
from solidarity_graph.sparql.query_text.unknown_terms import unknown_terms

HEAD = f"PREFIX sg: <{SG}>\nPREFIX sgc: <{SGC}>\n"


@pytest.mark.parametrize(
    ("pattern", "hint"),
    [
        ("?s sg:actionTyp ?o", "sg:actionTyp is no term of ours. Did you mean sg:actionType?"),
        ("?s a sg:person.", "sg:person is no term of ours. Did you mean sg:Person?"),
        ("?s sg:ActionType ?o", "sg:ActionType is no term of ours. Did you mean sg:actionType?"),
        ("?s sg:status sgc:hold", "sgc:hold is no term of ours. Did you mean sgc:held?"),
        ("?s sg:status sg:held", "sg:held is no term of ours. Did you mean sgc:held?"),
        ("?s a sgc:Person", "sgc:Person is no term of ours. Did you mean sg:Person?"),
        (f"?s a <{SG}Person\u200b>", "sg:Person\\u200b is no term of ours. Did you mean sg:Person?"),
        (f"?s a <{SG}P\u0435rson>", "sg:P\\u0435rson is no term of ours. Did you mean sg:Person?"),
        ("?s sg:zzzzzz ?o", "sg:zzzzzz is no term of ours."),
        (f"?s <{SG}actionTyp> ?o", "sg:actionTyp is no term of ours. Did you mean sg:actionType?"),
        (f"?s ^<{SG}actionTyp>/sg:place* ?o", "sg:actionTyp is no term of ours. Did you mean sg:actionType?"),
        (
            "?s a <http://w3id.org/solidarity-graph/ontology#Person>",
            f"<http://w3id.org/solidarity-graph/ontology#Person> is no term of ours. Did you mean <{SG}Person>?",
        ),
        (
            "?s a <https://w3id.org/solidarity-graph/ontology/Person>",
            f"<https://w3id.org/solidarity-graph/ontology/Person> is no term of ours. Did you mean <{SG}Person>?",
        ),
        (
            "?s a <https://w3id.org/Solidarity-Graph/ontology#Person>",
            f"<https://w3id.org/Solidarity-Graph/ontology#Person> is no term of ours. Did you mean <{SG}Person>?",
        ),
    ],
)
def test_a_term_that_does_not_exist_is_hinted_at_with_the_nearest(pattern: str, hint: str) -> None:
    assert unknown_terms(f"{HEAD}SELECT * {{ {pattern} }}") == [hint]


def test_the_first_five_are_named_in_a_query_with_thousands() -> None:
    names = " ".join(f"sg:actionTyp{number}" for number in range(4000))
    hints = unknown_terms(f"{HEAD}SELECT * {{ VALUES ?x {{ {names} }} }}")
    assert [hint.partition(" ")[0] for hint in hints] == [f"sg:actionTyp{number}" for number in range(5)]


def test_an_iri_much_longer_than_any_of_ours_is_not_hinted_at() -> None:
    query = f"PREFIX sg: <{SG}Persn{'x' * 200}> ASK {{ ?s a sg:a }}"
    assert unknown_terms(query) == []


def test_relative_iris_are_hinted_at_in_queries_of_eight_kibibytes_at_most() -> None:
    query = f"BASE <{SG}> ASK {{ ?s a <#Persn> }}"
    assert unknown_terms(query) == ["sg:Persn is no term of ours. Did you mean sg:Person?"]
    assert unknown_terms(query + " " * (8 << 10)) == []


def test_a_prefix_with_a_wrong_namespace_is_hinted_at_once_for_each_term() -> None:
    query = (
        "PREFIX sg: <https://w3id.org/solidarity-graph/ontology> SELECT * { ?s a sg:Person, sg:Person ; sg:place ?p }"
    )
    assert [hint.partition(" ")[0] for hint in unknown_terms(query)] == [
        "<https://w3id.org/solidarity-graph/ontologyPerson>",
        "<https://w3id.org/solidarity-graph/ontologyplace>",
    ]
    assert "base" not in str(unknown_terms("BASE <https://w3id.org/solidarity-graph/> ASK { ?s a <ontology#Person> }"))


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s a <http://a.example/solidarity-graph/ontology#Persn> }",
        f'{HEAD}SELECT * {{ ?s ?p \'sg:Persn\', """<{SG}Persn>""" }} # sg:Persn',
        f"SELECT * {{ ?s a <{SG}>, <{SG.removesuffix('#')}>, <{SG.removesuffix('#')}/0.1.0>, <{SGC}> }}",
        f"SELECT * {{ <{SG.removesuffix('ontology#')}id/person/p0> ?p ?o }}",
        "SELECT * { ?s a sg:Persn }",
    ],
)
def test_nothing_else_is_hinted_at(query: str) -> None:
    assert unknown_terms(query) == []


def test_no_term_of_ours_and_no_saved_query_is_hinted_at() -> None:
    ontology = read_ontology()
    terms = [f"sg:{name}" for name in (*ontology.classes, *ontology.properties)]
    terms += [f"sgc:{name}" for name in (*ontology.concepts, *ontology.schemes)]
    assert unknown_terms(f"{HEAD}SELECT * {{ ?s ?p {', '.join(terms)} }}") == []
    assert [hint for path in queries_dir().glob("*.rq") for hint in unknown_terms(path.read_text("utf-8"))] == []
