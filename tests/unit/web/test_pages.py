"""What holds for every page: links that lead somewhere, headers, structure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin
from urllib.robotparser import RobotFileParser

import pytest
from flask import Flask
from flask.testing import FlaskClient

from solidarity_graph.resources import program_dir, queries_dir
from solidarity_graph.web.languages import LOCALES
from tests.selections import Selections

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
_VOID = {"meta", "link", "input", "br", "col", "img", "hr"}


class Page(HTMLParser):
    """The tags of a page, and whether they close in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.unclosed: list[str] = []
        self.faults: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.unclosed.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.unclosed or self.unclosed.pop() != tag:
            self.faults.append(f"</{tag}> closes something else, at {self.getpos()}")

    def values(self, name: str) -> list[str]:
        return [attributes[name] or "" for _, attributes in self.tags if name in attributes]

    def links(self) -> Iterator[str]:
        """Every link but those to the same page in another order, and to the same page of this release for ever."""
        for tag, attributes in self.tags:
            # The same page in another language is of the same links and things: test_interface_languages.
            is_same = attributes.get("rel") in ("nofollow", "bookmark") or "hreflang" in attributes
            if tag in ("a", "link", "script") and not is_same:
                yield attributes.get("href") or attributes.get("src") or ""


@dataclass(frozen=True)
class Visited:
    """What stands at an address: the status of its answer, and its page; None for what is not HTML."""

    status: int
    page: Page | None


@pytest.fixture(scope="module")
def site(app: Flask) -> dict[str, Visited]:
    """Every address that a reader reaches from the front page; of selections those that `Selections` tells apart."""
    client = app.test_client()
    seen: dict[str, Visited] = {}
    selections = Selections()
    waiting = ["/"]
    while waiting:
        address = waiting.pop()
        if address in seen or not selections.is_new(address):
            continue
        answer = client.get(address, headers=BROWSER, follow_redirects=True)
        assert "Set-Cookie" not in answer.headers, address
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'"), address
        page = Page(answer.text) if answer.mimetype == "text/html" else None
        seen[address] = Visited(answer.status_code, page)
        if page:
            targets = (urldefrag(urljoin(f"http://localhost{address}", link))[0] for link in page.links())
            waiting += [
                target.removeprefix("http://localhost") for target in targets if target.startswith("http://localhost/")
            ]
    return seen


def pages(site: dict[str, Visited]) -> Iterator[tuple[str, Page]]:
    return ((address, visited.page) for address, visited in site.items() if visited.page)


def test_every_link_leads_somewhere(site: dict[str, Visited]) -> None:
    # Documents name the saved queries of the repository; this site has a catalogue of its own.
    elsewhere = {f"/queries/{path.stem}" for path in queries_dir().glob("*.rq")}
    lost = {address: visited.status for address, visited in site.items() if visited.status != 200}
    assert {address: status for address, status in lost.items() if address not in elsewhere} == {}
    assert len(site) > 250


def test_every_place_that_a_link_names_is_on_its_page(site: dict[str, Visited]) -> None:
    places = {address: set(page.values("id")) for address, page in pages(site)}
    for address, page in pages(site):
        for link in page.links():
            target, place = urldefrag(urljoin(f"http://localhost{address}", link))
            target = target.removeprefix("http://localhost")
            assert not place or target not in places or place in places[target], (address, link)


def test_every_page_is_whole_and_says_what_it_is(site: dict[str, Visited]) -> None:
    for address, page in pages(site):
        names = [tag for tag, _ in page.tags]
        assert page.faults == [], address
        assert ("html", {"lang": "en"}) in page.tags, address
        assert names.count("h1") == names.count("main") == 1, address
        ids = page.values("id")
        assert len(ids) == len(set(ids)), address
        title = page.text.split('<title dir="auto">')[1].split("</title>")[0]
        assert title.endswith("· Solidarity Graph"), address
        assert len(title) > len(" · Solidarity Graph"), address


def test_no_page_fetches_from_elsewhere_or_carries_script_or_style(site: dict[str, Visited]) -> None:
    for address, page in pages(site):
        assert "style" not in [tag for tag, _ in page.tags], address
        assert not page.values("style"), address
        assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")], address
        for tag, attributes in page.tags:
            if attributes == {"type": "application/ld+json"}:
                continue  # a data block, which is not executed
            if tag in ("script", "iframe") or (tag == "link" and attributes.get("rel") in ("stylesheet", "icon")):
                assert (attributes.get("src") or attributes.get("href") or "").startswith("/static/"), address


