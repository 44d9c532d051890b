"""The copy of the site as files: whole, the same each time, without a broken link; only its own files are deleted."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from solidarity_graph.cli.export import export_command
from solidarity_graph.errors import CallError
from solidarity_graph.release import Release
from solidarity_graph.saved_queries import Catalogue
from solidarity_graph.search import PERSPECTIVES
from solidarity_graph.web import write_static_site
from solidarity_graph.web.languages import LOCALES
from solidarity_graph.web.static_site import LISTING

ADDRESS = "https://graph.example/below/"
SOME = (
    "/",
    "/be/actions",
    "/actions.csv",
    "/robots.txt",
    "/id/event/picket.html",
    "/id/event/picket.ttl",
    "/feed.atom",
)
TAG = re.compile(r"<[a-z]+\b[^<>]*>")
STATED = re.compile(r'<link (?:rel="canonical"|rel="alternate" hreflang=)')
LINK = re.compile(r'\s(?:href|src|action)="([^"]*)"')


@pytest.fixture(scope="module")
def copy(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy in two languages: one that stands at the top, and one in a folder of its own, as all others do."""
    folder: Path = tmp_path_factory.mktemp("copy") / "site"
    with pytest.MonkeyPatch.context() as patch:
        patch.delitem(LOCALES, "ru")
        assert write_static_site(app, folder, ADDRESS) == len(files(folder))
    return folder


