"""Lists with facets and the search as pages and data: addresses, counts, links, errors, nothing that becomes markup."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote, urlencode

import pyoxigraph
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jinja2.bccache import Bucket, BytecodeCache

from solidarity_graph.documents import Document
from solidarity_graph.release import Release, open_release
from solidarity_graph.resources import data_dir, queries_dir
from solidarity_graph.saved_queries import Catalogue, load_catalogue
from solidarity_graph.schema.namespaces import NAMESPACES
from solidarity_graph.search import PERSPECTIVES, DocumentIndex, index_in_memory
from solidarity_graph.sparql import SnapshotStore, make_snapshot
from solidarity_graph.web import close_app, create_app
from tests.unit.web.building import BASE
from tests.unit.web.conftest import reading
from tests.unit.web.test_pages import BROWSER, Page


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A client of the site of the release."""
    release = open_release(data_dir() / "release")
    folder: Path = tmp_path_factory.mktemp("lists") / "snapshot"
    make_snapshot(release.nquads, folder)
    app = create_app(
        SnapshotStore(folder, workers=1, prefixes=NAMESPACES), release=release, catalogue=load_catalogue(queries_dir())
    )
    yield reading(app)
    close_app(app)


def page(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == status, (address, answer.text)
    return answer.text


def first_cells(text: str) -> list[str]:
    """The addresses of the things in the rows of a page."""
    return re.findall(r'<th scope="row"[^>]*><a href="([^"]+)"', text)


def heading(text: str) -> str:
    """How many there are: the heading over the rows or the drawing."""
    return re.findall(r'<h2 [^>]*id="answer"[^>]*>([^<]*)<', text)[0]


@pytest.mark.parametrize("name", sorted(PERSPECTIVES))
def test_each_list_is_a_page_in_the_menu_with_its_data_and_a_canonical_address(
    released: FlaskClient, name: str
) -> None:
    text = page(released, f"/{name}?q=&page=1&sort=")
    assert f'<a href="/{name}" aria-current="page">' in text
    assert f'<link rel="canonical" href="http://localhost/{name}">' in text
    assert '<meta name="robots" content="noindex">' in text
    for suffix in ("csv", "json", "geojson", "ttl"):
        answer = released.get(f"/{name}.{suffix}")
        assert (answer.status_code, answer.headers["X-Robots-Tag"]) == (200, "noindex")


@pytest.mark.parametrize(
    "address",
    [
        "/actions?place=place/moscow&month=2013-08&sort=-label",
        "/actions?q=Бяляцкі&status=held",
        "/people",
        "/measures?year=2011",
        "/measures?type=AuthorityResponse&sort=label",
    ],
)
def test_page_csv_json_geojson_turtle_and_the_query_shown_have_the_same_things_in_the_same_order(
    released: FlaskClient, address: str
) -> None:
    path, _, selection = address.partition("?")
    text = page(released, f"{address}{'&' if selection else '?'}limit=1000")
    keys = [link.removeprefix("/id/").removesuffix(".html") for link in first_cells(text)]
    assert keys
    assert heading(text).split()[0] == f"{len(keys)}"
    csv = released.get(f"{path}.csv?{selection}").text.splitlines()
    assert [line.partition(",")[0].removeprefix(f"{BASE}id/") for line in csv[1:]] == keys
    bindings = json.loads(released.get(f"{path}.json?{selection}").text)["results"]["bindings"]
    assert [row["thing"]["value"].removeprefix(f"{BASE}id/") for row in bindings] == keys
    features = json.loads(released.get(f"{path}.geojson?{selection}").text)["features"]
    assert [feature["id"].removeprefix(f"{BASE}id/") for feature in features] == keys
    turtle = released.get(f"{path}.ttl?{selection}").data
    subjects = {t.subject.value for t in pyoxigraph.parse(turtle, pyoxigraph.RdfFormat.TURTLE)}  # type: ignore[union-attr]
    assert subjects == {f"{BASE}id/{key}" for key in keys}
    shown = unescape(re.findall(r"<pre><code>(.*?)</code>", text, re.DOTALL)[0])
    assert released.post("/sparql", data={"query": shown}, headers={"Accept": "text/csv"}).text.splitlines() == csv


def test_an_action_in_a_hall_is_placed_in_its_city(released: FlaskClient) -> None:
    features = json.loads(released.get("/actions.geojson?place=place/moscow").text)["features"]
    assert {tuple(map(round, feature["geometry"]["coordinates"])) for feature in features} == {(38, 56)}


def test_chosen_values_are_shown_ticked_and_removable_and_empty_ones_are_not_shown(released: FlaskClient) -> None:
    text = page(released, "/actions?country=place/russia&status=held&status=banned")
    assert 'name="status" value="held" checked>' in text
    assert '<a href="/actions?country=place%2Frussia&amp;status=banned">Status: ' in text
    assert 'name="country" value="place/poland">' in text  # another choice in the same facet would give rows
    assert 'name="form" value="banner"' not in text


def test_a_number_beside_a_value_is_the_length_of_the_list_with_it(released: FlaskClient) -> None:
    text = page(released, "/actions?country=place/russia")
    boxes = re.findall(r'name="(\w+)" value="([^"]+)"[^>]*> <label[^>]*>.*? <span class="aside">(\d+)</span>', text)
    assert len(boxes) > 30
    for facet, value, count in boxes:
        others = "" if facet == "country" else "&country=place/russia"
        assert heading(page(released, f"/actions?{facet}={value}{others}")).split()[0] == count, (facet, value)


def test_a_list_has_pages(released: FlaskClient) -> None:
    whole = first_cells(page(released, "/actions"))
    second = page(released, "/actions?limit=5&page=2")
    assert first_cells(second) == whole[5:10]
    assert '<a rel="next" href="/actions?page=3&amp;limit=5">' in second
    assert "6 to 10 of 24" in second


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/actions?colour=red", "no such parameter here. Available: extent, form,"),
        ("/actions?place=place/atlantis", "nothing on this list has “place/atlantis”. /actions shows"),
        ("/actions?sort=sources", "Available: label, form,"),
        ("/actions?view=globe", "Available: table, map, timeline, chart, network, values."),
        ("/actions?page=99", "the list has fewer pages"),
        ("/actions?q=a&q=b", "give it once"),
        (f"/actions?q={'a' * 201}", "give at most 200 characters; these are 201"),
        (f"/search?q={'a' * 201}", "give at most 200 characters"),
        ("/actions.csv?page=2", "data comes whole"),
        ("/actions.json?excel=1", "only CSV"),
    ],
)
def test_a_wrong_address_says_what_there_is(released: FlaskClient, address: str, words: str) -> None:
    answer = released.get(address)
    assert answer.status_code == 400
    assert words in answer.json["detail"]  # type: ignore[index]
    assert words.partition("“")[0] in unescape(page(released, address, 400))


