"""Many questions at once: the line is bounded, and nobody can fill it for the others."""

from __future__ import annotations

import pytest

from tests.hostile.crowd import all_at_once
from tests.hostile.dataset import EX
from tests.hostile.server import LIMIT, PATIENCE, Server, query_target
from tests.hostile.verdicts import expect_contained, expect_status
from tests.hostile.wire import Reply, Wire, exchange, request_bytes

pytestmark = pytest.mark.hostile

_HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
_IN_A_CROWD = PATIENCE + LIMIT
"""Seconds. A question in a crowd may stand in line before its own time begins, and sixty threads of one test process
take a while to send and to read."""

_ROOM = 128 << 20
"""Bytes by which the web process may grow, for answers under way."""


def _ask(server: Server, query: str, source: str = "127.0.0.1", **headers: str) -> Reply:
    named = {"Accept": "text/csv", **headers}
    return exchange(server.port, request_bytes("GET", query_target(query), named), source=source, patience=_IN_A_CROWD)


def test_sixty_heavy_queries_at_once_from_one_address_are_contained(server: Server) -> None:
    for reply in all_at_once(lambda number: _ask(server, f"{_HEAVY} # {number}"), 60):
        expect_contained(reply, 429, 503, within=_IN_A_CROWD)


def test_sixty_endless_answers_at_once_from_one_address_are_contained(server: Server) -> None:
    for reply in all_at_once(lambda number: _ask(server, f"SELECT * {{ ?a ?b ?c . ?d ?e ?f }} # {number}"), 60):
        expect_contained(reply, 413, 429, 503, within=_IN_A_CROWD)


def test_a_crowd_cannot_hide_behind_invented_forwarded_addresses(server: Server) -> None:
    def attack(number: int) -> Reply:
        forwarded = {"X-Forwarded-For": f"198.51.100.{number}", "Forwarded": f"for=198.51.100.{number}"}
        return _ask(server, f"{_HEAVY} # forwarded {number}", **forwarded)

    for reply in all_at_once(attack, 60):
        expect_contained(reply, 429, 503, within=_IN_A_CROWD)


def test_three_attackers_from_addresses_of_their_own_slow_nobody_else(server: Server) -> None:
    def attack(number: int) -> list[Reply]:
        source = f"127.0.1.{number + 1}"
        return [_ask(server, f"{_HEAVY} # {number} {again}", source) for again in range(3)]

    for replies in all_at_once(attack, 3):
        for reply in replies:
            expect_contained(reply, 429, 503, within=_IN_A_CROWD)


def test_three_attackers_who_abort_the_engine_slow_nobody_else(server: Server) -> None:
    def attack(number: int) -> list[Reply]:
        query = f"SELECT ?s {{ ?s <{EX}value> ?o }} ORDER BY ?o LIMIT 1 # {number}"
        return [_ask(server, f"{query} {again}", f"127.0.1.{number + 1}") for again in range(10)]

    for replies in all_at_once(attack, 3):
        for reply in replies:
            if reply.status != 200:
                expect_contained(reply, 413, 429, 500, 503, within=_IN_A_CROWD)


def test_a_hundred_pipelined_questions_are_answered_in_order(server: Server) -> None:
    questions = b"".join(
        request_bytes(
            "GET", query_target(f"SELECT ({n} AS ?n) {{}}"), {"Accept": "text/csv", "Connection": "keep-alive"}
        )
        for n in range(100)
    )
    with Wire(server.port, patience=PATIENCE) as wire:
        wire.send(questions)
        for number in range(100):
            reply = wire.read()
            expect_status(reply, 200)
            assert reply.body.split() == [b"n", str(number).encode()], reply


def test_pipelined_heavy_questions_take_one_place_and_stop_when_their_client_leaves(server: Server) -> None:
    kept = {"Accept": "text/csv", "Connection": "keep-alive"}
    questions = [request_bytes("GET", query_target(f"{_HEAVY} # piped {n}"), kept) for n in range(20)]
    with Wire(server.port, patience=PATIENCE) as wire:
        wire.send(b"".join(questions))
        expect_contained(wire.read(), 429, 503)


def test_answers_of_many_megabytes_in_all_do_not_fill_the_memory(server: Server) -> None:
    before = server.footprint().memory
    size = 0
    for number in range(200):
        reply = _ask(server, f"SELECT ?o {{ ?s <{EX}text> ?o }} OFFSET {number} LIMIT 1800")
        expect_status(reply, 200)
        size += reply.size
    assert size > _ROOM, "these answers would have had room"
    assert server.footprint().memory < before + _ROOM


def test_the_same_heavy_question_from_many_at_once_is_contained(server: Server) -> None:
    for reply in all_at_once(lambda number: _ask(server, f"{_HEAVY} # the same"), 30):
        expect_contained(reply, 429, 503, within=_IN_A_CROWD)


def test_a_crowd_on_a_heavy_saved_query_holds_up_nobody(server: Server) -> None:
    def attack(number: int) -> Reply:
        first = f"{2000 + number}-01-01"
        target = f"/queries/actions-between-dates.csv?from={first}&to=2029-12-31"
        return exchange(server.port, request_bytes("GET", target), patience=_IN_A_CROWD)

    for reply in all_at_once(attack, 24):
        if reply.status != 200 or not reply.whole:
            expect_contained(reply, 429, 503, within=_IN_A_CROWD)


def test_a_flood_of_looks_at_its_health_is_answered_and_slows_nobody(server: Server) -> None:
    """They have no share to use up, so they must cost next to nothing."""

    def look(number: int) -> list[Reply]:
        data = request_bytes("GET", ("/health", "/metrics")[number % 2])
        return [exchange(server.port, data, patience=_IN_A_CROWD) for _ in range(50)]

    for replies in all_at_once(look, 8):
        for reply in replies:
            expect_status(reply, 200)
