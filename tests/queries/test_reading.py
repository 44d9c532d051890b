"""A query file that is not as it should be is refused, with the line to mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from solidarity_graph.errors import DataError, DataErrors, UnknownNameError
from solidarity_graph.saved_queries import Parameter, ResultColumn, load_catalogue, parse_saved_query

TEXT = """\
#+ summary: Which pickets were there since a day?
#+ description: All of them, wherever they were.
#+ tags: [actions, time]
#+ parameters:
#+   - {name: from, type: date, label: first day}
#+   - {name: place, type: thing, label: place; empty for all}
#+ columns:
#+   - {name: picket, description: the picket}

PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?picket WHERE {
  VALUES ?from { "2013-08-01"^^xsd:date }
  VALUES ?place { UNDEF }
  ?picket <http://a.example/day> ?day ; <http://a.example/place> ?place .
  FILTER (?day >= ?from)
}
ORDER BY ?picket
"""


def test_a_file_becomes_a_query() -> None:
    query = parse_saved_query("pickets-since", TEXT)
    assert query.question == "Which pickets were there since a day?"
    assert query.tags == ("actions", "time")
    assert query.parameters == (
        Parameter("from", "date", "first day", "2013-08-01"),
        Parameter("place", "thing", "place; empty for all", "", optional=True),
    )
    assert query.columns == (ResultColumn("picket", "the picket"),)
    assert query.text == TEXT


@pytest.mark.parametrize(
    ("row", "type_name", "default"),
    [
        ("30", "integer", "30"),
        ("-3", "integer", "-3"),
        ("false", "yes-or-no", "no"),
        ("true", "yes-or-no", "yes"),
        ('"a \\"b\\" \\\\ { }"', "text", 'a "b" \\ { }'),
        ("<https://w3id.org/solidarity-graph/id/person/p7k2>", "thing", "person/p7k2"),
        ("<https://w3id.org/solidarity-graph/id/article/homel>", "article", "homel"),
        ("<https://w3id.org/solidarity-graph/concept/picket>", "concept", "picket"),
        ("<https://a.example/picket>", "concept", "https://a.example/picket"),
    ],
)
def test_a_default_reads_as_a_person_would_type_it(row: str, type_name: str, default: str) -> None:
    text = TEXT.replace("type: thing", f"type: {type_name}").replace("UNDEF", row)
    assert parse_saved_query("q", text).parameters[1].default == default


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("#+ summary: Which", "SELECT", "q.rq, line 1: there is no header. Begin with #+ summary"),
        ("#+ summary", "#+ question", "q.rq, line 1: summary is missing."),
        ("#+ tags: [actions, time]", "#+ tags: actions", "q.rq, line 3: tags is not a list."),
        ("#+ tags: [actions, time]", "#+ tags: [actions, ]]", "q.rq, line 3: the header is no YAML"),
        ("#+ tags", "#+ author: me\n#+ tags", "q.rq, line 3: unknown field author."),
        ("#+ tags", "#+ tags: [a]\n#+ tags", "q.rq, line 4: tags stands twice."),
        ("label: first day}", "label: first day, unit: day}", "q.rq, line 5: unknown field unit."),
        ("label: first day}", "label: }", "q.rq, line 5: label is not text."),
        ("type: date", "type: day", "q.rq, line 5: 'day' is no type of parameter."),
        ("name: from", "name: limit", "q.rq, line 5: 'limit' is reserved."),
        ("name: from", "name: FROM-DAY", "q.rq, line 5: 'FROM-DAY' is no name for a parameter."),
        ("name: from", "name: since", "q.rq, line 5: ?since has no row."),
        ("#+   - {name: from, type: date, label: first day}\n", "", "q.rq, line 11: ?from has a row of its own"),
        ("PREFIX xsd", "PREFIX ex", "q.rq, line 12: a date needs the prefix xsd."),
        ("2013-08-01", "2013-08-32", "q.rq, line 12: the default of ?from: 2013-08-32 is no day of the calendar."),
        ("UNDEF", '"Minsk"', "q.rq, line 13: the default of ?place: "),
        ("UNDEF", "ex:minsk", "q.rq, line 13: the default of ?place: "),
        ("UNDEF }", 'UNDEF }\n  VALUES ?from { "2013-08-02"^^xsd:date }', "q.rq, line 14: ?from has another default"),
        ("ORDER BY", "#+ tags: [late]\nORDER BY", "q.rq, line 17: the header goes on after another line."),
        ("name: picket, description", "name: picket, label", "q.rq, line 8: description is missing."),
        ("name: picket, description", "name: place, description", "q.rq, line 1: the column picket is not described."),
        (
            "#+   - {name: picket, description: the picket}",
            "#+   - {name: picket, description: the picket}\n#+   - {name: place, description: where}",
            "q.rq, line 9: the query has no column place. Take its description out.",
        ),
        ("?day ; <", "?day ; ; ) <", "q.rq, line 14: the query is not SPARQL from character"),
        ("name: place, type", "name: from, type", "q.rq, line 6: from is declared twice."),
    ],
)
def test_a_fault_is_named_with_its_line(old: str, new: str, message: str) -> None:
    assert old in TEXT
    with pytest.raises(DataError) as raised:
        parse_saved_query("q", TEXT.replace(old, new, 1))
    assert str(raised.value).startswith(message)


def test_columns_are_those_of_the_answer_and_described_for_all_queries(tmp_path: Path) -> None:
    header = "#+ columns:\n#+   - {name: picket, description: the picket}\n"
    assert header in TEXT
    text = TEXT.replace(header, "").replace("SELECT ?picket", "SELECT ?picket ?day")
    shared = {"day": "when", "picket": "the picket", "unused": "nothing"}
    columns = (ResultColumn("picket", "the picket"), ResultColumn("day", "when"))
    assert parse_saved_query("q", text, shared).columns == columns
    own = text.replace("#+ parameters", "#+ columns: [{name: day, description: its day}]\n#+ parameters")
    assert parse_saved_query("q", own, shared).columns[1] == ResultColumn("day", "its day")
    (tmp_path / "q.rq").write_text(text)
    (tmp_path / "columns.toml").write_text('day = "when"\npicket = "the picket"\n')
    assert load_catalogue(tmp_path).get("q").columns == columns


def test_a_list_of_two_terms_is_no_parameter() -> None:
    text = TEXT.replace("FILTER", "VALUES ?kind { <http://a.example/a> <http://a.example/b> }\n  FILTER")
    assert len(parse_saved_query("q", text).parameters) == 2


def test_the_name_is_in_kebab_case() -> None:
    with pytest.raises(DataError, match="kebab-case"):
        parse_saved_query("PicketsSince", TEXT)


def test_a_catalogue_is_in_order_of_names_and_grouped_by_tag(tmp_path: Path) -> None:
    (tmp_path / "b.rq").write_text(TEXT)
    (tmp_path / "a.rq").write_text(TEXT.replace("[actions, time]", "[places]"))
    catalogue = load_catalogue(tmp_path)
    assert [query.name for query in catalogue] == ["a", "b"]
    assert {tag: [query.name for query in queries] for tag, queries in catalogue.groups().items()} == {
        "actions": ["b"],
        "places": ["a"],
        "time": ["b"],
    }
    assert catalogue.get("b").name == "b"


def test_an_unknown_name_brings_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean every-action"):
        load_catalogue(Path(__file__).parent.parent.parent / "queries").get("every-actoin")


def test_all_faults_of_a_folder_come_together(tmp_path: Path) -> None:
    (tmp_path / "a.rq").write_text("SELECT")
    (tmp_path / "b.rq").write_bytes(b"#+ summary: caf\xe9")
    with pytest.raises(DataErrors) as raised:
        load_catalogue(tmp_path)
    assert [error.file for error in raised.value.errors] == ["a.rq", "b.rq"]
