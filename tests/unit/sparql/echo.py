"""A handler that knows nothing of snapshots."""

from __future__ import annotations

from typing import IO

from solidarity_graph.sparql.pool.worker_config import HandlerFactory
from solidarity_graph.sparql.pool.worker_protocol import FrameWriter, QueryRequest


def prepare_handler(greeting: str) -> HandlerFactory:
    def answer(request: QueryRequest, stream: IO[bytes]) -> None:
        writer = FrameWriter(stream, "text/plain", request.limits.output_bytes)
        writer.write(f"{greeting}, {request.query}".encode())
        writer.finish()

    return lambda: answer
