"""A selection as map, timeline, chart and network shows the same things as its table."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from solidarity_graph.documents import Document
from solidarity_graph.release import Release, open_release
from solidarity_graph.resources import data_dir, queries_dir
from solidarity_graph.saved_queries import Catalogue, load_catalogue
from solidarity_graph.schema.namespaces import NAMESPACES
from solidarity_graph.search import PERSPECTIVES, DocumentIndex, index_in_memory
from solidarity_graph.sparql import SnapshotStore, make_snapshot
from solidarity_graph.web import close_app, create_app
from solidarity_graph.web.pages.views import MOST_BARS, MOST_HAPPENINGS, MOST_NODES
from tests.unit.web.building import BASE
from tests.unit.web.conftest import reading
from tests.unit.web.test_lists import COMPILED, first_cells, heading, page

MakeSite = Callable[..., FlaskClient]


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A client of the site of the release."""
    release = open_release(data_dir() / "release")
    folder: Path = tmp_path_factory.mktemp("views") / "snapshot"
    make_snapshot(release.nquads, folder)
    store = SnapshotStore(folder, workers=1, prefixes=NAMESPACES)
    app = create_app(store, release=release, catalogue=load_catalogue(queries_dir()))
    yield reading(app)
    close_app(app)


@pytest.fixture
def site_of(store: SnapshotStore, release: Release, catalogue: Catalogue) -> MakeSite:
    """Makes a client of a site with these documents."""

    def make(documents: list[Document], fewest: int = 0) -> FlaskClient:
        def index(release: Release) -> DocumentIndex:
            return index_in_memory(documents, release.base)

        app = create_app(store, release=release, catalogue=catalogue, open_documents=index, fewest=fewest)
        app.jinja_env.bytecode_cache = COMPILED
        return reading(app)

    return make


def thing(key: str, kind: str, name: str, **members: object) -> Document:
    iri = f"{BASE}id/{key}"
    return {
        "id": iri,
        "type": [kind],
        "label": name,
        "names": {iri: {"en": name}},
        "prefLabel": {"en": name},
        **members,
    }


def action(number: int, **members: object) -> Document:
    return thing(f"event/e{number}", "SolidarityAction", f"Action {number}", **members)


PORT = thing("place/port", "Place", "Port Aboria", lat="10", long="20")
QUAY = thing("place/quay", "Place", "The quay", within=[f"{BASE}id/place/port"])
GUILD = thing("organisation/guild", "Organisation", "Guild of Aboria")
ADA = thing("person/p1", "Person", "Ada Example")


def placed(text: str) -> int:
    """How many things the list beside a map counts."""
    lines = re.findall(
        r"<li(?: id=[^>]*)?>(.*?)</li>", text.partition('<ul class="places">')[2].partition("\n</div>")[0]
    )
    counts = [line.rpartition(": ")[2] for line in lines if ": " in line]
    return sum(int(count) for line in counts for count in re.findall(r"(\d+) ", line))


def left_out(text: str) -> int:
    found = re.search(r"<summary>Not on this map: ([\d,]+)", text)
    return int(found[1]) if found else 0


def numbers_beside(text: str, facet: str) -> Mapping[str, int]:
    found = re.findall(rf'name="{facet}" value="([^"]+)"[^>]*> <label[^>]*>.*? <span class="aside">(\d+)</span>', text)
    return {value: int(count) for value, count in found}


@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_every_view_of_a_selection_shows_the_things_of_its_table(released: FlaskClient, data: st.DataObject) -> None:
    facets = {"country": ("place/russia", "place/belarus", "place/lithuania"), "status": ("held", "planned", "banned"),
              "supports": ("person/p7k2",), "month": ("2013-08",), "form": ("protest", "graffiti")}  # fmt: skip
    chosen = data.draw(st.dictionaries(st.sampled_from(sorted(facets)), st.integers(0, 2), max_size=2))
    selection = urlencode({name: facets[name][number % len(facets[name])] for name, number in chosen.items()})
    rows = first_cells(page(released, f"/actions?{selection}&limit=1000"))
    assert_views_agree(released, selection, rows)


def assert_views_agree(client: FlaskClient, selection: str, rows: list[str]) -> None:
    views = {
        view: page(client, f"/actions?{selection}&view={view}") for view in ("map", "timeline", "chart", "network")
    }
    assert {heading(text).split()[0] for text in views.values()} == {f"{len(rows)}"}
    if not rows:
        return
    features = json.loads(client.get(f"/actions.geojson?{selection}").text)["features"]
    assert placed(views["map"]) == sum(1 for feature in features if feature["geometry"])
    assert placed(views["map"]) + left_out(views["map"]) == len(rows)
    for text in views.values():
        for link, count in {*re.findall(r'<a href="(/actions\?[^"#]*)" aria-label="[^"]*: (\d+) action', text)}:
            assert heading(page(client, unescape(link))).split()[0] == count, (selection, link)
    table = views["timeline"].rpartition("The timeline as a table")[2]
    undated = views["timeline"].partition("not on the timeline:")[2].partition("</p>")[0]
    assert {*re.findall(r'href="(/id/[^"]+)"', table)} == {*rows} >= {*re.findall(r'href="(/id/[^"]+)"', undated)}


