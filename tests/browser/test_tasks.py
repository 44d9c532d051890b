"""What a researcher comes for, from the start page with at most four clicks and no key typed."""

from __future__ import annotations

import csv
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from urllib.request import urlopen

import pytest

pytest.importorskip("playwright", reason="needs a browser: make test-browser")

from playwright.sync_api import expect

from tests.browser.addresses import shortest_path

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

MOST_CLICKS = 4
# The person whose case the dataset is about, and the disagreement on the regime of the sentence: keys never change.
PERSON = "/id/person/p7k2"
REGIME = "/id/disagreement/sentence-2011-regime"
RESOLVED = "link => new URL(link.getAttribute('href'), location).href"
AUGUST = r"(?=.*[?&]month=2013-08(&|$))(?!.*(&|\?)(?!month=|view=))"


class Reader:
    """A person at the start page who only clicks, and counts the clicks."""

    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        self.site = site
        self.clicks = 0
        page.goto("/")

    def click(self, target: Locator) -> None:
        target.click()
        self.page.wait_for_load_state()
        self.clicks += 1

    def follow(self, address: str) -> None:
        """Click a link to an address, one in sight if there is one; to unfold what hides it counts as a click."""
        target = f"{self.site}{address}"
        links = [link for link in self.page.locator("main a, header a").all() if link.evaluate(RESOLVED) == target]
        assert links, f"no link to {address} on {self.page.url}"
        link = next((link for link in links if link.is_visible()), links[0])
        self.unfold(link)
        self.click(link)

    def unfold(self, link: Locator) -> None:
        while not link.is_visible():
            self.click(link.locator("xpath=ancestor::details[not(@open)][1]/summary"))

    def follow_shortest_path(self, goal: str, through: str) -> None:
        path = shortest_path(self.site, re.compile(goal), re.compile(through), MOST_CLICKS)
        assert path, f"no way of {MOST_CLICKS} clicks leads to {goal}"
        for address in path[1:]:
            self.follow(address)


@pytest.fixture
def reader(page: Page, site: str) -> Reader:
    return Reader(page, site)


@pytest.mark.parametrize("view", ["map", "timeline"])
def test_the_actions_of_august_2013_are_shown_as(reader: Reader, view: str) -> None:
    reader.follow_shortest_path(rf"/actions{AUGUST}(?=.*[?&]view={view}\b).*", r"/actions(\?.*)?")
    assert reader.clicks <= MOST_CLICKS
    expect(reader.page.locator(f"main .drawing.{view} svg:visible").first).to_be_visible()
    # Beside it stand the same actions in words.
    with urlopen(f"{reader.site}/actions.json?month=2013-08") as answer:
        actions = set(re.findall(r"/id/event/[\w-]+", json.dumps(json.load(answer))))
    links = reader.page.locator("main a").evaluate_all(f"links => links.map({RESOLVED})")
    shown = {link.removeprefix(reader.site).removesuffix(".html") for link in links}
    assert actions & shown


def test_both_wordings_of_the_prison_regime_are_beside_each_other_with_a_way_to_the_source(reader: Reader) -> None:
    reader.follow_shortest_path(rf"{REGIME}\.html", r"/(queries/|actions|measures|sources|people)?([\w-]*)(\.html)?")
    words = {phrase.strip() for phrase in reader.page.locator("main q:visible").all_inner_texts()}
    assert len(words) >= 2, words
    publisher = reader.page.locator("main a[href^=http][rel~=noreferrer]")
    if publisher.count() == 0:
        reader.click(reader.page.locator('main a[href*="/id/claim/"], main a[href*="/id/article/"]').first)
    reader.unfold(publisher.first)
    expect(publisher.first).to_be_visible()
    assert reader.clicks <= MOST_CLICKS - 1, "one click is left for the source itself"


def test_the_person_of_the_dataset_is_among_the_people(reader: Reader) -> None:
    reader.follow_shortest_path(rf"{PERSON}\.html", r"/people")
    assert reader.clicks <= MOST_CLICKS


def texts(value: Any) -> set[str]:
    """All strings in a map from languages to one name or several."""
    if isinstance(value, str):
        return {value}
    return set().union(*map(texts, value.values() if isinstance(value, dict) else value))


def test_each_spelling_of_a_name_finds_the_person(page: Page, site: str) -> None:
    # A link with words in its address, as in a catalogue or a message: nothing is typed.
    with urlopen(f"{site}{PERSON}.json") as answer:
        person = json.load(answer)
    names = texts(person["prefLabel"]) | texts(person.get("altLabel", {}))
    spellings = sorted({name.split()[-1] for name in names})
    assert len(spellings) >= 4
    for spelling in spellings:
        page.goto(f"/search?q={quote(spelling)}")
        page.locator('main a[href*="/id/person/"]').first.click()
        page.wait_for_url(f"**{PERSON}.html")


def test_an_answer_gives_its_csv_its_citation_and_its_permalink(reader: Reader) -> None:
    page = reader.page
    reader.click(page.locator('header a[href="/queries/"], a[href="/queries/"]').filter(visible=True).first)
    reader.click(page.locator('main a[href="/queries/banned-actions"]').filter(visible=True).first)
    link = page.locator('main a[href*="/queries/banned-actions.csv"]').first
    with urlopen(f"{reader.site}{link.get_attribute('href')}") as answer:
        assert answer.headers.get_content_type() == "text/csv"
        assert list(csv.DictReader(answer.read().decode("utf-8-sig").splitlines()))
    citation = page.locator('main a[href*="/queries/banned-actions.bib"]').first
    with urlopen(f"{reader.site}{citation.get_attribute('href')}") as answer:
        assert b"@" in answer.read()
    with urlopen(f"{reader.site}/health") as answer:
        if json.load(answer)["release"].endswith("-draft"):
            pytest.skip("needs a published release: a draft has no permalinks")
    reader.click(page.locator("a[rel~=bookmark]").filter(visible=True).first)
    assert re.search(r"/release/[^/]+/queries/banned-actions$", page.url)
    expect(page.locator("main table")).to_be_visible()
    assert reader.clicks <= MOST_CLICKS
