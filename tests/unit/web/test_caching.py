"""The answers that are kept: how many, which go first, and one question for many askers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from solidarity_graph.errors import BusyError, TooSlowError
from solidarity_graph.ontology import Ontology
from solidarity_graph.release import Release
from solidarity_graph.saved_queries import Catalogue
from solidarity_graph.web import create_app
from solidarity_graph.web.caching import Cache, Reply
from solidarity_graph.web.flights import Flights
from tests.unit.web.conftest import reading
from tests.unit.web.scripted import NotingStore

KIBI = 1 << 10
AskTogether = Callable[["Held", int], tuple[NotingStore, list[int]]]


def test_the_bodies_together_stay_below_the_limit() -> None:
    cache = Cache(1000 * KIBI)
    for number in range(500):
        cache.keep(str(number), bytes(10 * KIBI))
        assert cache.figures()["bytes"] <= 1000 * KIBI
    assert cache.figures()["evicted"] > 400


def test_what_was_not_asked_for_longest_goes_first() -> None:
    cache = Cache(100 * KIBI)
    cache.keep("used", bytes(KIBI))
    for number in range(200):
        assert cache.find("used") is not None
        cache.keep(str(number), bytes(KIBI))
    assert cache.find("0") is None


def test_one_large_answer_drives_out_no_small_ones() -> None:
    cache = Cache(100 * KIBI)
    cache.keep("small", b"x")
    cache.keep("large", bytes(50 * KIBI))
    assert cache.find("small") == b"x"
    assert cache.find("large") is None


def test_a_reply_without_its_body_is_none() -> None:
    cache = Cache(100 * KIBI)
    cache.keep_reply(("a",), Reply("tag", (), "route"))
    assert cache.find_reply(("a",)) is None
    cache.keep("tag", b"body")
    assert cache.find_reply(("a",)) == (Reply("tag", (), "route"), b"body")


def test_addresses_take_room_too() -> None:
    cache = Cache(100 * KIBI)
    for number in range(10_000):
        cache.keep_reply((f"{number}",), Reply("tag", (), "route"))
    assert cache.figures()["bytes"] <= 100 * KIBI


def test_a_cache_of_no_bytes_keeps_nothing() -> None:
    cache = Cache(0)
    cache.keep("tag", b"")
    cache.keep_reply(("a",), Reply("tag", (), "route"))
    assert cache.figures()["entries"] == 0


def test_many_threads_leave_it_in_order() -> None:
    cache = Cache(64 * KIBI)

    def work(name: int) -> None:
        for number in range(500):
            cache.keep(f"{number % 50}", bytes(100 * (number % 10)))
            cache.find(f"{(number + name) % 50}")

    threads = [threading.Thread(target=work, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 0 <= cache.figures()["bytes"] <= 64 * KIBI


class Held:
    """A store whose answer waits until the test lets it go."""

    def __init__(self, error: Exception | None = None) -> None:
        self.begun, self.go, self.error = threading.Event(), threading.Event(), error

    def __call__(self, query: str) -> Iterator[bytes]:
        self.begun.set()
        assert self.go.wait(10)
        if self.error:
            raise self.error
        yield b"a\r\n"


@pytest.fixture
def ask_together(
    release: Release, catalogue: Catalogue, ontology: Ontology
) -> Callable[[Held, int], tuple[NotingStore, list[int]]]:
    def ask(held: Held, askers: int) -> tuple[NotingStore, list[int]]:
        store = NotingStore(held)
        app = create_app(store, release=release, catalogue=catalogue, ontology=ontology)
        seen: list[int] = []
        waiting = threading.Semaphore(0)
        flights: Flights = app.extensions["solidarity_graph.flights"]
        board = flights.board

        def note(tag: str) -> object:
            flight = board(tag)
            waiting.release()
            return flight

        flights.board = note  # type: ignore[method-assign]

        def once(number: int) -> None:
            client = {"REMOTE_ADDR": f"192.0.2.{number}"}
            seen.append(reading(app).get("/sparql?query=ASK%7B%7D", environ_base=client).status_code)

        threads = [threading.Thread(target=once, args=(number,), daemon=True) for number in range(askers)]
        for thread in threads:
            thread.start()
        for _ in threads:
            assert waiting.acquire(timeout=10)
        held.go.set()
        for thread in threads:
            thread.join(10)
        return store, seen

    return ask


def test_the_same_question_from_many_is_asked_once(ask_together) -> None:
    store, seen = ask_together(Held(), 5)
    assert seen == [200] * 5
    assert len(store.asked) == 1


def test_a_question_that_is_too_slow_is_too_slow_for_all_who_wait(ask_together) -> None:
    store, seen = ask_together(Held(TooSlowError("Slow.")), 5)
    assert seen == [503] * 5
    assert len(store.asked) == 1


def test_where_one_found_no_worker_the_others_ask_for_themselves(ask_together) -> None:
    store, seen = ask_together(Held(BusyError("Busy.")), 3)
    assert seen == [503] * 3
    assert len(store.asked) == 3


def test_where_the_first_asker_fails_one_of_the_others_asks_for_all(ask_together) -> None:
    class LuckyNextTime(Held):
        askers = 0

        def __call__(self, query: str) -> Iterator[bytes]:
            self.askers += 1
            self.error = BusyError("Busy.") if self.askers == 1 else None
            return super().__call__(query)

    store, seen = ask_together(LuckyNextTime(), 5)
    assert sorted(seen) == [200] * 4 + [503]
    assert len(store.asked) == 2