def test_each_list_has_the_views_that_its_columns_allow(released: FlaskClient) -> None:
    views = {
        name: re.findall(r"<a href=[^>]*>(Table|Map|Timeline|Chart|Network)</a>", page(released, f"/{name}"))
        for name in PERSPECTIVES
    }
    assert views["actions"] == ["Table", "Map", "Timeline", "Chart", "Network"]
    assert views["places"] == ["Table", "Map", "Chart"]
    assert views["sources"] == ["Table", "Timeline", "Chart", "Network"]
    assert views["measures"][-1] == "Network"
    assert "Network" not in views["awards"]  # others may give it to others another time
    assert views["people"] == ["Table", "Chart"]
    assert released.get("/people?view=map").status_code == 400


def test_a_view_is_kept_with_the_selection_and_the_selection_with_the_view(released: FlaskClient) -> None:
    text = page(released, "/actions?country=place/russia&view=map")
    assert '<a href="/actions?country=place%2Frussia&amp;view=timeline">Timeline</a>' in text
    assert '<a href="/actions?view=map">Country: ' in text  # the chip that removes the choice
    assert 'type="hidden" name="view" value="map">' in text
    assert '<link rel="canonical" href="http://localhost/actions?country=place%2Frussia&amp;view=map">' in text
    assert "Actions: Map · " in re.findall(r"<title[^>]*>([^<]*)<", text)[0]
    assert "drawings.css" in text
    assert "drawings.css" not in page(released, "/actions")