def test_every_form_is_sent_to_this_site(site: dict[str, Visited]) -> None:
    for address, page in pages(site):
        actions = [attributes.get("action") or "" for tag, attributes in page.tags if tag == "form"]
        assert not [action for action in actions if not re.match(r"/(?!/)|\?|$", action)], address


def test_every_button_and_field_works_without_a_script(site: dict[str, Visited]) -> None:
    for address, page in pages(site):
        outside = re.sub(r"<form\b.*?</form>", "", page.text, flags=re.DOTALL)
        assert not re.findall(r"<(?:button|input|select|textarea)\b[^>]*>", outside), address
        assert not re.findall(r"href=\"(?:#|javascript:[^\"]*)\"", page.text), address


def test_nothing_inside_a_page_is_embedded_from_elsewhere(site: dict[str, Visited]) -> None:
    embedded = ("img", "iframe", "embed", "object", "video", "audio", "source", "track", "use", "image")
    for address, page in pages(site):
        for tag, attributes in page.tags:
            if tag in embedded:
                found = [attributes.get(name) or "" for name in ("src", "href", "data", "srcset", "xlink:href")]
                assert not [value for value in found if re.match(r"[a-z]+:|//", value)], address


def test_style_sheets_and_scripts_fetch_nothing_from_elsewhere() -> None:
    # What is bundled from packages, in `built/`, is watched in a browser: it names addresses that it never asks for.
    files = [path for path in (program_dir() / "web" / "static").glob("*") if path.suffix in (".css", ".js", ".svg")]
    assert files
    for path in files:
        text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"@import|url\(|https?://", text), path.name


def test_every_field_has_a_label_and_every_link_that_leaves_says_so(site: dict[str, Visited]) -> None:
    for address, page in pages(site):
        labels = set(page.values("for"))
        for tag, attributes in page.tags:
            if tag in ("input", "select", "textarea") and attributes.get("type") != "hidden":
                assert attributes.get("id") in labels, address
            if tag == "a" and (attributes.get("href") or "").startswith("http"):
                assert "noreferrer" in (attributes.get("rel") or ""), address


def test_the_navigation_marks_where_one_is(client: FlaskClient) -> None:
    assert '<a href="/queries/" aria-current="page">' in client.get("/queries/").text
    assert '<a href="/queries/" aria-current="true">' in client.get("/queries/held-actions", headers=BROWSER).text


@pytest.mark.parametrize("path", ["/", "/sparql", "/health", "/id/person/p1.ttl", "/nowhere", "/static/site.css"])
def test_every_answer_carries_the_headers_that_protect_readers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in headers


MENU = (
    *("Actions", "People", "Organisations", "Places", "Measures and custody", "Awards", "Sources"),
    *("Questions", "SPARQL", "Data", "About"),
)


def test_the_menu_has_the_words_of_a_reader(client: FlaskClient) -> None:
    menu = client.get("/licences").text.partition('aria-label="Main menu"')[2].partition("</nav>")[0]
    assert tuple(re.findall(r">([^<>\n]+)</a>", menu)) == MENU


def test_every_page_but_the_front_page_has_the_search_in_its_header(client: FlaskClient) -> None:
    field = '<input dir="auto" id="site-search" name="q" type="search"'
    for path, is_there in (("/id/person/p1.html", True), ("/no-such-page", True), ("/", False)):
        header = client.get(path, headers=BROWSER).text.partition("<header")[2].partition("</header>")[0]
        assert (field in header) is is_there, path


def test_every_landmark_has_a_name_of_its_own(site: dict[str, Visited]) -> None:
    for address, page in pages(site):
        named = [
            (attributes.get("role") or tag, attributes.get("aria-label") or attributes.get("aria-labelledby"))
            for tag, attributes in page.tags
            if tag in ("nav", "aside") or attributes.get("role") in ("search", "navigation", "form")
        ]
        assert len(named) == len(set(named)), address


