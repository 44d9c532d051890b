"""A server that gives fixed bytes as its answers, right or wrong."""

from __future__ import annotations

import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self


@dataclass
class Script:
    """What the scripted server sends for one address: these bytes, then it closes the connection.

    With `closes_late` it does so only when another request has come, which it does not answer.
    """

    data: bytes
    closes_late: bool = False
    asked: list[bytes] = field(default_factory=list)


class ScriptedServer:
    """Answers each address with fixed bytes, right or wrong, and closes the connection. Ends with the `with` block."""

    def __init__(self, scripts: Mapping[str, Script]) -> None:
        self.scripts = dict(scripts)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._run, name="scripted server", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Refuse connections from now on."""
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listening.close()

    def _run(self) -> None:
        while True:
            try:
                accepted, _ = self._listening.accept()
            except OSError:
                return
            with accepted:
                self._answer(accepted)

    def _answer(self, accepted: socket.socket) -> None:
        accepted.settimeout(5)
        request = b""
        with suppress(OSError):
            while b"\r\n\r\n" not in request:
                piece = accepted.recv(65536)
                if not piece:
                    return
                request += piece
            script = self.scripts[request.split()[1].decode()]
            script.asked.append(request)
            accepted.sendall(script.data)
            if script.closes_late:
                accepted.recv(65536)
