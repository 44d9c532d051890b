"""The data block of each page says in schema.org's terms what the page is about, and nothing that is not so."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pyoxigraph
import pytest
from flask import Flask
from flask.testing import FlaskClient

from solidarity_graph.documents import make_documents, read_context
from solidarity_graph.release import Release
from solidarity_graph.saved_queries import Catalogue
from solidarity_graph.search import index_in_memory
from solidarity_graph.sparql import SnapshotStore
from solidarity_graph.web import create_app
from tests.unit.web.building import BASE
from tests.unit.web.conftest import reading

PREFIXES = f"""@prefix sg: <{BASE}ontology#> . @prefix sgc: <{BASE}concept/> . @prefix event: <{BASE}id/event/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix place: <{BASE}id/place/> . @prefix organisation: <{BASE}id/organisation/> . @prefix person: <{BASE}id/person/> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix geo: <http://www.w3.org/2003/01/geo/wgs84_pos#> .
"""


class Blocks(HTMLParser):
    """The texts of the data blocks of a page, as a browser ends them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._inside = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script" and dict(attrs) == {"type": "application/ld+json"}

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.texts.append(data)


def graph(client: FlaskClient, path: str) -> list[dict[str, Any]]:
    (text,) = Blocks(client.get(path, headers={"Accept": "text/html"}).text).texts
    found: list[dict[str, Any]] = json.loads(text)["@graph"]
    return found


def thing(client: FlaskClient, path: str) -> dict[str, Any]:
    _, found = graph(client, path)
    return found


Telling = Callable[[str], FlaskClient]


@pytest.fixture
def telling(store: SnapshotStore, release: Release, catalogue: Catalogue) -> Telling:
    """A function that returns a client of a site over other documents: those of these triples in Turtle."""

    def open_site(triples: str) -> FlaskClient:
        quads = [*pyoxigraph.parse((PREFIXES + triples).encode(), pyoxigraph.RdfFormat.TURTLE)]
        graph = pyoxigraph.NamedNode(f"{BASE}graph/entities")
        named = [pyoxigraph.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads]
        documents = index_in_memory(make_documents(named, BASE, read_context()), BASE)
        return reading(create_app(store, release=release, catalogue=catalogue, open_documents=lambda _: documents))

    return open_site


def action(status: str, dates: str = 'sg:notBefore "2029-05-01"^^xsd:date ; sg:notAfter "2029-05-01"^^xsd:date') -> str:
    return f"""event:e a sg:SolidarityAction, sg:Event ; skos:prefLabel "A vigil"@en ; {dates} ;
        sg:currentStatus sgc:{status} ; sg:origins 1 ."""


@pytest.mark.parametrize(
    "path", ["/", "/actions", "/queries/", "/queries/held-actions", "/downloads/", "/licences", "/sparql", "/ontology"]
)
def test_every_page_names_the_dataset(client: FlaskClient, path: str) -> None:
    dataset = graph(client, path)[0]
    assert (dataset["@type"], dataset["@id"]) == ("Dataset", f"{BASE}dataset")
    assert (dataset["name"], dataset["version"]) == ("An invented dataset", "2030-01-01")


def test_the_start_page_lists_the_files_of_the_release(client: FlaskClient, release: Release) -> None:
    files = graph(client, "/")[0]["distribution"]
    assert {file["sha256"] for file in files} == {file.sha256 for file in release.files}
    for file in files:
        assert client.get(file["contentUrl"]).mimetype == file["encodingFormat"]


def test_a_person_is_named_and_nothing_more_is_said(client: FlaskClient) -> None:
    found = thing(client, "/id/person/p1.html")
    assert found["@type"] == "Person"
    assert found.keys() == {"@type", "@id", "name", "alternateName", "mainEntityOfPage"}
    assert {found["name"], *found["alternateName"]} == {"Ada Example", "Ада Экзэмпл"}
    assert client.get(found["mainEntityOfPage"]).status_code == 200


def test_an_action_that_took_place_is_an_event(client: FlaskClient) -> None:
    found = thing(client, "/id/event/picket.html")
    assert (found["@type"], found["startDate"], found["name"]) == ("Event", "2029-05-01", "Picket in Aboria")
    assert found["location"] == [{"@type": "Place", "@id": f"{BASE}id/place/aboria", "name": "Aboria"}]


@pytest.mark.parametrize("status", ["banned", "cancelled", "planned", "permitted", "unknown"])
def test_an_action_that_is_not_known_to_have_taken_place_is_no_event(telling: Telling, status: str) -> None:
    assert len(graph(telling(action(status)), "/id/event/e.html")) == 1


