"""`python -m benchmarks.waitress_tuned PORT`: waitress with all its public settings that help."""

from __future__ import annotations

import socket
import sys

import waitress

from benchmarks.breaking import UNREAD_BYTES, app

_LONGEST_REQUEST = 1 << 19
SETTINGS = {
    "threads": 64,
    "connection_limit": 2048,
    "asyncore_use_poll": True,
    "channel_timeout": 20,
    # Without lookahead waitress does not see that a client has left.
    "channel_request_lookahead": 1,
    # The event loop reads that much from each connection in turn, and parses it: the less, the shorter is a turn.
    "recv_bytes": 1024,
    # Above the longest answer, so that no thread waits for a client that does not read: the answer waits in a file.
    "outbuf_high_watermark": 2 * UNREAD_BYTES,
    "max_request_body_size": _LONGEST_REQUEST,
}
SEND_BUFFER = 1 << 16
"""Bytes of SO_SNDBUF, set on the listening socket and inherited. Waitress reads so much from its buffer for each try to
send; the system's own default is megabytes, and most of it is not sent at once."""


def listening_socket(port: int) -> socket.socket:
    """Return a socket that listens on the loopback address."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
    listener.bind(("127.0.0.1", port))
    listener.listen(1024)
    return listener


if __name__ == "__main__":
    waitress.serve(app, sockets=[listening_socket(int(sys.argv[1]))], **SETTINGS)
