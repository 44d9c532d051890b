"""The language of pages: by address, by link and by `Accept-Language`; data are the same in all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from babel.messages.pofile import read_po
from flask import Flask, request
from flask.testing import FlaskClient

from solidarity_graph.documents import Value
from solidarity_graph.resources import program_dir
from solidarity_graph.saved_queries import ResultColumn
from solidarity_graph.schema import read_ontology
from solidarity_graph.web.citation import CITATIONS
from solidarity_graph.web.date_texts import (
    day_in_words,
    days_between,
    duration_in_words,
    number_in_words,
    size_in_words,
)
from solidarity_graph.web.languages import CATALOGUES, LOCALES
from solidarity_graph.web.messages import catalogue, template
from solidarity_graph.web.pages.names import in_language_of_page
from solidarity_graph.web.pages.results import cell_text
from solidarity_graph.web.pages.statuses import STATUS_LABELS
from solidarity_graph.web.site import CONTEXT
from tests.unit.web.described import readable_addresses
from tests.unit.web.test_pages import BROWSER

HTML = "text/html"
CITED = tuple(f".{format_.name}" for format_ in CITATIONS)  # their titles are those of pages
OTHERS = sorted(LOCALES.keys() - {"en"})


def language_of(page: str) -> str:
    found = re.search(r'<html lang="([\w-]+)"', page)
    return found[1] if found else ""


@contextmanager
def in_language(app: Flask, tag: str = "en") -> Iterator[None]:
    """A request for a page in a language, as far as the texts of a page need one."""
    with app.test_request_context("/"):
        request.environ[CONTEXT] = SimpleNamespace(language=tag, negotiated_language="", root="")
        yield


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("be", "be"),
        ("be-BY, ru;q=0.5", "be"),
        ("fr, ru;q=0.9, en;q=0.8", "ru"),
        ("de", "en"),
        ("*", "en"),
        ("RU-ru", "ru"),
    ],
)
def test_a_page_is_in_the_best_language_that_the_browser_accepts(
    client: FlaskClient, accepted: str, language: str
) -> None:
    answer = client.get("/queries/", headers={**BROWSER, "Accept-Language": accepted})
    assert (language_of(answer.text), answer.headers["Content-Language"]) == (language, language)
    assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.parametrize("tag", LOCALES)
def test_an_address_names_a_language_and_its_links_keep_it(client: FlaskClient, tag: str) -> None:
    answer = client.get(f"/{tag}/queries/", headers={**BROWSER, "Accept-Language": "ru"})
    assert language_of(answer.text) == tag
    assert "Accept-Language" not in answer.headers["Vary"]
    addresses = re.findall(r'(?:href|src|action)="(/[^"]*)"', answer.text)
    in_others = {f"/{link}/queries/" for link in LOCALES}
    left = [each for each in addresses if not each.startswith(f"/{tag}/") and each not in in_others]
    # What is cited is the same in every language, and so are style sheets and scripts, which a browser then loads once.
    assert [each for each in left if not each.startswith("/static/")] == ["/release/2030-01-01/queries/"]
    assert "/static/site.css" in left
    assert f"/{tag}/sparql" in addresses


def test_a_page_links_to_itself_in_each_language(client: FlaskClient) -> None:
    page = client.get("/be/queries/?q=held+actions", headers=BROWSER).text
    for tag in LOCALES:
        address = f"/{tag}/queries/?q=held+actions"
        assert f'<a href="{address}" hreflang="{tag}"' in page
    assert page.count('hreflang="be" aria-current="true"') == 1


@pytest.mark.parametrize("start", ["", "/be", "/release/2030-01-01", "/ru/release/2030-01-01"])
def test_the_canonical_address_is_among_those_of_all_languages(client: FlaskClient, start: str) -> None:
    page = client.get(f"{start}/actions?status=held&sort=label&utm_source=x", headers=BROWSER).text
    found = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', page))
    assert found == {
        tag: f"http://localhost{path}/actions?sort=label&amp;status=held"
        for tag, path in {"x-default": "", **{tag: f"/{tag}" for tag in LOCALES}}.items()
    }
    (canonical,) = re.findall(r'<link rel="canonical" href="([^"]+)">', page)
    assert canonical in found.values()


def test_a_permalink_keeps_its_release_in_each_language(client: FlaskClient) -> None:
    version = client.get("/health").get_json()["release"]
    page = client.get(f"/ru/release/{version}/queries/", headers=BROWSER)
    assert page.status_code == 200
    assert f'href="/be/release/{version}/queries/"' in page.text


@pytest.mark.parametrize(
    ("address", "location"),
    [
        ("/queries/?lang=be", "/be/queries/"),
        ("/queries/?q=a%26b&lang=ru&page=2", "/ru/queries/?q=a%26b&page=2"),
        ("/be/queries/?lang=en", "/en/queries/"),
    ],
)
def test_the_parameter_leads_to_the_address_in_that_language(client: FlaskClient, address: str, location: str) -> None:
    answer = client.get(address, headers=BROWSER)
    assert (answer.status_code, answer.headers["Location"]) == (302, location)


def test_an_unknown_language_is_named(client: FlaskClient) -> None:
    answer = client.get("/queries/?lang=xx")
    assert answer.status_code == 400
    assert answer.get_json()["parameter"] == "lang"


def test_pages_in_two_languages_have_two_etags(client: FlaskClient) -> None:
    def tag(accepted: str) -> str:
        return client.get("/queries/", headers={**BROWSER, "Accept-Language": accepted}).headers["ETag"]

    assert len({tag("en"), tag("be"), tag("ru")}) == 3
    assert tag("be") == tag("be-BY,en;q=0.1")


def test_data_are_the_same_in_every_language(client: FlaskClient) -> None:
    compared = 0
    for path in ("/openapi-of-nothing", "/sparql/suggest?q=Ada", *readable_addresses(client)):
        plain, other = client.get(path), client.get(path, headers={"Accept-Language": "be"})
        if path == "/metrics":  # which change with each request
            continue
        if plain.mimetype == HTML or path.endswith(CITED):
            assert "Accept-Language" in plain.headers["Vary"], path
            continue
        assert (other.status_code, other.data) == (plain.status_code, plain.data), path
        assert "Accept-Language" not in plain.headers.get("Vary", ""), path
        compared += 1
    assert compared > 80


def test_data_are_the_same_below_each_language(client: FlaskClient) -> None:
    for path in ("/id/person/p1.ttl", "/queries/held-actions.csv", "/sparql/suggest?q=Ada", "/feed.atom"):
        assert client.get(f"/ru{path}").data == client.get(path).data


DATES = [
    ("2013-08-04", "4 жніўня 2013", "4 августа 2013"),
    ("2013-08", "жнівень 2013", "август 2013"),
    ("2013-08~", "прыкладна жнівень 2013", "примерно август 2013"),
    ("2013-08-04?", "магчыма, 4 жніўня 2013", "возможно, 4 августа 2013"),
    ("2012-28", "зіма 2012/2013", "зима 2012/2013"),
    ("2013-33", "першы квартал 2013", "первый квартал 2013"),
]


@pytest.mark.parametrize(("text", "belarusian", "russian"), DATES)
def test_dates_are_in_the_language_of_the_page(app: Flask, text: str, belarusian: str, russian: str) -> None:
    for tag, words in (("be", belarusian), ("ru", russian)):
        with in_language(app, tag):
            assert day_in_words(text) == words


def test_intervals_lengths_and_numbers_are_in_the_language_of_the_page(app: Flask) -> None:
    with in_language(app, "ru"):
        assert days_between("2013-08-01", "2013-08-03") == "1 августа 2013 – 3 августа 2013"
        assert [duration_in_words(f"P{n}Y") for n in (1, 3, 5)] == ["1 год", "3 года", "5 лет"]
        assert duration_in_words("P4Y6M") == "4 года 6 месяцев"
        assert [size_in_words(number) for number in (83, 735_123)] == ["83 байта", "735,1 кБ"]
        assert number_in_words(12345) == "12\u00a0345"
    with in_language(app, "be"):
        assert [duration_in_words(f"P{n}D") for n in (1, 3, 5, 11, 21)] == [
            "1 дзень",
            "3 дні",
            "5 дзён",
            "11 дзён",
            "21 дзень",
        ]


@pytest.mark.parametrize("tag", OTHERS)
def test_the_catalogue_has_the_messages_of_the_pages(tag: str) -> None:
    assert (CATALOGUES / f"{tag}.po").read_bytes() == catalogue(tag, template()), "run `make generate`"


@pytest.mark.parametrize("tag", OTHERS)
def test_every_message_is_translated_with_its_placeholders_and_plurals(tag: str) -> None:
    with (CATALOGUES / f"{tag}.po").open("rb") as file:
        messages = read_po(file, locale=tag)
    empty = [each.id for each in messages if each.id and not all(each.string if each.pluralizable else (each.string,))]
    assert empty == []
    assert [(message.id, errors) for message, errors in messages.check()] == []


PAGES = (
    *("/", "/search?q=ada", "/queries/", "/queries/held-actions", "/sparql", "/downloads/", "/graph/", "/concept/"),
    *("/about", "/docs/", "/licences", "/problems", "/ontology", "/shapes", "/no-such-page"),
    *(f"/actions?view={view}" for view in ("table", "map", "timeline", "chart", "network")),
    *("/people", "/organisations", "/places", "/measures", "/awards", "/sources"),
    *("/id/person/p1.html", "/id/event/picket.html", "/id/event/sentence.html", "/id/claim/k-count.html"),
    *("/id/article/harbour.html", "/id/disagreement/regime.html", "/graph/harbour.html", "/concept/picket.html"),
)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("tag", OTHERS)
def test_every_kind_of_page_is_there_in_every_language(client: FlaskClient, tag: str, path: str) -> None:
    in_english = client.get(path, headers=BROWSER)
    answer = client.get(f"/{tag}{path}", headers=BROWSER)
    assert (answer.status_code, answer.mimetype, language_of(answer.text)) == (in_english.status_code, HTML, tag)
    assert answer.text.partition("<main")[2] != in_english.text.partition("<main")[2]


class LabelsInTheLanguageOfThePage(HTMLParser):
    """Collects the labels of the ontology that a page has without saying that they are English."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._languages = [("", "")]
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("br", "col", "hr", "img", "input", "link", "meta", "path", "rect"):
            self._languages.append((tag, dict(attrs).get("lang", self._languages[-1][1]) or ""))

    def handle_endtag(self, tag: str) -> None:
        while self._languages.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._languages[-1][1] == "be" and data.strip() in LABELS:
            self.found.append(data.strip())


