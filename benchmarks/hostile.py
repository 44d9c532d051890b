"""A dozen queries that stop servers, one after the other: is each contained half a second past the limit?

Contained is a whole answer, an error status, or a connection broken off, in time, from a server that answers a trivial
question within a second afterwards. An answer of status 200 that is not JSON to its end is not: its reader is misled.
"""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import dataclass

from benchmarks.asking import Reply, ask
from benchmarks.plan import Plan
from benchmarks.questions import HOSTILE, ROWS
from benchmarks.servers import Contender, own_memory

_AFTER_LIMIT = 0.5


@dataclass(frozen=True, slots=True)
class Hostility:
    """What each query led to, "" where it was contained; and how the server's first process grew, in MiB."""

    failures: dict[str, str]
    growth: float

    @property
    def contained(self) -> int:
        """How many were."""
        return sum(not failure for failure in self.failures.values())


def attack(contender: Contender, plan: Plan) -> Hostility:
    """All of them. A server that one of them stops is started anew for the next."""
    failures, growth = {}, 0.0
    with ExitStack() as block:
        server = block.enter_context(contender.open(plan.hostile_limit))
        before = own_memory(server.process.pid)
        for name, query in HOSTILE.items():
            seconds = plan.hostile_limit + _AFTER_LIMIT
            failure = _judge(ask(server.endpoint, query, ROWS, seconds=seconds), seconds)
            alive = server.alive()
            growth = max(growth, own_memory(server.process.pid) - before)
            failures[name] = failure if alive else f"{failure or 'answered'}; the server stopped answering"
            if failures[name] and not contender.ours:
                block.close()
                server = block.enter_context(contender.open(plan.hostile_limit))
    return Hostility(failures, growth)


def _judge(reply: Reply, seconds: float) -> str:
    if reply.total > 1000 * seconds:
        return "not in time"
    if reply.status == 200 and reply.whole and not _is_json(reply.body):
        return "200 with a broken body"
    return ""


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except ValueError:
        return False
    return True
