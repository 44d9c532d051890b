"""Pages of people, places, events, organisations, awards and cases: what each shows, in order, and what leads on."""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise
from pathlib import Path

import pyoxigraph
import pytest
from flask.testing import FlaskClient

from solidarity_graph.release import open_release
from solidarity_graph.resources import data_dir
from solidarity_graph.saved_queries import Catalogue
from solidarity_graph.sparql import SnapshotStore
from solidarity_graph.web import create_app
from tests.unit.web.building import _PREFIXES, BASE, _article, _claim, make_catalogue, make_release
from tests.unit.web.conftest import reading
from tests.unit.web.test_pages import Page

KINDS = ("person", "organisation", "group", "place", "award", "case", "event", "document")
_DAY = "^^xsd:date"
_NAMES = f"""
@prefix award: <{BASE}id/award/> .
@prefix group: <{BASE}id/group/> .
@prefix geo: <http://www.w3.org/2003/01/geo/wgs84_pos#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
graph:entities {{
  person:ada a sg:Person ; skos:prefLabel "Ada Example"@en, "Ада Экзэмпл"@be, "Ada Ekzempl"@be-latn ;
    rdfs:label "Ada Example" .
  organisation:watch a sg:Organisation ; skos:prefLabel "Harbour Watch"@en .
  organisation:court a sg:Organisation ; skos:prefLabel "Court of Aboria"@en .
  group:guards a sg:Group ; skos:prefLabel "The guards"@en .
  award:lamp a sg:Award ; skos:prefLabel "Lamp Prize"@en .
  case:ada a sg:Case ; skos:prefLabel "Case of Ada Example"@en .
  place:aboria a sg:Place ; skos:prefLabel "Aboria"@en .
  place:port a sg:Place ; skos:prefLabel "Port City"@en ; rdfs:label "Port City" ; sg:within place:aboria ;
    geo:lat "50.5"^^xsd:decimal ; geo:long "20.5"^^xsd:decimal .
  place:quay a sg:Place ; skos:prefLabel "The quay"@en ; sg:within place:port .
  place:prison a sg:Place ; skos:prefLabel "Prison No. 9"@en ; sg:within place:aboria .
  event:plan a sg:SolidarityAction, sg:Event ; skos:prefLabel "Vigil announced"@en .
  event:vigil a sg:SolidarityAction, sg:Event ; skos:prefLabel "Vigil on the quay"@en .
  event:song a sg:SolidarityAction, sg:Event ; skos:prefLabel "Song at the vigil"@en .
  event:march a sg:SolidarityAction, sg:Event ; skos:prefLabel "March in Aboria"@en .
  event:refusal a sg:AuthorityResponse, sg:Event ; skos:prefLabel "Refusal of the march"@en .
  event:arrest a sg:Arrest, sg:Event ; skos:prefLabel "Arrest of Ada Example"@en ; rdfs:label "Arrest of Ada Example" .
  event:sentence a sg:Sentence, sg:Event ; skos:prefLabel "Sentence of Ada Example"@en ;
    rdfs:label "Sentence of Ada Example" .
  event:transfer a sg:LegalMeasure, sg:Event ; skos:prefLabel "Transfer of Ada"@en ; rdfs:label "Transfer of Ada" .
  event:search a sg:LegalMeasure, sg:Event ; skos:prefLabel "Search of Ada"@en ; rdfs:label "Search of Ada" .
  event:prize a sg:Conferral, sg:Event ; skos:prefLabel "Lamp Prize for Ada Example"@en ; rdfs:label "Lamp Prize" .
}}
graph:judgements {{
  event:vigil sg:realises event:plan .
  <{BASE}id/event/vigil#judgement-plan> a rdf:Statement ; rdf:subject event:vigil ; rdf:predicate sg:realises ;
    rdf:object event:plan ; skos:note "Same day."@en ; sg:judgedBy "an editor" ; sg:judgedOn "2030-01-02"{_DAY} .
  disagreement:regime a sg:Disagreement ; sg:about event:sentence ; sg:onProperty sg:regime ;
    sg:claim claim:regime, claim:regime-too ; sg:disagreementKind sgc:conflict ; skos:note "They differ."@en ;
    sg:judgedBy "an editor" ; sg:judgedOn "2030-01-02"{_DAY} .
}}
"""
_DATED = {
    "plan": ("2028-05-01", "2028-05-01", "planned"),
    "vigil": ("2028-05-01", "2028-05-01", "held"),
    "song": ("2028-05-01", "2028-05-01", "held"),
    "march": ("2029-06-01", "2029-06-02", "banned"),
    "refusal": ("2029-05-01", "2029-05-31", "held"),
    "arrest": ("2027-03-01", "2027-03-01", "held"),
    "sentence": ("2028-03-01", "2028-03-01", "held"),
    "prize": ("2028-01-01", "2028-12-31", "held"),
}
_COUNT = f"""
  <{BASE}id/claim/%s#value> a sg:Participation ; sg:agent group:guards ; sg:role sgc:participant ;
    sg:countText "thirty or so"@en ; sg:countMin 25 ; sg:countMax 35 ; sg:countUnit sgc:people ."""
