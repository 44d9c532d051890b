"""The connection of one request, which another thread can cut.

A socket's own timeout counts from byte to byte, so that a server that drips would never be too slow.
"""

from __future__ import annotations

import contextlib
import http.client
import socket

from solidarity_graph.errors import SolidarityGraphError


class Lifeline:
    """`reached` tells whether a connection came about, `cause` why it was cut."""

    def __init__(self) -> None:
        self.cause: SolidarityGraphError | None = None
        self.reached = False
        self._socket: socket.socket | None = None

    def connected(self, connection: http.client.HTTPConnection) -> None:
        """The connection to cut, when it comes to that."""
        self.reached = True
        self._socket = connection.sock
        if self.cause:
            self._shut()

    def cut(self, cause: SolidarityGraphError) -> None:
        """Now."""
        self.cause = self.cause or cause
        self._shut()

    def _shut(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):  # closed already
                # Not an SSL socket's own method: that one takes the object away from under the thread that reads.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
