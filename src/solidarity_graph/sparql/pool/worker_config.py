"""The configuration of a worker process, passed to it as JSON on its command line, and its environment."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from importlib import import_module
from typing import IO, Any, cast

from solidarity_graph.sparql.pool.worker_protocol import QueryRequest

GUARDS = ("namespace", "seccomp")
"""Ways to cut a worker on Linux off from the network, the preferred one first."""

Handler = Callable[[QueryRequest, IO[bytes]], None]
"""Answers one request by writing frames to a stream, or raises a SolidarityGraphError."""

HandlerFactory = Callable[[], Handler]
"""Each worker calls it once, and gets its `Handler` or a ReleaseError."""


@dataclass(frozen=True, slots=True)
class WorkerConfig:
    """What a worker runs, and how it is isolated.

    handler    the import path, as `package.module:function`, of a function that takes `arguments` and returns a
               `HandlerFactory`. Where there is a fork server, it calls this function once, and workers share the
               memory of what it loads. It must not start threads.
    arguments  of that function, as JSON values.
    guards     the guards against the network, in the order in which they are tried; none if it may use it.
    """

    handler: str
    arguments: tuple[Any, ...] = ()
    guards: tuple[str, ...] = ()

    def prepare(self) -> HandlerFactory:
        """Import the function that `handler` names, and call it with `arguments`."""
        module, _, name = self.handler.partition(":")
        return cast("HandlerFactory", getattr(import_module(module), name)(*self.arguments))

    def to_json(self) -> str:
        """Return the configuration as one command-line argument."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, argument: str) -> WorkerConfig:
        """Read the configuration from the command-line argument that `to_json` returns."""
        fields: dict[str, Any] = json.loads(argument)
        return cls(**fields | {name: tuple(fields[name]) for name in ("arguments", "guards")})


def worker_environment(given: Mapping[str, str]) -> dict[str, str]:
    """Return the environment variables of workers and of the process that forks them.

    These are the `given` ones, and fixed values for PYTHONPATH, PYTHONUTF8, RUST_BACKTRACE and MALLOC_ARENA_MAX.
    """
    # Workers must find the same packages as their parent process and nothing else: `-P` keeps the current folder out.
    path = os.pathsep.join(entry for entry in sys.path if entry)
    # One arena: only one thread allocates much, and each further arena takes 64 MiB off the address space that a query
    # may use, and some milliseconds off the start.
    return {**given, "PYTHONPATH": path, "PYTHONUTF8": "1", "RUST_BACKTRACE": "0", "MALLOC_ARENA_MAX": "1"}