_SPEAKER = f"""
  <{BASE}id/claim/%s#value> a sg:Participation ; sg:agent organisation:watch ; sg:role sgc:speaker ."""
_ALLEGED = "; sg:modality sgc:alleged ; sg:attributedTo organisation:court"


def _claims(article: str, *triples: str | tuple[str, str, str]) -> str:
    """The claims of an article: each a triple, or its key, the triple and what is added to the claim."""
    given = [one if isinstance(one, tuple) else (f"{article}-{n}", one, "") for n, one in enumerate(triples)]
    return "".join(_claim(key, article, triple, rest, start=30 * n) for n, (key, triple, rest) in enumerate(given))


_DATA = "\n".join(
    [
        _NAMES,
        "graph:summary {",
        *(
            f'event:{key} sg:notBefore "{first}"{_DAY} ; sg:notAfter "{last}"{_DAY} ; sg:currentStatus sgc:{status} ; '
            "sg:origins 2 ."
            for key, (first, last, status) in _DATED.items()
        ),
        'event:refusal sg:dateCertainty "inferred" .',
        f'event:transfer sg:notAfter "2028-07-31"{_DAY} ; sg:currentStatus sgc:held .',
        "event:vigil sg:wholeAction event:vigil . event:song sg:wholeAction event:vigil .",
        "event:plan sg:carriedOut true . event:march sg:wholeAction event:march .",
        "}",
        "graph:news {",
        _article("news", "News of the quay", "watch"),
        _claims(
            "news",
            'person:ada skos:prefLabel "Ada Example"@en',
            "event:plan sg:status sgc:planned",
            "event:plan sg:inSupportOf person:ada",
            "event:vigil sg:status sgc:held",
            "event:vigil sg:inSupportOf person:ada",
            "event:vigil sg:organiser organisation:watch",
            "event:vigil sg:place place:quay",
            ("ask", 'event:vigil sg:demand "Let her go."@en', "; sg:addressee organisation:court"),
            ("resign", 'event:vigil sg:demand "Resign."@en', "; sg:attributedTo group:guards"),
            'event:vigil sg:slogan "Light!"@en',
            ("many", "event:vigil sg:participation #value", ""),
            ("speaker", "event:vigil sg:participation #value", ""),
            "event:song sg:partOf event:vigil",
            "event:song sg:place place:quay",
            "event:march sg:status sgc:banned",
            "event:march sg:status sgc:planned",
            "event:march sg:inSupportOf person:ada",
            "event:march sg:place place:aboria",
            "event:refusal sg:respondsTo event:march",
            "event:refusal sg:responseType sgc:refusal-of-permission",
            "event:refusal sg:imposedBy organisation:court",
            "event:prize sg:award award:lamp",
            "event:prize sg:recipient person:ada",
            "event:prize sg:conferredBy organisation:watch",
            "event:arrest sg:imposedOn person:ada",
            "event:arrest sg:inCase case:ada",
            "event:transfer sg:inCase case:ada",
            "event:search sg:inCase case:ada",
            "event:sentence sg:imposedOn person:ada",
            "event:sentence sg:imposedBy organisation:court",
            "event:sentence sg:inCase case:ada",
            "event:sentence sg:detainedAt place:prison",
            "event:sentence sg:contestedBy organisation:watch",
            ("regime", "event:sentence sg:regime sgc:strict-regime", ""),
        ),
        _COUNT % "many",
        _SPEAKER % "speaker",
        "}",
        "graph:gazette {",
        _article("gazette", "The court gazette", "court").replace("sgc:complete ", "sgc:cut-off "),
        _claims(
            "gazette",
            "event:sentence sg:imposedOn person:ada",
            ("regime-too", "event:sentence sg:regime sgc:severe-regime", ""),
            ("reason", 'event:sentence sg:statedReason "A poor reason."@en', _ALLEGED),
            "event:sentence sg:charge sgc:smuggling",
            "event:sentence sg:charge sgc:large-scale-tax-evasion",
            ("many-too", "event:vigil sg:participation #value", ""),
            ("speaker-too", "event:vigil sg:participation #value", ""),
        ),
        _COUNT % "many-too",
        _SPEAKER % "speaker-too",
        "}",
    ]
)


