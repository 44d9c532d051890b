"""Clients that keep a web server from its work, and what a good client notices of them.

python -m benchmarks.crowd KIND PORT      that crowd, until it is killed
"""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.asking import HOST, Endpoint

IDLE, DRIPPING, CHUNKS, UNREAD, COMPUTING = "idle", "dripping", "chunks", "unread", "computing"
SIZES = {IDLE: 400, DRIPPING: 400, CHUNKS: 32, UNREAD: 64, COMPUTING: 1}
PATIENCE = 10.0
"""Seconds after which the good client gives up."""

_PAUSE = 0.02  # of the good client between two requests
_DRIP_SECONDS = 0.5
_REOPEN_SECONDS = 0.2
_CONNECTED_SECONDS = 5.0  # for a whole crowd to connect; a server that accepts none is measured all the same
_CHUNKS = 240_000
_HEAD = f"Host: {HOST}\r\n"
_KEPT = f"GET / HTTP/1.1\r\n{_HEAD}\r\n".encode()
_DRIPPED = f"GET / HTTP/1.1\r\n{_HEAD}X-Long: {'x' * 200_000}".encode()
_POST = (
    f"POST /answers?status=200&start=0&size=1&chunked=0&read=1&number=0 HTTP/1.1\r\n{_HEAD}"
    "Transfer-Encoding: chunked\r\n\r\n"
).encode()
_ROOT = Path(__file__).parent.parent


@contextmanager
def crowded(endpoint: Endpoint, kinds: Sequence[str]) -> Iterator[None]:
    """These crowds, in a process of their own each, until the block ends."""
    processes = []
    try:
        for kind in kinds:
            command = [sys.executable, "-m", "benchmarks.crowd", kind, str(endpoint.port)]
            process = subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            processes.append(process)
            if process.stdout:
                process.stdout.readline()
        yield
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def worst_waits(endpoint: Endpoint, seconds: float) -> tuple[float, float]:
    """Longest time, in seconds, that a good client waits: on a new connection for each request, and on a kept one."""
    worst = [0.0, 0.0]

    def work(kept: bool) -> None:
        worst[kept] = _worst_wait(endpoint, seconds, kept)

    threads = [threading.Thread(target=work, args=(kept,)) for kept in (False, True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return worst[0], worst[1]


def _worst_wait(endpoint: Endpoint, seconds: float, kept: bool) -> float:
    connection = http.client.HTTPConnection(HOST, endpoint.port, timeout=PATIENCE)
    end, worst = time.monotonic() + seconds, 0.0
    while time.monotonic() < end:
        began = time.monotonic()
        try:
            connection.request("GET", "/")
            good = connection.getresponse().read() == b"hello"
        except (OSError, http.client.HTTPException):
            good = False
        worst = max(worst, time.monotonic() - began if good else PATIENCE)
        if not good or not kept:
            connection.close()
        time.sleep(_PAUSE)
    connection.close()
    return worst


@dataclass(frozen=True, slots=True)
class _Connection:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


async def _idle(server: _Connection) -> None:
    """Send nothing and wait for the server to close."""
    await _read_on(server.reader)


async def _kept(server: _Connection) -> None:
    """Send one request, then nothing."""
    server.writer.write(_KEPT)
    await _read_on(server.reader)


async def _drip(server: _Connection) -> None:
    """Send a request one byte at a time."""
    for byte in _DRIPPED:
        server.writer.write(bytes((byte,)))
        await server.writer.drain()
        await asyncio.sleep(_DRIP_SECONDS)


async def _send_chunks(server: _Connection) -> None:
    """Send a body in chunks of one byte, as quickly as it is taken."""
    server.writer.write(_POST)
    for _ in range(_CHUNKS // 1000):
        server.writer.write(b"1\r\nx\r\n" * 1000)
        await server.writer.drain()
    server.writer.write(b"0\r\n\r\n")
    await server.reader.readuntil(b"\r\n\r\n")


async def _leave_unread(server: _Connection) -> None:
    """Ask for a long answer and read none of it."""
    server.writer.transport.pause_reading()  # type: ignore[attr-defined]
    server.writer.write(f"GET /unread HTTP/1.1\r\n{_HEAD}\r\n".encode())
    await asyncio.sleep(3600)


async def _let_compute(server: _Connection) -> None:
    """Ask for what takes a second of computing."""
    server.writer.write(f"GET /computes HTTP/1.1\r\n{_HEAD}\r\n".encode())
    await server.reader.readuntil(b"done")


async def _read_on(reader: asyncio.StreamReader) -> None:
    while await reader.read(1 << 16):
        pass


_Member = Callable[[_Connection], Coroutine[Any, Any, None]]
_MEMBERS: dict[str, tuple[_Member, ...]] = {
    IDLE: (_idle, _kept),
    DRIPPING: (_drip,),
    CHUNKS: (_send_chunks,),
    UNREAD: (_leave_unread,),
    COMPUTING: (_let_compute,),
}


async def _run(kind: str, port: int) -> None:
    connected = 0

    async def stay(member: _Member) -> None:
        nonlocal connected
        first = True
        while True:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                reader, writer = await asyncio.open_connection(HOST, port)
                connected += first
                first = False
                with contextlib.closing(writer):
                    await member(_Connection(reader, writer))
            await asyncio.sleep(_REOPEN_SECONDS)

    members = _MEMBERS[kind]
    async with asyncio.TaskGroup() as group:
        for turn in range(SIZES[kind]):
            group.create_task(stay(members[turn % len(members)]))
        end = time.monotonic() + _CONNECTED_SECONDS
        while connected < SIZES[kind] and time.monotonic() < end:
            await asyncio.sleep(0.05)
        await asyncio.sleep(1)  # for the server to see them
        sys.stdout.write("ready\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_run(sys.argv[1], int(sys.argv[2])))
