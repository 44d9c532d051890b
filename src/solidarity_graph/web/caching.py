"""Answers kept in memory, up to so many bytes; what was not asked for longest goes first.

Two kinds of entries share the room: bodies under their tags, and replies, which say which tag and headers a request of
these very words gets. A reply without its body is no hit.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

DEFAULT_BYTES = 64 << 20
"""Room for the saved queries in every format many times over, and little beside what one worker may take."""

_SHARE = 64  # no body takes more than this part of the room, so that one large answer drives out few others
_OVERHEAD = 400  # what an entry takes beside its bytes, roughly
_LONGEST_ADDRESS = 4096

Address = tuple[str, ...]
"""What a request says of what it wants, in full; see `front.py`."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What one request gets: the tag of its body, as written, and the headers around it."""

    tag: str
    headers: tuple[tuple[str, str], ...]
    route: str


class Cache:
    """Safe to use from several threads. With no bytes at all it keeps nothing."""

    def __init__(self, most_bytes: int = DEFAULT_BYTES) -> None:
        self.most_bytes = most_bytes
        self.largest = most_bytes // _SHARE
        self._entries: OrderedDict[str | Address, tuple[bytes | Reply, int]] = OrderedDict()
        self._bytes = 0
        self._counts = {"hits": 0, "misses": 0, "shared": 0, "evicted": 0}
        self._lock = threading.Lock()

    def keep(self, tag: str, body: bytes) -> None:
        """The whole body that belongs to this tag, if it is not too large."""
        if len(body) <= self.largest:
            self._put(tag, body, len(body) + _OVERHEAD)

    def keep_reply(self, address: Address, reply: Reply) -> None:
        """What the next request of the same words gets."""
        size = sum(map(len, address))
        if self.most_bytes and size <= _LONGEST_ADDRESS:
            self._put(address, reply, 2 * size + 3 * _OVERHEAD)

    def find(self, tag: str) -> bytes | None:
        """The body of this tag. Only a hit is counted."""
        with self._lock:
            found = self._touch(tag)
            self._counts["hits"] += found is not None
        return found if isinstance(found, bytes) else None

    def find_reply(self, address: Address) -> tuple[Reply, bytes] | None:
        """What a request of these words gets, where it is all still here. Only a hit is counted."""
        with self._lock:
            reply = self._touch(address)
            if not isinstance(reply, Reply):
                return None
            body = self._touch(reply.tag)
            if not isinstance(body, bytes):
                return None
            self._counts["hits"] += 1
        return reply, body

    def holds(self, tag: str) -> bool:
        """Whether the body is here. Asking changes nothing."""
        return tag in self._entries

    def count_miss(self) -> None:
        """One more question that had to be asked."""
        with self._lock:
            self._counts["misses"] += 1

    def count_shared(self) -> None:
        """One more question that waited for somebody else's answer to the same."""
        with self._lock:
            self._counts["shared"] += 1

    def figures(self) -> Mapping[str, int]:
        """How full it is, and how it did so far."""
        with self._lock:
            return {"entries": len(self._entries), "bytes": self._bytes, **self._counts}

    def _touch(self, key: str | Address) -> bytes | Reply | None:
        entry = self._entries.get(key)
        if entry is None:
            return None
        self._entries.move_to_end(key)
        return entry[0]

    def _put(self, key: str | Address, value: bytes | Reply, size: int) -> None:
        with self._lock:
            _, old = self._entries.pop(key, (None, 0))
            self._bytes += size - old
            self._entries[key] = value, size
            while self._bytes > self.most_bytes:
                _, (_, gone) = self._entries.popitem(last=False)
                self._bytes -= gone
                self._counts["evicted"] += 1
