"""The share of each client."""

from __future__ import annotations

import threading

from solidarity_graph.web.clients import Clients, Visit

LONG = 10.0


def enter(clients: Clients, client: str = "a") -> Visit:
    visit = clients.enter(client)
    assert visit is not None
    return visit


def test_one_request_more_than_the_share_is_turned_away_until_one_has_left() -> None:
    clients = Clients(requests=2)
    first, _ = enter(clients), enter(clients)
    assert clients.enter("a") is None
    clients.leave(first)
    assert clients.enter("a") is not None


def test_each_client_has_a_share_of_its_own() -> None:
    clients = Clients(requests=1)
    enter(clients, "a")
    enter(clients, "b")


def test_nothing_is_known_of_a_client_that_has_left() -> None:
    clients = Clients()
    clients.leave(enter(clients))
    assert clients.count() == 0


def test_who_has_no_turn_waits_for_one_and_no_longer_than_allowed() -> None:
    clients = Clients(turns=1)
    first, second = enter(clients), enter(clients)
    assert clients.take_turn(first, 0)
    assert not clients.take_turn(second, 0.01)
    got = threading.Event()
    waiting = threading.Thread(target=lambda: clients.take_turn(second, LONG) and got.set())
    waiting.start()
    clients.leave(first)
    assert got.wait(5)
    waiting.join()


def test_a_turn_is_given_back_once_however_the_request_ends() -> None:
    clients = Clients(turns=1)
    visit = enter(clients)
    assert clients.take_turn(visit, 0)
    clients.leave(visit)
    assert clients.take_turn(enter(clients), 0)
