"""All that a pointer can do is done by keyboard: search, facet, form, result, source."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright", reason="needs a browser: make test-browser")

from playwright.sync_api import expect

from tests.browser.keyboard import MOST_KEYS, focus, press_tab_until

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_the_first_key_leads_past_the_menu(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    assert focus(page, "a.skip").matches
    page.keyboard.press("Enter")
    assert focus(page, "main").matches


def test_a_search_by_keyboard_leads_to_a_place(page: Page) -> None:
    page.goto("/search")
    press_tab_until(page, "main input[name=q]")
    page.keyboard.type("Moscow")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?*q=Moscow*")
    press_tab_until(page, 'main a[href*="/id/place/"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/id/place/*")


def test_a_facet_is_chosen_by_keyboard_and_removed_again(page: Page) -> None:
    page.goto("/actions")
    total = page.locator("#answer").inner_text()
    press_tab_until(page, 'main input[type=checkbox][name], main .facets a[href*="?"]')
    if focus(page, "input").matches:
        page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/actions\?.*\w=\w"))
    expect(page.locator("#answer")).not_to_have_text(total)
    press_tab_until(page, ".chips a")
    page.keyboard.press("Enter")
    expect(page.locator("#answer")).to_have_text(total)


def test_a_form_of_a_question_is_sent_by_keyboard_and_a_row_leads_to_its_thing(page: Page) -> None:
    page.goto("/queries/actions-between-dates")
    field = page.locator("main form input[type=date], main form input[name=from]").first
    if not field.is_visible():
        press_tab_until(page, "main summary:has(~ * input), main details:has(form) > summary")
        page.keyboard.press("Enter")
    press_tab_until(page, "main form input[type=date], main form input[name=from]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/queries/actions-between-dates?*")
    press_tab_until(page, 'main table a[href*="/id/event/"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/id/event/*")


def test_from_a_fact_the_keyboard_leads_to_who_says_so(page: Page, longest: dict[str, str]) -> None:
    page.goto(longest["/id/event/*"])
    press_tab_until(page, 'main summary, main a[href*="/id/claim/"]')
    if focus(page, "summary").matches:
        page.keyboard.press("Enter")
    press_tab_until(page, 'main a[href*="/id/claim/"], main a[href*="/id/article/"], main a[href^=http]')
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/id/(claim|article)/"))
    press_tab_until(page, 'main a[href^=http], main a[href*="/id/article/"]')


@pytest.mark.parametrize("kind", ["/", "/actions", "/search", "/queries/", "/id/person/*", "/id/claim/*", "/sparql"])
def test_tab_goes_through_a_whole_page_and_shows_where_it_is(page: Page, longest: dict[str, str], kind: str) -> None:
    page.goto(longest[kind])
    page.wait_for_load_state("networkidle")
    faults = []
    for _ in range(MOST_KEYS):
        page.keyboard.press("Tab")
        found = focus(page)
        if found.is_outside:
            break
        if not (found.is_marked and found.is_seen):
            faults.append(found.markup)
    else:
        assert len({*faults}) == 0, "a long page may go on, a trap may not"
        previous = focus(page).markup
        page.keyboard.press("Tab")
        assert focus(page).markup != previous, "the focus is caught"
    assert faults == []
