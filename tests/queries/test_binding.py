"""Binding: whatever a person types becomes the one term it stands for, or an error that names the parameter."""

from __future__ import annotations

import pyoxigraph
import pytest
import rdflib
from hypothesis import example, given
from hypothesis import strategies as st

from solidarity_graph.errors import ParameterError
from solidarity_graph.saved_queries import TYPES, SavedQuery, parse_saved_query
from tests.queries.asking import Rows, ask_pyoxigraph, ask_rdflib

BASE = "https://a.example/graph/"
DEFAULTS = {
    "date": '"2013-08-04"^^xsd:date',
    "integer": "2",
    "yes-or-no": "false",
    "text": '"picket"',
    "thing": "<https://w3id.org/solidarity-graph/id/person/p7k2>",
    "concept": "<https://w3id.org/solidarity-graph/concept/picket>",
    "article": "<https://w3id.org/solidarity-graph/id/article/homel-postcards>",
}
# What ends a literal, an IRI or a row, and what some engines undo before they read the grammar.
HOSTILE = st.text(st.sampled_from("\\\"'uU0123456789abcdef{}<>()?.;#^@ \n\r\t"), max_size=30)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30) | HOSTILE


def asking(type_name: str, row: str = "", name: str = "x") -> SavedQuery:
    """A query that gives back its own parameter, from a subselect as well."""
    line = f"VALUES ?{name} {{ {row or DEFAULTS[type_name]} }}"
    return parse_saved_query(
        "q",
        f"""\
#+ summary: What was asked?
#+ description: It gives back what it is given.
#+ tags: [test]
#+ parameters:
#+   - {{name: {name}, type: {type_name}, label: anything}}
#+ columns:
#+   - {{name: {name}, description: it}}
#+   - {{name: again, description: the same}}
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?{name} ?again WHERE {{
  {line}
  {{
    SELECT ?{name} WHERE {{
      {line}
    }}
  }}
  BIND (?{name} AS ?again)
}}
""",
    )


def answers(text: str) -> tuple[Rows, Rows]:
    return ask_pyoxigraph(pyoxigraph.Store(), text), ask_rdflib(rdflib.Graph(), text)


@given(TEXTS)
@example('" } # ')
@example("\\u0022 } UNION { ?s ?p ?o")
@example('\\\\u0022"\\U00000022')
@example("\u2028\ufffe\U0001f54a")
def test_any_text_comes_back_as_it_was_typed(value: str) -> None:
    for found in answers(asking("text").bind({"x": value}, BASE)):
        assert found.rows == ((value, value),)


@pytest.mark.parametrize("type_name", TYPES)
@given(value=TEXTS | st.dates().map(str) | st.integers().map(str))
def test_any_value_gives_one_term_or_an_error_that_names_the_parameter(type_name: str, value: str) -> None:
    query = asking(type_name)
    try:
        text = query.bind({"x": value}, BASE)
    except ParameterError as error:
        refused = error
    else:
        refused = None
    if refused:
        assert refused.name == "x"
        assert str(refused).startswith("parameter x: ")
        return
    assert len(text.splitlines()) == len(query.text.splitlines())
    for found in answers(text):
        assert len(found.rows) == 1
        assert len(set(found.rows[0])) == 1


@given(st.from_regex(r"https?://[!-~]{1,20}|https?://a\.example[/?#][!-~\u00a0-\u00ff]{0,20}", fullmatch=True))
@example("https://a.example#b#c")
@example("https://a.example/%zz")
@example("https://a.example/b[c]")
def test_any_iri_that_is_taken_is_one_to_both_engines(value: str) -> None:
    try:
        text = asking("thing").bind({"x": value}, BASE)
    except ParameterError:
        return
    for found in answers(text):
        assert found.rows == ((value, value),)


@given(st.dates())
def test_any_day_is_a_date(value: object) -> None:
    assert f'{{ "{value}"^^xsd:date }}' in asking("date").bind({"x": str(value)}, BASE)


@pytest.mark.parametrize(
    ("type_name", "value", "term"),
    [
        ("integer", "+007", "7"),
        ("integer", "-7", "-7"),
        ("thing", "person/p7k2", f"<{BASE}id/person/p7k2>"),
        ("thing", "https://b.example/id/person/1?a=b#c", "<https://b.example/id/person/1?a=b#c>"),
        ("article", "homel-postcards", f"<{BASE}id/article/homel-postcards>"),
        ("article", "article/homel-postcards", f"<{BASE}id/article/homel-postcards>"),
        ("concept", "one-person-picket", "<https://w3id.org/solidarity-graph/concept/one-person-picket>"),
        ("concept", "https://b.example/concept/vigil", "<https://b.example/concept/vigil>"),
    ],
)
def test_keys_are_completed(type_name: str, value: str, term: str) -> None:
    assert asking(type_name).bind({"x": value}, BASE).count(f"VALUES ?x {{ {term} }}") == 2


def test_defaults_move_to_the_base_of_the_dataset() -> None:
    assert f"<{BASE}id/person/p7k2>" in asking("thing").bind({}, BASE)
    assert "<https://w3id.org/solidarity-graph/concept/picket>" in asking("concept").bind({}, BASE)


@pytest.mark.parametrize(
    ("type_name", "value", "message"),
    [
        ("date", "4 August 2013", "is not a date"),
        ("date", "2013-02-30", "no day of the calendar"),
        ("date", "20130804", "is not a date"),
        ("date", "", "is not a date"),
        ("integer", "many", "is not a whole number"),
        ("integer", "1.5", "is not a whole number"),
        ("integer", "٣", "is not a whole number"),
        ("integer", "9" * 19, "is not a whole number"),
        ("yes-or-no", "maybe", "neither yes nor no"),
        ("text", "a\0b", "control character"),
        ("text", "\ud83d", "surrogate"),
        ("thing", "p7k2", "names no thing"),
        ("thing", "person/P7K2", "names no thing"),
        ("thing", "javascript:alert(1)", "names no thing"),
        ("thing", "https://a.example/> ?p ?o", "names no thing"),
        ("article", "Homel postcards", "names no article"),
        ("article", "person/p7k2", "names no article"),
        ("concept", "pickett", "Did you mean picket?"),
        ("concept", "", "no concept"),
    ],
)
def test_a_value_of_another_type_is_refused(type_name: str, value: str, message: str) -> None:
    with pytest.raises(ParameterError, match=message.replace("?", r"\?")) as raised:
        asking(type_name).bind({"x": value}, BASE)
    assert raised.value.name == "x"


def test_an_unknown_parameter_is_named_with_those_there_are() -> None:
    with pytest.raises(ParameterError, match="parameter y: unknown; this query takes x") as raised:
        asking("text").bind({"y": "1"}, BASE)
    assert raised.value.name == "y"


@pytest.mark.parametrize("type_name", TYPES)
def test_an_empty_value_stands_for_anything_where_the_default_does(type_name: str) -> None:
    query = asking(type_name, "UNDEF")
    assert query.parameters[0].optional
    assert query.bind({"x": ""}, BASE) == query.text