LABELS = {
    term.label
    for terms in (read_ontology().classes, read_ontology().properties, read_ontology().concepts)
    for term in terms.values()
} - {"SHA-256"}


@pytest.mark.parametrize("path", [path for path in PAGES if path != "/queries/held-actions"])
def test_labels_of_the_ontology_say_that_they_are_english(client: FlaskClient, path: str) -> None:
    left_out = re.compile(r"<(svg|style|script|code)\b.*?</\1>", re.DOTALL)
    page = left_out.sub("", client.get(f"/be{path}", headers=BROWSER).text)
    assert LabelsInTheLanguageOfThePage(page).found == []


def test_statuses_are_called_by_one_word_and_in_the_language_of_the_page(client: FlaskClient) -> None:
    for path in ("/id/event/picket.html", "/actions", "/actions?view=timeline"):
        assert "took place" in client.get(path, headers=BROWSER).text
        assert "адбылося" in client.get(f"/be{path}", headers=BROWSER).text
    labels = {status: str(label) for status, label in STATUS_LABELS.items() if status != "held"}
    assert labels == {status: read_ontology().concepts[status].label for status in labels}


def test_what_a_query_says_without_a_concept_is_in_the_language_of_the_page(app: Flask) -> None:
    def shown(name: str, text: str) -> str:
        return cell_text({name: Value(text)}, ResultColumn(name, "", is_coded=name == "outcome"))

    with in_language(app):
        assert shown("exactness", "inferred and partial") == "inferred and partial"
    with in_language(app, "be"):
        assert shown("outcome", "phrase; value") == "фраза; значэнне"
        assert shown("outcome", "not reported; banned") == "не паведамляецца; забаронена"
        assert shown("certainty", "year inferred") == "год паводле ўскосных звестак"
        assert shown("certainty", "certain") == "пэўна"
        assert shown("exactness", "inferred and partial") == "паводле ўскосных звестак і няпоўна"


