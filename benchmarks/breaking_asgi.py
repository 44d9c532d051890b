"""The application of `benchmarks.breaking` for ASGI servers, by a2wsgi. An event tells it that the client has left."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from a2wsgi import WSGIMiddleware  # type: ignore[import-not-found]  # installed beside the servers alone

from benchmarks.breaking import LEFT
from benchmarks.breaking import app as wsgi_app

_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]


def _with_chunks(environ: dict[str, Any], start_response: Any) -> Any:
    """Tell Werkzeug that the body ends by itself: a2wsgi does not, and Werkzeug takes chunked bodies for empty ones."""
    return wsgi_app(environ | {"wsgi.input_terminated": True}, start_response)


_inner = WSGIMiddleware(_with_chunks, workers=64)


async def app(scope: _Message, receive: _Receive, send: _Send) -> None:
    """Serve the request, and meanwhile wait for the message `http.disconnect`."""
    if scope["type"] != "http":
        await _inner(scope, receive, send)
        return
    messages: asyncio.Queue[_Message] = asyncio.Queue(1)
    left = threading.Event()

    async def read_ahead() -> None:
        while not left.is_set():
            message = await receive()
            if message["type"] == "http.disconnect":
                left.set()
            await messages.put(message)

    reading = asyncio.create_task(read_ahead())
    try:
        await _inner({**scope, LEFT: left}, messages.get, send)
    finally:
        reading.cancel()