def nquads(trig: str) -> bytes:
    quads = pyoxigraph.parse((_PREFIXES + trig).encode(), pyoxigraph.RdfFormat.TRIG)
    return pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.N_QUADS) or b""


@pytest.fixture(scope="module")
def site(store: SnapshotStore, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    release = make_release(tmp_path_factory.mktemp("things"), nquads(_DATA))
    return reading(create_app(store, release=release, catalogue=make_catalogue()))


def page(client: FlaskClient, thing: str) -> str:
    answer = client.get(f"/id/{thing}.html")
    assert answer.status_code == 200, answer.text
    return answer.text


def section(text: str, title: str) -> str:
    """The section of a page under a heading of the second level; '' without it."""
    found = re.search(rf'<h2[^>]*>{re.escape(title)}</h2>(.*?)(?=<h2|<p [^>]*class="aside silent")', text, re.DOTALL)
    return found[1] if found else ""


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def rows(html: str) -> list[str]:
    """The rows of the last table of some markup, as texts."""
    body = html.rpartition("<tbody")[2]
    return [words(row) for row in re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.DOTALL)]


def test_a_case_is_drawn_with_its_measures_and_awards(site: FlaskClient) -> None:
    case = section(page(site, "person/ada"), "Timeline of the case")
    kinds = {*re.findall(r"<bdi[^>]*>([\w ]+)</bdi></li>", case)}
    assert {"arrest", "verdict or sentence", "award or recognition"} <= kinds
    assert 'aria-label="Arrest of Ada Example, arrest, 1 March 2027"' in case
    measures = case[case.index("Measures by authorities</h3>") : case.index("Awards and recognitions</h3>")]
    # What makes a card of a row on a phone: its title stands before each cell, and what is empty can be left out.
    assert {"When", "What", "By whom", "Charge"} < {*re.findall(r'data-label="([^"]*)"', measures)}
    assert 'data-label="Contested by"></td>' in measures
    assert rows(measures)[1].startswith("1 March 2028 Sentence of Ada Example sentence Court of Aboria")
    assert "Prison No. 9 Harbour Watch" in rows(measures)[1]
    assert 'href="/measures?person=person/ada"' in measures
    assert rows(case) == ["2028 Lamp Prize for Ada Example conferral of an award Harbour Watch"]


def test_a_case_is_in_order_of_time_and_what_has_no_first_day_is_not_the_first(site: FlaskClient) -> None:
    case = section(page(site, "case/ada"), "Timeline of the case")
    measures = case[case.index("Measures by authorities</h3>") :]
    assert [row.partition(" of ")[0] for row in rows(measures)] == [
        "1 March 2027 Arrest",
        "1 March 2028 Sentence",
        "by 31 July 2028 Transfer",
        "day not known Search",
    ]
    drawn = re.findall(r'aria-label="(\w+) of Ada', case)[:3]
    assert drawn == ["Arrest", "Sentence", "Transfer"]


def test_a_sentence_in_a_case_is_followed_by_what_contests_it(site: FlaskClient) -> None:
    for thing in ("person/ada", "case/ada"):
        text = page(site, thing)
        assert text.index("Timeline of the case</h2>") < text.index('class="conviction"')
        assert text.count('class="conviction"') == 1


@pytest.mark.parametrize("thing", ["person/ada", "event/sentence"])
def test_a_conviction_tells_what_sources_differ_on_from_what_it_has_several_of(site: FlaskClient, thing: str) -> None:
    card = page(site, thing).partition('<dl class="glance">')[2].partition("</dl>")[0]
    assert re.search(r"(strict|severe) regime / (strict|severe) regime ≠ sources differ", words(card))
    assert 'href="/id/disagreement/regime.html"' in card
    assert re.search("smuggling , large-scale tax evasion|large-scale tax evasion , smuggling", words(card))