@pytest.mark.parametrize(
    ("path", "words"),
    [("/downloads/", "усе графы, па радку на квад"), ("/graph/", "Ацэнкі"), ("/graph/entities.html", "Сутнасці")],
)
def test_files_and_graphs_are_described_in_the_language_of_the_page(client: FlaskClient, path: str, words: str) -> None:
    assert words in client.get(f"/be{path}", headers=BROWSER).text


def test_the_days_in_what_became_of_a_sentence_are_in_words(app: Flask) -> None:
    row = {"became": Value("Appeal denied, 2023, 2023-04-21; Release of Ada, 2025-12-13~ (planned)")}
    with in_language(app):
        shown = cell_text(row, ResultColumn("became", ""))
    assert shown == "Appeal denied, 2023, 21 April 2023; Release of Ada, about 13 December 2025 (planned)"


def test_the_number_that_a_plural_depends_on_is_the_first_in_its_message() -> None:
    # Jinja takes the first variable for it. English hides another, as any text is not 1; other languages fail.
    beginnings = []
    for path in (program_dir() / "web" / "templates").rglob("*.html"):
        messages = re.findall(r"\{%-? trans (?:trimmed )?(\w+)((?:(?!endtrans).)*)", path.read_text("utf-8"), re.DOTALL)
        beginnings += [first for first, rest in messages if "{% pluralize" in rest]
    assert len(beginnings) > 20
    assert set(beginnings) == {"count"}


