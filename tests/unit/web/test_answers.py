"""Pages of answers: readable columns, order, views, names in forms, frames."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape

from solidarity_graph.documents import Value
from solidarity_graph.errors import DataError
from solidarity_graph.release import Release
from solidarity_graph.saved_queries import Catalogue, Presentation, ResultColumn, parse_saved_query
from solidarity_graph.sparql import SnapshotStore
from solidarity_graph.web import create_app
from solidarity_graph.web.pages.results import cell_text
from tests.unit.web.conftest import reading

HTML = {"Accept": "text/html"}
EVENTS = """\
#+ summary: What happened to whom?
#+ description: Invented.
#+ tags: [measures]
#+ parameters:
#+   - {name: agent, type: thing, label: "agent, as in person/p1; empty for all"}
#+   - {name: about, type: thing, label: what it is about}
#+ columns:
#+   - {name: event, description: the event}
#+   - {name: label, description: its name}
#+   - {name: kind, description: its class}
#+   - {name: notBefore, description: first day}
#+   - {name: notAfter, description: last day}
#+   - {name: origins, description: number of origins}
#+   - {name: disputed, description: true where it is}
#+   - {name: articles, description: keys of articles}
#+   - {name: nothing, description: never there}
PREFIX sg: <https://w3id.org/solidarity-graph/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?event ?label ?kind ?notBefore ?notAfter ?origins ?disputed ?articles ?nothing WHERE {
  VALUES ?agent { UNDEF }
  VALUES ?about { UNDEF }
  ?event a sg:Event ; a ?class ; skos:prefLabel ?label .
  FILTER(?class != sg:Event) BIND(STRAFTER(STR(?class), "#") AS ?kind)
  OPTIONAL { ?event sg:notBefore ?notBefore }
  OPTIONAL { ?event sg:notAfter ?notAfter }
  OPTIONAL { ?event sg:origins ?origins }
  OPTIONAL { ?event sg:disputed ?disputed }
  BIND(IF(CONTAINS(STR(?event), "picket"), "harbour; court-news", 2) AS ?articles)
  OPTIONAL { ?event sg:involves ?who FILTER(?who = ?agent) }
} ORDER BY ?event
"""
COUNTS = """\
#+ summary: How many are where?
#+ description: Invented.
#+ tags: [places]
#+ columns:
#+   - {name: place, description: it}
#+   - {name: name, description: it}
#+   - {name: lat, description: it}
#+   - {name: long, description: it}
#+   - {name: actions, description: it}
SELECT ?place ?name ?lat ?long ?actions WHERE {
  VALUES (?place ?name ?lat ?long ?actions) {
    (<https://w3id.org/solidarity-graph/id/place/aboria> "Aboria" 50.5 20.25 2)
    (<https://w3id.org/solidarity-graph/id/place/quay> "Quay <b>10</b>" -10.5 100.0 12)
  }
} ORDER BY ?place
"""
ECHO = """\
#+ summary: What is said?
#+ description: Invented.
#+ tags: [sources]
#+ parameters:
#+   - {name: words, type: text, label: words}
#+ columns: [{name: words, description: the words}]
SELECT ?words WHERE {
  VALUES ?words { "plain" }
}
"""
PAGES = {
    "titles": {"event": "Event", "notBefore": "First possible day", "notAfter": "Last possible day", "place": "Place"},
    "labels": {"event": ["label"], "place": ["name"]},
    "coded": ["kind"],
    "articles": ["articles"],
    "kept": ["disputed"],
    "counts": ["actions"],
    "kinds": {"agent": ["person", "organisation"]},
    "parameters": {"agent": "Person or organisation"},
    "choices": {"words": ["plain", "odd"]},
    "subjects": {"places": "Places of the world"},
    "audiences": {"geographers": {"title": "Geographers", "description": "Where things are.", "queries": ["counts"]}},
}


@pytest.fixture(scope="module")
def asking(store: SnapshotStore, release: Release) -> FlaskClient:
    queries = [
        parse_saved_query("events", EVENTS),
        parse_saved_query("counts", COUNTS),
        parse_saved_query("echo", ECHO),
    ]
    return reading(create_app(store, release=release, catalogue=Catalogue(queries, Presentation.read(PAGES))))


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address, headers=HTML)
    assert answer.status_code == 200, answer.text
    return answer.text


def heads(text: str) -> list[str]:
    row = text.split('class="rows cards"')[1].split("</thead>", maxsplit=1)[0]
    return [unescape(re.sub("<[^>]+>| [▲▼]", "", head)) for head in re.findall(r"<th[^>]*>(.*?)</th>", row)]


def cells(text: str, title: str) -> list[str]:
    found = re.findall(rf'<td dir="auto" role="cell" data-label="{title}"[^>]*>(.*?)</td>', text, re.DOTALL)
    return [re.sub("<[^>]+>", "", cell).strip() for cell in found]


def test_columns_have_titles_in_words_and_things_are_linked_from_their_names(asking: FlaskClient) -> None:
    text = page(asking, "/queries/events")
    assert heads(text) == [
        "Event",
        "Kind",
        "First possible day",
        "Last possible day",
        "Origins",
        "Disputed",
        "Articles",
    ]
    assert '<a href="/id/event/arrest.html" lang="en" dir="auto">Arrest of Ada Example</a>' in text
    assert "event/arrest</a>" not in text


def test_local_names_dates_and_booleans_are_in_words(asking: FlaskClient) -> None:
    text = page(asking, "/queries/events")
    assert {"arrest", "act of solidarity"} <= set(cells(text, "Kind"))
    assert "1 March 2027" in cells(text, "First possible day")
    assert "yes" in cells(text, "Disputed")


def test_articles_are_shown_by_their_titles_and_a_number_of_them_as_a_number(asking: FlaskClient) -> None:
    text = page(asking, "/queries/events")
    assert {*cells(text, "Articles")} == {"A picket by the harbour; News of the court", "2"}
    assert "/id/article/2" not in text


def test_a_reader_chooses_columns_but_not_to_leave_out_what_must_stand_beside(asking: FlaskClient) -> None:
    assert heads(page(asking, "/queries/events?columns=event&columns=origins")) == [
        "Event (key)",
        "Origins",
        "Disputed",
    ]
    assert len(heads(page(asking, "/queries/events?columns=all"))) == 9
    form = page(asking, "/queries/events").split('id="columns"')[1]
    assert 'name="columns" value="origins" checked' in form
    assert 'name="columns" value="event">' in form
    assert 'name="columns" value="disputed"' not in form
    assert "empty in this answer" in form


def test_data_has_all_columns_under_their_names(asking: FlaskClient) -> None:
    first = asking.get("/queries/events.csv").text.splitlines()[0]
    assert first == "event,label,kind,notBefore,notAfter,origins,disputed,articles,nothing"


def test_rows_are_sorted_by_what_is_shown_with_those_without_a_value_last(asking: FlaskClient) -> None:
    days = cells(page(asking, "/queries/events?sort=notBefore"), "First possible day")
    assert days[:3] == ["1 March 2027", "1 April 2027", "1 March 2028"]
    backward = cells(page(asking, "/queries/events?sort=-notBefore"), "First possible day")
    assert [day for day in backward if day] == [day for day in days if day][::-1]
    assert backward[-1] == days[-1] == ""
    assert cells(page(asking, "/queries/counts?sort=actions"), "Actions") == ["2", "12"]


def test_the_column_of_the_order_says_so_and_turns_it_round(asking: FlaskClient) -> None:
    text = page(asking, "/queries/events?sort=notBefore&limit=2")
    assert text.count("aria-sort=") == text.count('aria-sort="ascending"') == 1
    assert 'href="/queries/events?sort=-notBefore&amp;limit=2"' in text
    assert 'href="/queries/events?sort=notBefore&amp;limit=2&amp;page=2"' in text


STATED = [
    ("date", "XXXX-08-04", "4 August of an unknown year"),
    ("duration", "P2Y6M", "2 years 6 months"),
    ("regime", "strict-regime", "strict regime"),
    ("slogan", "P2Y6M", "P2Y6M"),
    ("spelling", "picket", "picket"),
]


@pytest.mark.parametrize(("of", "value", "shown"), STATED)
def test_what_a_statement_says_is_shown_by_what_it_is_of(of: str, value: str, shown: str) -> None:
    row = {"property": Value(of), "value": Value(value)}
    assert cell_text(row, ResultColumn("value", "what it says")) == shown


def test_views_are_those_that_the_columns_allow(asking: FlaskClient) -> None:
    assert "view=timeline" in page(asking, "/queries/events")
    assert "view=chart" not in page(asking, "/queries/events")
    assert "view=timeline" not in page(asking, "/queries/counts")
    for view in ("map", "chart"):
        text = page(asking, f"/queries/counts?view={view}")
        assert f'class="drawing {view} ' in text
        assert "drawings.css" in text
        assert heads(text) == ["Place", "Lat", "Long", "Actions"]
    assert 'class="drawing timeline' in page(asking, "/queries/events?view=timeline")


def test_numbers_of_a_map_are_those_of_the_answer(asking: FlaskClient) -> None:
    assert "12" in page(asking, "/queries/counts?view=map").split('<ul class="places">')[1].split("</ul>")[0]


@pytest.mark.parametrize("name", ["Ada Example", "ada example", "Ада Экзэмпл", "Ada"])
def test_a_name_leads_to_the_address_with_the_key(asking: FlaskClient, name: str) -> None:
    answer = asking.get("/queries/events", query_string={"agent": name, "sort": "label"}, headers=HTML)
    assert answer.status_code == 303
    address = urlsplit(answer.headers["Location"])
    assert (address.path, parse_qs(address.query)) == ("/queries/events", {"agent": ["person/p1"], "sort": ["label"]})
    text = page(asking, answer.headers["Location"])
    assert 'value="Ada Example" type="text" list="names-agent"' in text
    assert '<bdi dir="auto" lang="">Ada Example</bdi>' in text


def test_the_form_suggests_names_of_the_kinds_that_a_field_takes(asking: FlaskClient) -> None:
    text = page(asking, "/queries/events")
    suggested = text.split('<datalist id="names-agent">')[1].split("</datalist>")[0]
    names = re.findall(r"<option[^>]* value=\"([^\"]*)\"></option>", suggested)
    assert {"Ada Example", "Harbour Watch", "Court of Aboria"} <= set(names)
    assert "Aboria" not in names
    assert ">Person or organisation</label>" in text


def test_words_that_a_field_takes_are_chosen_from_a_list(asking: FlaskClient) -> None:
    assert '<option dir="auto" value="odd" selected>odd</option>' in page(asking, "/queries/echo?words=odd")
    assert 'value="another" type="text"' in page(asking, "/queries/echo?words=another")


def test_a_name_of_several_things_is_answered_by_a_choice_of_them(asking: FlaskClient) -> None:
    text = page(asking, "/queries/events?about=Aboria+C&sort=label")
    assert "Which “Aboria C” do you mean? (what it is about)" in text
    for key in ("organisation%2Fcourt", "case%2Faboria"):
        assert f'href="/queries/events?about={key}&amp;sort=label"' in text


def test_a_name_that_is_nearly_right_leads_to_those_that_are_like_it(asking: FlaskClient) -> None:
    text = page(asking, "/queries/events?agent=Court+of+Aborio")
    assert "Nothing here is called “Court of Aborio” (Person or organisation)" in text
    assert "These names are similar:" in text
    assert 'href="/queries/events?agent=organisation%2Fcourt"' in text


def test_a_name_that_nothing_has_is_said_to_have_none(asking: FlaskClient) -> None:
    text = page(asking, "/queries/events?agent=Zebulon")
    assert "Nothing here is called “Zebulon”" in text
    assert 'value="Zebulon"' in text
    assert 'aria-invalid="true"' in text


def test_a_name_beyond_all_names_is_cut_and_control_characters_are_left_out(asking: FlaskClient) -> None:
    text = page(asking, "/queries/events?agent=%00Ze%07bulon" + "n" * 5000)
    assert f"“Ze bulon{'n' * 192}”" in text
    assert "\0" not in text


def test_programs_that_send_an_unknown_name_get_an_error(asking: FlaskClient) -> None:
    assert asking.get("/queries/events.csv?agent=Zebulon").status_code == 400


def test_only_the_plain_page_may_be_framed_also_when_it_is_unchanged(asking: FlaskClient) -> None:
    plain = asking.get("/queries/events?embed=1", headers=HTML)
    assert "frame-ancestors *;" in plain.headers["Content-Security-Policy"]
    assert "<header" not in plain.text
    assert "<footer" not in plain.text
    assert 'class="rows cards"' in plain.text
    again = asking.get("/queries/events?embed=1", headers={**HTML, "If-None-Match": plain.headers["ETag"]})
    assert again.status_code == 304
    assert "frame-ancestors *;" in again.headers["Content-Security-Policy"]
    assert 'href="/queries/events"' in plain.text
    errors = ("/queries/events?embed=1&columns=none", "/queries/nothing?embed=1", "/queries/events.csv?embed=1")
    for address in ("/queries/events", "/queries/events?embed=0", "/?embed=1", "/queries/?embed=1", *errors):
        assert "frame-ancestors 'none'" in asking.get(address, headers=HTML).headers["Content-Security-Policy"]


def test_the_code_for_a_frame_is_on_the_page(asking: FlaskClient) -> None:
    text = page(asking, "/queries/counts?view=map")
    assert "<iframe" not in text
    assert "&lt;iframe src=&#34;http://localhost/queries/counts?view=map&amp;amp;embed=1&#34;" in text


def test_questions_are_found_by_audience_and_subject(asking: FlaskClient) -> None:
    text = page(asking, "/queries/?for=geographers")
    assert "How many are where?" in text
    assert "What happened to whom?" not in text
    assert "Places of the world</h2>" in text
    assert "Measures</h2>" in page(asking, "/queries/")
    assert asking.get("/queries/?for=poets").status_code == 400


def test_a_value_of_the_data_never_becomes_markup(asking: FlaskClient) -> None:
    for view in ("table", "map", "chart"):
        text = page(asking, f"/queries/counts?view={view}")
        assert "<b>10</b>" not in text
        assert "Quay &lt;b&gt;10&lt;/b&gt;" in text
    assert "<i>" not in page(asking, "/queries/events?agent=%3Ci%3EZebulon")


class Structure(HTMLParser):
    """The tags of a page with the names of their attributes, without what stands in them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, ...]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, *(name for name, _ in attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.found.append((f"/{tag}",))


markup = st.lists(
    st.one_of(
        st.sampled_from(
            ["<b>", "</td>", "<script>", "</code>", "</title>", '"', "'", "&lt;", "{{ 1 }}", "%s", "%(x)s", "\\"]
        ),
        st.text(st.characters(exclude_categories=("Cs", "Cc", "Z")), min_size=1, max_size=8),
    ),
    min_size=1,
    max_size=5,
).map("".join)


@settings(max_examples=40, deadline=None)
@given(markup)
def test_no_value_of_a_query_becomes_markup(asking: FlaskClient, value: str) -> None:
    for display in ({}, {"embed": "1"}):
        plain, odd = (
            asking.get("/queries/echo", query_string={"words": words, **display}, headers=HTML)
            for words in ("other", value)
        )
        assert odd.status_code == 200, odd.text
        assert Structure(odd.text).found == Structure(plain.text).found
        assert cells(odd.text, "Words") == [str(escape(value))]


JOINT = {
    **PAGES,
    "coded": ["grade", "kind", "modality"],
    "kept": ["contestedBy", "disputed", "grade", "modality"],
    "joint": {
        "atLeast": {"beside": ["atMost", "approximate"], "title": "How many"},
        "contestedBy": {"beside": ["asOf"]},
        "grade": {"beside": ["modality"]},
        "notBefore": {"beside": ["notAfter", "certainty"], "title": "When"},
    },
    "queries": {"events": {"shown": ["kind", "label", "notBefore"]}, "people": {"shown": ["atLeast"]}},
}
PEOPLE = """\
#+ summary: How many people?
#+ description: Invented.
#+ tags: [people]
#+ columns:
#+   - {name: atLeast, description: it}
#+   - {name: atMost, description: it}
#+   - {name: approximate, description: it}
#+   - {name: notAfter, description: it}
#+   - {name: certainty, description: it}
#+   - {name: notBefore, description: it}
#+   - {name: grade, description: it}
#+   - {name: modality, description: it}
#+   - {name: contestedBy, description: it}
#+   - {name: asOf, description: it}
SELECT ?atLeast ?atMost ?approximate ?notAfter ?certainty ?notBefore ?grade ?modality ?contestedBy ?asOf WHERE {
  VALUES (?atLeast ?atMost ?approximate ?notAfter ?certainty ?grade ?modality ?asOf) {
    (50 50 true "2027-03-01" "inferred" "verified-span" "asserted" "2027")
    (20 30 false "2027-03-02" "certain" "page-level" "denied" "2027")
  }
  BIND ("An assembly of many people, a court of appeal and a committee of experts" AS ?contestedBy)
} ORDER BY DESC(?atLeast)
"""

CONTESTED = """\
#+ summary: Who contests it?
#+ description: Invented.
#+ tags: [people]
#+ columns:
#+   - {name: label, description: it}
#+   - {name: contestedBy, description: it}
#+   - {name: asOf, description: it}
SELECT ?label ?contestedBy ?asOf WHERE {
  VALUES (?label ?contestedBy ?asOf) { ("a" "A court" "2027") ("b" UNDEF "2027") ("c" UNDEF UNDEF) }
} ORDER BY ?label
"""

BETWEEN = """\
#+ summary: What was between two days?
#+ description: Invented.
#+ tags: [time]
#+ parameters:
#+   - {name: from, type: date, label: first day}
#+   - {name: to, type: date, label: last day}
#+   - {name: fewest, type: integer, label: number}
#+ columns: [{name: day, description: it}]
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?day WHERE {
  VALUES ?from { "2030-01-01"^^xsd:date }
  VALUES ?to { "2030-12-31"^^xsd:date }
  VALUES ?fewest { 0 }
  BIND (?from AS ?day)
}
"""


@pytest.fixture(scope="module")
def joining(store: SnapshotStore, release: Release) -> FlaskClient:
    files = {"between": BETWEEN, "contested": CONTESTED, "events": EVENTS, "people": PEOPLE}
    queries = [parse_saved_query(name, text) for name, text in files.items()]
    return reading(create_app(store, release=release, catalogue=Catalogue(queries, Presentation.read(JOINT))))


def test_an_answer_shows_the_columns_declared_in_their_order_and_those_always_kept(joining: FlaskClient) -> None:
    assert heads(page(joining, "/queries/events")) == ["Kind", "Event", "When", "Disputed"]
    form = page(joining, "/queries/events").split('id="columns"')[1]
    assert 'value="notAfter" checked' in form
    assert 'value="articles">' in form


def test_a_column_declared_for_a_page_that_the_query_does_not_have_is_an_error() -> None:
    presentation = Presentation.read({**JOINT, "queries": {"events": {"shown": ["label", "colour"]}}})
    with pytest.raises(DataError, match=r"pages\.toml, queries\.events: .* colour, .* Name some of event, label"):
        Catalogue([parse_saved_query("events", EVENTS)], presentation)


def test_both_bounds_of_a_date_are_one_column_where_both_are_shown(joining: FlaskClient) -> None:
    text = page(joining, "/queries/events")
    assert "1 March 2027" in cells(text, "When")
    assert 'title="first day"' not in text
    assert heads(page(joining, "/queries/events?columns=label&columns=notBefore"))[1] == "First possible day"
    assert cells(page(joining, "/queries/people?columns=all"), "When") == [
        "by 1 March 2027 (inferred)",
        "by 2 March 2027",
    ]


def test_a_number_says_about_where_its_words_do(joining: FlaskClient) -> None:
    assert cells(page(joining, "/queries/people"), "How many") == ["about 50", "20 to 30"]


def test_evidence_has_the_words_of_other_pages(joining: FlaskClient) -> None:
    shown = cells(page(joining, "/queries/people"), "Grade")
    assert shown == ["✓ checked against the text", "✕ denied ○ read on the page, no text kept"]


def test_what_stands_beside_a_value_is_told_by_its_title_and_long_texts_are_folded_when_repeated(
    joining: FlaskClient,
) -> None:
    first, second = cells(page(joining, "/queries/people"), "Contested by")
    assert first.startswith("An assembly")
    assert first.endswith("As of: 2027")
    assert second == f"as in the row above{first}"


def test_a_cell_whose_own_value_is_missing_says_so_before_what_stands_beside_it(joining: FlaskClient) -> None:
    shown = cells(page(joining, "/queries/contested"), "Contested by")
    assert shown == ["A courtAs of: 2027", "not reportedAs of: 2027", ""]


FAULTS = [
    ("from=2030-02-01&to=2030-01-01", "The last day is before the first day."),
    ("to=2030-02-30", "“2030-02-30” is no day. Write days as in 2013-08-04."),
    ("fewest=some", "“some” is no whole number."),
]


@pytest.mark.parametrize(("address", "fault"), FAULTS)
def test_a_day_or_number_that_is_wrong_leaves_the_form_and_says_why(
    joining: FlaskClient, address: str, fault: str
) -> None:
    answer = joining.get(f"/queries/between?{address}", headers=HTML)
    assert answer.status_code == 400
    assert f'<div class="problem" role="alert"><p>{fault}</p></div>' in answer.text
    assert 'id="p-from"' in answer.text
    assert joining.get(f"/queries/between.csv?{address}").get_json(force=True)["title"] == "A parameter is wrong"


def test_the_fault_of_a_form_is_in_the_language_of_the_page(joining: FlaskClient) -> None:
    page_in_russian = joining.get("/ru/queries/between?from=2031-01-01", headers=HTML).text
    assert "Последний день раньше первого." in page_in_russian
