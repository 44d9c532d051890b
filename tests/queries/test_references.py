"""A thing, an article or a concept as people give it: the key of what there is, or an error."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from solidarity_graph.errors import MissingValueError, ParameterError
from solidarity_graph.saved_queries import SavedQuery, parse_saved_query
from tests.queries.test_binding import asking

BASE = "https://a.example/graph/"
SITE = "http://127.0.0.1:8000/data/"
THINGS = {
    f"{BASE}id/{key}": f"{BASE}id/{key}"
    for key in ("person/p1", "event/picket", "case/picket", "article/harbour", "event/harbour")
} | {f"{BASE}id/person/old": f"{BASE}id/person/p1"}


def find(iris: Sequence[str]) -> dict[str, str]:
    return {iri: THINGS[iri] for iri in iris if iri in THINGS}


def resolve(query: SavedQuery, **values: str) -> dict[str, str]:
    return query.resolve(values, BASE, find, (SITE,))


@pytest.mark.parametrize(
    "value",
    [
        "person/p1",
        "p1",
        " person/p1\t",
        "id/person/p1",
        "/id/person/p1.html",
        f"{BASE}id/person/p1",
        "http://a.example/graph/id/person/p1",
        "HTTPS://A.Example/graph/id/person/p1",
        f"{BASE}id/person/p1/",
        f"{BASE}id/person/p1#part",
        f"{SITE}id/person/p1",
        f"{SITE}id/person/p1.html",
        f"{SITE}id/person/p1.ttl",
        f"{SITE}id/person/p1.html?fbclid=x#claims",
        f"{SITE}release/2030-01-01/id/person/p1.html",
        f"{SITE}be/id/person/p1.html",
        f"{SITE}ru/release/2030-01-01/id/person/p1.html",
        "https://127.0.0.1:8000/data/id/person/p1",
        "person%2Fp1",
        "https%3A%2F%2Fa.example%2Fgraph%2Fid%2Fperson%2Fp1",
        # as Turtle and TSV have it, and as browsers show it
        f"<{BASE}id/person/p1>",
        "<http://a.example/graph/id/person/p1>",
        "a.example/graph/id/person/p1",
        "127.0.0.1:8000/data/id/person/p1.html",
        # merged into the other
        "person/old",
        "old",
        f"{SITE}id/person/old.html",
    ],
)
def test_a_thing_is_named_by_key_iri_or_page(value: str) -> None:
    assert resolve(asking("thing"), x=value) == {"x": "person/p1"}


@pytest.mark.parametrize(
    "value", ["harbour", "article/harbour", f"{BASE}id/article/harbour", f"{SITE}id/article/harbour.html", " harbour "]
)
def test_an_article_is_named_by_key_iri_or_page(value: str) -> None:
    assert resolve(asking("article"), x=value) == {"x": "harbour"}


@pytest.mark.parametrize(
    "value",
    [
        "picket",
        " picket ",
        "sgc:picket",
        "https://w3id.org/solidarity-graph/concept/picket",
        "http://w3id.org/solidarity-graph/concept/picket",
        f"{SITE}concept/picket",
        f"{SITE}concept/picket.html",
        f"{SITE}be/concept/picket.html",
        "/concept/picket.ttl",
        "<https://w3id.org/solidarity-graph/concept/picket>",
        "w3id.org/solidarity-graph/concept/picket",
        "concept%2Fpicket",
    ],
)
def test_a_concept_is_named_by_name_iri_or_page(value: str) -> None:
    assert resolve(asking("concept"), x=value) == {"x": "picket"}


@pytest.mark.parametrize(
    ("type_name", "value", "says"),
    [
        ("thing", "person/p2", "nothing is known here by the name 'person/p2'"),
        ("thing", "p2", "nothing is known"),
        ("thing", f"{SITE}id/person/p2.html", "nothing is known"),
        ("thing", "https://b.example/graph/id/person/p1", "nothing is known"),
        ("thing", "http://www.wikidata.org/entity/Q1", "nothing is known"),
        ("thing", "person/P1", "names no thing"),
        ("thing", "Ada Example", "names no thing"),
        ("thing", "javascript:alert(1)", "names no thing"),
        ("thing", "https://a.example/> ?p ?o", "names no thing"),
        ("thing", "concept/picket", "nothing is known"),
        ("thing", "picket", "names several things. Write one of case/picket, event/picket."),
        ("article", "picket", "nothing is known"),
        ("article", "person/p1", "names no article"),
        ("article", f"{SITE}id/person/p1.html", "names no article"),
        ("concept", "pickett", "Did you mean picket?"),
        ("concept", "PICKET", "Did you mean picket?"),
        ("concept", "held", "held is none of the types of action."),
        ("concept", "https://b.example/concept/picket", "is no concept"),
        ("concept", "https://w3id.org/solidarity-graph/concept/pickett", "Did you mean picket?"),
    ],
)
def test_what_does_not_exist_is_an_error_that_names_the_parameter(type_name: str, value: str, says: str) -> None:
    with pytest.raises(ParameterError) as caught:
        resolve(asking(type_name), x=value)
    assert str(caught.value).startswith("parameter x: ")
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("person", "event/picket", "event/picket is no person."),
        ("person", f"{BASE}id/event/picket", "event/picket is no person."),
        ("person", "picket", "nothing is known here by the name 'picket'"),
        ("country", "person/p1", "person/p1 is no place."),
        ("article", "event/picket", "names no article"),
    ],
)
def test_a_thing_of_another_kind_than_the_parameter_is_named_for_is_an_error(name: str, value: str, says: str) -> None:
    query = asking("article" if name == "article" else "thing", name=name)
    with pytest.raises(ParameterError) as caught:
        resolve(query, **{name: value})
    assert (caught.value.name, says in str(caught.value)) == (name, True)


def test_a_key_alone_is_looked_up_among_the_kind_that_is_meant() -> None:
    assert resolve(asking("thing", name="event"), event="picket") == {"event": "event/picket"}


def test_a_range_says_which_end_is_a_default() -> None:
    days = ranging("date", '"2013-08-01"^^xsd:date', '"2013-08-31"^^xsd:date')
    with pytest.raises(ParameterError, match="from is 2099-01-01 and to is 2013-08-31 by default: "):
        resolve(days, **{"from": "2099-01-01"})


def test_a_default_that_names_nothing_in_the_dataset_has_to_be_given() -> None:
    """The defaults are of our own graph: in another one an empty answer would look like nothing known."""
    asked = asking("thing")
    assert asked.resolve({}, BASE, lambda iris: dict(zip(iris, iris, strict=True))) == {}
    with pytest.raises(MissingValueError, match="parameter x: say which"):
        asked.resolve({}, BASE, lambda _: {})


def test_nothing_is_looked_up_for_other_types() -> None:
    def fail(iris: Sequence[str]) -> dict[str, str]:
        raise AssertionError

    assert asking("date").resolve({"x": " 2013-08-04 "}, BASE, fail) == {"x": "2013-08-04"}
    assert asking("integer").resolve({"x": "7 "}, BASE, fail) == {"x": "7"}
    assert asking("text").resolve({"x": " p1 "}, BASE, fail) == {"x": " p1 "}
    assert asking("thing", "UNDEF").resolve({"x": " "}, BASE, fail) == {"x": ""}


def ranging(type_name: str, *terms: str) -> SavedQuery:
    first, last = ("from", "to") if type_name == "date" else ("atLeast", "atMost")
    return parse_saved_query(
        "q",
        f"""\
