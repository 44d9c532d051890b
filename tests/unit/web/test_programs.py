"""Sitemap, feed and llms.txt: valid, true, and silent where search engines are asked not to look."""

from __future__ import annotations

import re
from datetime import datetime
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from solidarity_graph.saved_queries import Catalogue
from solidarity_graph.search import PERSPECTIVES
from tests.unit.web.building import BASE

HOST = "http://localhost"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ATOM = "{http://www.w3.org/2005/Atom}"
BROWSER = {"Accept": "text/html"}


def read(client: FlaskClient, path: str, base: str = HOST) -> ET.Element:
    return ET.fromstring(client.get(path, base_url=base).data)


def test_the_sitemap_lists_pages_that_may_be_listed_and_no_other(client: FlaskClient) -> None:
    listed = [location.text or "" for location in read(client, "/sitemap.xml").iter(f"{SITEMAP}loc")]
    assert {f"{HOST}/", f"{HOST}/queries/", f"{HOST}/downloads/", f"{HOST}/ontology"} <= {*listed}
    assert len(listed) == len({*listed})
    for address in listed:
        answer = client.get(address.removeprefix(HOST), headers=BROWSER)
        assert (answer.status_code, answer.mimetype) == (200, "text/html"), address
        assert "X-Robots-Tag" not in answer.headers, address
    assert not [address for address in listed if "/id/" in address or address.removeprefix(f"{HOST}/") in PERSPECTIVES]


def test_the_sitemap_says_when_the_release_was_made_and_robots_lead_to_it(client: FlaskClient) -> None:
    days = {day.text for day in read(client, "/sitemap.xml").iter(f"{SITEMAP}lastmod")}
    assert days == {"2030-01-01"}
    assert client.get("/robots.txt").text.splitlines()[-1] == f"Sitemap: {HOST}/sitemap.xml"


def test_below_a_prefix_and_in_a_release_the_sitemap_has_the_addresses_of_the_site(client: FlaskClient) -> None:
    found = read(client, "/release/2030-01-01/sitemap.xml", "https://graph.example/below")
    assert {(location.text or "")[:28] for location in found.iter(f"{SITEMAP}loc")} == {"https://graph.example/below/"}


def test_the_feed_is_one_by_its_standard(client: FlaskClient) -> None:
    answer = client.get("/feed.atom")
    assert answer.mimetype == "application/atom+xml"
    found = ET.fromstring(answer.data)
    for node in (found, *found.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            (only,) = node.findall(f"{ATOM}{name}")
            assert (only.text or "").strip()
            assert {*only.attrib} <= {"{http://www.w3.org/XML/1998/namespace}lang"}  # none that is HTML's
        assert datetime.fromisoformat(node.findtext(f"{ATOM}updated", "")).tzinfo
    assert found.findtext(f"{ATOM}author/{ATOM}name")
    (own,) = [link.get("href") for link in found.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert own == f"{HOST}/feed.atom"
    ids = [each.text for each in found.iter(f"{ATOM}id")]
    assert len(ids) == len({*ids})


def test_the_feed_has_the_release_and_the_articles_with_their_pages(client: FlaskClient) -> None:
    entries = [*read(client, "/feed.atom").iter(f"{ATOM}entry")]
    told = {entry.findtext(f"{ATOM}id"): entry.findtext(f"{ATOM}title") for entry in entries}
    assert told[f"{BASE}release/2030-01-01"] == "Release 2030-01-01"
    assert told[f"{BASE}id/article/harbour"] == "A picket by the harbour"
    for entry in entries:
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert client.get((link.get("href") or "").removeprefix(HOST), headers=BROWSER).status_code == 200


def test_search_engines_do_not_list_the_feed_since_titles_name_people(client: FlaskClient) -> None:
    assert client.get("/feed.atom").headers["X-Robots-Tag"] == "noindex"


def test_pages_lead_to_the_feed(client: FlaskClient) -> None:
    assert '<link rel="alternate" type="application/atom+xml" href="/feed.atom"' in client.get("/").text


def test_llms_txt_begins_as_its_convention_says_and_each_link_leads_somewhere(
    client: FlaskClient, catalogue: Catalogue
) -> None:
    answer = client.get("/llms.txt")
    assert answer.mimetype == "text/plain"
    lines = answer.text.splitlines()
    assert lines[0] == "# An invented dataset"
    assert lines[2].startswith("> ")
    links = re.findall(r"^- \[[^]]+\]\((\S+)\)", answer.text, re.MULTILINE)
    assert len(links) > len([*catalogue]) + len(PERSPECTIVES)
    for link in links:
        assert client.get(link.removeprefix(HOST)).status_code == 200, link


def test_llms_txt_names_every_question_and_its_parameters(client: FlaskClient, catalogue: Catalogue) -> None:
    text = client.get("/llms.txt").text
    for saved in catalogue:
        (line,) = {line for line in text.splitlines() if f"/queries/{saved.name}." in line}
        assert all(f"`{parameter.name}`" in line for parameter in saved.parameters)


@pytest.mark.parametrize("path", ["/sitemap.xml", "/feed.atom", "/llms.txt", "/openapi.json"])
def test_what_programs_read_again_has_an_etag(client: FlaskClient, path: str) -> None:
    tag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