def test_every_value_of_a_list_may_be_chosen_at_once_and_downloaded(released: FlaskClient) -> None:
    boxes = re.findall(r'type="checkbox" name="(\w+)" value="([^"]+)"', page(released, "/actions"))
    assert len(boxes) > 100
    address = f"/actions.csv?{urlencode([(name, unescape(value)) for name, value in boxes])}"
    assert released.get(address).status_code == 200


def test_what_mail_and_social_networks_add_to_a_link_is_of_no_meaning(released: FlaskClient) -> None:
    assert "14 actions" in page(released, "/actions?extent=whole&utm_source=mail&fbclid=x")


@pytest.mark.parametrize("words", ["Бяляцкі", "Беляцкий", "Bialacki", "Bialiatski"])
def test_four_spellings_find_one_person_first(released: FlaskClient, words: str) -> None:
    found = re.findall(r'<li><a href="(/id/[^"]+)"', page(released, f"/search?q={quote(words)}"))
    assert found[0] == "/id/person/p7k2.html"


def test_what_is_found_is_told_apart_by_kind_days_and_places(released: FlaskClient) -> None:
    text = unescape(re.sub(r"<[^>]+>", "", page(released, "/search?q=picket")))
    assert re.search(
        r"Picket applied for in Baranavichy, 2013\s+picket · 4 August 2013 · Lenin Street, Baranavichy", text
    )
    places = unescape(re.sub(r"<[^>]+>", "", page(released, "/search?q=Vilnius")))
    assert re.search(r"Vilnius\s+Lithuania", places)


