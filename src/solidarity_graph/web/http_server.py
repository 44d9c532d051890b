"""The application on waitress, by its public settings alone. docs/operations.md has the figures that chose it."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol, cast

import waitress
from flask import Flask

from solidarity_graph.errors import CallError

DEFAULT_THREADS = 64
"""Far more than workers: most of them wait, for a worker or a client that reads slowly, and waiting costs little."""

DEFAULT_CONNECTIONS = 2048
"""Idle connections cost little, and one that waits for a place looks to its client like a server that is down."""

# What a slow reader may leave in our memory before its thread waits for it.
_BUFFER_BYTES = 1 << 20
# Beside an address with the longest query in it, and far above what browsers send.
_HEADER_BYTES = 16 << 10
_FILES_BESIDE_CONNECTIONS = 512
_BACKLOG = 1024
# Longer than a reverse proxy keeps its connections to us: it must be the one who closes them.
_IDLE_SECONDS = 60
# Of a body, so much in memory and the rest in a file.
_BODY_BYTES = 64 << 10


class Server(Protocol):
    """What is used of a server of waitress."""

    effective_port: int

    def run(self) -> None:
        """Serve until SystemExit or KeyboardInterrupt is raised in this thread; requests under way have 5 s then."""

    def close(self) -> None:
        """Close the listening socket, so that no new connection is taken."""


def open_server(
    app: Flask, host: str, port: int, threads: int = DEFAULT_THREADS, connections: int = DEFAULT_CONNECTIONS
) -> Server:
    """A server bound to its port; port 0 takes a free one. Raises CallError where nothing can listen there."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except (OSError, OverflowError) as error:
        raise CallError(_explain(error, host, port)) from error
    body_bytes = app.config["MAX_CONTENT_LENGTH"]
    return cast(
        Server,
        waitress.create_server(
            app,
            sockets=[listening],
            threads=threads,
            connection_limit=_allow_files(connections),
            # select() knows no file number above 1023.
            asyncore_use_poll=True,
            channel_timeout=_IDLE_SECONDS,
            cleanup_interval=_IDLE_SECONDS // 2,
            # Without looking ahead, a client that leaves is not noticed before its answer is written.
            channel_request_lookahead=1,
            outbuf_high_watermark=_BUFFER_BYTES,
            # So much of one connection at a time in the event loop: less makes whole bodies slow, more small chunks.
            recv_bytes=4096,
            inbuf_overflow=_BODY_BYTES,
            # Twice what the application takes: it refuses what is a little too long, and says so in its own words.
            max_request_body_size=2 * body_bytes,
            max_request_header_size=body_bytes + _HEADER_BYTES,
            backlog=_BACKLOG,
            ident=None,
            # What proxies add is read by our middleware, which knows how many of them to trust.
            clear_untrusted_proxy_headers=False,
            log_socket_errors=False,
        ),
    )


def serve_forever(
    app: Flask,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    ready: Callable[[str], None] | None = None,
    **settings: int,
) -> None:
    """Serve until SystemExit or KeyboardInterrupt. `ready` is told the address once the port is ours."""
    server = open_server(app, host, port, **settings)
    try:
        if ready:
            shown = f"[{host}]" if ":" in host else host
            ready(f"http://{shown}:{server.effective_port}/")
        server.run()
    finally:
        server.close()


def _allow_files(connections: int) -> int:
    """How many connections there is room for, after raising this process's limit of open files as far as allowed."""
    with suppress(ImportError, OSError, ValueError):  # not a Unix, or not allowed
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        # An answer that a slow reader leaves with us takes a file of its own.
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