def test_a_page_names_a_thing_in_its_language_and_shows_the_other_names_below(client: FlaskClient) -> None:
    page = client.get("/be/id/person/p1.html", headers=BROWSER).text
    assert '<h1 dir="auto">Ада Экзэмпл</h1>' in page
    assert re.search(r'<p class="spellings"><span [^>]*lang="en">Ada Example</span></p>', page)
    # The person has no Russian name: the English one is shown, and marked.
    assert re.search(r'<h1 [^>]*lang="en">Ada Example</h1>', client.get("/ru/id/person/p1.html", headers=BROWSER).text)


def test_lists_and_concepts_have_names_and_labels_in_the_language_of_the_page(client: FlaskClient) -> None:
    page = client.get("/be/actions", headers=BROWSER).text
    assert re.search(r'<label for="form=picket"><bdi [^>]*>пікет</bdi>', page)
    assert re.search(r'<bdi [^>]*lang="en">Aboria</bdi>', page)
    assert "Ада Экзэмпл</a>" in page
    assert "Ada Example</a>" in client.get("/en/actions", headers=BROWSER).text
    assert '<h1 dir="auto">пікет</h1>' in client.get("/be/concept/picket.html", headers=BROWSER).text


@pytest.mark.parametrize("words", ["пікет", "picket"])
def test_values_of_a_facet_are_found_by_their_labels_in_the_language_of_the_page_and_in_english(
    client: FlaskClient, words: str
) -> None:
    page = client.get(f"/be/actions?view=values&by=form&named={words}", headers=BROWSER).text
    assert re.findall(r'<a href="/be/actions\?form=([\w-]+)', page) == ["picket"]


def test_a_form_suggests_names_in_the_language_of_the_page(app: Flask) -> None:
    offered = [("person/p1", "Ada Example"), ("place/aboria", "Aboria")]
    site = app.extensions["solidarity_graph.releases"].current
    with in_language(app, "be"):
        assert in_language_of_page(site, offered) == [("person/p1", "Ада Экзэмпл"), ("place/aboria", "Aboria")]
    with in_language(app):
        assert in_language_of_page(site, offered) == offered


def test_a_page_about_an_error_can_be_read_in_each_language(client: FlaskClient) -> None:
    page = client.get("/be/no%3Fwhere%22?q=%22", headers=BROWSER).text
    assert '<title dir="auto">Не знойдзена' in page
    for tag in LOCALES:
        assert f'href="/{tag}/no%3Fwhere%22?q=%22" hreflang="{tag}"' in page