def test_a_search_is_narrowed_to_a_kind_with_its_number(released: FlaskClient) -> None:
    text = page(released, "/search?q=Vilnius")
    kinds = dict(re.findall(r'<a href="/search\?q=Vilnius&amp;kind=(\w+)"[^>]*>[^<]*<span class="aside">(\d+)<', text))
    assert {"actions", "places"} <= kinds.keys()
    for kind, count in kinds.items():
        alone = page(released, f"/search?q=Vilnius&kind={kind}")
        (group,) = re.findall(r'<section class="found".*?</section>', alone, re.DOTALL)
        assert len(re.findall(r"<li>", group)) == int(count)
        assert f'kind={kind}" aria-current="page"' in alone
        assert f'<input dir="auto" type="hidden" name="kind" value="{kind}">' in alone
    assert f'All kinds <span class="aside">{sum(map(int, kinds.values()))}<' in text


def test_a_kind_without_hits_leads_to_the_others_and_one_that_there_is_not_is_told(released: FlaskClient) -> None:
    assert "Nothing of this kind was found for" in page(released, "/search?q=Lenin+Street&kind=awards")
    assert "Nothing was found for" in page(released, "/search?q=zzzz&kind=awards")
    page(released, "/search?q=Vilnius&kind=planets", 400)


def test_a_thing_found_by_a_phrase_shows_it_with_the_words_marked(released: FlaskClient) -> None:
    text = page(released, "/search?q=informational+picket")
    assert re.search(
        r'<q dir="auto" class="phrase" lang="">[^<]*<mark>informational</mark> <mark>picket</mark></q>', text
    )
    assert 'class="phrase"' not in page(released, "/search?q=Mahiliou")


def test_things_on_no_list_say_what_they_are(released: FlaskClient) -> None:
    assert '<span class="aside">group of people</span>' in page(released, "/search?q=activists")


def test_languages_and_days_of_sources_are_in_words(released: FlaskClient) -> None:
    text = page(released, "/sources")
    assert ">Belarusian" in text
    assert "July 2013" in text
    assert ">2013-07<" not in text


def test_a_city_finds_the_place_its_actions_and_the_articles(released: FlaskClient) -> None:
    text = page(released, "/search?q=Moscow")
    assert [name for name in PERSPECTIVES if f'id="found-{name}"' in text] == ["actions", "places", "sources"]
    assert 'href="/actions?q=Moscow"' in text
    assert len(first_cells(page(released, "/actions?q=Moscow"))) == 8
    assert "Nothing was found for" in page(released, "/search?q=zzzz")
    assert "Nothing has" not in page(released, "/search")


def test_every_link_of_a_selection_and_a_search_leads_somewhere(released: FlaskClient) -> None:
    for address in ("/actions?country=place/russia&q=Moscow&limit=3", "/search?q=Moscow", "/sources?language=fr"):
        for link in Page(page(released, address)).links():
            if link.startswith("/"):
                assert (
                    released.get(link.partition("#")[0], headers=BROWSER, follow_redirects=True).status_code == 200
                ), link


def test_crawlers_are_not_to_fetch_selections(released: FlaskClient) -> None:
    text = released.get("/robots.txt").text
    assert "Disallow: /actions*?" in text
    assert "Disallow: /search" in text


def test_small_counts_are_left_out(store: SnapshotStore, release: Release, catalogue: Catalogue) -> None:
    client = reading(create_app(store, release=release, catalogue=catalogue, fewest=1000))
    text = page(client, "/actions")
    assert "Counts below 1000 are left out on this site." in text
    assert heading(text) == "Fewer than 1000"
    assert 'type="checkbox"' not in text


