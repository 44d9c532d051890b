"""What holds for every kind of page, for a phone and for a desk, light and dark, with scripts and without."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright", reason="needs a browser: make test-browser")

from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.addresses import ODD_PAGES, Found, kind_of
from tests.browser.walk import MOST_ALIKE, RULES, RUN_AXE, SHORTEN, WIDTHS, in_groups

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.walk import Report

# Compressed, of everything that a first visit fetches: a page opens within seconds on a slow phone.
MOST_BYTES = 60_000
MOST_BYTES_WITH_EDITOR = 200_000
MOST_BYTES_OF_THE_ONTOLOGY = (
    100_000  # every term with all that is known of it: a work of reference, searched in the page
)
QUERIES = Path(__file__).parents[2] / "queries"
DESK = 1280
PAPER = 718  # A4 with margins of one centimetre
# Tables that are wider than their box, but for those with a column for each article.
SCROLLED = """() => [...document.querySelectorAll("main .scroll")]
  .filter(box => box.checkVisibility() && box.scrollWidth > box.clientWidth && !box.querySelector(".side-by-side"))
  .map(box => box.getAttribute("aria-label"))"""

TABLE_SCROLLED = """() => [...document.querySelectorAll(".results")].some(box => box.scrollWidth > box.clientWidth)"""


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/id/person/p1.html", "/id/person/*"),
        ("/concept/", "/concept/"),
        ("/queries/one-event", "/queries/one-event"),
        ("/queries/one-event?event=e&view=map", "/queries/*?view=map"),
        ("/actions?view=map", "/actions?view=map"),
        ("/actions?place=x&sort=date", "/actions?*"),
        ("/queries/?for=researchers", "/queries/?*"),
    ],
)
def test_addresses_of_one_kind_have_one_name(address: str, kind: str) -> None:
    assert kind_of(address) == kind


def test_every_link_leads_to_a_page(crawled: dict[str, Found]) -> None:
    assert [f"{found.status} {found.address}" for found in crawled.values() if found.status != 200] == []
    assert len(crawled) > 1000


def test_every_page_answers_as_it_should(walk: Report) -> None:
    assert walk.broken == []
    expected = {address: ODD_PAGES.get(address, 200) for address in walk.statuses}
    assert walk.statuses == expected


def test_axe_finds_what_is_wrong(page: Page) -> None:
    page.set_content("<h1>Wrong</h1><h3>Order</h3><img src='data:,'><p style='color: #aaa'>Pale</p>" + "<i>Row</i>" * 9)
    page.evaluate(SHORTEN, MOST_ALIKE)
    page.evaluate(AXE_SCRIPT)
    found = {rule for rule, *_ in page.evaluate(RUN_AXE, RULES["light"])}
    assert {"color-contrast", "heading-order", "html-has-lang", "image-alt"} <= found
    assert {rule for rule, *_ in page.evaluate(RUN_AXE, RULES["dark"])} == {"color-contrast"}


def test_axe_finds_no_violation(walk: Report) -> None:
    assert not walk.violations, "\n" + "\n".join(in_groups(walk.violations))


def test_no_page_scrolls_sideways(walk: Report) -> None:
    assert not walk.too_wide, "\n" + "\n".join(in_groups(walk.too_wide))


@pytest.mark.parametrize("language", ["", "/be", "/ru"])
def test_only_a_comparison_of_articles_is_wider_than_its_box(
    page: Page, longest: dict[str, str], language: str
) -> None:
    for kind in ("/actions", "/measures", "/id/case/*", "/id/event/*", "/id/person/*", "/id/place/*"):
        page.goto(language + longest[kind])
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(SCROLLED) == [], f"{kind} at {width} px"


@pytest.mark.parametrize("language", ["", "/be", "/ru"])
def test_the_usual_columns_of_an_answer_fit_the_page_and_the_paper(page: Page, language: str) -> None:
    for name in sorted(path.stem for path in QUERIES.glob("*.rq")):
        page.goto(f"{language}/queries/{name}")
        for media, width in (("screen", DESK), ("print", PAPER)):
            page.emulate_media(media=media)  # type: ignore[arg-type]
            page.set_viewport_size({"width": width, "height": 900})
            assert not page.evaluate(TABLE_SCROLLED), f"{name} at {width} px"


def test_the_console_shows_no_error_and_no_breach_of_the_content_security_policy(walk: Report) -> None:
    assert not walk.console, "\n" + "\n".join(in_groups(walk.console))


def test_no_request_goes_to_another_server(walk: Report) -> None:
    assert walk.foreign == []


def test_nothing_is_kept_in_the_browser(walk: Report) -> None:
    assert walk.stored == []


def test_a_first_visit_fetches_little(walk: Report) -> None:
    most = {True: MOST_BYTES_WITH_EDITOR, False: MOST_BYTES}
    too_long = {
        address: load.length
        for address, load in walk.first_loads.items()
        if load.length > (MOST_BYTES_OF_THE_ONTOLOGY if address.startswith("/ontology") else most[load.has_editor])
    }
    assert too_long == {}


def test_a_picture_of_every_page_is_on_the_contact_sheet(walk: Report) -> None:
    kinds = {kind for kind, _ in walk.pictures}
    assert set(ODD_PAGES) < kinds
    assert {"/", "/actions", "/queries/", "/sparql", "/id/person/*"} < kinds
