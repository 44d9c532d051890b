"""`/id/`: redirects by `Accept`, documents, and what pages of people and sentences always show."""

from __future__ import annotations

import re
from dataclasses import replace

import pyoxigraph
import pytest
from flask.testing import FlaskClient

from solidarity_graph.model.iris import KINDS
from solidarity_graph.release import Release
from solidarity_graph.saved_queries import Catalogue
from solidarity_graph.sparql import SnapshotStore
from solidarity_graph.web import create_app
from tests.unit.web.building import BASE
from tests.unit.web.conftest import reading

FORMATS = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "html": "text/html",
}
PAGES = [
    "person/p1",
    "organisation/harbour-watch",
    "place/aboria",
    "case/aboria",
    "event/picket",
    "event/sentence",
    "event/arrest",
    "article/harbour",
    "claim/k-count",
    "claim/k-alleged",
    "disagreement/regime",
]


@pytest.mark.parametrize(("suffix", "media_type"), FORMATS.items())
def test_a_thing_leads_to_the_document_that_suits_the_reader(client: FlaskClient, suffix: str, media_type: str) -> None:
    answer = client.get("/id/event/picket", headers={"Accept": media_type})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/id/event/picket.{suffix}")
    assert "Accept" in answer.vary
    assert client.get(f"/id/event/picket.{suffix}").mimetype == media_type


@pytest.mark.parametrize("path", PAGES)
def test_every_kind_of_thing_has_a_page(client: FlaskClient, path: str) -> None:
    page = client.get(f"/id/{path}.html")
    assert page.status_code == 200
    assert f"{BASE}id/{path}" in page.text


def graph_of(client: FlaskClient, path: str) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.load(client.get(f"/id/{path}.nt").data, pyoxigraph.RdfFormat.N_TRIPLES)
    return store


def test_a_document_holds_the_thing_its_claims_and_their_parts(client: FlaskClient) -> None:
    subjects = {quad.subject.value.removeprefix(f"{BASE}id/") for quad in graph_of(client, "event/picket")}
    assert subjects == {
        "event/picket",
        *(f"claim/k-{name}" for name in ("date", "place", "count", "support", "type")),
        *(f"claim/k-{name}#span" for name in ("date", "place", "count", "support", "type")),
        "claim/k-count#value",
        "event/picket#judgement-plan",
    }


def test_the_document_of_an_article_holds_its_source_text(client: FlaskClient) -> None:
    subjects = {quad.subject.value for quad in graph_of(client, "article/harbour")}
    assert f"{BASE}id/article/harbour#text" in subjects


def test_the_document_of_a_sentence_holds_who_contests_it_and_how_articles_differ(client: FlaskClient) -> None:
    graph = graph_of(client, "event/sentence")
    contested = pyoxigraph.NamedNode(f"{BASE}ontology#contestedBy")
    assert list(graph.quads_for_pattern(None, contested, None))
    subjects = {quad.subject.value for quad in graph}
    assert f"{BASE}id/disagreement/regime" in subjects
    assert f"{BASE}id/event/release" in subjects


def test_the_document_of_a_claim_holds_the_disagreement_it_is_part_of(client: FlaskClient) -> None:
    subjects = {quad.subject.value for quad in graph_of(client, "claim/k-regime")}
    assert f"{BASE}id/disagreement/regime" in subjects


def test_a_fact_stands_beside_the_words_that_say_so(client: FlaskClient) -> None:
    page = client.get("/id/event/picket.html").text
    for expected in (
        "1 May 2029",
        'class="phrase" lang="en">the words</q>',
        "A picket by the harbour",
        "<summary>1 source</summary>",
        "checked against the text",
        "the year of the page",
        "some 20 people + a dog",
        "20 to 21 people",
    ):
        assert expected in page
    assert "not quoted" not in page


@pytest.mark.parametrize("path", ["event/picket", "event/plan"])
def test_a_judgement_shows_its_reason_and_who_made_it(client: FlaskClient, path: str) -> None:
    page = client.get(f"/id/{path}.html").text
    judged = page[page.index("What the editors decided") :]
    assert "Same day, same place." in judged
    assert "Judged by an editor, 2 January 2030" in judged


def test_an_allegation_shows_its_speaker_and_is_marked(client: FlaskClient) -> None:
    page = client.get("/id/event/sentence.html").text
    allegation = page[page.index("A wrong reason.") :]
    assert 'alleged by <a href="/id/organisation/court.html">Court of Aboria</a>' in allegation


def test_a_disagreement_comes_before_the_facts(client: FlaskClient) -> None:
    page = client.get("/id/event/sentence.html").text
    assert page.index("The sources differ on: regime") < page.index("What the articles say")
    assert "One term, two translations." in page


