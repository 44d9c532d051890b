"""The application behind its server: a body that breaks off is seen as broken, a client that leaves is seen to leave,
and who is slow keeps nobody waiting. docs/operations.md has the figures by which the server was chosen.
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from contextlib import suppress

from flask import Flask
from waitress.adjustments import Adjustments
from waitress.task import ThreadedTaskDispatcher

from solidarity_graph.errors import CallError
from solidarity_graph.web.allocator import give_memory_back
from solidarity_graph.web.channels import Patience
from solidarity_graph.web.connections import Server
from solidarity_graph.web.metrics import AT_HAND, SERVER

DEFAULT_THREADS = 64
"""Far more than workers: most of them wait, for a worker or a client that reads slowly, and waiting costs little."""

# What a slow reader may leave in our memory before its thread waits for it.
_BUFFER_BYTES = 1 << 20
# Beside an address with the longest query in it, and far above what browsers send.
_HEADER_BYTES = 16 << 10
_FILES_BESIDE_CONNECTIONS = 512
_BACKLOG = 1024


def open_server(
    app: Flask, host: str, port: int, threads: int = DEFAULT_THREADS, patience: Patience | None = None
) -> Server:
    """A server bound to its port; `run()` serves, `stop()` ends it, `close()` lets go. Port 0 takes a free one."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except (OSError, OverflowError) as error:
        raise CallError(_explain(error, host, port)) from error
    try:
        server = _make_server(app, listening, threads, patience or Patience())
    except BaseException:
        listening.close()
        raise
    app.extensions[SERVER] = server
    return server


def serve_forever(
    app: Flask,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    threads: int = DEFAULT_THREADS,
    patience: Patience | None = None,
    ready: Callable[[str, Server], None] | None = None,
) -> None:
    """Serve until stopped. `ready` is told the address, and the server, once the port is ours."""
    give_memory_back()
    server = open_server(app, host, port, threads, patience)
    try:
        if ready:
            shown = f"[{host}]" if ":" in host else host
            ready(f"http://{shown}:{server.effective_port}/", server)
        server.run()
    finally:
        server.close()


def allow_files(connections: int) -> int:
    """Raise this process's limit of open files where it may be. How many connections there is room for."""
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


def _make_server(app: Flask, listening: socket.socket, threads: int, patience: Patience) -> Server:
    body_bytes = app.config["MAX_CONTENT_LENGTH"]
    adjustments = Adjustments(
        sockets=[listening],
        threads=threads,
        # Without looking ahead, a client that leaves is not noticed before its answer is written.
        channel_request_lookahead=1,
        outbuf_high_watermark=_BUFFER_BYTES,
        max_request_body_size=body_bytes,
        max_request_header_size=body_bytes + _HEADER_BYTES,
        backlog=_BACKLOG,
        ident=None,
        # What proxies add is read in reception.py, where it is known how many of them to trust.
        clear_untrusted_proxy_headers=False,
        log_socket_errors=False,
    )
    dispatcher = ThreadedTaskDispatcher()
    dispatcher.set_thread_count(threads)
    return Server(
        app,
        {},
        _sock=listening,
        dispatcher=dispatcher,
        adj=adjustments,
        sockinfo=(listening.family, listening.type, listening.proto, listening.getsockname()),
        bind_socket=False,
        patience=patience,
        at_hand=app.extensions.get(AT_HAND),
    )


def _explain(error: Exception, host: str, port: int) -> str:
    number = getattr(error, "errno", 0)
    if number == errno.EADDRINUSE:
        return f"Port {port} on {host} is in use. Stop the program that has it, or take another: --port {port + 1}."
    if number == errno.EACCES:
        return f"Port {port} may not be used by this user. Take one above 1023, for example --port 8000."
    return f"Nothing can listen on {host}, port {port}: {getattr(error, 'strerror', None) or error}."
