"""The limits of each client."""

from __future__ import annotations

import threading
from contextlib import ExitStack

import pytest

from solidarity_graph.errors import BusyError
from solidarity_graph.web.client_limits import ClientLimits

LONG = 10.0


def test_one_request_more_than_the_limit_is_refused_until_one_has_ended() -> None:
    limits = ClientLimits(requests=2, queries=1)
    with limits.count_request("a"):
        with limits.count_request("a"), pytest.raises(BusyError):
            limits.count_request("a").__enter__()
        with limits.count_request("a"):
            pass


def test_each_client_has_a_limit_of_its_own() -> None:
    limits = ClientLimits(requests=1, queries=1)
    with limits.count_request("a"), limits.count_request("b"):
        assert len(limits._clients) == 2


def test_nothing_is_known_of_a_client_whose_requests_have_ended() -> None:
    limits = ClientLimits(requests=2, queries=1)
    with limits.count_request("a"), limits.count_request("a"):
        pass
    assert not limits._clients


def test_nothing_is_known_of_a_client_whose_request_has_failed() -> None:
    limits = ClientLimits(requests=1, queries=1)
    with pytest.raises(KeyError), limits.count_request("a"):
        raise KeyError
    assert not limits._clients


def test_a_query_past_the_limit_waits_for_another_and_no_longer_than_allowed() -> None:
    limits = ClientLimits(requests=2, queries=1)
    with ExitStack() as stack:
        first, second = (stack.enter_context(limits.count_request("a")) for _ in range(2))
        assert first.acquire(timeout=0)
        assert not second.acquire(timeout=0.01)
        got = threading.Event()
        waiting = threading.Thread(target=lambda: second.acquire(timeout=LONG) and got.set())
        waiting.start()
        first.release()
        assert got.wait(5)
        waiting.join()


def test_another_client_does_not_wait() -> None:
    limits = ClientLimits(requests=1, queries=1)
    with limits.count_request("a") as one, limits.count_request("b") as other:
        assert one.acquire(timeout=0)
        assert other.acquire(timeout=0)
