"""HTTP by hand: a client that can send what no library would, and that says whether an answer was whole."""

from __future__ import annotations

import json
import socket
import time
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, BinaryIO, Self

HOST = "127.0.0.1"
ATTACKER = "127.0.0.1"
_KEPT = 8 << 20  # of a body: what comes after is counted and forgotten
_PIECE = 64 << 10


@dataclass
class Reply:
    """What came back. Status 0: the connection ended before there was a status line."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    size: int = 0
    whole: bool = False
    seconds: float = 0.0

    def json(self) -> Any:
        return json.loads(self.body)

    def __str__(self) -> str:
        whole = "whole" if self.whole else "broken"
        kind = self.headers.get("content-type", "no type")
        return f"{self.status} {kind}, {self.size} bytes, {whole}, {self.seconds:.2f} s: {self.body[:300]!r}"


class NoAnswerError(AssertionError):
    """The server kept a client waiting beyond its patience."""


class Wire:
    """One connection. Times are counted from the moment it was opened or last marked."""

    def __init__(self, port: int, *, source: str = ATTACKER, patience: float = 10.0, receive: int = 0) -> None:
        self.patience = patience
        self.socket = socket.socket()
        if receive:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive)
        self.socket.settimeout(patience)
        try:
            self.socket.bind((source, 0))
            self.socket.connect((HOST, port))
        except OSError:
            self.socket.close()
            raise
        self._file: BinaryIO = self.socket.makefile("rb")
        self.mark()

    def mark(self) -> None:
        """Time starts now."""
        self.began = time.monotonic()

    def send(self, data: bytes) -> None:
        """As much as the server takes: it may well hang up in the middle of an attack."""
        with suppress(ConnectionError):
            self.socket.sendall(data)

    def read(self, *, head: bool = False) -> Reply:
        """The next reply."""
        reply = Reply()
        try:
            self._fill(reply, head)
        except TimeoutError:
            raise NoAnswerError(f"no answer within {self.patience:g} s, but so far {reply}") from None
        except (ConnectionError, EOFError):
            reply.whole = False
        reply.seconds = time.monotonic() - self.began
        return reply

    def close(self) -> None:
        self._file.close()
        self.socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _fill(self, reply: Reply, head: bool) -> None:
        line = self._line()
        while line.split()[1:2] == [b"100"]:  # "go on with the body": not the answer yet
            while self._line().strip():
                pass
            line = self._line()
        reply.status = int(line.split()[1])
        while line := self._line().strip():
            name, _, value = line.decode("latin-1").partition(":")
            reply.headers[name.lower()] = value.strip()
        if head or reply.status in (204, 304):
            reply.whole = True
        elif "chunked" in reply.headers.get("transfer-encoding", "").lower():
            while size := int(self._line().partition(b";")[0], 16):
                self._take(reply, size)
                self._line()
            self._line()
            reply.whole = True
        elif "content-length" in reply.headers:
            self._take(reply, int(reply.headers["content-length"]))
            reply.whole = True
        else:
            self._take_rest(reply)

    def _take(self, reply: Reply, size: int) -> None:
        while size:
            self._hurry()
            piece = self._file.read1(min(size, _PIECE))  # type: ignore[attr-defined]
            if not piece:
                raise EOFError
            self._keep(reply, piece)
            size -= len(piece)

    def _take_rest(self, reply: Reply) -> None:
        while piece := self._file.read1(_PIECE):  # type: ignore[attr-defined]
            self._hurry()
            self._keep(reply, piece)
        reply.whole = True  # by the old rule, the end of the connection is the end of the body

    @staticmethod
    def _keep(reply: Reply, piece: bytes) -> None:
        reply.size += len(piece)
        if len(reply.body) < _KEPT:
            reply.body += piece

    def _line(self) -> bytes:
        self._hurry()
        line = self._file.readline(_PIECE)
        if not line.endswith(b"\n"):
            raise EOFError
        return line

    def _hurry(self) -> None:
        left = self.began + self.patience - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.socket.settimeout(left)


def request_bytes(method: str, target: str, headers: dict[str, str] | None = None, body: bytes = b"") -> bytes:
    """A request in good order, closed after its answer unless the headers say otherwise."""
    fields = {"Host": "localhost", "Connection": "close", **(headers or {})}
    if body or method == "POST":
        fields.setdefault("Content-Length", str(len(body)))
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def exchange(port: int, data: bytes, *, source: str = ATTACKER, patience: float = 10.0, head: bool = False) -> Reply:
    """Send the bytes over a connection of their own, and give the first reply."""
    with Wire(port, source=source, patience=patience) as wire:
        wire.send(data)
        return wire.read(head=head)
