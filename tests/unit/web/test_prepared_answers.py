"""Answers to saved queries that the build made: given as files of the release, where they answer the very query."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from solidarity_graph.release import ReleaseFile
from solidarity_graph.release.answers import digest_of
from solidarity_graph.saved_queries import Catalogue
from solidarity_graph.web import create_app
from tests.unit.web.building import BASE, make_release
from tests.unit.web.conftest import reading
from tests.unit.web.scripted import NotingStore

CSV = b"action,label,from\r\nprepared,,\r\n"
JSON = (
    b'{"head": {"vars": ["action"]}, "results": {"bindings": [{"action": {"type": "literal", "value": "prepared"}}]}}'
)
Open = Callable[..., FlaskClient]


@pytest.fixture
def store() -> NotingStore:
    return NotingStore()


@pytest.fixture
def opened(tmp_path: Path, catalogue: Catalogue, store: NotingStore) -> Open:
    """A site whose release holds an answer to one of its saved queries, or to an older text of it."""

    def open_(query: str = "", **settings: object) -> FlaskClient:
        release = make_release(tmp_path)
        answers = digest_of(query or catalogue.get("held-actions").bind({}, BASE))
        (tmp_path / "queries").mkdir()
        files = []
        for suffix, content in (("csv", CSV), ("json", JSON)):
            name = f"queries/held-actions.{suffix}"
            (tmp_path / name).write_bytes(content)
            digest = hashlib.sha256(content).hexdigest()
            media_type = "text/csv; charset=utf-8" if suffix == "csv" else "application/sparql-results+json"
            files.append(ReleaseFile(name, media_type, "Which actions were held?", len(content), digest, answers))
        release = replace(release, files=(*release.files, *files))
        return reading(create_app(store, release=release, catalogue=catalogue, **settings))

    return open_


def test_the_answer_with_default_values_asks_the_store_nothing(opened: Open, store: NotingStore) -> None:
    client = opened()
    answer = client.get("/queries/held-actions.csv")
    assert (answer.data, answer.headers["Content-Type"]) == (CSV, "text/csv; charset=utf-8")
    assert client.get("/queries/held-actions.csv?since=2029-01-01").data == CSV
    assert client.get("/queries/held-actions", headers={"Accept": "text/csv"}).data == CSV
    assert client.get("/queries/held-actions.csv", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert store.asked == []


def test_it_is_named_as_the_client_names_it_like_one_that_is_asked(opened: Open) -> None:
    client = opened()
    for accept, media_type in (("application/json", "application/json"), ("text/plain;q=0.5", "text/plain")):
        for values in ("", "?since=2029-05-02"):
            answer = client.get(f"/queries/held-actions{values}", headers={"Accept": accept})
            assert answer.mimetype == media_type


def test_a_page_shows_its_rows(opened: Open) -> None:
    page = opened().get("/queries/held-actions", headers={"Accept": "text/html"}).text
    assert "prepared" in page
    assert "1 row</h2>" in page


@pytest.mark.parametrize("address", ["/queries/held-actions.csv?since=2029-05-02", "/queries/held-actions.tsv"])
def test_other_values_and_formats_are_asked(opened: Open, store: NotingStore, address: str) -> None:
    assert opened().get(address).status_code == 200
    assert len(store.asked) == 1


def test_an_answer_to_another_text_of_the_query_is_not_given(opened: Open, store: NotingStore) -> None:
    assert opened(query="SELECT ?older {}").get("/queries/held-actions.csv").data != CSV
    assert len(store.asked) == 1


def test_it_is_a_file_of_the_release_unless_small_numbers_are_left_out(opened: Open) -> None:
    assert opened().get("/release/2030-01-01/queries/held-actions.csv").data == CSV


def test_its_permalink_with_values_is_asked_and_never_the_file(opened: Open, store: NotingStore) -> None:
    client, permalink = opened(), "/release/2030-01-01/queries/held-actions.csv"
    assert client.get(f"{permalink}?since=2029-05-02").data != CSV
    assert len(store.asked) == 1
    assert client.get(f"{permalink}?since=2029-01-01").data == CSV
    assert client.get(f"{permalink}?since=nonsense").get_json(force=True)["parameter"] == "since"
    assert client.get(f"{permalink}?excel=1").data == b"\xef\xbb\xbf" + CSV
    assert len(store.asked) == 1


def test_the_file_names_its_encoding_once(opened: Open) -> None:
    answer = opened().get("/release/2030-01-01/queries/held-actions.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"


def test_where_small_numbers_are_left_out_the_file_is_not_given(opened: Open) -> None:
    assert opened(fewest=3).get("/release/2030-01-01/queries/held-actions.csv").status_code == 404


@pytest.mark.parametrize(("fewest", "listed"), [(0, True), (3, False)])
def test_the_page_of_downloads_lists_what_it_gives(opened: Open, fewest: int, listed: bool) -> None:
    client = opened(fewest=fewest)
    page = client.get("/downloads/").text
    assert ("/release/2030-01-01/queries/held-actions.csv" in page) is listed
    assert ("The answer to 1 saved question, with its default values" in page) is listed
    assert "/release/2030-01-01/actions.csv" in page


def test_an_answer_is_no_form_of_the_dataset(opened: Open, store: NotingStore) -> None:
    rows = b'{"head": {"vars": []}, "results": {"bindings": [{"count": {"type": "literal", "value": "1"}}]}}'
    store.body = lambda query: iter((b"",) if "CONSTRUCT" in query else (rows,))
    void = opened().get("/.well-known/void").text
    assert "/release/2030-01-01/actions.csv" in void
    assert "/queries/held-actions.csv" not in void
