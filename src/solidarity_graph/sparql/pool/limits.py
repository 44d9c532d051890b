"""Limits on one query: time, memory, sizes, waiting time and nesting."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may cost.

    seconds          from the moment a worker has the query until the last byte has been taken from it. Ten is beyond
                     what a person waits for, and well beyond the slowest saved query.
    memory_bytes     what a worker may allocate on top of what it holds when idle: sorts and DISTINCT keep every row.
    output_bytes     the whole answer: several times the whole dataset, so that only runaway products exceed it.
    query_bytes      the text of the query in UTF-8: no query written by a person comes near 64 KiB.
    waiting_seconds  in the queue for a worker. A client that has to wait longer does better to come back later.
    nesting          brackets of all kinds open at a time. The saved queries and the standard's own test suite stay
                     within 10; the engine's work grows faster than the square of the depth (50 levels of `[` cost it a
                     tenth of a second, 100 more than one), and from somewhere past 400 it dies.
    """

    seconds: float = 10.0
    memory_bytes: int = 1 << 30
    output_bytes: int = 64 << 20
    query_bytes: int = 64 << 10
    waiting_seconds: float = 5.0
    nesting: int = 64


DEFAULT_LIMITS = Limits()