def test_names_are_told_by_language_and_script_with_their_sources(site: FlaskClient) -> None:
    names = section(page(site, "person/ada"), "Names")
    for language, name in (
        ("English, Latin script", "Ada Example 1 source"),
        ("Belarusian, Cyrillic script", "Ада Экзэмпл"),
        ("Belarusian, Latin script", "Ada Ekzempl"),
    ):
        assert f"{language} {name}" in words(names)
    assert 'lang="be-latn"' in names


def test_acts_of_solidarity_are_counted_by_year_with_ways_to_the_list(site: FlaskClient) -> None:
    acts = section(page(site, "person/ada"), "Acts of solidarity")
    assert 'href="/actions?supports=person/ada&amp;year=2028"' in acts
    assert 'href="/actions?supports=person/ada"' in acts
    assert "3 entries. One announces an action that is listed, too." in words(acts)
    assert [row.partition(" Vigil")[0] for row in rows(acts)[:2]] == ["1 May 2028", "1 May 2028"]


def test_each_address_of_a_list_has_the_rows_that_a_page_counts(site: FlaskClient) -> None:
    for thing in ("person/ada", "place/port", "place/aboria", "organisation/watch", "case/ada"):
        addresses = {*re.findall(r'href="(/(?:actions|measures|places|sources|awards)\?[^"]+)"', page(site, thing))}
        assert addresses
        for address in addresses:
            assert site.get(unescape(address)).status_code == 200, (thing, address)


def test_who_asked_whom_for_what_says_in_which_action(site: FlaskClient) -> None:
    demands = words(section(page(site, "person/ada"), "Who asked whom for what"))
    assert (
        "Let her go. Demanded by Harbour Watch Demanded of Court of Aboria Event Vigil on the quay , 1 May 2028"
        in demands
    )


@pytest.mark.parametrize("party", ["organisation/watch", "organisation/court"])
def test_an_organisation_has_what_it_demanded_and_what_was_demanded_of_it(site: FlaskClient, party: str) -> None:
    demands = section(page(site, party), "Who asked whom for what")
    asked = "Demanded by Harbour Watch Demanded of Court of Aboria Event Vigil on the quay"
    assert f"Let her go. {asked}" in words(demands)
    assert 'href="/id/article/news.html"' in demands
    assert "Resign." not in demands


def test_an_organisation_has_no_demand_of_others_in_an_event_of_its_own(site: FlaskClient) -> None:
    assert "Resign. Demanded by The guards Demanded of not said" in words(page(site, "group/guards"))


def test_an_action_is_a_map_mark_at_the_narrowest_place_with_coordinates(site: FlaskClient) -> None:
    acts = section(page(site, "place/aboria"), "What happened here")
    assert "Port City : 2 took place" in words(acts)
    assert "One action is not on the map" in words(acts)


@pytest.mark.parametrize(("place", "count"), [("aboria", 3), ("port", 2), ("quay", 2)])
def test_a_place_has_what_happened_in_the_places_within_it(site: FlaskClient, place: str, count: int) -> None:
    assert len(rows(section(page(site, f"place/{place}"), "What happened here"))) == count


def test_a_place_has_who_was_held_within_it_and_what_contests_the_sentence(site: FlaskClient) -> None:
    text = page(site, "place/aboria")
    (row,) = rows(section(text, "Measures and detention here"))
    assert row.startswith("1 March 2028 Sentence of Ada Example sentence Ada Example Court of Aboria")
    assert text.index("Measures and detention here</h2>") < text.index('class="conviction"')


def test_the_places_within_a_place_are_listed(site: FlaskClient) -> None:
    within = rows(section(page(site, "place/aboria"), "Places within it"))
    assert sorted(within) == ["Port City 50.5 20.5", "Prison No. 9", "The quay"]


def test_a_thing_of_wikidata_or_geonames_goes_by_its_name_there(released: FlaskClient) -> None:
    text = page(released, "place/moscow")
    assert '<a href="https://sws.geonames.org/524901/" rel="external noreferrer">GeoNames 524901</a>' in text


def test_what_only_happens_in_a_place_is_told_once(site: FlaskClient) -> None:
    assert not section(page(site, "place/aboria"), "Where else it appears")


