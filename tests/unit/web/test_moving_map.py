"""What a drawn map gives to the script that makes it move: places, words, outlines; and the map without that script."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
from flask import Flask
from flask.testing import FlaskClient

from solidarity_graph.web import assets
from solidarity_graph.web.drawings import FORMATTER, SIZES, Category, MapPlace, Unit, draw_map
from tests.unit.web.test_interface_languages import in_language

SOURCES = Path(__file__).parents[3] / "browser" / "src"
ACTIONS = Unit("%(count)s action", "%(count)s actions")
STATUSES = (Category("held", "held"), Category("banned", "banned"))


def drawn(app: Flask, *places: MapPlace) -> str:
    """The map of these places, as a page has it."""
    with in_language(app):
        macro = app.jinja_env.get_template("drawings/map.html").module.map  # type: ignore[attr-defined]
        maps = [draw_map(places, STATUSES, size) for size in SIZES]
        return str(macro("map", "Actions <here>", maps, STATUSES, ACTIONS, FORMATTER))


@pytest.fixture(autouse=True)
def built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "bundled_packages", lambda: [{"name": "a-package"}])


def test_each_place_of_the_list_says_where_it_is_and_how_much_is_there(app: Flask) -> None:
    page = drawn(app, MapPlace("Aboria", "/aboria", 53.5, -27.25, {"held": 0, "banned": 4}))
    links = re.findall(r'<li><a href="/aboria" dir="auto" ([^>]*)>Aboria</a>', page)
    assert links == ['data-latitude="53.5" data-longitude="-27.25" data-count="4" data-series="2"'] * len(SIZES)


def test_a_place_with_several_categories_has_the_mark_of_several(app: Flask) -> None:
    page = drawn(app, MapPlace("Aboria", "", 53.5, 27.25, {"held": 1, "banned": 4}))
    assert re.search(r'<bdi [^>]*data-count="5" data-series="0">Aboria</bdi>', page)


def test_names_and_titles_are_no_markup(app: Flask) -> None:
    page = drawn(app, MapPlace("<b>'\"", "/x", 1, 2, {"held": 1}))
    assert "<b>" not in page
    assert "<here>" not in page
    assert 'data-title="Actions &lt;here&gt;, to move and zoom"' in page


def test_every_sentence_of_the_script_is_in_the_page_for_translation(app: Flask) -> None:
    words = re.search(r"data-words='([^']*)'", drawn(app))
    assert words
    text = "".join((SOURCES / name).read_text("utf-8") for name in ("map.ts", "moving-map.ts"))
    sentences = {
        *re.findall(r'words\("([^"]+)"', text),
        *re.findall(r'words\(isMoving \? "([^"]+)"', text),
        *re.findall(r'phrase\(drawings\)\("([^"]+)"\)', text),
        *re.findall(r'"(\$3 [^"]+)"', text),
    }
    assert sentences == json.loads(html.unescape(words[1])).keys()


def test_the_script_is_the_only_address_of_the_map_and_finds_the_rest_from_its_own(app: Flask) -> None:
    assert '<script type="module" src="/static/built/map.js"></script>' in drawn(app)
    text = "".join((SOURCES / name).read_text("utf-8") for name in ("map.ts", "moving-map.ts"))
    found = {urljoin("/below/static/built/map.js", each) for each in re.findall(r'new URL\("([^"]+)"', text)}
    built = {f"/below/static/built/moving-map.{suffix}" for suffix in ("js", "css")}
    assert found == {*built, "/below/land.json"}


def test_without_the_built_files_the_drawn_map_is_all(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "bundled_packages", list)
    page = drawn(app, MapPlace("Aboria", "/aboria", 53.5, 27.25, {"held": 1}))
    assert "<svg" in page
    assert "built/" not in page
    assert "data-words" not in page


def test_the_outlines_of_land_are_closed_lines_of_geojson(client: FlaskClient) -> None:
    answer = client.get("/land.json")
    assert answer.mimetype == "application/geo+json"
    outlines = json.loads(answer.text)
    assert outlines["type"] == "MultiLineString"
    assert len(outlines["coordinates"]) > 100
    assert [line for line in outlines["coordinates"] if line[0] != line[-1] and min(y for _, y in line) > -90] == []
    assert all(abs(x) <= 360 for line in outlines["coordinates"] for x, _ in line)
    assert client.get("/land.json", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