class CompiledTemplates(BytecodeCache):
    """Keeps compiled templates in memory: an application for each example would compile them again."""

    def __init__(self) -> None:
        self.compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.compiled:
            bucket.bytecode_from_string(self.compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.compiled[bucket.key] = bucket.bytecode_to_string()


COMPILED = CompiledTemplates()
MARKUP = st.text(max_size=20).map(lambda text: f"<b>\"'&{text}</b><script>")


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(name=MARKUP, words=MARKUP)
def test_nothing_of_data_or_address_becomes_markup(
    store: SnapshotStore, release: Release, catalogue: Catalogue, name: str, words: str
) -> None:
    event = f"{BASE}id/event/e"
    place = f"{BASE}id/place/p"
    group = f"{BASE}id/group/g"
    documents: list[Document] = [
        {"id": event, "type": ["SolidarityAction"], "label": name, "place": place, "names": {event: {"en": name}},
         "prefLabel": {"en": name}, "notBefore": "2020-01-01", "notAfter": name, "currentStatus": name,
         "dateCertainty": name, "venueText": name, "organiser": [group], "inSupportOf": [group],
         "claims": [{"predicate": "#x", "object": {"id": place},
                     "evidence": [{"start": 0, "exact": f"{words} {name}"}]}]},
        *({"id": iri, "type": [kind], "label": name, "names": {iri: {"en": name}}, "prefLabel": {"en": name},
           "lat": "1", "long": "2"} for iri, kind in ((place, "Place"), (group, "Group"))),
    ]  # fmt: skip

    def index(release: Release) -> DocumentIndex:
        return index_in_memory(documents, release.base)

    app: Flask = create_app(store, release=release, catalogue=catalogue, open_documents=index)
    app.jinja_env.bytecode_cache = COMPILED
    client = reading(app)
    encoded = quote(words, safe="", errors="replace")
    addresses = ["/actions", "/places", f"/search?q={encoded}", f"/actions?q={encoded}", f"/actions?place={encoded}"]
    addresses += [f"/actions?view={view}" for view in ("map", "timeline", "chart", "chart&by=place", "network")]
    addresses += ["/actions?view=values&by=place", f"/actions?view=values&by=place&named={encoded}", "/search?q=b"]
    for address in (*addresses, f"/actions?{encoded}=1", f"/actions?sort={encoded}"):
        tags = Page(client.get(address, headers=BROWSER).text).tags
        assert "b" not in [tag for tag, _ in tags], address
        scripts = [attributes.get("src") or attributes.get("type") for tag, attributes in tags if tag == "script"]
        assert all(each == "application/ld+json" or str(each).startswith("/static/") for each in scripts), address


def test_what_authorities_answered_is_on_the_list_of_measures_with_what_they_answered(released: FlaskClient) -> None:
    text = page(released, "/measures?response=refusal-of-permission")
    assert "/id/event/baranavichy-refusal-2013.html" in first_cells(text)
    assert re.search(r'data-label="In answer to">.*?/id/event/baranavichy-picket-2013.html', text, re.DOTALL)
    assert "/id/event/baranavichy-refusal-2013.html" in first_cells(page(released, "/measures?q=refusal"))


@pytest.mark.parametrize("address", ["/measures?q=refusal&person=person/p7k2", "/people?q=harbour"])
def test_words_that_a_list_does_not_have_lead_to_the_search_of_all_and_are_no_finding(
    released: FlaskClient, address: str
) -> None:
    text, words = page(released, address), re.findall("q=([a-z]+)", address)[0]
    assert f"Nothing on this list was found for “{words}”." in text
    assert f'<a href="/search?q={words}">' in text
    assert "report nothing that fits" not in text


@pytest.mark.parametrize(("words", "first"), [("homel", "Places"), ("Гомель", "Places"), ("Bialiatski", "People")])
def test_a_search_has_the_list_first_that_has_a_thing_of_just_this_name(
    released: FlaskClient, words: str, first: str
) -> None:
    text = page(released, f"/search?q={quote(words)}")
    assert re.findall(r'<h2 [^>]*id="found-[^>]*>([^<]*?) <', text)[0] == first


def test_a_search_says_of_a_person_what_each_name_beside_theirs_is(released: FlaskClient) -> None:
    text = unescape(re.sub("<[^>]*>", "", page(released, "/search?q=Bialiatski&kind=people")))
    assert re.search(r"Connected with: Homel State University.* · Awards: Lech Wałęsa Prize", text, re.DOTALL)


def test_a_month_says_how_many_actions_may_have_been_in_it_and_leads_to_them(released: FlaskClient) -> None:
    text = page(released, "/actions?month=2013-08")
    more = int(re.findall(r"possibly in this period \(August 2013\): (\d+) actions", text)[0])
    link = re.findall(r'<a href="([^"]*actions-between-dates[^"]*)"', text)[0]
    answer = released.get(unescape(link).replace("?", ".csv?")).text.splitlines()
    assert len(answer) - 1 == int(heading(text).split()[0]) + more
    assert "possibly in this period" not in page(released, "/actions?month=2013-07&status=banned")


def test_a_list_without_a_map_offers_no_geojson(released: FlaskClient) -> None:
    offering = {name for name in PERSPECTIVES if f"/{name}.geojson" in page(released, f"/{name}")}
    assert offering == {"actions", "measures", "places"}


def test_a_time_of_day_has_no_seconds_that_nobody_gave(released: FlaskClient) -> None:
    assert '<span title="17:30:00">17:30</span>' in page(released, "/id/event/moscow-exhibition-plan-2013.html")