def test_a_banned_action_goes_from_plan_by_answer_to_ban(site: FlaskClient) -> None:
    steps = re.findall(r"<li[^>]*>\s*<b>(.*?)</b>", section(page(site, "event/march"), "What became of it"))
    assert steps == ["planned", "refusal of permission", "banned"]


def test_an_action_and_its_announcement_lead_to_each_other(site: FlaskClient) -> None:
    held = words(section(page(site, "event/vigil"), "What became of it"))
    assert held.startswith("Announced : Vigil announced , for 1 May 2028 took place , 1 May 2028")
    assert "Took place as: Vigil on the quay" in words(section(page(site, "event/plan"), "What became of it"))


def test_what_two_articles_say_alike_is_one_fact_with_two_sources(site: FlaskClient) -> None:
    vigil = page(site, "event/vigil")
    people = words(section(vigil, "For whom, by whom, who took part"))
    assert people.count("as speaker") == 1
    assert "Harbour Watch as speaker 2 sources" in people


def test_a_count_is_told_as_worded_and_in_numbers(site: FlaskClient) -> None:
    (row,) = [row for row in rows(section(page(site, "event/vigil"), "How many, as worded and in numbers")) if row]
    assert row.startswith("thirty or so 25 to 35 people The guards as participant 2 sources")


def test_an_action_tells_for_whom_by_whom_what_for_and_of_what_it_is_a_part(site: FlaskClient) -> None:
    text = page(site, "event/vigil")
    assert "Harbour Watch" in words(section(text, "For whom, by whom, who took part"))
    assert "Let her go. Demanded by Harbour Watch" in words(section(text, "What it asked for"))
    assert "Light!" in words(section(text, "Slogans"))
    assert "Song at the vigil" in words(section(text, "Its parts"))
    assert "Vigil on the quay" in words(section(page(site, "event/song"), "Part of"))


def test_an_action_has_a_small_map_of_the_nearest_place_with_coordinates(site: FlaskClient) -> None:
    where = section(page(site, "event/vigil"), "Where")
    assert "Port City : 1 took place" in words(where)
    assert "<svg" in where
    assert "<svg" not in section(page(site, "event/march"), "Where")


def test_what_articles_say_of_a_sentence_stands_side_by_side(site: FlaskClient) -> None:
    compared = section(page(site, "event/sentence"), "What each article says")
    assert [words(title) for title in re.findall(r'<th scope="col">(.*?)</th>', compared)] == [
        "Property",
        "News of the quay",
        "The court gazette cut off",
    ]
    by_property = {words(row.partition("</th>")[0]): row for row in compared.split("<tr>")[2:]}
    assert by_property.keys() >= {"regime the articles differ", "imposed on", "contested by", "stated reason"}
    assert "nothing recorded" in by_property["contested by"]
    assert next(iter(by_property)) == "regime the articles differ"
    assert "alleged" in by_property["stated reason"]
    assert 'href="/id/claim/regime-too.html"' in by_property["regime the articles differ"]


def test_a_reader_chooses_which_articles_to_compare(released: FlaskClient) -> None:
    address, title = "/id/event/bialiatski-arrest-2011.html", "What each article says"

    def compared(query: str = "") -> tuple[list[str], list[str]]:
        shown = section(released.get(f"{address}{query}").text, title)
        boxes = re.findall(r'name="compare" value="([^"]+)"( checked)?', shown)
        assert len(re.findall(r'<th scope="col">', shown)) == 1 + len([key for key, checked in boxes if checked])
        return [key for key, _ in boxes], [key for key, checked in boxes if checked]

    keys, first = compared()
    assert first == keys[:8]
    assert len(keys) == 9
    last = keys[:-3:-1]
    assert compared(f"?compare={last[0]}&compare={last[1]}") == (keys, sorted(last, key=keys.index))
    answer = released.get(f"{address}?compare={last[0]}")
    assert "compare" not in answer.headers["Link"].replace(f'{address}?compare={last[0]}>; rel="cite-as"', "")
    alone = section(answer.text, title)
    assert "the articles differ" not in alone
    assert "nothing recorded" not in alone
    assert f'/id/event/bialiatski-arrest-2011.html?compare={last[0]}">' in answer.text.partition('class="permalink"')[2]
    assert '<link rel="canonical" href="http://localhost/id/event/bialiatski-arrest-2011.html">' in answer.text
    assert answer.headers["X-Robots-Tag"] == "noindex"
    wrong = released.get(f"{address}?compare=nothing", headers={"Accept": "application/json"})
    assert (wrong.status_code, wrong.get_json()["parameter"]) == (400, "compare")
    assert "“nothing” says nothing of this. Available: " in wrong.get_json()["detail"]