#+ summary: What was asked?
#+ description: Nothing.
#+ tags: [test]
#+ parameters:
#+   - {{name: {first}, type: {type_name}, label: first}}
#+   - {{name: {last}, type: {type_name}, label: last}}
#+ columns:
#+   - {{name: x, description: it}}
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?x WHERE {{
  VALUES ?{first} {{ {terms[0]} }}
  VALUES ?{last} {{ {terms[1]} }}
}}
""",
    )


def test_a_range_that_ends_before_it_begins_is_an_error() -> None:
    days = ranging("date", '"2013-08-01"^^xsd:date', '"2013-08-31"^^xsd:date')
    for values, last in (
        ({"from": "2013-08-05", "to": "2013-08-04"}, "to"),
        ({"from": "2013-09-01"}, "from"),  # the other end is the default
        ({"to": "2013-07-31"}, "to"),
    ):
        with pytest.raises(ParameterError, match="the range ends before it begins") as caught:
            resolve(days, **values)
        assert caught.value.name == last
    assert resolve(days, **{"from": "2013-08-04", "to": "2013-08-04"})
    numbers = ranging("integer", "2", "UNDEF")
    assert resolve(numbers, atLeast="10", atMost="10")
    assert resolve(numbers, atLeast="1000")
    with pytest.raises(ParameterError, match="atLeast is 10 and atMost is 9: "):
        resolve(numbers, atLeast="10", atMost="9")
