"""The share of each client: how many requests at a time, and how many of them that have to be worked out.

A client is an address; of IPv6 the first 64 bits, since whoever has one such address has all of its network's.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from dataclasses import dataclass, field

DEFAULT_REQUESTS = 24
"""A browser sends some twenty requests at once over HTTP/2. With 64 threads, two clients that do their worst leave
threads to the others; more than two are for the reverse proxy."""

DEFAULT_TURNS = 2
"""A page and a download at the same time, or a script and a page. With eight workers, three clients that send nothing
but the heaviest queries leave two workers to the others."""

_NETWORK_BITS = 64


def client_of(address: str) -> str:
    """The client that an address belongs to.

    >>> client_of("192.0.2.7"), client_of("::ffff:192.0.2.7"), client_of("2001:db8:1:2:aaaa::1")
    ('192.0.2.7', '192.0.2.7', '2001:db8:1:2::')
    """
    if ":" not in address:
        return address
    try:
        parsed = ipaddress.IPv6Address(address.partition("%")[0])
    except ValueError:
        return address
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.IPv6Address(int(parsed) >> _NETWORK_BITS << _NETWORK_BITS))


@dataclass(slots=True)
class _Share:
    freed: threading.Condition
    requests: int = 0
    turns: int = 0


@dataclass(slots=True)
class Visit:
    """One request of a client, from its arrival until its answer has left."""

    client: str
    share: _Share = field(repr=False)
    has_turn: bool = False


class Clients:
    """Who is here. Safe to use from several threads; it holds nothing about a client that is not."""

    def __init__(self, requests: int = DEFAULT_REQUESTS, turns: int = DEFAULT_TURNS) -> None:
        self._requests = requests
        self._turns = turns
        self._lock = threading.Lock()
        self._here: dict[str, _Share] = {}

    def enter(self, client: str) -> Visit | None:
        """One more request, if the client's share allows it. Each visit must be ended by `leave`."""
        with self._lock:
            share = self._here.get(client)
            if share is None:
                share = self._here[client] = _Share(threading.Condition(self._lock))
            elif share.requests >= self._requests:
                return None
            share.requests += 1
        return Visit(client, share)

    def take_turn(self, visit: Visit, seconds: float) -> bool:
        """Wait until fewer than the client's share of its requests are being worked out. False where it took longer."""
        with self._lock:
            share = visit.share
            end = time.monotonic() + seconds
            while share.turns >= self._turns:
                if not share.freed.wait(end - time.monotonic()) and share.turns >= self._turns:
                    return False
            share.turns += 1
            visit.has_turn = True
        return True

    def leave(self, visit: Visit) -> None:
        """The request is done with."""
        share = visit.share
        with self._lock:
            share.requests -= 1
            if visit.has_turn:
                visit.has_turn = False
                share.turns -= 1
                share.freed.notify()
            if not share.requests:
                self._here.pop(visit.client, None)

    def count(self) -> int:
        """How many clients are here."""
        return len(self._here)