def test_two_articles_leave_nothing_to_choose(site: FlaskClient) -> None:
    assert 'name="compare"' not in page(site, "event/sentence")


def test_an_event_says_how_many_articles_report_it_and_to_how_many_origins_they_go_back(site: FlaskClient) -> None:
    for event, reported in (
        ("sentence", "2 articles, which go back to 2 independent origins"),
        ("march", "one article"),
    ):
        summary = page(site, f"event/{event}").partition('<dl class="summary">')[2].partition("</dl>")[0]
        assert f"Reported by {reported}" in words(summary)
        assert 'href="/docs/reading-a-page#independent-origins"' in summary
    sentence = site.get("/ru/id/event/sentence.html").text
    assert "2 статьи, которые восходят к 2 независимым первоисточникам" in words(sentence)


def test_what_one_article_tells_is_not_compared(site: FlaskClient) -> None:
    assert not section(page(site, "event/arrest"), "What each article says")


def test_an_organisation_has_a_section_for_each_thing_it_does(site: FlaskClient) -> None:
    text = page(site, "organisation/watch")
    for title, row in (
        ("Actions organised", "Vigil on the quay"),
        ("Awards given", "Lamp Prize for Ada Example"),
        ("Sentences and measures contested", "Sentence of Ada Example"),
        ("Articles published", "News of the quay"),
    ):
        assert row in rows(section(text, title))[0], title
    assert not section(text, "Where it appears")


def test_an_event_in_which_an_agent_has_several_roles_is_told_once(site: FlaskClient) -> None:
    text = page(site, "organisation/court")
    assert "Sentence of Ada Example" in words(section(text, "Measures, decisions and custody"))
    assert not section(text, "Statements reported")


def test_a_connection_is_worded_from_the_side_of_the_thing_on_the_page(site: FlaskClient) -> None:
    court = rows(section(page(site, "organisation/court"), "Measures, decisions and custody"))
    assert any(row.startswith("May 2029 (inferred) Refusal of the march") for row in court)
    assert any("Sentence of Ada Example who is quoted, who imposed it" in row for row in court)
    vigil, plan = page(site, "event/vigil"), page(site, "event/plan")
    assert "Vigil on the quay is how Vigil announced was carried out. Same day." in words(vigil)
    assert "Vigil on the quay is how Vigil announced was carried out. Same day." in words(plan)
    assert "participation" not in words(section(vigil, "For whom, by whom, who took part"))


def test_an_award_has_who_received_it_when_and_from_whom(site: FlaskClient) -> None:
    (row,) = rows(section(page(site, "award/lamp"), "Who received it"))
    assert row == "2028 Lamp Prize for Ada Example Ada Example Harbour Watch took place"


@pytest.mark.parametrize(
    ("thing", "crumbs"),
    [
        ("person/ada", ["/people"]),
        ("place/quay", ["/places"]),
        ("event/sentence", ["/measures", "/measures?type=Sentence"]),
        ("case/ada", ["/measures"]),
        ("award/lamp", ["/awards"]),
        ("event/prize", ["/awards"]),
    ],
)
def test_a_way_back_leads_from_a_page_to_its_lists(site: FlaskClient, thing: str, crumbs: list[str]) -> None:
    trail = page(site, thing).partition('<nav class="crumbs"')[2].partition("</nav>")[0]
    assert re.findall(r'href="([^"]+)"', trail) == crumbs
    for address in crumbs:
        assert site.get(address).status_code == 200


def test_what_is_on_no_list_has_no_way_back(site: FlaskClient) -> None:
    assert 'class="crumbs"' not in page(site, "group/guards")


def test_a_long_page_lists_its_sections_and_a_short_one_does_not(site: FlaskClient) -> None:
    contents = page(site, "event/sentence").partition('<nav class="on-page"')[2].partition("</nav>")[0]
    assert re.findall(r'href="#(.+?)"', contents)[:3] == ["convictions", "disagreements", "compared"]
    assert 'class="on-page"' not in page(site, "award/lamp")


