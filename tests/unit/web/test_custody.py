"""What pages and lists show of custody: stays, ill-treatment, own protests, states of cases; and actions online."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

import pyoxigraph
import pytest
from flask.testing import FlaskClient

from solidarity_graph.search import PERSPECTIVES, index_in_memory, list_query
from solidarity_graph.sparql import SnapshotStore, make_snapshot
from solidarity_graph.web import create_app
from tests.custody import custody_dataset, custody_nquads
from tests.graphs import documents_of
from tests.unit.web.building import make_catalogue, make_release
from tests.unit.web.conftest import reading
from tests.unit.web.test_thing_pages import page, rows, section, words

BASE = "https://example.org/lanternfield/"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    release = make_release(tmp_path_factory.mktemp("custody"), custody_nquads(), BASE)
    folder = tmp_path_factory.mktemp("custody-site") / "snapshot"
    make_snapshot(release.nquads, folder)
    with SnapshotStore(folder, workers=1) as store:
        yield reading(create_app(store, release=release, catalogue=make_catalogue()))


def steps(html: str) -> list[str]:
    """The entries of the last ordered list of some markup, as texts without their sources."""
    line = html.rpartition('<ol class="line">')[2].partition("</ol>")[0]
    without = re.sub(r"<details.*?</details>", "", line, flags=re.DOTALL)
    return [words(entry) for entry in re.findall(r"<li.*?</li>", without, re.DOTALL)]


def test_stays_are_in_order_of_time_so_that_a_transfer_is_seen(site: FlaskClient) -> None:
    stays = steps(section(page(site, "person/pt1k"), "Where held, and when"))
    assert len(stays) == 2
    assert stays[0].startswith("from 5 January 2032 until March 2032 Mill prison , held by The mill police")
    assert stays[1].startswith("from 20 March 2032 ❝ alleged by Mill Watch Hill colony")
    assert stays[1].endswith("ongoing when reported")


def test_what_happened_in_custody_is_told_with_whose_word_it_is(site: FlaskClient) -> None:
    told = rows(section(page(site, "person/pt1k"), "What happened in custody"))
    assert len(told) == 2
    beaten = next(row for row in told if "beaten" in row)
    assert beaten.startswith("11 February 2032 ❝ alleged by Mill Watch Oda Tarn beaten")
    assert "beating ❝ alleged by Mill Watch ✕ denied by The mill police" in beaten
    assert "alleged" not in next(row for row in told if "doctor" in row)


def test_an_alleged_day_is_drawn_as_in_doubt(site: FlaskClient) -> None:
    case = section(page(site, "person/pt1k"), "Timeline of the case")
    assert 'aria-label="Oda Tarn beaten, in custody, 11 February 2032 (inferred or in doubt)"' in case
    assert 'aria-label="Hunger strike of Oda Tarn, own protest, 12 February 2032 to 20 February 2032"' in case
    assert "A thick line shows how long something lasted." in case
    assert "Without a date, and so not on the timeline: A doctor refused to Oda Tarn ." in words(case)


def test_own_protests_are_no_acts_of_solidarity(site: FlaskClient) -> None:
    text = page(site, "person/pt1k")
    protest = "from 12 February 2032 until 20 February 2032 Hunger strike of Oda Tarn prisoner's protest"
    assert rows(section(text, "Own protests"))[0].startswith(protest)
    assert "Hunger strike" not in section(text, "Acts of solidarity")
    asked = words(section(text, "Who asked whom for what"))
    assert "Let a doctor in. Demanded by Oda Tarn" in asked


def test_measures_show_their_kind_the_verdict_and_the_ground_of_a_change(site: FlaskClient) -> None:
    case = section(page(site, "person/pt1k"), "Timeline of the case")
    measures = case[case.index("Measures by authorities</h3>") : case.index("Awards and recognitions</h3>")]
    assert rows(measures) == [
        "5 January 2032 Arrest of Oda Tarn arrest, pre-trial detention The mill police",
        "1 June 2032 Acquittal of Oda Tarn verdict, acquittal The mill court",
        "2 June 2032 Exile of Oda Tarn legal measure, forced exile, prisoner exchange",
    ]


def test_a_case_shows_its_states_in_order_of_time(site: FlaskClient) -> None:
    text = page(site, "case/tarn")
    assert steps(section(text, "How far the case has come")) == [
        "5 January 2032 to 20 January 2032 not charged ❝ alleged by Mill Watch",
        "20 January 2032 charged",
        "from 1 June 2032, end not known acquitted Oda Tarn",
        "day not known closed",
    ]
    assert "Oda Tarn beaten" in section(text, "What happened in custody")


def test_a_place_of_detention_shows_whom_it_held_and_what_they_tell(site: FlaskClient) -> None:
    text = page(site, "place/mill-prison")
    assert steps(section(text, "Who was held here, and when"))[0].startswith(
        "from 5 January 2032 until March 2032 Oda Tarn , Mill prison , held by The mill police"
    )
    assert "alleged by Mill Watch" in words(section(text, "What happened in custody"))
    assert "Hunger strike" in section(text, "Prisoners&#39; protests")


@pytest.mark.parametrize("event", ["tarn-beaten", "tarn-in-the-mill", "tarn-without-a-doctor", "tarn-hunger-strike"])
def test_an_event_in_custody_is_on_the_map_where_the_person_was_held(event: str, site: FlaskClient) -> None:
    where = section(page(site, f"event/{event}"), "Where")
    assert "Lanternfield" in where
    assert "Mill prison" in where


def test_a_denial_stands_beside_what_is_alleged(site: FlaskClient) -> None:
    facts = words(section(page(site, "event/tarn-beaten"), "What the articles say"))
    assert re.search(r"beating ❝ alleged by Mill Watch .* ✕ denied by The mill police", facts)


def test_what_ended_a_measure_is_told_on_its_page(site: FlaskClient) -> None:
    assert "Acquittal of Oda Tarn ended it" in words(section(page(site, "event/tarn-arrest"), "What followed"))


def test_a_count_says_at_which_place_it_was(site: FlaskClient) -> None:
    counts = section(page(site, "event/tarn-petition"), "How many, as worded and in numbers")
    assert "some ninety 90 people People at the vigil as participant Foundry Square" in words(counts)
    where = site.get("/id/claim/cg08.html").text
    assert "Foundry Square" in where[where.index("<h1") :]


def test_an_address_is_a_link_that_tells_the_other_side_nothing_and_a_danger_is_told_first(site: FlaskClient) -> None:
    online = section(page(site, "event/tarn-petition"), "Online")
    address = "https://openlist.example/p/77?a=1&amp;b=2"
    assert f'<a href="{address}" rel="external noreferrer" dir="ltr">{address}</a>' in online
    assert online.index("it may be dangerous to open") < online.index(address)
    assert "#FreeOda" in words(online)


@pytest.mark.parametrize(
    ("thing", "told"),
    [
        ("organisation/openlist", "Petition for Oda Tarn on which it was held took place"),
        ("organisation/mill-watch", "Lamp Prize for Oda Tarn who received it for somebody took place"),
        ("organisation/mill-police", "Oda Tarn in the mill prison who held somebody took place"),
        ("award/lamp-prize", "Oda Tarn received for them by Mill Watch not said"),
        ("award/lamp-prize", "took place declined by the recipient"),
        ("place/foundry-square", "Petition for Oda Tarn"),
    ],
)
def test_the_others_of_an_event_lead_to_it(thing: str, told: str, site: FlaskClient) -> None:
    assert told in words(page(site, thing))


def test_a_person_or_place_in_a_value_node_is_mentioned_there() -> None:
    documents = {document["id"]: document for document in documents_of(custody_dataset())}
    mentioned = documents[f"{BASE}id/person/pt1k"]["mentions"]
    assert f"{BASE}id/case/tarn" in {mention["id"] for mention in mentioned}
    (square,) = [m for m in documents[f"{BASE}id/place/foundry-square"]["mentions"] if "petition" in m["id"]]
    assert [role["property"].rpartition("#")[2] for role in square["as"]] == ["place"]


def listed(site: FlaskClient, address: str) -> list[str]:
    answer = site.get(address)
    assert answer.status_code == 200, answer.text
    return [row["label"] for row in csv.DictReader(io.StringIO(answer.text))]


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ("kind=expulsion", ["Exile of Oda Tarn"]),
        ("verdict=acquittal", ["Acquittal of Oda Tarn"]),
        ("ground=prisoner-exchange", ["Exile of Oda Tarn"]),
        ("happened=medical-examination", ["A doctor refused to Oda Tarn"]),
        ("detained=place/hill-colony", ["Oda Tarn in the hill colony"]),
        ("authority=organisation/mill-police", ["Arrest of Oda Tarn", "Oda Tarn in the mill prison"]),
        ("person=person/pt1k&type=PrisonerProtest", ["Hunger strike of Oda Tarn"]),
    ],
)
def test_measures_and_events_in_custody_are_chosen_by(chosen: str, found: list[str], site: FlaskClient) -> None:
    assert listed(site, f"/measures.csv?{chosen}") == found


def test_actions_are_chosen_by_platform_and_hashtag_whatever_stands_in_it(site: FlaskClient) -> None:
    for chosen in ("platform=organisation/openlist", "hashtag=%23FreeOda", "hashtag=%23so%22called"):
        assert listed(site, f"/actions.csv?{chosen}") == ["Petition for Oda Tarn"], chosen


def test_lists_have_the_rows_of_their_queries() -> None:
    """As `tests/unit/test_lists.py` has it of the release, which has few of these values."""
    store = pyoxigraph.Store()
    store.bulk_load(custody_nquads(), pyoxigraph.RdfFormat.N_QUADS)
    union = pyoxigraph.Store()
    union.extend(pyoxigraph.Quad(quad.subject, quad.predicate, quad.object) for quad in store)
    index = index_in_memory(documents_of(custody_dataset()), BASE)
    for name, perspective in PERSPECTIVES.items():
        listing = index.listing(name)
        for facet, counts in listing.counts({}, listing.everything()).items():
            for found in counts:
                query = list_query(perspective, BASE, {facet: {found.value}})
                answer = union.query(query)
                assert isinstance(answer, pyoxigraph.QuerySolutions)
                keys = [row["thing"].value.removeprefix(f"{BASE}id/") for row in answer]
                bits = listing.select({facet: {found.value}}, listing.everything())
                assert keys == [listing.keys[n] for n in listing.in_order(bits, range(len(listing.keys)))], query
    index.close()


def test_a_term_that_a_property_replaces_leads_to_the_property(site: FlaskClient) -> None:
    assert '<a href="/ontology#suspended"' in site.get("/concept/suspended-term.html").text