@pytest.mark.parametrize(
    "path", ["/", "/id/person/p1.html", "/actions?form=picket&q=ab%C3%A9", "/queries/held-actions"]
)
def test_a_page_offers_its_permanent_address_which_gives_the_same_page(client: FlaskClient, path: str) -> None:
    permanent = f"/release/2030-01-01{path}"
    page = client.get(path, headers=BROWSER).text
    assert f'rel="bookmark" href="{escape(permanent)}"' in page
    there = client.get(permanent, headers=BROWSER)
    assert there.status_code == 200
    assert f'rel="bookmark" href="{escape(permanent)}"' in there.text


@pytest.mark.parametrize("path", ["/search?q=ada", "/sparql", "/about", "/docs/endpoint", "/licences", "/no-such-page"])
def test_what_no_release_fixes_has_no_permanent_address(client: FlaskClient, path: str) -> None:
    assert 'rel="bookmark"' not in client.get(path, headers=BROWSER).text


def test_a_page_names_its_address_without_the_query_as_the_canonical_one(client: FlaskClient) -> None:
    assert '<link rel="canonical" href="http://localhost/people">' in client.get("/people?utm_source=x").text
    assert "canonical" not in client.get("/no-such-page", headers=BROWSER).text


def test_the_front_page_shows_one_claim_with_its_words(client: FlaskClient) -> None:
    page = client.get("/").text
    assert 'class="phrase" lang="en">some 20 people</q>' in page
    assert '<a href="/id/claim/k-count.html">Who says so</a>' in page
    assert "20 to 21" in page


def test_health_is_alive_and_ready(client: FlaskClient) -> None:
    health = client.get("/health").get_json()
    assert health.pop("guarded") in ("namespace", "seccomp", "deadline")
    assert health == {"alive": True, "ready": True, "release": "2030-01-01"}


def test_below_a_prefix_all_links_stay_below_it(app: Flask) -> None:
    client = app.test_client()
    for path in ("/", "/id/event/picket.html", "/queries/held-actions", "/concept/picket.html"):
        answer = client.get(path, headers=BROWSER, base_url="http://localhost/graphs")
        for link in Page(answer.text).links():
            assert not link.startswith("/") or link.startswith("/graphs/"), (path, link)


NOINDEX = '<meta name="robots" content="noindex">'


@pytest.mark.parametrize(
    "path",
    [
        "/id/person/p1.html", "/id/person/p1.ttl", "/id/person/p1", "/id/person/nobody", "/id/event/sentence.html",
        "/queries/held-actions", "/queries/held-actions.csv", "/sparql", "/graph/", "/release/2030-01-01/licences",
        "/no-such-page", "/concept/picket.html", "/concept/picket.ttl",
    ],
)  # fmt: skip
def test_search_engines_list_no_page_of_a_person_no_list_and_no_permalink(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers=BROWSER)
    assert answer.headers["X-Robots-Tag"] == "noindex"
    if answer.status_code == 200 and answer.mimetype == "text/html" and not path.startswith("/release"):
        assert NOINDEX in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/about",
        "/docs/",
        "/docs/citing",
        "/licences",
        "/problems",
        "/queries/",
        "/ontology",
        "/concept/",
        "/downloads/",
    ],
)
def test_search_engines_list_what_describes_the_dataset(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers=BROWSER)
    assert "X-Robots-Tag" not in answer.headers
    assert NOINDEX not in answer.text


def test_crawlers_are_told_what_not_to_fetch_and_may_see_that_people_are_not_listed(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    lines = answer.text.splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /sparql", "Disallow: /release/"} < {*lines}
    assert not [line for line in lines if line.startswith("Disallow: /id")]
    below = client.get("/robots.txt", base_url="http://localhost/below").text.splitlines()
    assert {"Disallow: /below/sparql", "Disallow: /below/be/sparql"} < {*below}


@pytest.mark.parametrize("tag", ["", *LOCALES])
def test_what_crawlers_are_not_to_fetch_they_are_to_fetch_in_no_language(client: FlaskClient, tag: str) -> None:
    rules = RobotFileParser()
    rules.parse(client.get("/robots.txt").text.splitlines())
    start = f"http://localhost/{tag}".rstrip("/")
    for path in ("/sparql?query=ASK%7B%7D", "/search?q=a", "/release/2030-01-01/about"):
        assert not rules.can_fetch("*", start + path), path
    for path in ("/", "/actions", "/id/place/aboria.html", "/queries/held-actions"):
        assert rules.can_fetch("*", start + path), path
