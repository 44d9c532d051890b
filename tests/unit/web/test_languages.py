"""Names, values and quoted words of any script: a name before a key, its language, and its direction."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pyoxigraph
import pytest
from flask import Flask
from flask.testing import FlaskClient

from solidarity_graph.documents import make_documents, read_context
from solidarity_graph.search import index_in_memory
from tests.unit.web.building import BASE, nquads
from tests.unit.web.test_pages import _VOID, BROWSER

SCRIPTS = {"he": "[\u0590-\u05ff]", "fa": "[\u0600-\u06ff]", "be": "[\u0400-\u04ff]"}
VALUES = {*(f"h{level}" for level in range(1, 7)), "td", "dd", "q", "blockquote", "cite", "bdi", "option", "input"}
PAGES = [
    *("/", "/graph/", "/graph/naviny", "/queries/", "/queries/everything?limit=1000", "/downloads/"),
    *("/licences", "/concept/ongoing.html", "/sparql"),
    *(f"/id/{thing}.html" for thing in (
        "event/vigil", "place/quay", "organisation/guild", "article/naviny", "person/p1", "event/sentence",
        "claim/k-vigil", "claim/k-slogan", "claim/k-guild", "claim/k-count", "disagreement/regime",
    )),
]  # fmt: skip


class Tree(HTMLParser):
    """The texts of a page below `<body>`, each with the open elements around it, the outermost first."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, list[tuple[str, dict[str, str | None]]]]] = []
        self.feed(text[text.index("<body>") : text.index("</body>")])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(attrs) == len(dict(attrs)), f"<{tag}> has an attribute twice"
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((data, [*self.open]))


def attribute(around: list[tuple[str, dict[str, str | None]]], name: str) -> str | None:
    """The attribute of the nearest element that has it; of the page, none."""
    return next((attributes[name] for _, attributes in reversed(around) if name in attributes), None)


@pytest.mark.parametrize("path", PAGES)
def test_every_heading_and_every_value_takes_the_direction_of_its_text(client: FlaskClient, path: str) -> None:
    tree = Tree(client.get(path, headers=BROWSER).text)
    undirected = [
        (tag, attributes.get("class")) for tag, attributes in tree.elements if attributes.get("dir") != "auto"
    ]
    assert [each for each in undirected if each[0] in VALUES or each in (("p", "value"), ("p", "lead"))] == []
    for text, around in tree.texts:
        if any(re.search(script, text) for script in SCRIPTS.values()) and not inside_code(around):
            assert attribute(around, "dir") == "auto", (path, text)


@pytest.mark.parametrize("path", PAGES)
def test_every_text_of_another_language_says_which_it_is(client: FlaskClient, path: str) -> None:
    for text, around in Tree(client.get(path, headers=BROWSER).text).texts:
        for language, script in SCRIPTS.items():
            if re.search(script, text) and not inside_code(around):
                # Words in Persian are quoted by an article in Belarusian.
                allowed = {language, "ru" if language == "be" else "be"}
                # In the answer to a query, labels and quoted words are literals without a language.
                allowed |= {""} if "everything" in path else set()
                assert attribute(around, "lang") in allowed, (path, text)


def inside_code(around: list[tuple[str, dict[str, str | None]]]) -> bool:
    return bool({"code", "textarea", "title"} & {tag for tag, _ in around})


def quoted(client: FlaskClient, path: str) -> Iterator[tuple[str, str | None]]:
    for text, around in Tree(client.get(path).text).texts:
        if around[-1][0] == "q":
            yield text, attribute(around, "lang")


def test_the_title_of_a_page_takes_the_direction_of_its_text(client: FlaskClient) -> None:
    assert '<title dir="auto">שביתה בנמל' in client.get("/id/event/vigil.html").text


def test_quoted_words_are_in_the_language_of_their_article_and_a_slogan_in_its_own(client: FlaskClient) -> None:
    assert ("на набярэжнай", "be") in quoted(client, "/id/event/vigil.html")
    assert ("на набярэжнай", "be") in quoted(client, "/id/claim/k-vigil.html")
    assert ("на набярэжнай", "be") in quoted(client, "/id/article/naviny.html")
    assert ("some 20 people", "en") in quoted(client, "/id/event/picket.html")
    assert ("some 20 people + a dog", "en") in quoted(client, "/id/event/picket.html")
    assert ("آزادی!", "fa") in quoted(client, "/id/event/vigil.html")


@pytest.mark.parametrize(
    ("thing", "name", "language"),
    [
        ("event/vigil", "שביתה בנמל", "he"),
        ("place/quay", "Набярэжная", "be"),  # the first by language tag
        ("organisation/guild", "انجمن", "fa"),  # another spelling, where nothing else is a name
        ("person/p1", "Ada Example", "en"),
        ("article/naviny", "Навіны порта", "be"),
    ],
)
def test_a_name_in_any_language_comes_before_a_key(app: Flask, thing: str, name: str, language: str) -> None:
    client = app.test_client()
    document = client.get(f"/id/{thing}.json").get_json()
    assert document["names"][document["id"]] == {language: name}
    heading = client.get(f"/id/{thing}.html").text.partition("<h1")[2].partition("</h1>")[0]
    assert heading.endswith(f">{name}")
    assert ('lang="' in heading) == (language != "en" or "article" in thing)
    rows = client.get("/queries/everything?limit=1000", headers=BROWSER).text
    assert f">{name}</a>" in rows
    assert f">{thing.replace('/', ' ')}</a>" not in rows


def test_a_search_gives_names_in_any_language() -> None:
    quads = pyoxigraph.parse(nquads(), pyoxigraph.RdfFormat.N_QUADS)
    index = index_in_memory(make_documents(quads, BASE, read_context()), BASE)
    assert index.search("שביתה") == [("event/vigil", "שביתה בנמל")]
    assert ("organisation/guild", "انجمن") in index.search("انجمن", "organisation")
    assert ("place/quay", "Набярэжная") in index.search("набережная", "place")
    index.close()
