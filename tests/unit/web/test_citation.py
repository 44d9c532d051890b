"""Citations: the permalink and the hash lead to what is cited, and no character breaks a format."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from html import unescape
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse

from solidarity_graph.release import Release
from solidarity_graph.saved_queries import Catalogue
from solidarity_graph.sparql import SnapshotStore
from solidarity_graph.web import create_app
from solidarity_graph.web.citation import BIBTEX, CSL_JSON, RIS, Citation
from tests.unit.web.building import BASE
from tests.unit.web.conftest import reading

HTML = {"Accept": "text/html"}
ADDRESS = "https://graph.example/release/2030-01-01/queries/held-actions"
CITATION = Citation("Which actions?", "Some people", "An invented dataset", "2030-01-01", "2030-01-01", ADDRESS)
texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)


def test_the_permalink_of_an_answer_gives_the_same_rows_and_bytes_with_the_hash(client: FlaskClient) -> None:
    item = json.loads(client.get("/queries/held-actions.csl.json?since=2029-04-01").text)[0]
    assert item["URL"] == "http://localhost/release/2030-01-01/queries/held-actions?since=2029-04-01"
    assert client.get(item["URL"], headers=HTML).status_code == 200
    hashed, sha256 = re.findall(r"SHA-256 of (\S+): (\w+)", item["note"])[0]
    assert hashlib.sha256(client.get(hashed).data).hexdigest() == sha256
    page = client.get("/queries/held-actions?since=2029-04-01", headers=HTML).text
    assert sha256 in page
    assert 'href="/queries/held-actions.bib?since=2029-04-01"' in page


def test_the_citation_of_a_graph_has_the_hash_of_its_sorted_triples(client: FlaskClient) -> None:
    item = json.loads(client.get("/queries/one-event.csl.json?event=event/sentence").text)[0]
    hashed, sha256 = re.findall(r"SHA-256 of (\S+): (\w+)", item["note"])[0]
    assert hashed == "http://localhost/release/2030-01-01/queries/one-event.nt?event=event%2Fsentence"
    lines = client.get(hashed).data.splitlines()
    assert lines == sorted(set(lines))
    assert hashlib.sha256(client.get(hashed).data).hexdigest() == sha256
    assert (
        f"N1  - Release 2030-01-01; SHA-256 of {hashed}"
        in client.get("/queries/one-event.ris?event=event/sentence").text
    )
    graph = client.get("/queries/one-event.ttl?event=event/sentence").data
    assert {*parse(graph, RdfFormat.TURTLE)} == {*parse(client.get(hashed).data, RdfFormat.N_TRIPLES)}


def test_a_default_value_is_no_part_of_the_permalink(client: FlaskClient) -> None:
    given, default = (client.get(f"/queries/held-actions.ris{query}").text for query in ("?since=2029-01-01", ""))
    assert given == default
    assert "UR  - http://localhost/release/2030-01-01/queries/held-actions\r\n" in given


@pytest.mark.parametrize(
    ("suffix", "media_type"),
    [
        ("bib", "application/x-bibtex"),
        ("ris", "application/x-research-info-systems"),
        ("csl.json", "application/vnd.citationstyles.csl+json"),
    ],
)
def test_a_citation_is_a_file_to_keep(client: FlaskClient, suffix: str, media_type: str) -> None:
    for address, name in ((f"/queries/held-actions.{suffix}", "held-actions"), (f"/downloads/citation.{suffix}", "")):
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.mimetype == media_type
        assert f"{name}" in answer.headers["Content-Disposition"]
        assert (
            answer.headers["Content-Disposition"].endswith(f".{suffix}")
            or suffix in (answer.headers["Content-Disposition"])
        )


def test_the_release_is_cited_with_the_hash_of_its_manifest(client: FlaskClient) -> None:
    note = json.loads(client.get("/downloads/citation.csl.json").text)[0]["note"]
    hashed, sha256 = re.findall(r"SHA-256 of (\S+): (\w+)", note)[0]
    assert hashlib.sha256(client.get(hashed).data).hexdigest() == sha256
    assert sha256 in client.get("/downloads/", headers=HTML).text


@pytest.mark.parametrize("query", ["?status=held&q=harbour", "?status=held&sort=-label", ""])
def test_a_selection_is_cited_with_the_hash_of_its_csv(client: FlaskClient, query: str) -> None:
    item = json.loads(client.get(f"/actions.csl.json{query}").text)[0]
    hashed, sha256 = re.findall(r"SHA-256 of (\S+): (\w+)", item["note"])[0]
    assert hashlib.sha256(client.get(hashed).data).hexdigest() == sha256
    assert client.get(item["URL"], headers=HTML).status_code == 200
    assert "sort" not in item["URL"] + hashed


def test_the_citation_of_a_selection_says_what_is_chosen_by_name(client: FlaskClient) -> None:
    item = json.loads(client.get("/actions.csl.json?place=place/aboria&status=held&q=picket").text)[0]
    assert item["title"] == "Actions (Place: Aboria; Status: took place; “picket”)"
    page = client.get("/actions?place=place/aboria&status=held&q=picket&view=chart", headers=HTML).text
    assert item["URL"].replace("&", "&amp;") in page.split('id="cite"')[1]
    assert 'href="/actions.bib?place=place%2Faboria&amp;status=held&amp;q=picket"' in page


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("held-actions", "Which actions were held? (first day: 1 January 2029; status: took place)"),
        (
            "held-actions?since=2029-04-01&status=planned",
            "Which actions were held? (first day: 1 April 2029; status: planned)",
        ),
        ("one-event?event=event/sentence", "What is said of one event? (event: Sentence of Ada Example)"),
        ("everything", "What is there at all?"),
    ],
)
def test_the_citation_of_an_answer_says_what_is_asked_about(client: FlaskClient, address: str, title: str) -> None:
    name, _, query = address.partition("?")
    assert json.loads(client.get(f"/queries/{name}.csl.json?{query}").text)[0]["title"] == title
    assert title in client.get(f"/queries/{address}", headers=HTML).text.split('id="cite"')[1]


def test_a_citation_is_of_a_whole_selection_not_of_a_page_of_it(client: FlaskClient) -> None:
    assert client.get("/actions.bib?page=2").status_code == 400


def test_the_page_of_a_whole_list_gives_the_hash_of_the_table_in_the_release(client: FlaskClient) -> None:
    table = client.get("/release/2030-01-01/actions.csv").data
    assert hashlib.sha256(table).hexdigest() in client.get("/actions", headers=HTML).text


@pytest.mark.parametrize(
    ("key", "title"),
    [
        ("event/picket", "Picket in Aboria"),
        ("person/p1", "Ada Example"),
        ("article/harbour", "A picket by the harbour"),
        ("claim/k-place", "Picket in Aboria: place"),
        ("disagreement/regime", "Sentence of Ada Example: regime"),
    ],
)
def test_a_thing_is_cited_by_its_iri_release_and_permalink(client: FlaskClient, key: str, title: str) -> None:
    item = json.loads(client.get(f"/id/{key}.csl.json").text)[0]
    assert (item["title"], item["URL"]) == (title, f"http://localhost/release/2030-01-01/id/{key}.html")
    assert f"IRI: {BASE}id/{key}" in item["note"]
    assert ("Stated in: A picket by the harbour" in item["note"]) == key.startswith("claim/")
    page = client.get(f"/id/{key}.html", headers=HTML).text
    assert f'href="/id/{key}.bib"' in page
    assert f"IRI: {BASE}id/{key}" in page.split("<code>@misc")[1]
    assert client.get(f"/id/{key}.ris").headers["X-Robots-Tag"] == "noindex"


def test_what_is_unknown_has_no_citation_and_what_was_merged_that_of_the_other(client: FlaskClient) -> None:
    assert client.get("/id/person/nobody.bib").status_code == 404
    merged = client.get("/id/person/old.bib")
    assert (merged.status_code, merged.location) == (308, "/id/person/p1.bib")


def test_a_citation_is_in_the_language_of_its_reader(client: FlaskClient) -> None:
    answer = client.get("/people.csl.json", headers={"Accept-Language": "be"})
    assert json.loads(answer.text)[0]["title"] == "Людзі"
    assert "Accept-Language" in answer.vary


def test_a_draft_says_that_it_cannot_be_cited(store: SnapshotStore, release: Release, catalogue: Catalogue) -> None:
    draft = replace(release, version="2030-01-01-draft")
    assert draft.is_draft
    client = reading(create_app(store, release=draft, catalogue=catalogue))
    for address in ("/queries/held-actions", "/downloads/", "/actions?status=held", "/id/claim/k-place.html"):
        assert "cannot be cited" in client.get(address, headers=HTML).text.split('id="cite"')[1]
    for address in ("/queries/held-actions.bib", "/downloads/citation.bib", "/actions.bib", "/id/person/p1.bib"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert "cannot be cited" in answer.get_json(force=True)["detail"]


def key_of(address: str) -> str:
    written = replace(CITATION, address=f"https://graph.example/release/2030-01-01/{address}").formats()
    key = re.match(r"@misc\{([a-z0-9-]{1,100}),\n", written[BIBTEX])
    assert key
    assert json.loads(written[CSL_JSON])[0]["id"] == key[1]
    return key[1]


def test_a_key_is_made_of_the_path_and_ends_in_a_hash_if_that_leaves_something_out() -> None:
    assert key_of("id/event/picket.html") == "solidarity-graph-2030-01-01-id-event-picket-html"
    assert re.fullmatch(r"solidarity-graph-2030-01-01-actions-q-a-b-[0-9a-f]{8}", key_of("actions?q=a-b"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("actions?q=a-b", "actions?q=a+b"),
        ("actions?q=%D0%B0", "actions?q=%d0b0"),
        ("actions?q=A", "actions?q=a"),
        ("actions", "actions?"),
        ("queries/all?x=" + "a" * 100, "queries/all?x=" + "a" * 101),
        ("id/event/" + "a" * 100 + ".html", "id/event/" + "a" * 101 + ".html"),
    ],
)
def test_two_addresses_have_two_keys(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)


@given(texts, texts)
def test_what_is_asked_makes_the_key(one: str, other: str) -> None:
    first, second = (f"actions?{urlencode({'q': words})}" for words in (one, other))
    assert (key_of(first) == key_of(second)) == (first == second)


def test_odd_characters_are_written_as_commands_of_tex() -> None:
    written = replace(CITATION, title=r"50 % & {more} \ #1_a ~ ^").formats()[BIBTEX]
    assert r"title = {{50 \% \& \textbraceleft{}more\textbraceright{} \textbackslash{} \#1\_a" in written
    assert r"\textasciitilde{} \textasciicircum{}}}," in written


@given(texts, texts)
def test_no_text_ends_its_field_or_begins_another_one(title: str, author: str) -> None:
    formats = replace(CITATION, title=title, author=author).formats()
    bibtex = formats[BIBTEX]
    depth = [0]
    for character in bibtex:
        depth.append(depth[-1] + {"{": 1, "}": -1}.get(character, 0))
    assert depth[-1] == 0
    assert depth[1:-2].count(0) == bibtex.index("{"), "only the end closes the entry"
    assert len(bibtex.splitlines()) == len(formats[BIBTEX].rstrip().split("\n"))
    lines = formats[RIS].split("\r\n")
    assert [line[:6] for line in lines if line] == [f"{line[:2]}  - " for line in lines if line]
    tags = [line[:2] for line in lines if line]
    assert (tags[0], tags[-1], tags.count("ER")) == ("TY", "ER", 1)
    assert len(formats[RIS].splitlines()) == len(tags)
    assert len(json.loads(formats[CSL_JSON])) == 1


def test_no_full_stop_follows_the_question_mark_of_a_title(client: FlaskClient) -> None:
    page = unescape(client.get("/queries/everything", headers=HTML).text)
    assert "at all?” In:" in re.sub("<[^>]*>", "", page)
    assert "Measures and custody.” In:" in re.sub("<[^>]*>", "", client.get("/measures", headers=HTML).text)
