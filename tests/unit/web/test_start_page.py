"""The start page: what it shows of a release, and that it names nobody who is not named everywhere."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pyoxigraph
import pytest
from flask import Flask
from flask.testing import FlaskClient

from solidarity_graph.release import ReleaseFile, open_release
from solidarity_graph.release.answers import digest_of
from solidarity_graph.resources import data_dir, queries_dir
from solidarity_graph.saved_queries import Catalogue, load_catalogue, parse_saved_query
from solidarity_graph.web import close_app, create_app
from solidarity_graph.web.pages import start
from solidarity_graph.web.pages.start import QUESTIONS
from solidarity_graph.web.releases import ArchivedStore
from tests.unit.web.building import BASE, make_release, nquads
from tests.unit.web.conftest import reading

NAME = "who-organised-what"
QUERY = """#+ summary: Who organised which actions?
#+ description: Invented.
#+ tags: [actions]
#+ columns:
#+   - {name: name, description: it}
#+   - {name: label, description: it}
#+   - {name: country, description: it}
SELECT ?name ?label ?country WHERE { }
"""
ROWS = [
    "Harbour Watch,Picket in Aboria,Aboria",
    "Harbour Watch,Picket in Aboria,Borland",
    "Ада Экзэмпл,Vigil,Aboria",
    "Guild,,Aboria",
    "Guild A; Guild B; Guild C of the old harbour and of all its quays,<b>Vigil</b>,Aboria",
    "Guild,Read-in,Aboria",
    "Guild,Exhibition,Aboria",
]
PLACES = """
@prefix sg: <https://w3id.org/solidarity-graph/ontology#> .
@prefix geo: <http://www.w3.org/2003/01/geo/wgs84_pos#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix place: <https://w3id.org/solidarity-graph/id/place/> .
@prefix event: <https://w3id.org/solidarity-graph/id/event/> .
@prefix graph: <https://w3id.org/solidarity-graph/graph/> .
graph:entities {
  place:aboria geo:lat 10.5 ; geo:long 20.5 ; sg:within place:land .
  place:land a sg:Place ; skos:prefLabel "Land of Harbours"@en ; geo:lat 12.0 ; geo:long 21.0 .
  event:march a sg:SolidarityAction, sg:Event ; skos:prefLabel "March"@en .
}
graph:harbour { event:march sg:place place:land . }
graph:summary {
  event:march sg:notBefore "2029-06-01"^^xsd:date ; sg:notAfter "2029-06-30"^^xsd:date ;
    sg:currentStatus <https://w3id.org/solidarity-graph/concept/banned> .
}
"""


def make(folder: Path, graph: str = PLACES, fewest: int = 0, rows: Sequence[str] = ROWS) -> Flask:
    """A site over the invented release, with more places and the answer to one question of the start page."""
    saved = parse_saved_query(NAME, QUERY)
    quads = pyoxigraph.parse(graph.encode(), pyoxigraph.RdfFormat.TRIG)
    release = make_release(folder, nquads() + (pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.N_QUADS) or b""))
    content = "\r\n".join(["name,label,country", *rows, ""]).encode()
    (folder / "queries").mkdir()
    (folder / "queries" / f"{NAME}.csv").write_bytes(content)
    sha256, answers = hashlib.sha256(content).hexdigest(), digest_of(saved.bind({}, BASE))
    file = ReleaseFile(f"queries/{NAME}.csv", "text/csv", "an answer", len(content), sha256, answers)
    release = replace(release, files=(*release.files, file))
    return create_app(ArchivedStore(release.version), release=release, catalogue=Catalogue([saved]), fewest=fewest)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    app = make(tmp_path_factory.mktemp("start"))
    yield reading(app).get("/").text
    close_app(app)


def test_a_place_on_the_map_leads_to_its_actions_and_each_action_is_at_its_narrowest_place(page: str) -> None:
    assert re.search(r'<a href="/actions\?place=place(?:/|%2F)aboria" dir="auto"[^>]*>Aboria</a>: 1 took place', page)
    assert re.search(r'place=place(?:/|%2F)land" dir="auto"[^>]*>Land of Harbours</a>: 1 banned', page)


def test_an_action_is_at_the_same_place_on_every_map(tmp_path: Path) -> None:
    graph = PLACES + "graph:harbour { event:march sg:place place:aboria , place:far . }"
    graph += """graph:entities { place:far a sg:Place ; skos:prefLabel "Far Quay"@en ; geo:lat 60.0 ; geo:long 60.0 }"""
    app = make(tmp_path, graph)
    client = reading(app)
    start_page, of_list, of_place = (client.get(at).text for at in ("/", "/actions?view=map", "/id/place/land.html"))
    close_app(app)
    for text in (start_page, of_list):
        lines = re.findall(r"<li[^>]*>(.*?)</li>", text.partition('class="places"')[2].partition("</ul>")[0])
        assert {re.sub(r"<[^>]*>", "", line) for line in lines} == {"Aboria: 1 took place, 1 banned"}
    assert "Aboria</a>: 1 took place, 1 banned" in of_place
    assert "Far Quay</a>:" not in start_page + of_list + of_place


def test_a_month_leads_to_its_actions(page: str) -> None:
    assert '<a href="/actions?month=2029-06" aria-label="Jun 2029: 1 action">' in page


def test_the_statuses_lead_to_their_actions(page: str) -> None:
    assert '<a href="/actions?status=banned">1 banned</a>' in page


def test_counts_below_the_smallest_that_may_be_told_are_left_out(tmp_path: Path) -> None:
    app = make(tmp_path, fewest=2)
    page = reading(app).get("/").text
    close_app(app)
    assert "1 banned" not in page
    assert "Counts below 2 are left out on this site." in page
    assert "month=2029-06" not in page


def test_a_question_has_its_first_rows_without_those_that_name_a_person_or_say_the_same_again(page: str) -> None:
    rows = page.partition('id="q-who-organised-what"')[2].partition("</section>")[0]
    assert 'href="/queries/who-organised-what">Who organised which actions?</a>' in rows
    assert rows.count("<tr>") == 1 + 3
    assert rows.count("Picket in Aboria") == 1
    assert "Экзэмпл" not in page
    assert "Read-in" in rows
    assert "Exhibition" not in rows


def test_a_long_list_in_a_cell_is_cut_short_and_no_value_becomes_markup(page: str) -> None:
    assert ">Guild A and 2 others</td>" in page
    assert "&lt;b&gt;Vigil&lt;/b&gt;" in page


def test_without_two_wordings_one_statement_stands_alone_with_its_words(page: str) -> None:
    words = page.partition('id="words"')[2].partition("</section>")[0]
    assert words.count('class="postcard"') == 1
    assert "some 20 people" in words


def test_no_conviction_is_the_example_of_a_disagreement(page: str) -> None:
    assert "disagreement/regime" not in page


def test_two_wordings_of_an_action_stand_side_by_side_with_a_way_to_who_says_so(tmp_path: Path) -> None:
    graph = PLACES + _DIFFERENCE
    app = make(tmp_path, graph)
    page = reading(app).get("/").text
    close_app(app)
    assert 'class="phrase" lang="en">a picket line</q>' in page
    assert 'class="phrase" lang="be">a protest march</q>' in page
    assert '<a href="/id/claim/k-march.html">Who says so</a>' in page
    for article in ("harbour", "naviny"):
        assert f'<a href="/id/article/{article}.html"' in page.partition('id="words"')[2].partition("</section>")[0]
    assert page.count('class="postcard"') == 2
    assert '<a href="/id/disagreement/form.html">All versions and our judgement</a>' in page


def test_one_article_alone_is_no_difference(tmp_path: Path) -> None:
    app = make(tmp_path, PLACES + _DIFFERENCE.replace("article:naviny", "article:harbour"))
    page = reading(app).get("/").text
    close_app(app)
    assert "k-march" not in page


_DIFFERENCE = """
@prefix sgc: <https://w3id.org/solidarity-graph/concept/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix claim: <https://w3id.org/solidarity-graph/id/claim/> .
@prefix article: <https://w3id.org/solidarity-graph/id/article/> .
graph:harbour {
  claim:k-line a sg:Claim ; rdf:subject event:march ; rdf:predicate sg:actionType ; rdf:object sgc:picket ;
    sg:statedIn article:harbour ; sg:evidence <https://w3id.org/solidarity-graph/id/claim/k-line#span> ;
    sg:modality sgc:asserted ; sg:evidenceGrade sgc:verified-span .
  <https://w3id.org/solidarity-graph/id/claim/k-line#span> a sg:TextSpan ; oa:start 1 ; oa:end 14 ;
    oa:exact "a picket line" .
}
graph:naviny {
  claim:k-march a sg:Claim ; rdf:subject event:march ; rdf:predicate sg:actionType ; rdf:object sgc:procession ;
    sg:statedIn article:naviny ; sg:evidence <https://w3id.org/solidarity-graph/id/claim/k-march#span> ;
    sg:modality sgc:asserted ; sg:evidenceGrade sgc:verified-span .
  <https://w3id.org/solidarity-graph/id/claim/k-march#span> a sg:TextSpan ; oa:start 1 ; oa:end 16 ;
    oa:exact "a protest march" .
}
graph:judgements {
  <https://w3id.org/solidarity-graph/id/disagreement/form> a sg:Disagreement ; sg:about event:march ;
    sg:onProperty sg:actionType ; sg:claim claim:k-line, claim:k-march ; sg:disagreementKind sgc:wording ;
    skos:note "Two words for it."@en ; sg:judgedBy "an editor" ; sg:judgedOn "2030-01-02"^^xsd:date .
}
"""


def test_every_question_of_the_start_page_is_saved_with_the_columns_shown() -> None:
    catalogue = load_catalogue(queries_dir())
    assert len(QUESTIONS) == 6
    for name, titles in QUESTIONS.items():
        assert set(titles) <= {column.name for column in catalogue.get(name).columns}, name


def test_below_another_path_and_at_a_permanent_address_the_drawings_lead_there(tmp_path: Path) -> None:
    app = make(tmp_path)
    client: FlaskClient = reading(app)
    client.get("/")
    assert 'href="/release/2030-01-01/actions?month=2029-06"' in client.get("/release/2030-01-01/").text
    assert 'href="/graphs/actions?month=2029-06"' in client.get("/", base_url="http://localhost/graphs").text
    close_app(app)


def test_of_an_answer_with_other_letters_the_last_row_is_not_lost(tmp_path: Path) -> None:
    app = make(tmp_path, rows=["Гільдыя,Пікет,Aboria"])
    page = reading(app).get("/").text
    close_app(app)
    assert "Пікет" in page


def test_of_a_long_answer_only_whole_rows_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "_START_BYTES", 57)
    app = make(tmp_path, rows=["Guild,Vigil,Aboria", "Guild,Read-in,Aboria"])
    page = reading(app).get("/").text
    close_app(app)
    assert "Vigil" in page
    assert "Read-in" not in page


def test_of_a_release_without_actions_the_page_shows_what_there_is(tmp_path: Path) -> None:
    graph = b'<https://w3id.org/solidarity-graph/dataset> <http://purl.org/dc/terms/title> "Empty"@en .\n'
    release = make_release(tmp_path, graph)
    app = create_app(ArchivedStore(release.version), release=release, catalogue=Catalogue([]))
    answer = reading(app).get("/")
    close_app(app)
    assert answer.status_code == 200
    assert "<b>0</b> actions" in answer.text
    assert "Actions by place and time" not in answer.text


def test_each_action_is_counted_once_as_the_question_of_each_month_does() -> None:
    release = open_release(data_dir() / "release")
    app = create_app(ArchivedStore(release.version), release=release, catalogue=load_catalogue(queries_dir()))
    text = reading(app).get("/").text
    close_app(app)
    with (data_dir() / "release/queries/how-many-actions-each-month.csv").open(encoding="utf-8") as answer:
        counted = sum(int(row["actions"]) for row in csv.DictReader(answer))
    assert f'<a href="/actions?extent=whole"><b>{counted}</b> actions</a>' in text
    places = re.findall(r'<a href="/actions\?extent=whole&amp;place=[^"]*" aria-label="[^"]*: (\d+) action', text)
    assert 0 < sum(map(int, places)) <= counted
    assert "Each action is counted once." in text