def files(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file by its name."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def links(page: Path) -> Iterator[str]:
    for tag in TAG.findall(page.read_text("utf-8")):
        if not STATED.match(tag):
            yield from map(unescape, LINK.findall(tag))


def pages(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.html"))


def test_no_link_is_broken(copy: Path) -> None:
    anchors = {page: {*re.findall(r'\sid="([^"]*)"', page.read_text("utf-8"))} for page in pages(copy)}
    checked = 0
    for page in anchors:
        for link in links(page):
            parts = urlsplit(link)
            if not parts.scheme:
                target = (page.parent / unquote(parts.path)) if parts.path else page
                assert not parts.path.startswith("/"), (page, link)
                assert target.is_file(), (page, link)
                if target.suffix == ".html" and parts.fragment:
                    assert parts.fragment in anchors[target.resolve()], (page, link)
                checked += 1
    assert checked > 1000


def test_no_page_needs_the_server(copy: Path) -> None:
    for page in pages(copy):
        assert "<form" not in page.read_text("utf-8"), page
        assert not [link for link in links(page) if link.startswith(ADDRESS) or "localhost" in link], page


def test_a_page_that_lost_a_form_says_so_and_no_other(copy: Path) -> None:
    assert 'role="note"' in (copy / "actions.html").read_text("utf-8")
    assert "Гэта копія сайта" in (copy / "be/actions.html").read_text("utf-8")
    assert 'role="note"' not in (copy / "licences.html").read_text("utf-8")


def test_every_list_question_and_thing_is_there_in_every_format(copy: Path, catalogue: Catalogue) -> None:
    names = {f"{name}.{suffix}" for name in PERSPECTIVES for suffix in ("html", "csv", "json", "geojson", "ttl")}
    for saved in catalogue:
        formats = ("csv", "json", "xml", "tsv") if saved.columns else ("ttl", "nt", "jsonld", "rdf")
        names |= {f"queries/{saved.name}.{suffix}" for suffix in ("html", *formats)}
    things = ("event/picket", "person/p1", "claim/k-count", "article/harbour", "disagreement/regime")
    names |= {f"id/{thing}.{suffix}" for thing in things for suffix in ("html", "ttl", "nt", "jsonld", "rdf", "json")}
    names |= {
        "index.html",
        "queries/index.html",
        "sitemap.xml",
        "feed.atom",
        "static/site.css",
        "land.json",
        "concept/picket.html",
    }
    names |= {"ontology/examples/cases/fine.rq", "ontology/examples/cases/ill-treatment.txt", "docs/cases.html"}
    names |= {"ontology/checks/missing-label.rq", "ontology/examples/faults/foreign-database.ttl"}
    names |= {"ontology/releases/SHA256SUMS", "ontology/releases/0.1.0/shapes/core.ttl"}
    names |= {"release/2030-01-01/solidarity-graph.nq", "graph/harbour.ttl", "llms.txt"}
    assert names - files(copy).keys() == set()


def test_pages_are_there_in_every_language_and_data_once(copy: Path) -> None:
    names = files(copy).keys()
    assert {f"be/{name}" for name in ("index.html", "actions.html", "id/event/picket.html")} <= names
    assert {name.rpartition(".")[2] for name in names if name.startswith("be/")} == {"html"}
    assert not [name for name in names if name.startswith("en/")]


def test_data_is_what_the_server_gives(copy: Path, client: FlaskClient, release: Release) -> None:
    for name in ("queries/held-actions.csv", "actions.geojson", "id/event/picket.ttl", "graph/harbour.nt"):
        assert (copy / name).read_bytes() == client.get(f"/{name}", base_url=ADDRESS).data
    assert (copy / "release/2030-01-01/solidarity-graph.nq").read_bytes() == release.nquads.read_bytes()


def test_pages_say_where_the_copy_stands_and_nothing_of_the_test_client(copy: Path) -> None:
    page = (copy / "id/event/picket.html").read_text("utf-8")
    assert f'<link rel="canonical" href="{ADDRESS}id/event/picket.html">' in page
    assert not [path for path in pages(copy) if "localhost" in path.read_text("utf-8")]
    assert f"<loc>{ADDRESS}</loc>" in (copy / "sitemap.xml").read_text("utf-8")


def test_a_copy_names_its_own_files_where_the_server_gives_permalinks(copy: Path) -> None:
    page, bibtex = ((copy / name).read_text("utf-8") for name in ("actions.html", "actions.bib"))
    assert "Permanent address" not in page
    assert "permalink" not in page
    assert f"release 2030-01-01. {ADDRESS}actions.html" in page
    assert f"url = {{{ADDRESS}actions.html}}" in bibtex
    cited = re.compile(re.escape(ADDRESS) + r"(release/2030-01-01/[\w./-]*)")
    for path in (*pages(copy), *copy.rglob("*.bib"), *copy.rglob("*.csl.json"), copy / "feed.atom"):
        assert [name for name in cited.findall(path.read_text("utf-8")) if not (copy / name).is_file()] == [], path


def test_every_address_that_a_copy_states_of_itself_is_a_file_in_it(copy: Path) -> None:
    """Of a folder, its index. Code that pages quote may have an address before a bracket, a colon or an entity."""
    stated = re.compile(re.escape(ADDRESS) + r"(?:[\w/+~%?=-]|[.](?=\w))*")
    of_each: dict[str, set[str]] = {}
    for path in (*copy.rglob("*"), *copy.glob(".well-known/*")):
        if path.is_file():
            of_each[path.relative_to(copy).as_posix()] = {*stated.findall(path.read_text("utf-8", errors="replace"))}
    for name, addresses in of_each.items():
        for address in addresses:
            file = unquote(address.removeprefix(ADDRESS))
            assert (copy / (f"{file}index.html" if file.endswith("/") or not file else file)).is_file(), (name, address)
    assert len(of_each["sitemap.xml"]) > 20
    assert f"{ADDRESS}docs/endpoint.html" in of_each["sitemap.xml"]
    assert f"{ADDRESS}be/actions.html" in of_each["actions.html"]
    assert {f"{ADDRESS}sitemap.xml"} == of_each["robots.txt"]
    assert all(of_each[name] for name in ("feed.atom", "llms.txt", "catalogue.ttl", ".well-known/void", "actions.bib"))


def test_a_page_names_its_file_as_canonical_and_those_in_other_languages(copy: Path) -> None:
    for name, stated in {
        "be/actions.html": ("be/actions.html", "actions.html"),
        "queries/index.html": ("queries/", "be/queries/"),
        "index.html": ("", "be/"),
        "actions.view-chart.html": ("actions.view-chart.html", "be/actions.view-chart.html"),
    }.items():
        text = (copy / name).read_text("utf-8")
        assert f'<link rel="canonical" href="{ADDRESS}{stated[0]}">' in text
        tags = [unescape(LINK.findall(tag)[0]) for tag in TAG.findall(text) if 'rel="alternate" hreflang' in tag]
        assert {*tags} == {ADDRESS + each for each in stated}


def test_a_copy_offers_no_service_that_needs_the_server(copy: Path) -> None:
    for name in ("llms.txt", "catalogue.ttl", ".well-known/void"):
        text = (copy / name).read_text("utf-8")
        assert not re.search(r"/sparql|/openapi|/search|Link. header|DataService", text), name


def test_identities_stay_what_they_are_in_a_copy_below_their_own_address(app: Flask, tmp_path: Path) -> None:
    ours = "https://w3id.org/solidarity-graph/"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("solidarity_graph.web.static_site.StaticSite._addresses", lambda _self: SOME)
        patch.setattr("solidarity_graph.web.static_site.StaticSite._links", lambda *_: [])
        write_static_site(app, tmp_path / "site", ours)
    page = (tmp_path / "site/id/event/picket.html").read_text("utf-8")
    assert f'<link rel="canonical" href="{ours}id/event/picket.html">' in page
    assert f"<code>{ours}id/event/picket</code>" in page
    assert f"<id>{ours}id/article/harbour</id>" in (tmp_path / "site/feed.atom").read_text("utf-8")


def test_a_list_in_a_copy_has_no_place_for_the_form_that_filters_it(copy: Path, client: FlaskClient) -> None:
    assert 'class="choices"' in client.get("/actions", headers={"Accept": "text/html"}).text
    assert 'class="choices"' not in (copy / "actions.html").read_text("utf-8")


def test_crawlers_are_kept_from_data_since_files_have_no_header_that_says_noindex(copy: Path) -> None:
    lines = (copy / "robots.txt").read_text("utf-8").splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /below/*.csv$", "Disallow: /below/*.ttl$", "Disallow: /below/*.json$"} <= {*lines}
    assert '<meta name="robots" content="noindex">' in (copy / "id/person/p1.html").read_text("utf-8")


def test_a_second_copy_is_the_same_and_only_files_of_the_first_are_deleted(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Some pages and data are enough: of each, the second copy is the same.
    monkeypatch.setattr("solidarity_graph.web.static_site.StaticSite._addresses", lambda _self: SOME)
    monkeypatch.setattr("solidarity_graph.web.static_site.StaticSite._links", lambda *_: [])
    copy = tmp_path / "site"
    assert write_static_site(app, copy, ADDRESS) == len(SOME) + 1
    before = files(copy)
    (copy / "old.html").write_text("of an earlier copy")
    (copy / LISTING).write_text("old.html\n../outside.txt\n" + (copy / LISTING).read_text())
    (copy / "CNAME").write_text("graph.example")
    (tmp_path / "outside.txt").write_text("kept")
    write_static_site(app, copy, ADDRESS)
    assert files(copy) == before | {"CNAME": hashlib.sha256(b"graph.example").hexdigest()}
    assert (tmp_path / "outside.txt").exists()


def test_a_folder_with_other_files_is_refused_and_left_as_it_is(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(CallError, match="is no copy of a site"):
        write_static_site(app, tmp_path, ADDRESS)
    assert [*files(tmp_path)] == ["thesis.txt"]


def test_progress_is_reported(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[int, int]] = []
    monkeypatch.setattr("solidarity_graph.web.static_site.StaticSite._addresses", lambda _self: ["/robots.txt"])
    write_static_site(app, tmp_path, ADDRESS, lambda done, known: told.append((done, known)))
    assert told == [(1, 1)]


def test_an_address_that_is_none_is_refused_by_the_command(tmp_path: Path) -> None:
    arguments = [str(tmp_path / "copy"), "--format", "site", "--site", "graph.example"]
    error = CliRunner().invoke(export_command, arguments).exception
    assert isinstance(error, CallError)
    assert "--site https://" in str(error)
