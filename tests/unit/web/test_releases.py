"""Current, older and withdrawn releases: which one answers, and that a swap loses nothing."""

from __future__ import annotations

import dataclasses
import hashlib
import http.client
import itertools
import json
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from solidarity_graph.errors import ReleaseError
from solidarity_graph.release import Release, open_release, read_documents
from solidarity_graph.release.manifest import manifest_text
from solidarity_graph.saved_queries import Catalogue
from solidarity_graph.search import DocumentIndex, index_in_memory, write_index
from solidarity_graph.web import close_app, create_app, open_server
from solidarity_graph.web.releases import _CHECK_SECONDS, Releases
from tests.unit.web.building import BASE, make_release
from tests.unit.web.conftest import reading
from tests.unit.web.scripted import NotingStore

ASK = "/sparql?query=ASK%7B%7D"
CSV = {"Accept": "text/csv"}


def write(folder: Path, version: str) -> Release:
    """A release that differs from others in its version and in one file."""
    folder.mkdir(parents=True)
    made = make_release(folder)
    (folder / "actions.csv").write_bytes(version.encode())
    files = tuple(
        dataclasses.replace(file, size=len(version), sha256=hashlib.sha256(version.encode()).hexdigest())
        if file.name == "actions.csv"
        else file
        for file in made.files
    )
    (folder / "manifest.json").write_text(manifest_text(version, BASE, "An invented dataset", files))
    (folder / "SHA256SUMS").write_text("".join(f"{file.sha256}  {file.name}\n" for file in files))
    return open_release(folder)


def replace(folder: Path, version: str) -> None:
    """As `build` does: the new one beside it, then in its place, and the old one is gone."""
    write(folder.with_name("new"), version)
    folder.rename(folder.with_name("old"))
    folder.with_name("new").rename(folder)
    shutil.rmtree(folder.with_name("old"))


class Shelf:
    """Opens a store for each release: its answers name the release."""

    def __init__(self) -> None:
        self.stores: dict[str, NotingStore] = {}
        self.opened: list[str] = []
        self.failing: BaseException | None = None
        self.hold: threading.Event | None = None

    def open(self, release: Release) -> NotingStore:
        self.opened.append(release.version)
        if self.failing:
            raise self.failing
        if self.hold:
            assert self.hold.wait(10)
        version = release.version
        self.stores[version] = NotingStore(lambda query: iter((b"release\r\n", version.encode(), b"\r\n")))
        return self.stores[version]


