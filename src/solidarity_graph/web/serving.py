"""The application behind waitress: a body that breaks off is seen as broken, a client that leaves is seen to leave."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from typing import Any

import waitress
from flask import Flask

from solidarity_graph.errors import CallError

# What a slow reader may leave in our memory before its thread waits for it.
_BUFFER_BYTES = 1 << 20


def open_server(app: Flask, host: str, port: int, threads: int = 8) -> Any:
    """A server bound to its port; `run()` serves, `close()` ends. Port 0 takes a free one (`effective_port`)."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        raise CallError(_explain(error, host, port)) from error
    try:
        return waitress.create_server(
            app,
            sockets=[listening],
            threads=threads,
            # Without looking ahead, a client that leaves is not noticed before its answer is written.
            channel_request_lookahead=1,
            outbuf_high_watermark=_BUFFER_BYTES,
            max_request_body_size=app.config["MAX_CONTENT_LENGTH"],
            ident=None,
            clear_untrusted_proxy_headers=True,
        )
    except BaseException:
        listening.close()
        raise


def serve_forever(
    app: Flask,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    threads: int = 8,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serve until interrupted. `ready` is told the address once the port is ours."""
    server = open_server(app, host, port, threads)
    try:
        if ready:
            shown = f"[{host}]" if ":" in host else host
            ready(f"http://{shown}:{server.effective_port}/")
        server.run()
    finally:
        server.close()


def _explain(error: Exception, host: str, port: int) -> str:
    number = getattr(error, "errno", 0)
    if number == errno.EADDRINUSE:
        return f"Port {port} on {host} is in use. Stop the program that has it, or take another: --port {port + 1}."
    if number == errno.EACCES:
        return f"Port {port} may not be used by this user. Take one above 1023, for example --port 8000."
    return f"Nothing can listen on {host}, port {port}: {getattr(error, 'strerror', None) or error}."
