"""Many at once, and never more than was agreed."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import TypeVar

from tests.hostile.wire import Wire

MOST_SOCKETS = 2000
_TRIES = 5
T = TypeVar("T")


def all_at_once(attack: Callable[[int], T], count: int) -> list[T]:
    """What came of `count` attackers, each in a thread of its own; the argument is the attacker's number."""
    with ThreadPoolExecutor(count) as attackers:
        return list(attackers.map(attack, range(count)))


@contextmanager
def connections(port: int, count: int, *, receive: int = 0, sources: int = 1) -> Iterator[list[Wire]]:
    """So many open connections, or as many as the server takes before it turns a few away.

    From one address, or spread over so many `sources`.
    """
    assert count <= MOST_SOCKETS
    make_room(2 * count)
    with ExitStack() as stack:
        opened: list[Wire] = []
        turned_away = 0
        while len(opened) + turned_away < count and turned_away < _TRIES:
            source = f"127.0.3.{len(opened) % sources + 1}"
            try:
                opened.append(stack.enter_context(Wire(port, source=source, receive=receive, patience=1.0)))
            except OSError:
                turned_away += 1
        yield opened


def make_room(files: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(files, hard) if hard >= 0 else files, hard))