def test_only_the_first_rows_of_many_are_shown_with_a_way_to_all(
    store: SnapshotStore, tmp_path: Path, catalogue: Catalogue
) -> None:
    acts = "".join(
        f'event:act{n:02} a sg:SolidarityAction, sg:Event ; skos:prefLabel "Act {n}"@en . ' for n in range(30)
    )
    told = _claims("news", *(f"event:act{n:02} sg:inSupportOf person:ada" for n in range(30)))
    graph = f'graph:entities {{ person:ada a sg:Person ; skos:prefLabel "Ada"@en . {acts} }} graph:news {{ {told} }}'
    release = make_release(tmp_path, nquads(graph))
    shown = section(
        page(reading(create_app(store, release=release, catalogue=catalogue)), "person/ada"), "Acts of solidarity"
    )
    assert len(rows(shown)) == 25
    assert "All 30 in the list" in words(shown)
    few = reading(create_app(store, release=release, catalogue=catalogue, fewest=40))
    assert "30" not in words(section(page(few, "person/ada"), "Acts of solidarity"))


def test_a_name_never_becomes_markup(store: SnapshotStore, tmp_path: Path, catalogue: Catalogue) -> None:
    name = "<script>1</script>&amp;"
    graph = f"""graph:entities {{ place:x a sg:Place ; skos:prefLabel "{name}"@en ; sg:within place:y ;
      rdfs:label "{name}" ; geo:lat "1"^^xsd:decimal ; geo:long "2"^^xsd:decimal .
      place:y a sg:Place ; skos:prefLabel "{name}"@ru .
      event:e a sg:Arrest, sg:Event ; rdfs:label "{name}" ; skos:prefLabel "{name}"@en . }}
      graph:news {{ {_claims("news", "event:e sg:place place:x", "event:e sg:imposedOn person:p")} }}
      graph:entities {{ person:p a sg:Person ; skos:prefLabel "{name}"@be }}"""
    prefixes = "".join(line + "\n" for line in _NAMES.splitlines() if line.startswith("@prefix"))
    release = make_release(tmp_path, nquads(prefixes + graph))
    client = reading(create_app(store, release=release, catalogue=catalogue))
    for thing in ("place/x", "place/y", "event/e", "person/p"):
        text = page(client, thing)
        assert "<script>1" not in text
        assert "&lt;script&gt;1&lt;/script&gt;&amp;amp;" in text


@pytest.fixture(scope="module")
def released(store: SnapshotStore) -> FlaskClient:
    """The site of the release; its pages ask the store nothing."""
    release = open_release(data_dir() / "release")
    return reading(create_app(store, release=release, catalogue=make_catalogue()))


@pytest.fixture(scope="module")
def things() -> list[str]:
    graph = (data_dir() / "release" / "solidarity-graph.nq").read_text("utf-8")
    found = re.findall(rf"^<{re.escape(BASE)}id/([a-z]+/[a-z0-9-]+)>", graph, re.MULTILINE)
    return [thing for thing in dict.fromkeys(found) if thing.partition("/")[0] in KINDS]


def test_a_city_and_a_country_of_the_release_have_all_that_happened_in_them(released: FlaskClient) -> None:
    for place, least in (("moscow", 8), ("russia", 10)):
        listed = released.get(f"/actions?place=place/{place}").text
        shown = rows(section(page(released, f"place/{place}"), "What happened here"))
        assert len(shown) == len(re.findall(r'<th[^>]* scope="row"', listed)) >= least


def test_every_page_of_a_thing_of_the_release_is_whole(released: FlaskClient, things: list[str]) -> None:
    assert len(things) > 150
    for thing in things:
        text = page(released, thing)
        found = Page(text)
        names = [tag for tag, _ in found.tags]
        assert found.faults == [], thing
        ids = found.values("id")
        assert len(ids) == len({*ids}), thing
        levels = [int(name[1]) for name in names if re.fullmatch("h[1-6]", name)]
        assert levels.count(1) == 1, thing
        assert all(after - before <= 1 for before, after in pairwise(levels)), thing
        labels = [
            (tag, each["aria-label"]) for tag, each in found.tags if "aria-label" in each and tag in ("nav", "aside")
        ]
        assert len(labels) == len({*labels}), thing
        for link in found.links():
            assert not link.startswith("#") or link[1:] in ids, (thing, link)
