"""The right way to start workers on this system."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from solidarity_graph.sparql.pool.launcher import Starter
from solidarity_graph.sparql.pool.spawning import Spawning
from solidarity_graph.sparql.pool.worker_config import Duty


def open_starter(duty: Duty, environment: Mapping[str, str], *, unguarded: bool) -> Starter:
    """Forks of a zygote without a network where there is Linux; elsewhere programs, with the deadline alone."""
    if sys.platform != "linux":
        return Spawning(duty, environment)
    from solidarity_graph.sparql.pool.fork_client import Nursery

    return Nursery(duty, environment, unguarded=unguarded)