def test_the_bars_of_a_chart_are_the_numbers_beside_the_values_of_the_facet(released: FlaskClient) -> None:
    for facet in ("form", "country", "organiser", "extent", "grade"):
        text = page(released, f"/actions?view=chart&by={facet}")
        bars = re.findall(rf'<a href="/actions\?{facet}=[^"]*" aria-label="[^"]*: (\d+) action', text)
        assert sorted(map(int, bars[: len(bars) // 2])) == sorted(numbers_beside(text, facet).values()), facet
    assert 'value="country" selected' in page(released, "/actions?view=chart&by=country")


def test_a_chart_by_year_or_month_has_columns_that_lead_to_their_actions(released: FlaskClient) -> None:
    text = page(released, "/actions?view=chart&by=month")
    links = re.findall(r'<a href="(/actions\?month=[^"]+)" aria-label="[^"]*: (\d+) action', text)
    assert links
    for link, count in links:
        assert heading(page(released, unescape(link))).split()[0] == count


@pytest.mark.parametrize("name", [name for name, perspective in PERSPECTIVES.items() if perspective.network])
def test_each_band_of_a_network_leads_to_the_things_that_it_counts(released: FlaskClient, name: str) -> None:
    table = page(released, f"/{name}?view=network").partition("The network as a table")[2]
    links = re.findall(r'class="number"><a href="([^"]+)">(\d+)</a>', table)
    assert len(links) > 3
    for link, count in links[:8]:
        assert heading(page(released, unescape(link))).split()[0] == count
    assert ("no organiser named" in table) == (name == "actions")


def test_the_network_of_measures_ties_an_authority_to_those_on_whom_it_imposed_them(site_of: MakeSite) -> None:
    court = thing("organisation/court", "Organisation", "Court of Aboria")
    person = thing("person/p1", "Person", "Ada Example")
    sentence = thing("event/s", "Sentence", "Sentence", imposedOn=[person["id"]], imposedBy=[court["id"]])
    text = page(site_of([court, person, sentence]), "/measures?view=network")
    (row,) = re.findall(r"<tr><td[^>]*>(.*?)</tr>", text.partition("The network as a table")[2])
    assert re.sub(r"<[^>]*>", " ", row).split() == ["Court", "of", "Aboria", "Ada", "Example", "1"]
    assert "this site asserts no guilt" in text


def test_a_map_leads_from_a_place_to_its_actions_or_to_its_page_if_places_within_it_are_on_the_map(
    site_of: MakeSite,
) -> None:
    inner = thing("place/hall", "Place", "Hall", lat="11", long="21", within=[PORT["id"]])
    documents = [PORT, inner, action(1, place=PORT["id"]), action(2, place=inner["id"])]
    text = page(site_of(documents), "/actions?view=map")
    assert re.search(r'<a href="/id/place/port.html" dir="auto"[^>]*>Port Aboria</a>: 1 unknown', text)
    assert re.search(r'<a href="/actions\?place=place%2Fhall" dir="auto"[^>]*>Hall</a>: 1 unknown', text)


def test_a_drawing_leads_nowhere_where_no_list_has_what_it_counts(site_of: MakeSite) -> None:
    other = thing("organisation/choir", "Organisation", "Choir of Aboria")
    both = action(1, organiser=[GUILD["id"], other["id"]], inSupportOf=[ADA["id"]])
    documents = [GUILD, other, ADA, both, action(2, organiser=[other["id"]], inSupportOf=[ADA["id"]])]
    text = page(site_of(documents), "/actions?organiser=organisation/guild&view=chart&by=organiser")
    # Of the guild's actions one is by the choir, too; but the list of the choir has two.
    assert '<g role="img" aria-label="Choir of Aboria: 1 action (1 unknown)">' in text
    assert re.search(r'<a href="[^"]+" aria-label="Guild of Aboria: 1 action', text)


def test_an_action_without_coordinates_of_its_own_is_shown_where_its_place_lies(site_of: MakeSite) -> None:
    text = page(site_of([PORT, QUAY, action(1, place=QUAY["id"]), action(2)]), "/actions?view=map")
    assert ">Port Aboria</a>: 1 unknown" in text
    assert "Not on this map: 1 action<" in text
    assert ">Action 2</a>" in text


def test_where_nothing_tells_marks_apart_there_is_no_legend_and_counts_say_what_they_count(site_of: MakeSite) -> None:
    text = page(site_of([PORT, QUAY]), "/places?view=map")
    assert ">Port Aboria</a>: 2 places" in text
    assert 'aria-label="Port Aboria: 2 places"' in text
    assert 'class="legend"' not in text
    sources = page(site_of([thing("article/a", "Article", "News", issued="2020-05")]), "/sources?view=timeline")
    assert 'aria-label="News, May 2020"' in sources
    assert ">Kind</th>" not in sources


def test_a_timeline_is_bounded_and_says_what_to_do_while_its_columns_count_all(site_of: MakeSite) -> None:
    many = [action(n, notBefore="2020-05-01", notAfter="2020-05-02") for n in range(MOST_HAPPENINGS)]
    client = site_of([*many, action(999, notBefore="2021-06-01", notAfter="2021-06-01")])
    text = page(client, "/actions?view=timeline")
    assert f"room for {MOST_HAPPENINGS} actions at most" in text
    assert (
        f'<a href="/actions?month=2020-05&amp;view=timeline" aria-label="May 2020: {MOST_HAPPENINGS} actions">' in text
    )
    assert "The timeline as a table" not in text
    assert "The timeline as a table" in page(client, "/actions?month=2020-05&view=timeline")


def test_dates_that_are_none_inferred_or_the_wrong_way_round_are_drawn_as_far_as_they_go(site_of: MakeSite) -> None:
    text = page(
        site_of([
            action(1, notBefore="soon"),
            action(2, notBefore="2020-05-02", notAfter="2020-05-01"),
            action(3, notBefore="2020-05-01", notAfter="2020-05-01", dateCertainty="inferred"),
        ]),
        "/actions?view=timeline",
    )  # fmt: skip
    assert "Without a date, and so not on the timeline:" in text
    assert "1 May 2020 to 2 May 2020" in text
    assert "1 May 2020 (inferred or in doubt)" in text
    assert '<span class="aside">(inferred)</span>' in page(site_of([action(3, dateCertainty="inferred")]), "/actions")


def test_an_article_of_inferred_date_says_so_in_lists_and_search(site_of: MakeSite) -> None:
    dated = thing("article/a1", "Article", "News", issued="2013")
    inferred = thing("article/a2", "Article", "News", issued="2014", inferredFrom={"en": "the days that it names"})
    client = site_of([dated, inferred])
    for address in ("/sources", "/search?q=News"):
        text = page(client, address)
        assert text.count("(date inferred)") == 1
        assert text.index("2014</bdi>") < text.index("(date inferred)")


def test_values_beyond_those_beside_a_list_are_on_a_page_of_their_own(site_of: MakeSite) -> None:
    guilds = [thing(f"organisation/g{n}", "Organisation", f"Guild {n}") for n in range(40)]
    actions = [action(n, organiser=[guild["id"]]) for n, guild in enumerate(guilds)]
    client = site_of([*guilds, *actions])
    text = page(client, "/actions?q=Action")
    assert '<a href="/actions?q=Action&amp;view=values&amp;by=organiser">All 40 values of “Organiser”</a>' in text
    values = page(client, "/actions?view=values&by=organiser")
    assert len(re.findall(r'<li class="depth-0"><a href="/actions\?organiser=', values)) == 40
    assert '<a href="/actions?organiser=organisation%2Fg7"><bdi dir="auto">Guild 7</bdi></a>' in values
    found = page(client, "/actions?view=values&by=organiser&named=guild+39")
    assert re.findall(r'<li class="depth-0"><a href="([^"]+)"', found) == ["/actions?organiser=organisation%2Fg39"]
    assert "No value has these words" in page(client, "/actions?view=values&by=organiser&named=zzz")
    bars = page(client, "/actions?view=chart&by=organiser")
    assert f"{40 - MOST_BARS} more values, which have no bar here" in bars
    nodes = page(client, "/actions?view=network")
    assert "Nobody is named on either side" not in nodes
    assert f"“Organiser” has {40 - MOST_NODES} more values, which are less frequent and are not drawn." in nodes


def test_values_of_a_vocabulary_are_found_by_their_labels_and_stand_below_broader_ones(released: FlaskClient) -> None:
    text = page(released, "/actions?view=values&by=form&named=PICK")
    assert re.findall(r'<li class="depth-\d"><a href="([^"]+)"', text) == ["/actions?form=picket"]
    values = page(released, "/actions?view=values&by=form")
    assert '<li class="depth-0"><a href="/actions?form=solidarity-act"' in values or "depth-1" in values


def test_where_small_counts_are_left_out_drawings_leave_them_out(site_of: MakeSite) -> None:
    documents = [PORT, GUILD, ADA, action(1, place=PORT["id"], organiser=[GUILD["id"]], inSupportOf=[ADA["id"]])]
    for view in ("map", "chart&by=place", "network", "timeline"):
        text = page(site_of(documents, fewest=2), f"/actions?view={view}")
        assert not re.search(r"\b1 (action|unknown)", text), view
    assert "1 action" in page(site_of(documents), "/actions?view=network")


def test_measures_are_drawn_with_the_note_that_nobody_is_called_guilty(released: FlaskClient) -> None:
    for view in ("timeline", "chart"):
        assert "this site asserts no guilt" in page(released, f"/measures?view={view}")
    assert "this site asserts no guilt" not in page(released, "/actions?view=timeline")


def test_drawings_that_count_announcements_and_parts_say_so_and_lead_to_what_counts_each_action_once(
    released: FlaskClient,
) -> None:
    for view in ("map", "timeline", "chart", "network"):
        text = page(released, f"/actions?country=place/russia&view={view}")
        link = re.search(r'counted as well\. <a href="([^"]+)">', text)
        assert link, view
        assert unescape(link[1]) == f"/actions?country=place%2Frussia&extent=whole&view={view}"
        assert "counted as well" not in page(released, unescape(link[1]))


def test_an_empty_selection_says_that_silence_is_no_proof(released: FlaskClient) -> None:
    for view in ("table", "map", "timeline", "chart", "network"):
        text = page(released, f"/actions?status=banned&country=place/belgium&view={view}")
        assert "report nothing that fits." in text
        assert '<a href="/actions">see the whole list</a>' in text


@pytest.mark.parametrize(("path", "view"), [("/map", "map"), ("/timeline", "timeline")])
def test_the_map_and_the_timeline_of_all_actions_have_short_addresses(
    released: FlaskClient, path: str, view: str
) -> None:
    assert released.get(path).headers["Location"] == f"/actions?view={view}"
    assert released.get(f"{path}?month=2013-08&view=x").headers["Location"] == f"/actions?month=2013-08&view={view}"


def test_a_table_has_one_column_for_the_days_and_folds_its_sources(released: FlaskClient) -> None:
    text = page(released, "/actions")
    assert re.findall(r'<th scope="col"[^>]*>.*?(?:<a [^>]*>)?([\w ]+)(?:</a>)?</th>', text) == [
        "Name", "Form", "When", "Place", "Status", "In support of", "Organisers", "Sources",
    ]  # fmt: skip
    assert re.search(r'aria-sort="ascending"><a href="/actions\?sort=-notBefore">When</a>', text)
    assert re.search(r"<summary>2 sources</summary>\s*<ul", text)
    assert 'data-label="When"' in text


def test_what_is_disputed_or_known_second_hand_only_says_so_in_its_row(
    released: FlaskClient, site_of: MakeSite
) -> None:
    article = thing("article/a", "Article", "News of the port")
    told = action(1, bestGrade="https://w3id.org/solidarity-graph/concept/second-hand")
    claim = {"id": f"{BASE}id/claim/k", "type": ["Claim"], "subject": told["id"], "statedIn": article["id"]}
    text = page(site_of([article, told, claim]), "/actions")
    assert '<span class="badge warn">second-hand</span>' in text
    assert "<summary>1 source</summary>" in text
    contested = first_cells(page(released, "/measures?contested=true"))
    rows = page(released, "/measures").split("<tr ")
    assert contested == [*first_cells("".join(row for row in rows if '<span class="badge warn">disputed' in row))]
