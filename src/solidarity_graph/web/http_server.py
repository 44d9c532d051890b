"""Serves the application with waitress, through its public settings only. docs/operations.md gives the measurements."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from contextlib import suppress

import waitress
from flask import Flask
from waitress.server import BaseWSGIServer

from solidarity_graph.errors import CallError

DEFAULT_THREADS = 64
"""Threads of the server. There are far more than workers, since most wait for a worker or for a slow client, and a
waiting thread costs little."""

DEFAULT_CONNECTIONS = 2048
"""Connections open at a time. Idle ones cost little; to a client that waits to be accepted the server seems down."""

# Bytes of a response that are kept in memory for a slow client before the thread that writes them waits.
_BUFFER_BYTES = 1 << 20
# Room for headers besides a request line with the longest query; far more than browsers send.
_HEADER_BYTES = 16 << 10
_FILES_BESIDE_CONNECTIONS = 512
_BACKLOG = 1024
# Longer than a reverse proxy keeps idle connections: the proxy must be the side that closes them.
_IDLE_SECONDS = 60
# Bytes of a request body kept in memory; the rest goes to a temporary file.
_BODY_BYTES = 64 << 10


def open_server(
    app: Flask, host: str, port: int, threads: int = DEFAULT_THREADS, connections: int = DEFAULT_CONNECTIONS
) -> BaseWSGIServer:
    """Return a server that listens on the port; port 0 takes a free one. Raises CallError if it cannot listen.

    Its `run` serves until SystemExit or KeyboardInterrupt is raised in its thread; open requests then get 5 seconds.
    """
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except (OSError, OverflowError) as error:
        raise CallError(_explain(error, host, port)) from error
    body_bytes = app.config["MAX_CONTENT_LENGTH"]
    return waitress.create_server(
        app,
        sockets=[listening],
        threads=threads,
        connection_limit=_allow_files(connections),
        # select() fails for file descriptors above 1023.
        asyncore_use_poll=True,
        channel_timeout=_IDLE_SECONDS,
        cleanup_interval=_IDLE_SECONDS // 2,
        # Without lookahead, a disconnected client is noticed only when its response is written.
        channel_request_lookahead=1,
        outbuf_high_watermark=_BUFFER_BYTES,
        # Bytes read from a connection at a time: fewer slow down large bodies, more slow down small chunks.
        recv_bytes=4096,
        inbuf_overflow=_BODY_BYTES,
        # Twice the application's limit, so that a slightly larger body gets the application's error response.
        max_request_body_size=2 * body_bytes,
        max_request_header_size=body_bytes + _HEADER_BYTES,
        backlog=_BACKLOG,
        ident=None,
        # Our middleware reads the headers of proxies: it knows how many proxies to trust.
        clear_untrusted_proxy_headers=False,
        log_socket_errors=False,
    )


def serve_forever(
    app: Flask,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    ready: Callable[[str], None] | None = None,
    **settings: int,
) -> None:
    """Serve until SystemExit or KeyboardInterrupt. `ready` is called with the address once the server listens."""
    server = open_server(app, host, port, **settings)
    try:
        if ready:
            shown = f"[{host}]" if ":" in host else host
            ready(f"http://{shown}:{server.effective_port}/")
        server.run()
    finally:
        server.close()


def _allow_files(connections: int) -> int:
    """Return how many connections are possible, after raising this process's limit of open files as far as allowed."""
    with suppress(ImportError, OSError, ValueError):  # not a Unix, or not allowed
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        # Two descriptors for each connection: a response kept for a slow client needs a temporary file.
        wanted = 2 * connections + _FILES_BESIDE_CONNECTIONS
        most = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
        if soft != resource.RLIM_INFINITY and soft < most:
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
            soft = most
        if soft != resource.RLIM_INFINITY:
            return max(1, min(connections, (soft - _FILES_BESIDE_CONNECTIONS) // 2))
    return connections


def _explain(error: Exception, host: str, port: int) -> str:
    number = getattr(error, "errno", 0)
    if number == errno.EADDRINUSE:
        return f"Port {port} on {host} is in use. Stop the program that has it, or take another: --port {port + 1}."
    if number == errno.EACCES:
        return f"Port {port} may not be used by this user. Take one above 1023, for example --port 8000."
    return f"Nothing can listen on {host}, port {port}: {getattr(error, 'strerror', None) or error}."
