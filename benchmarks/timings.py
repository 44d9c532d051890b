"""How long one question takes when nobody else asks: the ten representative ones, and very many rows."""

from __future__ import annotations

import json
import statistics
import time
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count

from benchmarks.asking import Reply, ask
from benchmarks.plan import Plan
from benchmarks.questions import GRAPH, REPRESENTATIVE, ROWS, many_rows, representative
from benchmarks.servers import Contender, NotReadyError, PeakMemory, Server, memory

_runs = count(1)
_ENOUGH_MS = 4000.0  # no more repeats of a question that has taken this long altogether
_MANY_ROWS_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Timing:
    """The median in milliseconds, or why there is none; and the rows, to see that all gave the same answer."""

    ms: float | None
    rows: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class ManyRows:
    """Medians in milliseconds, the answer's size, and MiB of the server's processes before and at most during it."""

    first: float
    total: float
    mib: float
    memory_before: float
    memory_during: float


def time_queries(contender: Contender, plan: Plan) -> dict[str, Timing]:
    """Each of the ten. A server that misses one is started anew for the next: it may be at work still."""
    found = {}
    with ExitStack() as block:
        server = block.enter_context(contender.open(plan.patience))
        for name in REPRESENTATIVE:
            found[name] = _time(server, name, plan)
            if found[name].ms is None and not contender.ours:
                block.close()
                server = block.enter_context(contender.open(plan.patience))
    return found


def time_many_rows(server: Server, plan: Plan) -> ManyRows:
    """All rows as JSON, several times: first by the clock, then watching the memory, which takes time itself."""
    before = memory(server)
    replies = [_ask_for_rows(server, plan) for _ in range(plan.repeats)]
    with PeakMemory(server) as peak:
        _ask_for_rows(server, plan)
    return ManyRows(
        first=statistics.median(reply.first for reply in replies),
        total=statistics.median(reply.total for reply in replies),
        mib=len(replies[0].body) / (1 << 20),
        memory_before=before,
        memory_during=peak.mib,
    )


def _ask_for_rows(server: Server, plan: Plan) -> Reply:
    reply = ask(server.endpoint, many_rows(plan.rows, next(_runs)), ROWS, seconds=_MANY_ROWS_SECONDS)
    if not reply.good:
        raise NotReadyError(f"{server.name} gave {plan.rows} rows with status {reply.status} or not whole")
    return reply


def _time(server: Server, name: str, plan: Plan) -> Timing:
    accept = GRAPH if REPRESENTATIVE[name].startswith("CONSTRUCT") else ROWS
    took: list[float] = []
    while len(took) < plan.repeats and sum(took) < _ENOUGH_MS:
        began = time.perf_counter()
        # A little longer than the limit, so that a server which keeps it has the word.
        reply = ask(server.endpoint, representative(name, next(_runs)), accept, seconds=plan.patience + 1)
        if not reply.good:
            spent = time.perf_counter() - began
            return Timing(None, why=f"status {reply.status}" if reply.status else f"none in {spent:.0f} s")
        took.append(reply.total)
    return Timing(statistics.median(took), rows=_rows(reply) if accept == ROWS else None)


def _rows(reply: Reply) -> int:
    return len(json.loads(reply.body)["results"]["bindings"])