@pytest.mark.parametrize("path", ["person/p1", "event/sentence", "claim/k-length", "disagreement/regime"])
def test_a_conviction_never_stands_without_its_contestation_and_aftermath(client: FlaskClient, path: str) -> None:
    page = client.get(f"/id/{path}.html").text
    panel = page[page.index('<section class="conviction"') :]
    panel = panel[: panel.index("</section>")]
    assert "Harbour Watch" in panel
    assert "Release of Ada Example" in panel
    assert "June 2029" in panel
    assert "as of the release of 1 January 2030" in panel
    assert "latest article read on any of this is dated 1 July 2029" in panel
    assert "Arrest of Ada Example" not in panel  # it was over before
    assert "A wrong reason." not in panel  # what the court's side alleges contests nothing


def test_the_day_of_a_second_release_of_a_day_is_put_into_words(
    store: SnapshotStore, release: Release, catalogue: Catalogue
) -> None:
    second = replace(release, version="2030-01-01.2")
    client = reading(create_app(store, release=second, catalogue=catalogue))
    assert "as of the release of 1 January 2030<" in client.get("/id/event/sentence.html").text


def test_a_person_s_page_says_where_they_appear(client: FlaskClient) -> None:
    page = client.get("/id/person/p1.html").text
    for section, said in (("Acts of solidarity", "Picket in Aboria"), ("Taken part in", "participant")):
        assert said in page[page.index(f">{section}</h2>") :]


@pytest.mark.parametrize(
    ("path", "grade", "note", "place"),
    [
        ("organisation/harbour-watch", "B: usually reliable", "Its reports held.", "assessment-2030-01-02"),
        ("claim/k-date", "2: probably true", "The page fits.", "assessment-2030-01-03"),
    ],
)
def test_an_assessment_stands_on_the_page_of_what_is_assessed(
    client: FlaskClient, path: str, grade: str, note: str, place: str
) -> None:
    page = client.get(f"/id/{path}.html").text
    section = page[page.index("How it is assessed here") :]
    assert f'id="{place}"' in section
    for part in (grade, note, "Judged by an editor"):
        assert part in section
    assert f"#{place}" in client.get(f"/id/{path}.ttl").text


def test_what_is_not_assessed_says_nothing_of_it(client: FlaskClient) -> None:
    assert "How it is assessed here" not in client.get("/id/event/picket.html").text


def test_a_claim_s_page_has_a_place_for_each_of_its_parts(client: FlaskClient) -> None:
    page = client.get("/id/claim/k-count.html").text
    assert 'id="span"' in page
    assert 'id="value"' in page


@pytest.mark.parametrize("suffix", ["", ".html", ".ttl"])
def test_a_merged_thing_leads_to_the_one_that_stays(client: FlaskClient, suffix: str) -> None:
    answer = client.get(f"/id/person/old{suffix}")
    assert (answer.status_code, answer.headers["Location"]) == (308, f"/id/person/p1{suffix}")
    assert client.get(f"/id/person/old{suffix}?colour=red").location == f"/id/person/p1{suffix}?colour=red"


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("suffix", ["", ".html", ".ttl"])
def test_an_unknown_thing_of_any_kind_is_404_in_the_same_words(client: FlaskClient, kind: str, suffix: str) -> None:
    answer = client.get(f"/id/{kind}/nobody{suffix}")
    assert answer.status_code == 404
    assert answer.get_json(force=True)["detail"] == "Nothing is known here by this name."


@pytest.mark.parametrize(
    "path",
    ["/id/animal/cat", "/id/person/P1", "/id/person/p1.docx", "/id/person/p1.", "/id/person/p1%3E%20a", "/id/person/"],
)
def test_an_address_that_names_no_thing_is_404(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_type_that_no_document_has_is_406(client: FlaskClient) -> None:
    answer = client.get("/id/person/p1", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "text/turtle" in answer.get_json(force=True)["offered"]


def test_a_number_that_is_only_about_says_so(client: FlaskClient) -> None:
    assert "about 20 to 21 people" in client.get("/id/claim/k-count.html").text


def test_the_page_of_an_article_leads_to_its_address_and_says_how_it_was_found(client: FlaskClient) -> None:
    page = client.get("/id/article/harbour.html").text
    assert 'href="https://watch.example/picket"' in page
    assert 'href="https://archive.example/picket"' in page
    assert "copy read" in page
    assert 'by its title</span> <span class="aside">(an editor, 2 January 2030)' in page


def test_the_page_of_an_article_without_an_address_says_why(client: FlaskClient) -> None:
    assert "it was a leaflet" in client.get("/id/article/court-news.html").text


def test_the_page_of_an_excerpt_leads_to_the_whole_text_and_back(client: FlaskClient) -> None:
    for key, label, other in (("harbour", "Excerpt of it", "court-news"), ("court-news", "Full text", "harbour")):
        page = client.get(f"/id/article/{key}.html").text
        assert re.search(rf'<dt>{label}</dt><dd[^>]*><a href="/id/article/{other}(.html)?">', page)
