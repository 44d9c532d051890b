"""What pages call the columns and fields of saved queries, and which of them they show."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace

import pytest

from solidarity_graph.resources import queries_dir
from solidarity_graph.saved_queries import Catalogue, Presentation, SavedQuery, load_catalogue, parse_saved_query
from solidarity_graph.schema import read_ontology
from solidarity_graph.web.pages.results import choose_columns

CATALOGUE = load_catalogue(queries_dir())
QUERIES = tuple(CATALOGUE)
DECLARED = tomllib.loads((queries_dir() / "pages.toml").read_text("utf-8"))
_ONCE = ("contestedBy", "became", "asOf")
MOST = 9  # columns in the width of a page


def each(query: SavedQuery) -> str:
    return query.name


@pytest.mark.parametrize("query", QUERIES, ids=each)
def test_each_column_has_a_short_title_in_words(query: SavedQuery) -> None:
    for column in query.columns:
        assert column.title, column.name
        assert len(column.title) <= 30, column.title
        assert re.fullmatch(r"[A-Z][a-z]*( [A-Za-z]?[a-z]*,?)*\??", column.title), column.title
        assert column.title != column.name


@pytest.mark.parametrize("query", QUERIES, ids=each)
def test_the_columns_that_pages_show_differ_in_their_titles_and_begin_with_what_is_named(query: SavedQuery) -> None:
    shown = choose_columns(query.columns, (), {column.name for column in query.columns}, query.usual)
    titles = [column.title for column in shown]
    assert len(titles) == len(set(titles))
    assert len(titles) <= MOST
    assert all(column.name not in {other.thing for other in shown} for column in shown)


@pytest.mark.parametrize("query", QUERIES, ids=each)
def test_no_choice_of_columns_hides_what_contests_a_sentence_and_what_became_of_it(query: SavedQuery) -> None:
    assert all(column.is_kept for column in query.columns if column.name in _ONCE)


@pytest.mark.parametrize("query", QUERIES, ids=each)
def test_each_field_has_a_title_and_each_question_an_audience(query: SavedQuery) -> None:
    assert all(parameter.title for parameter in query.parameters)
    assert [audience for audience in CATALOGUE.audiences if query.name in audience.queries]
    assert set(query.tags) <= CATALOGUE.subjects.keys()


def test_all_that_is_declared_is_used() -> None:
    names = {query.name for query in QUERIES}
    columns = {column.name for query in QUERIES for column in query.columns}
    parameters = {parameter.name for query in QUERIES for parameter in query.parameters}
    for table in ("folded", "kept", "coded", "dates", "articles", "counts", "labels", "joint", "titles"):
        assert set(DECLARED[table]) <= columns, table
    for table in ("parameters", "kinds", "schemes", "choices"):
        assert set(DECLARED[table]) <= parameters, table
    assert DECLARED["queries"].keys() <= names
    for name, own in DECLARED["queries"].items():
        known = {column.name for column in CATALOGUE.get(name).columns}
        assert {*own.get("titles", {}), *own.get("shown", ()), *own.get("counts", ())} <= known, name
    assert all(set(audience.queries) <= names for audience in CATALOGUE.audiences)
    assert set(DECLARED["schemes"].values()) <= read_ontology().schemes.keys()
    assert set(DECLARED["subjects"]) == {tag for query in QUERIES for tag in query.tags}


def test_the_texts_that_pages_translate_are_whole_and_free_of_placeholders() -> None:
    texts = {*CATALOGUE.texts()}
    known = {"First possible day", "Researchers", "Acts of solidarity", "Form of action", "not stated"}
    assert known | {query.question for query in QUERIES} <= texts
    assert not [text for text in texts if not text or "%" in text]


def test_a_header_may_give_the_title_of_a_column() -> None:
    query = parse_saved_query("q", HEADER.format(column="{name: day, description: its day, title: When it was}"))
    assert query.columns[0].heading == "When it was"


def test_a_column_without_a_title_is_called_by_the_words_of_its_name() -> None:
    query = parse_saved_query("q", HEADER.format(column="{name: day, description: its day}"))
    assert replace(query.columns[0], name="notBefore").heading == "Not before"


def test_subjects_come_in_the_order_in_which_they_are_declared() -> None:
    one = parse_saved_query("q", HEADER.format(column="{name: day, description: its day}"))
    queries = [replace(one, tags=("a", "b", "c"))]
    declared = Presentation.read({"subjects": {"c": "See", "a": "Ay"}})
    assert [*Catalogue(queries, declared).groups()] == ["c", "a", "b"]


HEADER = """\
#+ summary: When?
#+ description: Invented.
#+ tags: [time]
#+ columns: [{column}]
SELECT ?day WHERE {{ ?event <https://a.example/day> ?day }} ORDER BY ?day
"""
