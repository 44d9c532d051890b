"""The map to move and zoom, which a button puts into the place of the drawn one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright", reason="needs a browser: make test-browser")

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

ADDRESS = "/actions?view=map"


@pytest.fixture
def button(page: Page, has_built_files: bool) -> Locator:
    """The button above the map."""
    if not has_built_files:
        pytest.skip("needs the files that make assets builds (Node)")
    page.goto(ADDRESS)
    return page.locator(".drawings > button.move").first


def test_a_map_loads_what_moves_it_only_when_it_is_asked_for(page: Page, button: Locator) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    expect(button).to_be_visible()
    assert not [url for url in asked if "moving-map" in url or "land.json" in url]
    button.click()
    expect(page.locator(".moving .land")).to_be_visible()
    assert [url for url in asked if "moving-map" in url]


def test_the_moving_map_is_one_with_the_keyboard_alone(page: Page, button: Locator) -> None:
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".moving")).to_be_focused()
    pane = page.locator(".moving .leaflet-map-pane")
    before = pane.get_attribute("style")
    page.keyboard.press("ArrowRight")
    expect(pane).not_to_have_attribute("style", before or "")
    page.keyboard.press("Tab")
    expect(page.locator(".moving :focus")).to_have_class("mark")


def test_each_mark_leads_to_a_place_or_zooms_in(page: Page, button: Locator) -> None:
    button.click()
    marks = page.locator(".moving .mark")
    expect(marks.first).to_be_visible()
    places = page.locator(".places").first.locator("[data-latitude]")
    together = page.locator(".moving button.mark").first
    if together.count():
        shown = marks.count()
        together.click()
        expect(marks).not_to_have_count(shown)
    assert 0 < marks.count() <= places.count()
    assert page.locator(".moving a.mark:not([href])").count() == 0


def test_the_drawn_map_comes_back(page: Page, button: Locator) -> None:
    drawn = page.locator(".drawing:not(.moving) svg[role]:visible")
    button.click()
    expect(drawn).to_have_count(0)
    button.click()
    expect(drawn.first).to_be_visible()
    expect(page.locator(".moving")).to_be_hidden()