def wait_for(true: Callable[[], bool]) -> None:
    """Background work has no other way to tell that it is done; without it the test fails after ten seconds."""
    end = time.monotonic() + 10
    pause = threading.Event()
    while not true():
        assert time.monotonic() < end, "it never came true"
        pause.wait(0.005)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def app(tmp_path: Path, shelf: Shelf, catalogue: Catalogue) -> Iterator[Flask]:
    first = write(tmp_path / "release", "2030-01-01")
    for version in ("2029-01-01", "2028-01-01", "2027-01-01"):
        write(tmp_path / "older" / version, version)
    app = create_app(
        shelf.open(first),
        release=first,
        catalogue=catalogue,
        reopen=shelf.open,
        older=tmp_path / "older",
        older_open=2,
    )
    yield app
    close_app(app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return reading(app)


def look_again(app: Flask) -> None:
    """As if the time until the next look, or the next attempt, had passed."""
    releases: Releases = app.extensions["solidarity_graph.releases"]
    releases._next_try = 0.0
    releases._look.set()


def current(app: Flask) -> str:
    return str(app.extensions["solidarity_graph.releases"].current.release.version)


PERMANENT = ["/sparql?query=ASK%7B%7D", "/queries/held-actions.csv", "/ontology.ttl", "/licences", "/shapes"]


@pytest.mark.parametrize("path", PERMANENT)
def test_a_permalink_gives_what_the_current_address_gives_and_lasts_a_day(client: FlaskClient, path: str) -> None:
    here, there = client.get(path, headers=CSV), client.get(f"/release/2030-01-01{path}", headers=CSV)
    for again in (there, client.get(f"/release/2030-01-01{path}", headers=CSV)):
        assert again.status_code == here.status_code
        assert again.headers["Content-Type"] == here.headers["Content-Type"]
        assert again.data.replace(b"/release/2030-01-01/", b"/") == here.data
        if here.status_code == 200:
            assert here.headers["Cache-Control"] == "no-cache"
            assert again.headers["Cache-Control"] == "public, max-age=86400"


def test_the_pages_behind_a_permalink_lead_to_permalinks(client: FlaskClient) -> None:
    page = client.get("/release/2030-01-01/queries/").text
    assert 'href="/release/2030-01-01/queries/held-actions"' in page
    assert 'href="/queries/' not in page


@pytest.mark.parametrize(
    "path", ["/id/person/p1.html", "/id/event/sentence.ttl", "/graph/", "/actions.csv", "/licences"]
)
def test_an_older_release_is_served_from_its_files(client: FlaskClient, shelf: Shelf, path: str) -> None:
    answer = client.get(f"/release/2029-01-01{path}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert shelf.opened == ["2030-01-01"]


def test_an_older_release_answers_no_queries_and_says_where_its_files_are(client: FlaskClient) -> None:
    answer = client.get(f"/release/2029-01-01{ASK}", headers=CSV)
    assert answer.status_code == 404
    assert "Release 2029-01-01 is kept as files" in answer.get_json(force=True)["detail"]
    assert client.get(ASK, headers=CSV).text == "release\r\n2030-01-01\r\n"


def test_the_same_page_has_another_tag_in_another_release(client: FlaskClient) -> None:
    paths = [f"{release}/licences" for release in ("/release/2030-01-01", "/release/2030-01-01", "/release/2029-01-01")]
    tags = [client.get(path).headers["ETag"] for path in paths]
    assert tags[0] == tags[1] != tags[2]


def test_few_older_releases_stay_open_and_the_others_are_closed(client: FlaskClient, app: Flask) -> None:
    for version in ("2029-01-01", "2028-01-01", "2027-01-01", "2029-01-01"):
        assert client.get(f"/release/{version}/actions.csv").text == version
    assert app.extensions["solidarity_graph.releases"].statistics()["open"] == 3


def test_many_who_ask_for_a_closed_release_open_it_once(tmp_path: Path, shelf: Shelf, catalogue: Catalogue) -> None:
    go, opened = threading.Event(), []

    def documents(release: Release) -> DocumentIndex:
        opened.append(release.version)
        assert release.version == "2030-01-01" or go.wait(10)
        return index_in_memory(read_documents(release), release.base)

    write(tmp_path / "older" / "2029-01-01", "2029-01-01")
    first = write(tmp_path / "release", "2030-01-01")
    settings = {"release": first, "catalogue": catalogue, "older": tmp_path / "older"}
    app = create_app(shelf.open(first), open_documents=documents, **settings)
    texts: list[str] = []

    def ask(number: int) -> None:
        client = {"REMOTE_ADDR": f"192.0.2.{number}"}
        texts.append(reading(app).get("/release/2029-01-01/actions.csv", environ_base=client).text)

    threads = [threading.Thread(target=ask, args=(number,), daemon=True) for number in range(4)]
    for thread in threads:
        thread.start()
    wait_for(lambda: opened[-1:] == ["2029-01-01"])
    go.set()
    for thread in threads:
        thread.join(10)
    assert texts == ["2029-01-01"] * 4
    assert opened == ["2030-01-01", "2029-01-01"]
    close_app(app)


@pytest.mark.parametrize("path", ["/sparql?query=ASK%7B%7D", "/licences", "/queries/", "/actions.csv"])
def test_a_withdrawn_release_is_gone_and_only_its_successor_is_named(
    client: FlaskClient, app: Flask, tmp_path: Path, path: str
) -> None:
    assert client.get(f"/release/2029-01-01{path}", headers=CSV).status_code in (200, 404, 406)
    (tmp_path / "older" / "withdrawn.toml").write_text(
        '[[withdrawn]]\nversion = "2029-01-01"\nreplaced-by = "2030-01-01"\n'
    )
    answer = client.get(f"/release/2029-01-01{path}", headers=CSV)
    problem = answer.get_json(force=True)
    assert answer.status_code == 410
    assert answer.headers["Cache-Control"] == "no-store"
    assert problem["replacedBy"] == "2030-01-01"
    assert problem["detail"] == "Release 2029-01-01 was withdrawn. Release 2030-01-01 replaces it."
    assert app.extensions["solidarity_graph.releases"].statistics()["open"] == 1
    assert client.get(ASK, headers=CSV).status_code == 200


def test_a_list_of_withdrawals_that_cannot_be_read_closes_the_shelf(client: FlaskClient, tmp_path: Path) -> None:
    for text in (
        "no toml",
        "withdrawn = ['2029-01-01']",
        '[[withdrawn]]\nversion = "2029-01-01"\nreason = "told"\nreplaced-by = "x"\n',
    ):
        (tmp_path / "older" / "withdrawn.toml").write_text(text)
        assert client.get("/release/2029-01-01/licences").status_code == 503
    assert client.get(ASK).status_code == 200
    (tmp_path / "older" / "withdrawn.toml").write_text("")
    assert client.get("/release/2029-01-01/licences").status_code == 200


@pytest.mark.parametrize("version", ["1999-01-01", "..", "2029-01-01%2F..", "x" * 100, ""])
def test_an_unknown_release_is_404(client: FlaskClient, version: str) -> None:
    assert client.get(f"/release/{version}/sparql?query=ASK%7B%7D").status_code == 404


def test_a_release_under_a_wrong_name_is_not_served(client: FlaskClient, tmp_path: Path) -> None:
    (tmp_path / "older" / "2029-01-01").rename(tmp_path / "older" / "2026-01-01")
    assert client.get(f"/release/2026-01-01{ASK}").status_code == 503


def test_a_new_release_takes_the_place_of_the_last(
    client: FlaskClient, app: Flask, shelf: Shelf, tmp_path: Path
) -> None:
    before = client.get(ASK, headers=CSV)
    replace(tmp_path / "release", "2031-01-01")
    wait_for(lambda: current(app) == "2031-01-01")
    after = client.get(ASK, headers={**CSV, "If-None-Match": before.headers["ETag"]})
    assert (after.status_code, after.text) == (200, "release\r\n2031-01-01\r\n")
    assert client.get("/release/2031-01-01/actions.csv").data == b"2031-01-01"
    assert client.get("/release/2030-01-01/actions.csv").status_code == 404
    wait_for(shelf.stores["2030-01-01"].closed.is_set)


def test_the_files_of_the_last_release_are_whole_until_the_swap(
    client: FlaskClient, app: Flask, shelf: Shelf, tmp_path: Path
) -> None:
    shelf.hold = threading.Event()
    replace(tmp_path / "release", "2031-01-01")
    wait_for(lambda: "2031-01-01" in shelf.opened)
    assert client.get("/release/2030-01-01/actions.csv").data == b"2030-01-01"
    shelf.hold.set()
    wait_for(lambda: current(app) == "2031-01-01")


def test_the_last_store_is_closed_when_its_last_answer_has_ended(app: Flask, shelf: Shelf, tmp_path: Path) -> None:
    go = threading.Event()

    def slow(query: str) -> Iterator[bytes]:
        yield b"x" * 40_000
        assert go.wait(10)
        yield b"the end"

    last = shelf.stores["2030-01-01"]
    last.body = slow
    answer = app.test_client().get(ASK, headers=CSV)
    replace(tmp_path / "release", "2031-01-01")
    look_again(app)
    assert app.test_client().get("/licences", buffered=True).status_code == 200
    wait_for(lambda: current(app) == "2031-01-01")
    assert not last.closed.is_set()
    go.set()
    assert answer.data.endswith(b"the end")
    answer.close()
    assert last.closed.is_set()


class Panic(BaseException):
    """As the engine's, which are no Exceptions."""


@pytest.mark.parametrize("failure", [ReleaseError("No space left on the device."), Panic()])
def test_where_a_new_release_cannot_be_opened_the_last_one_goes_on(
    client: FlaskClient, app: Flask, shelf: Shelf, tmp_path: Path, failure: BaseException
) -> None:
    releases: Releases = app.extensions["solidarity_graph.releases"]
    shelf.failing = failure
    replace(tmp_path / "release", "2031-01-01")
    look_again(app)
    assert client.get(ASK, headers=CSV).status_code == 200
    wait_for(lambda: releases.statistics()["failed_swaps"] == 1)
    assert "2030-01-01" in client.get(ASK, headers=CSV).text
    shelf.failing = None
    look_again(app)
    client.get(ASK)
    wait_for(lambda: current(app) == "2031-01-01")


def test_a_damaged_manifest_changes_nothing(client: FlaskClient, app: Flask, tmp_path: Path) -> None:
    (tmp_path / "release" / "manifest.json").write_text("{")
    look_again(app)
    client.get(ASK)
    wait_for(lambda: app.extensions["solidarity_graph.releases"].statistics()["failed_swaps"] == 1)
    assert "2030-01-01" in client.get(ASK, headers=CSV).text
    (tmp_path / "release" / "manifest.json").unlink()
    look_again(app)
    assert "2030-01-01" in client.get(ASK, headers=CSV).text


def test_a_swap_under_load_loses_no_request(app: Flask, tmp_path: Path) -> None:
    server = open_server(app, "127.0.0.1", 0, threads=4)
    serving = threading.Thread(target=server.run, daemon=True)
    serving.start()
    stop = threading.Event()
    seen: list[tuple[int, str]] = []

    def ask(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.effective_port, timeout=10)
        count = 0
        while not stop.is_set():
            count += 1
            # Kept and fresh answers in turn.
            connection.request("GET", f"/sparql?query=ASK%7B%7D%23{number if count % 2 else count}", headers=CSV)
            answer = connection.getresponse()
            seen.append((answer.status, answer.read().decode()))
        connection.close()

    askers = [threading.Thread(target=ask, args=(number,), daemon=True) for number in range(3)]
    try:
        for asker in askers:
            asker.start()
        for version in ("2031-01-01", "2032-01-01", "2033-01-01"):
            replace(tmp_path / "release", version)
            look_again(app)
            wait_for(lambda version=version: current(app) == version)
            done = len(seen)
            wait_for(lambda done=done: len(seen) > done + 20)
    finally:
        stop.set()
        for asker in askers:
            asker.join(10)
        server.close()
        serving.join(10)
    assert {status for status, _ in seen} == {200}
    assert {text.split()[1] for _, text in seen} >= {"2031-01-01", "2032-01-01", "2033-01-01"}


def test_a_request_leaves_the_site_that_it_entered(shelf: Shelf, tmp_path: Path) -> None:
    """Also if another release takes the place of that site at that moment."""

    class SwappingSite:
        release = write(tmp_path / "release", "2030-01-01")

        def enter(self) -> bool:
            releases._current = object()
            return True

    first = SwappingSite.release
    releases: Any = Releases(lambda store, release: SwappingSite(), shelf.open(first), first)
    entered = releases.current
    assert releases.enter() is entered


def test_after_the_end_every_store_is_closed(app: Flask, client: FlaskClient, shelf: Shelf) -> None:
    client.get(f"/release/2029-01-01{ASK}")
    close_app(app)
    assert all(store.closed.is_set() for store in shelf.stores.values())
    assert json.loads(client.get(ASK).data)["status"] == 503


def mark_withdrawn(path: Path, version: str, replaced_by: str = "2031-01-01") -> None:
    path.write_text(f'[[withdrawn]]\nversion = "{version}"\nreplaced-by = "{replaced_by}"\n')


@pytest.mark.parametrize("path", [".release.withdrawn", "older/withdrawn.toml"], ids=["beside it", "with the older"])
def test_a_withdrawn_current_release_stops_at_once_until_the_next_one_is_there(
    client: FlaskClient, app: Flask, shelf: Shelf, tmp_path: Path, path: str
) -> None:
    assert client.get(ASK, headers=CSV).status_code == 200
    mark_withdrawn(tmp_path / path, "2030-01-01")
    for address in (ASK, "/licences", "/actions.csv", "/id/person/p1.html", "/downloads/", "/health"):
        answer = client.get(address, headers=CSV)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2"), address
        assert "2030-01-01" not in answer.text
    gone = client.get("/release/2030-01-01/actions.csv")
    assert (gone.status_code, gone.get_json(force=True)["replacedBy"]) == (410, "2031-01-01")
    assert client.get("/release/2029-01-01/actions.csv").status_code == 200
    assert client.get("/metrics").status_code == 200
    shelf.hold = threading.Event()
    replace(tmp_path / "release", "2031-01-01")
    wait_for(lambda: "2031-01-01" in shelf.opened)
    assert client.get(ASK, headers=CSV).status_code == 503, "the new one is not open yet"
    shelf.hold.set()
    wait_for(lambda: current(app) == "2031-01-01")
    assert client.get(ASK, headers=CSV).text == "release\r\n2031-01-01\r\n"


def test_a_list_beside_the_release_that_cannot_be_read_stops_it(client: FlaskClient, tmp_path: Path) -> None:
    (tmp_path / ".release.withdrawn").write_text("withdrawn = [1]")
    assert client.get(ASK, headers=CSV).status_code == 503
    (tmp_path / ".release.withdrawn").unlink()
    assert client.get(ASK, headers=CSV).status_code == 200


def test_a_withdrawn_release_is_not_opened_again(tmp_path: Path) -> None:
    write(tmp_path / "release", "2030-01-01")
    mark_withdrawn(tmp_path / ".release.withdrawn", "2030-01-01")
    with pytest.raises(ReleaseError, match=r"Release 2030-01-01 in .* was withdrawn\. Run solidarity-graph build"):
        open_release(tmp_path / "release")
    replace(tmp_path / "release", "2031-01-01")
    assert open_release(tmp_path / "release").version == "2031-01-01"


def test_a_new_release_is_noticed_within_a_second_without_a_request(app: Flask, tmp_path: Path) -> None:
    replace(tmp_path / "release", "2031-01-01")
    start = time.monotonic()
    wait_for(lambda: current(app) == "2031-01-01")
    assert time.monotonic() - start < 5, "on a busy machine"
    assert _CHECK_SECONDS <= 0.5, "and the release is opened, too, within the second"


def test_a_release_whose_publication_was_interrupted_is_noticed_too(app: Flask, tmp_path: Path) -> None:
    write(tmp_path / "next", "2031-01-01")
    (tmp_path / "next").rename(tmp_path / ".release.new")
    look_again(app)
    wait_for(lambda: current(app) == "2031-01-01")
    assert not (tmp_path / ".release.new").exists()


def test_a_file_is_served_with_the_bytes_of_the_manifest_or_not_at_all(client: FlaskClient, tmp_path: Path) -> None:
    for address in ("/release/2030-01-01/actions.csv", "/release/2029-01-01/actions.csv"):
        assert client.get(address).status_code == 200
    for folder in (tmp_path / "release", tmp_path / "older" / "2028-01-01"):
        file = folder / "actions.csv"
        good, before = file.read_bytes(), file.stat()
        file.write_bytes(b"x" * len(good))
        # As damage of the disk does: neither the length nor the time of the last change tells.
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
        address = f"/release/{json.loads((folder / 'manifest.json').read_text())['version']}/actions.csv"
        answer = client.get(address)
        assert (answer.status_code, str(tmp_path) in answer.text) == (503, False)
        file.write_bytes(good)
        assert client.get(address).data == good


def test_a_damaged_index_of_documents_is_made_anew(tmp_path: Path, shelf: Shelf, catalogue: Catalogue) -> None:
    number = itertools.count()

    def opened(release: Release) -> DocumentIndex:
        folder = tmp_path / f"index{next(number)}"
        folder.mkdir()
        write_index(folder, read_documents(release), release.base)
        return DocumentIndex.open(folder, release.base)

    first = write(tmp_path / "release", "2030-01-01")
    write(tmp_path / "older" / "2029-01-01", "2029-01-01")
    app = create_app(
        shelf.open(first),
        release=first,
        catalogue=catalogue,
        reopen=shelf.open,
        older=tmp_path / "older",
        open_documents=opened,
    )
    client = reading(app)

    def answers_again(address: str, answer: bytes) -> bool:
        return client.get(address).data == answer

    try:
        for version, index in (("", "index0"), ("/release/2029-01-01", "index2")):
            page = client.get(f"{version}/id/person/p1.json")
            assert page.status_code == 200
            file = tmp_path / index / "documents.sqlite"
            file.write_bytes(file.read_bytes().replace(b"document", b"documenx"))
            wait_for(partial(answers_again, f"{version}/id/person/p1.json", page.data))
        assert next(number) == 4
    finally:
        close_app(app)


def test_the_store_of_a_release_without_an_index_is_closed(tmp_path: Path, shelf: Shelf, catalogue: Catalogue) -> None:
    def fail(_: Release) -> DocumentIndex:
        raise ReleaseError("The disk is full.")

    release = write(tmp_path / "release", "2030-01-01")
    with pytest.raises(ReleaseError, match="full"):
        create_app(shelf.open(release), release=release, catalogue=catalogue, open_documents=fail)
    assert shelf.stores["2030-01-01"].closed.is_set()


def test_the_lists_of_a_release_are_served_with_their_bytes_or_not_at_all(client: FlaskClient, tmp_path: Path) -> None:
    for name in ("manifest.json", "SHA256SUMS"):
        assert client.get(f"/release/2029-01-01/{name}").status_code == 200
        file = tmp_path / "older" / "2029-01-01" / name
        good = file.read_bytes()
        file.write_bytes(good.replace(b"a", b"b", 1))
        assert client.get(f"/release/2029-01-01/{name}").status_code == 503
        file.write_bytes(good)
        assert client.get(f"/release/2029-01-01/{name}").data == good
    sums = tmp_path / "older" / "2028-01-01" / "SHA256SUMS"
    sums.write_text(f"{'0' * 64}  actions.csv\n")
    assert client.get("/release/2028-01-01/SHA256SUMS").status_code == 404, "of another release"


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to(path.name)])
def test_what_is_no_file_in_the_place_of_a_file_is_not_served(
    client: FlaskClient, tmp_path: Path, make: Callable[[Path], object]
) -> None:
    path = tmp_path / "older" / "2029-01-01" / "actions.csv"
    path.unlink()
    make(path)
    assert client.get("/release/2029-01-01/actions.csv").status_code == 404
    assert "actions.csv" not in client.get("/release/2029-01-01/downloads/").text


