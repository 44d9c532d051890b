"""The configuration of a worker process, passed to it as JSON on its command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib import import_module
from typing import IO, Any, cast

from solidarity_graph.sparql.pool.frames import QueryRequest

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
    guards     the guards against the network, in the order in which they are tried.
    network    True if the handler needs the network: then no guard is applied.
    """

    handler: str
    arguments: tuple[Any, ...] = ()
    guards: tuple[str, ...] = ()
    network: bool = False

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
