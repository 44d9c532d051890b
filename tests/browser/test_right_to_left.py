"""Names of right-to-left scripts on pages of today, and pages that run from right to left as a whole.

No interface language of today runs from right to left. The pages are turned round in the browser, so that one can be
added as a catalogue of messages: they fit the width, begin at the right, and no text is held at the left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright", reason="needs a browser: make test-browser")

from tests.browser.walk import TOO_WIDE, WIDTHS

if TYPE_CHECKING:
    from playwright.sync_api import Page

NAME = "שביתה בנמל, אבוריה"
# Code and queries run from left to right in every language.
AT_THE_LEFT = """() => [...document.querySelectorAll("body *")]
  .filter(element => getComputedStyle(element).textAlign === "left" && !element.closest(".cm-editor, pre"))
  .map(element => element.outerHTML.slice(0, 120))"""
KINDS = [
    "/",
    "/actions",
    "/search",
    "/queries/actions-between-dates",
    "/id/person/*",
    "/id/event/*",
    "/concept/",
    "/sparql",
]


@pytest.mark.parametrize("kind", ["/id/person/*", "/id/article/*", "/id/event/*"])
def test_a_hebrew_name_takes_its_own_direction(page: Page, longest: dict[str, str], kind: str) -> None:
    page.goto(longest[kind])
    directions = page.evaluate(
        """name => [...document.querySelectorAll("h1")].map(heading => {
          heading.textContent = name;
          return getComputedStyle(heading).direction;
        })""",
        NAME,
    )
    assert directions == ["rtl"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_from_right_to_left_fits_the_width(page: Page, longest: dict[str, str], kind: str) -> None:
    page.goto(longest[kind])
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert page.evaluate(AT_THE_LEFT) == []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(TOO_WIDE) == []
        # The skip link stands outside the page until it has the focus, on whichever side a page begins.
        start = page.evaluate("document.querySelector('main h1').getBoundingClientRect().right")
        assert start > width / 2, "headings begin at the right"
