"""The load generator for machines without wrk: so many connections, each asking as soon as it has been answered.

    python -m benchmarks.client PORT CLIENTS SECONDS ACCEPT HEAD EVENTS NUMBER [MIDDLE TAIL]

Says the same, in the same words, as `distinct.lua`.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from collections.abc import Callable

HOST = "127.0.0.1"
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Addresses:
    """The next address to ask for."""

    def __init__(self, head: str, events: str, number: str, middle: str = "", tail: str = "") -> None:
        self._head, self._middle, self._tail = head, middle, tail
        self._events, self._number = int(events), int(number)

    def next(self) -> str:
        """Another one each time, where there is a middle."""
        if not self._middle:
            return self._head
        self._number += 1
        return f"{self._head}{self._number * 7919 % self._events}{self._middle}{self._number}{self._tail}"


async def _ask_until(deadline: float, port: int, request: Callable[[], bytes], took: list[float]) -> int:
    failed = 0
    while time.perf_counter() < deadline:
        try:
            reader, writer = await asyncio.open_connection(HOST, port)
            while time.perf_counter() < deadline:
                began = time.perf_counter()
                writer.write(request())
                good, kept = await _read_answer(reader)
                took.append(time.perf_counter() - began)
                failed += not good
                if not kept:
                    break
            writer.close()
        except (OSError, EOFError):
            failed += 1
            await asyncio.sleep(0.01)
    return failed


async def _read_answer(reader: asyncio.StreamReader) -> tuple[bool, bool]:
    """Whether it is no error, and whether the connection may be used again."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = _LENGTH.search(head)
    if length:
        await reader.readexactly(int(length[1]))
    else:
        while size := int(await reader.readuntil(b"\r\n"), 16):
            await reader.readexactly(size + 2)
        await reader.readexactly(2)
    return head.split(b" ", 2)[1] < b"400", b"\r\nconnection: close" not in head.lower()


async def _run(port: int, clients: int, seconds: float, accept: str, addresses: Addresses) -> dict[str, float]:
    took: list[float] = []
    fields = f"Host: {HOST}:{port}\r\nAccept: {accept}\r\n\r\n"
    began = time.perf_counter()

    def request() -> bytes:
        return f"GET {addresses.next()} HTTP/1.1\r\n{fields}".encode("ascii")

    async with asyncio.timeout(seconds + 10):
        each = (_ask_until(began + seconds, port, request, took) for _ in range(clients))
        failed = sum(await asyncio.gather(*each))
    spent = time.perf_counter() - began
    took.sort()
    p50, p99 = (took[int(len(took) * part)] * 1000 if took else 0.0 for part in (0.5, 0.99))
    return {"requests": len(took), "seconds": spent, "p50": p50, "p99": p99, "failed": failed}


if __name__ == "__main__":
    port, clients, seconds, accept, *parts = sys.argv[1:]
    found = asyncio.run(_run(int(port), int(clients), float(seconds), accept, Addresses(*parts)))
    sys.stdout.write(json.dumps(found) + "\n")