@pytest.mark.parametrize("more", ["sg:denied true", "sg:bestGrade sgc:second-hand"])
def test_an_action_that_is_denied_or_known_at_second_hand_is_no_event(telling: Telling, more: str) -> None:
    assert len(graph(telling(action("held").replace("sg:origins", f"{more} ; sg:origins")), "/id/event/e.html")) == 1


def test_an_action_that_is_announced_for_a_day_after_the_release_is_an_event(telling: Telling) -> None:
    ahead = action("planned").replace("2029-05-01", "2030-05-01")
    assert thing(telling(ahead), "/id/event/e.html")["startDate"] == "2030-05-01"


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("2029-02-01", "2029-02-28", "2029-02"),
        ("2029-01-01", "2029-12-31", "2029"),
        ("2029-02-01", "2029-02-27", None),
        ("2029-02-03", "2029-03-02", None),
    ],
)
def test_a_date_is_as_exact_as_it_is_known(telling: Telling, first: str, last: str, told: str | None) -> None:
    dates = f'sg:notBefore "{first}"^^xsd:date ; sg:notAfter "{last}"^^xsd:date'
    assert thing(telling(action("held", dates)), "/id/event/e.html").get("startDate") == told


def test_an_uncertain_date_is_not_told(telling: Telling) -> None:
    uncertain = action("held").replace("sg:origins", "sg:dateUncertain true ; sg:origins")
    assert "startDate" not in thing(telling(uncertain), "/id/event/e.html")


def test_an_organisation_that_called_for_an_action_is_told_and_no_person(telling: Telling) -> None:
    more = """event:e sg:organiser organisation:o, person:p . organisation:o a sg:Organisation ;
        skos:prefLabel "Quay Watch"@en . person:p a sg:Person ; skos:prefLabel "Ida Sample"@en ."""
    found = thing(telling(action("held") + more), "/id/event/e.html")
    assert [each["name"] for each in found["organizer"]] == ["Quay Watch"]


def test_a_sentence_and_other_measures_are_not_told_without_what_contests_them(client: FlaskClient) -> None:
    for name in ("sentence", "release", "arrest"):
        assert len(graph(client, f"/id/event/{name}.html")) == 1


def test_an_article_a_place_a_claim_and_a_concept_are_told(client: FlaskClient) -> None:
    article = thing(client, "/id/article/harbour.html")
    assert (article["@type"], article["headline"]) == ("NewsArticle", "A picket by the harbour")
    assert (article["url"], article["datePublished"]) == ("https://watch.example/picket", "2029-07-01")
    assert article["publisher"]["name"] == "Harbour Watch"
    assert thing(client, "/id/place/aboria.html")["@type"] == "Place"
    assert thing(client, "/concept/picket.html")["@type"] == "DefinedTerm"


def test_a_place_has_its_coordinates_and_what_it_lies_in(telling: Telling) -> None:
    places = """place:a a sg:Place ; skos:prefLabel "A quay"@en ; sg:within place:b ; geo:lat 53.9 ; geo:long 27.6 ;
        skos:exactMatch <https://places.example/1> . place:b a sg:Place ; skos:prefLabel "A port"@en ."""
    found = thing(telling(places), "/id/place/a.html")
    assert (found["geo"]["latitude"], found["containedInPlace"]["name"]) == ("53.9", "A port")
    assert found["sameAs"] == ["https://places.example/1"]


def test_no_value_ends_the_block(telling: Telling) -> None:
    name = "</script><script>alert(1)</script><!--<script> & \u2028 ]]>"
    client = telling(f"place:a a sg:Place ; skos:prefLabel {json.dumps(name, ensure_ascii=False)}@en .")
    assert thing(client, "/id/place/a.html")["name"] == name
    text = client.get("/id/place/a.html").text
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    assert not re.search("[<>&\u2028]", block)


def test_a_page_of_an_error_says_nothing(client: FlaskClient) -> None:
    assert Blocks(client.get("/id/person/none.html", headers={"Accept": "text/html"}).text).texts == []


def test_every_member_is_one_that_has_a_value(app: Flask) -> None:
    for path in ("/", "/id/article/naviny.html", "/id/event/vigil.html", "/id/place/quay.html"):
        for node in graph(app.test_client(), path):
            assert [name for name, value in node.items() if value in ("", [], {}, None)] == []