@pytest.fixture
def draft(tmp_path: Path, shelf: Shelf, catalogue: Catalogue) -> Iterator[FlaskClient]:
    first = write(tmp_path / "drafts" / "release", "2030-01-01-draft")
    write(tmp_path / "drafts" / "2029-01-01-draft", "2029-01-01-draft")
    app = create_app(shelf.open(first), release=first, catalogue=catalogue, older=tmp_path / "drafts")
    yield reading(app)
    close_app(app)


@pytest.mark.parametrize("path", ["/", "/licences", "/downloads/", "/queries/", "/id/person/p1.html", "/ontology"])
def test_every_page_of_a_draft_says_that_it_is_one(draft: FlaskClient, client: FlaskClient, path: str) -> None:
    assert "This is not a published release" in draft.get(path).text
    assert "This is not a published release" not in client.get(path).text


@pytest.mark.parametrize("path", ["/licences", "/sparql?query=ASK%7B%7D", "/queries/", "/actions.csv.json", "/"])
@pytest.mark.parametrize("version", ["2030-01-01-draft", "2029-01-01-draft"])
def test_a_draft_has_no_permalinks(draft: FlaskClient, version: str, path: str) -> None:
    answer = draft.get(f"/release/{version}{path}")
    assert answer.status_code == 404
    assert "Drafts have no permalinks" in answer.get_json(force=True)["detail"]


def test_the_files_of_a_draft_can_be_downloaded_and_are_not_kept(draft: FlaskClient) -> None:
    answer = draft.get("/release/2030-01-01-draft/actions.csv")
    assert (answer.data, answer.headers["Cache-Control"]) == (b"2030-01-01-draft", "no-cache")
