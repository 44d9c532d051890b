"""Limits for each client: requests at a time, and how many of those may use the store at a time.

A client is an IP address; for IPv6 its first 64 bits, since a host can use every address of its network.
"""

from __future__ import annotations

import ipaddress
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from solidarity_graph.errors import BusyError

_CLIENT_BITS = {4: 32, 6: 64}


@dataclass(slots=True)
class _Client:
    queries: threading.Semaphore
    requests: int = 0


class ClientLimits:
    """Counts the requests of each client that are being served. Thread-safe; other clients leave no trace in memory.

    requests  the most requests of one client at a time.
    queries   how many of these may use the store at a time.
    """

    def __init__(self, requests: int, queries: int) -> None:
        self._requests = requests
        self._queries = queries
        self._lock = threading.Lock()
        self._clients: dict[str, _Client] = {}

    @contextmanager
    def count_request(self, address: str) -> Iterator[threading.Semaphore]:
        """Count a request of the client with this address until the context ends.

        Returns the semaphore that each of the client's requests must acquire before it uses the store. Raises BusyError
        if the client is at its limit.
        """
        name = network_of(address, _CLIENT_BITS) or address
        with self._lock:
            client = self._clients.get(name) or _Client(threading.Semaphore(self._queries))
            if client.requests >= self._requests:
                raise BusyError("Too many requests at a time from your address. Ask again in a moment.")
            client.requests += 1
            self._clients[name] = client
        try:
            yield client.queries
        finally:
            with self._lock:
                client.requests -= 1
                if not client.requests:
                    del self._clients[name]


def network_of(address: str, bits: Mapping[int, int]) -> str:
    """Return the network that an IP address is in; empty if the address is not valid.

    bits  the length of the network's prefix, by IP version.

    >>> network_of("192.0.2.77", {4: 24}), network_of("::ffff:192.0.2.77", {4: 32})
    ('192.0.2.0/24', '192.0.2.77/32')
    >>> network_of("2001:db8:1:2:aaaa::7%eth0", {6: 64})
    '2001:db8:1:2::/64'
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return str(ipaddress.ip_network((parsed, bits[parsed.version]), strict=False))
