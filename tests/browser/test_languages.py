"""The links of languages lead to the same page in another language, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright", reason="needs a browser: make test-browser")

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

ADDRESSES = [
    "/",
    "/actions?month=2013-08&view=timeline",
    "/search?q=Moscow",
    "/queries/actions-between-dates?from=2013-08-01&to=2013-08-31&sort=label",
    "/id/disagreement/sentence-2011-regime.html",
    "/sparql?query=ASK+%7B+%3Fs+%3Fp+%3Fo+%7D",
]


def things(page: Page) -> list[str | None]:
    """Where the links to things lead, without the language: what a page is about."""
    links = page.locator("main a[href*='/id/']").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return [f"/{link.partition('/id/')[2]}" for link in links]


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_same_page_in_belarusian_and_back(page: Page, address: str) -> None:
    page.goto(address)
    before = things(page)
    for language in ("be", "ru", "en"):
        page.locator(f".languages a[hreflang={language}]").click()
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page).to_have_url(f"/{language}{address}")
        assert things(page) == before
        expect(page.locator(".languages [aria-current]")).to_have_attribute("hreflang", language)


def test_a_link_on_a_page_keeps_the_language(page: Page) -> None:
    page.goto("/be/")
    page.locator(".menu a[href$='/people']").filter(visible=True).first.click()
    expect(page.locator("html")).to_have_attribute("lang", "be")
