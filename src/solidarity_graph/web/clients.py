"""Limits for each client: requests at a time, and how many of those may use the store at a time.

A client is an IP address; for IPv6 its first 64 bits, since a host can use every address of its network.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from dataclasses import dataclass, field

DEFAULT_REQUESTS = 24
"""Requests of one client at a time. A browser sends some twenty at once over HTTP/2. With 64 threads, two clients at
this limit leave threads to others; limiting more clients is left to the reverse proxy."""

DEFAULT_TURNS = 2
"""Requests of one client that may use the store at a time: a page and a download, or a script and a page. With eight
workers, three clients that send only the heaviest queries leave two workers to others."""

_NETWORK_BITS = 64


def client_of(address: str) -> str:
    """Return the identifier of the client that an IP address belongs to; the text itself if it is no IP address.

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
    """One request of a client, from its arrival until its response is sent. `has_turn`: it may use the store now."""

    client: str
    share: _Share = field(repr=False)
    has_turn: bool = False


class Clients:
    """Counts the requests of each client that are being served. Thread-safe; other clients leave no trace in memory.

    requests  the most requests of one client at a time.
    turns     how many of these may use the store at a time.
    """

    def __init__(self, requests: int = DEFAULT_REQUESTS, turns: int = DEFAULT_TURNS) -> None:
        self._requests = requests
        self._turns = turns
        self._lock = threading.Lock()
        self._here: dict[str, _Share] = {}

    def enter(self, client: str) -> Visit | None:
        """Count a new request and return its visit; None if the client is at its limit. `leave` must end each visit."""
        with self._lock:
            share = self._here.get(client)
            if share is None:
                share = self._here[client] = _Share(threading.Condition(self._lock))
            elif share.requests >= self._requests:
                return None
            share.requests += 1
        return Visit(client, share)

    def take_turn(self, visit: Visit, seconds: float) -> bool:
        """Wait until the client may use the store. Return False if that takes longer than `seconds`."""
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
        """End a visit: free its place, and its turn if it has one."""
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
        """Return the number of clients with a request that is being served."""
        return len(self._here)
