"""Every saved query: its expected rows from every store, its header, its parameters."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph
import pytest

from solidarity_graph.resources import queries_dir
from solidarity_graph.saved_queries import Catalogue, SavedQuery, load_catalogue
from solidarity_graph.saved_queries.parameter_values import PUBLIC_BASE
from tests.queries.asking import Ask, read_csv, write_csv

GOLDEN = Path(__file__).parent.parent / "golden" / "queries"
QUERIES = tuple(load_catalogue(queries_dir()))
WITH_PARAMETERS = tuple(query for query in QUERIES if query.parameters)

# For each parameter a value that gives other rows than the default, on the release.
OTHER_VALUES: Mapping[str, Mapping[str, str]] = {
    "actions-between-dates": {"from": "2013-08-01", "to": "2013-07-25"},
    "actions-in-a-country": {"country": "place/poland"},
    "actions-of-one-form": {"form": "graffiti"},
    "actions-of-the-day-of-solidarity": {"day": "2013-07-22"},
    "articles-read": {"language": "be"},
    "awards-and-who-gave-them": {"recipient": "person/nobody"},
    "claims-of-one-grade": {"evidence": "verified-span"},
    "every-sentence": {"person": "person/nobody"},
    "every-verdict": {"person": "person/nobody"},
    "for-whom-actions-were-held": {"fewest": "5", "parts": "yes"},
    "forms-of-action-by-country": {"fewest": "2", "parts": "yes"},
    "how-exact-dates-are": {"only": "exact"},
    "how-many-actions-each-month": {"year": "2013", "fewest": "3", "parts": "yes"},
    "how-many-people": {"fewest": "40"},
    "measures-against-a-person": {"person": "person/nobody"},
    "measures-of-one-kind": {"measureKind": "custodial-restriction", "person": "person/nobody"},
    "organisations-in-several-articles": {"atLeast": "1"},
    "people-in-several-articles": {"atLeast": "1"},
    "places-on-a-map": {"fewest": "2", "parts": "yes"},
    "prison-penalties-and-rights-lost": {"person": "person/nobody"},
    "prison-regime-in-each-article": {"person": "person/nobody"},
    "slogans": {"country": "place/poland"},
    "spellings-of-names": {"thing": "person/p7k2"},
    "statements-about-an-event": {"event": "event/bialiatski-sentence-2011"},
    "states-of-a-case": {"case": "case/bialiatski-2011"},
    "what-an-article-says": {"article": "homel-postcards"},
    "what-changed-a-measure": {"person": "person/nobody"},
    "what-else-was-counted": {"unit": "postcards"},
    "what-happened-when": {"agent": "organisation/fidh"},
    "what-rests-on-one-origin": {"atMost": "2"},
    "what-was-inferred": {"article": "gdansk-postcard-graffiti"},
    "when-a-sentence-would-end": {"person": "person/nobody"},
    "where-articles-differ": {"kind": "precision"},
    "where-somebody-is-now": {"person": "person/nobody"},
    "where-somebody-was-held": {"person": "person/nobody"},
    "where-words-stand": {"words": "postcard"},
    "who-belongs-to-what": {"agent": "person/p7k2"},
    "who-demanded-what": {"addressee": "organisation/european-union"},
    "who-took-part": {"role": "speaker"},
    "who-was-recognised-as-what": {"person": "person/nobody"},
    "why-people-are-named": {"reviewedBefore": "2020-01-01"},
    "words-behind-a-fact": {"thing": "event/homel-postcards-2013"},
}
TESTED_ON_INVENTED_DATA = {
    "actions-online": {"platform"},
    "counts-in-each-place": {"event"},
    "held-without-charge": {"person"},
    "prisoners-own-protests": {"person"},
    "what-happened-in-custody": {"person"},
    "what-was-withdrawn": {"since"},
}


RDFLIB = "the Turtle dump"
SLOW_IN_RDFLIB = ("places-on-a-map",)  # tests/interop asks it


def each(queries: tuple[SavedQuery, ...]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("query", queries, ids=lambda query: query.name)


@each(QUERIES)
def test_the_rows_are_those_expected(query: SavedQuery, snapshot: Ask, pytestconfig: pytest.Config) -> None:
    found = snapshot(query.text)
    golden = GOLDEN / f"{query.name}.csv"
    if pytestconfig.getoption("--update-golden", default=False):
        golden.write_text(write_csv(found), encoding="utf-8")
    assert golden.is_file(), "Look at the rows, then run pytest tests/queries --update-golden."
    assert found == read_csv(golden.read_text(encoding="utf-8"))


@each(QUERIES)
def test_every_copy_gives_the_same_rows_in_the_same_order(
    query: SavedQuery, snapshot: Ask, copies: Mapping[str, Ask]
) -> None:
    found = snapshot(query.text)
    for name, ask in copies.items():
        if name != RDFLIB or query.name not in SLOW_IN_RDFLIB:
            assert ask(query.text) == found, name


def test_no_expected_rows_are_left_over(catalogue: Catalogue) -> None:
    assert {path.stem for path in GOLDEN.glob("*")} == {query.name for query in catalogue}


def test_there_are_at_least_twenty_eight_questions(catalogue: Catalogue) -> None:
    questions = [query.question for query in catalogue]
    assert len(questions) >= 28
    assert len({*questions}) == len(questions)


@each(QUERIES)
def test_it_asks_one_plain_question(query: SavedQuery) -> None:
    assert query.question.endswith("?")
    assert query.question.count("?") == 1
    assert query.description.endswith(".")
    assert all(re.fullmatch(r"[a-z]+", tag) for tag in query.tags)


@each(QUERIES)
def test_its_columns_are_those_it_declares(query: SavedQuery) -> None:
    declared = [column.name for column in query.columns]
    answer = pyoxigraph.Store().query(query.text)
    if isinstance(answer, pyoxigraph.QuerySolutions):
        assert declared == [variable.value for variable in answer.variables]
        assert all(re.fullmatch(r"[a-z][A-Za-z]*", name) for name in declared)
    else:
        assert declared == []


@each(QUERIES)
def test_it_runs_wherever_the_dump_is_loaded(query: SavedQuery) -> None:
    words = re.sub(r"#.*|\"[^\"]*\"", "", re.sub(r"<[^>]*>", "", query.text))
    assert not re.search(r"(?<![?\w])(GRAPH|FROM|SERVICE|NOW|RAND|UUID|SAMPLE)\b", words, re.IGNORECASE)
    assert "ORDER BY" in words or "CONSTRUCT" in words


@each(QUERIES)
def test_binding_the_defaults_changes_nothing(query: SavedQuery) -> None:
    defaults = {parameter.name: parameter.default for parameter in query.parameters}
    assert query.bind({}, PUBLIC_BASE) == query.text
    assert query.bind(defaults, PUBLIC_BASE) == query.text


@each(WITH_PARAMETERS)
def test_each_parameter_changes_the_rows(query: SavedQuery, snapshot: Ask) -> None:
    if query.name in TESTED_ON_INVENTED_DATA:
        assert TESTED_ON_INVENTED_DATA[query.name] == {parameter.name for parameter in query.parameters}
        return
    others = OTHER_VALUES[query.name]
    assert set(others) == {parameter.name for parameter in query.parameters}
    for name, value in others.items():
        assert snapshot(query.bind({name: value}, PUBLIC_BASE)) != snapshot(query.text), name


# What these count is articles, claims and spans: texts that anybody can read, nobody who acted.
COUNTS_OF_TEXTS = {
    "articles-read",
    "how-articles-were-chosen",
    "organisations-in-several-articles",
    "people-in-several-articles",
    "spellings-of-names",
    "who-relays-whom",
}


@each(tuple(query for query in QUERIES if re.search(r"\bCOUNT\s*\(", query.text)))
def test_what_counts_those_who_acted_can_leave_out_small_numbers(query: SavedQuery, snapshot: Ask) -> None:
    thresholds = [parameter for parameter in query.parameters if parameter.name == "fewest"]
    assert bool(thresholds) is (query.name not in COUNTS_OF_TEXTS)
    if thresholds:
        found = snapshot(query.bind({"fewest": "3"}, PUBLIC_BASE))
        for name in {"actions", "held", "banned"} & set(found.columns):
            counts = [row[found.columns.index(name)] for row in found.rows]
            assert all(int(count) >= 3 for count in counts if count), name


def test_each_column_that_is_described_for_all_queries_is_one_of_them() -> None:
    described = tomllib.loads((queries_dir() / "columns.toml").read_text("utf-8"))
    assert described.keys() <= {column.name for query in QUERIES for column in query.columns}
    assert [*described] == sorted(described, key=str.lower)


def test_half_of_the_queries_have_fewer_than_25_lines() -> None:
    """So that a person can read one at a glance, and change it."""
    lengths = sorted(len(path.read_text("utf-8").splitlines()) for path in queries_dir().glob("*.rq"))
    assert lengths[len(lengths) // 2] < 25
