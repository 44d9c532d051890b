"""Answers that are made beforehand: once for a release, whatever they take, and driven out by nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from flask import Flask

from solidarity_graph.errors import BusyError, ReleaseError, TooSlowError
from solidarity_graph.ontology import Ontology
from solidarity_graph.release import Release
from solidarity_graph.saved_queries import Catalogue
from solidarity_graph.store import DEFAULT_LIMITS, Answer, Limits, SnapshotStore, make_snapshot
from solidarity_graph.web import close_app, create_app
from solidarity_graph.web.precomputing import Precomputing, precompute
from solidarity_graph.web.site import Site
from tests.unit.web.conftest import reading
from tests.unit.web.scripted import NotingStore
from tests.unit.web.test_releases import current, look_again, replace, wait_for, write

MakeApp = Callable[..., Flask]
PATHS = ("/queries/everything.csv", "/queries/held-actions.json", "/queries/one-event.jsonld", "/queries/everything")
ALL = 3 * 4


class SlowStore(NotingStore):
    """Every answer takes longer than visitors may wait, and less than a minute."""

    def __init__(self, folder: Path, body: Callable[[str], Iterator[bytes]] | None = None) -> None:
        super().__init__(body or (lambda query: iter((b"a\r\n1\r\n",))))
        self.folder = folder

    def answer(
        self,
        query: str,
        media_type: str,
        limits: Limits = DEFAULT_LIMITS,
        *,
        gone: Callable[[], bool] | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Answer:
        if limits.seconds <= DEFAULT_LIMITS.seconds:
            raise TooSlowError("The answer took too long.")
        return super().answer(query, media_type, limits, gone=gone)


@pytest.fixture
def make_app(release: Release, catalogue: Catalogue, ontology: Ontology) -> Iterator[MakeApp]:
    made: list[Flask] = []

    def make(store: NotingStore | SnapshotStore, **options: object) -> Flask:
        made.append(create_app(store, release=release, catalogue=catalogue, ontology=ontology, **options))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for app in made:
        close_app(app)


def site_of(app: Flask) -> Site:
    site = app.extensions["solidarity_graph.releases"].current
    assert isinstance(site, Site)
    return site


def test_a_saved_query_that_is_too_slow_for_visitors_is_answered(make_app: MakeApp, tmp_path: Path) -> None:
    app = make_app(SlowStore(tmp_path))
    path = "/queries/everything.csv"
    assert reading(app).get(path).status_code == 503
    assert precompute(site_of(app), threading.Event()) == ALL
    answer = reading(app).get(path)
    assert (answer.status_code, answer.text) == (200, "a\r\n1\r\n")
    assert reading(app).get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_after_a_restart_nothing_is_asked_again(
    make_app: MakeApp, release: Release, tmp_path: Path, catalogue: Catalogue
) -> None:
    make_snapshot(release.nquads, tmp_path / "snapshot")
    app = make_app(SnapshotStore(tmp_path / "snapshot", workers=1))
    assert precompute(site_of(app), threading.Event()) == ALL
    before = [reading(app).get(path).data for path in PATHS]
    again = make_app(store := SlowStore(tmp_path / "snapshot"))
    assert precompute(site_of(again), threading.Event()) == 0
    # The page asks for names besides: here its own question alone must not be asked.
    assert [reading(again).get(path).data for path in PATHS[:3]] == before[:3]
    assert store.asked == []


def test_a_page_shows_the_answer_that_was_made(make_app: MakeApp, tmp_path: Path) -> None:
    rows = b'{"head": {"vars": ["property"]}, "results": {"bindings": []}}'
    app = make_app(SlowStore(tmp_path, lambda query: iter((rows,))))
    precompute(site_of(app), threading.Event())
    assert reading(app).get("/queries/everything", headers={"Accept": "text/html"}).status_code == 200


def test_a_flood_of_other_questions_drives_no_saved_answer_out(make_app: MakeApp, tmp_path: Path) -> None:
    app = make_app(SlowStore(tmp_path), cache_bytes=100_000)
    precompute(site_of(app), threading.Event())
    client = reading(app)
    cache = app.extensions["solidarity_graph.cache"]
    assert client.get("/queries/everything.csv").status_code == 200
    for number in range(500):
        cache.keep(str(number), bytes(1000))
    assert cache.figures()["evicted"] > 100
    assert client.get("/queries/everything.csv").status_code == 200


def test_without_a_cache_they_are_there_too(make_app: MakeApp, tmp_path: Path) -> None:
    app = make_app(SlowStore(tmp_path), cache_bytes=0)
    precompute(site_of(app), threading.Event())
    assert reading(app).get("/queries/everything.csv").status_code == 200


def test_what_cannot_be_had_in_minutes_is_tried_once(make_app: MakeApp, tmp_path: Path) -> None:
    def fail(query: str) -> Iterator[bytes]:
        yield b"a\r\n"
        raise TooSlowError("Slow.")

    store = SlowStore(tmp_path, fail)
    app = make_app(store)
    assert precompute(site_of(app), threading.Event()) == 0
    asked = len(store.asked)
    assert asked == 3, "one format of each"
    assert precompute(site_of(make_app(store)), threading.Event()) == 0
    assert len(store.asked) == 2 * asked, "the others of each"


def test_an_answer_that_breaks_off_is_not_kept(make_app: MakeApp, tmp_path: Path) -> None:
    def fail(query: str) -> Iterator[bytes]:
        yield b"a\r\n"
        raise ReleaseError("The disk is gone.")

    app = make_app(SlowStore(tmp_path, fail))
    assert precompute(site_of(app), threading.Event()) == 0
    assert reading(app).get("/queries/everything.csv").status_code == 503


def test_a_file_that_was_cut_short_is_not_served(make_app: MakeApp, tmp_path: Path) -> None:
    app = make_app(SlowStore(tmp_path))
    precompute(site_of(app), threading.Event())
    for path in tmp_path.rglob("*.6"):
        path.write_bytes(b"a\r\n")
    assert precompute(site_of(make_app(SlowStore(tmp_path))), threading.Event()) == ALL


def test_a_cache_folder_that_was_cleared_costs_nothing_but_time(make_app: MakeApp, tmp_path: Path) -> None:
    app = make_app(SlowStore(tmp_path), cache_bytes=0)
    precompute(site_of(app), threading.Event())
    for path in tmp_path.rglob("*.6"):
        path.unlink()
    assert reading(app).get("/queries/everything.csv").status_code == 503
    assert precompute(site_of(app), threading.Event()) >= 1


def test_where_nothing_can_be_written_the_site_goes_on(make_app: MakeApp, tmp_path: Path) -> None:
    (tmp_path / "answers").write_text("in the way")
    app = make_app(SlowStore(tmp_path))
    assert precompute(site_of(app), threading.Event()) == 0


def test_answers_of_another_program_are_removed(make_app: MakeApp, tmp_path: Path) -> None:
    (tmp_path / "answers" / "another").mkdir(parents=True)
    precompute(site_of(make_app(SlowStore(tmp_path))), threading.Event())
    (left,) = (tmp_path / "answers").iterdir()
    assert left.name != "another"


def test_a_store_without_a_place_for_them_is_not_asked(make_app: MakeApp) -> None:
    store = NotingStore()
    assert precompute(site_of(make_app(store)), threading.Event()) == 0
    assert store.asked == []


def test_precomputing_waits_for_nobody_once_the_site_is_closed(make_app: MakeApp, tmp_path: Path) -> None:
    busy = threading.Event()

    def fail(query: str) -> Iterator[bytes]:
        busy.set()
        raise BusyError("Busy.")
        yield b""

    store = SlowStore(tmp_path, fail)
    app = make_app(store, precompute=True)
    assert busy.wait(10)
    close_app(app)
    assert store.closed.wait(10)
    for thread in threading.enumerate():
        if thread.name == "releases":
            thread.join(10)
            assert not thread.is_alive()


def test_a_new_release_takes_its_place_once_its_answers_are_made(
    catalogue: Catalogue, ontology: Ontology, tmp_path: Path
) -> None:
    go = threading.Event()

    def held(query: str) -> Iterator[bytes]:
        assert go.wait(10)
        yield b"new\r\n"

    first = write(tmp_path / "release", "2030-01-01")
    app = create_app(
        SlowStore(tmp_path / "first"),
        release=first,
        catalogue=catalogue,
        ontology=ontology,
        reopen=lambda release: SlowStore(tmp_path / "second", held),
        precompute=True,
    )
    client = reading(app)
    try:
        wait_for(lambda: client.get("/queries/everything.csv").status_code == 200)
        replace(tmp_path / "release", "2031-01-01")
        look_again(app)
        assert client.get("/queries/everything.csv").text == "a\r\n1\r\n"
        assert current(app) == "2030-01-01"
        go.set()
        wait_for(lambda: current(app) == "2031-01-01")
        assert client.get("/queries/everything.csv").text == "new\r\n"
    finally:
        go.set()
        close_app(app)


def test_answers_are_made_by_a_store_beside_the_site_s_own_which_is_opened_only_where_some_are_missing(
    make_app: MakeApp, tmp_path: Path
) -> None:
    """So that no visitor waits for what nobody has asked for yet."""
    opened: list[SlowStore] = []

    def beside(_: Release) -> SlowStore:
        opened.append(SlowStore(tmp_path))
        return opened[-1]

    own = SlowStore(tmp_path)
    site = site_of(make_app(own))
    for _ in range(2):
        Precomputing(beside).prepare(site)
    assert [len(store.asked) for store in opened] == [ALL]
    assert own.asked == []
