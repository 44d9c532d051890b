"""The store of a snapshot: queries are answered by a pool of worker processes that have the snapshot open."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from solidarity_graph.errors import ReleaseError
from solidarity_graph.release import Release
from solidarity_graph.schema.namespaces import NAMESPACES
from solidarity_graph.sparql.interface import Store
from solidarity_graph.sparql.pool.answer import Answer
from solidarity_graph.sparql.pool.dispatcher import Dispatcher
from solidarity_graph.sparql.pool.statistics import StoreStatus
from solidarity_graph.sparql.pool.worker_config import GUARDS, WorkerConfig
from solidarity_graph.sparql.pool.worker_pool import WorkerPool
from solidarity_graph.sparql.pool.worker_protocol import QueryRequest
from solidarity_graph.sparql.snapshot.cache import lock_snapshot, snapshot_for
from solidarity_graph.sparql.snapshot.description import describe_snapshot
from solidarity_graph.sparql.snapshot.integrity import SnapshotIntegrity

SPARES = 1
"""The default number of spare workers, ready to replace one that was killed."""
IN_MEMORY_QUADS = 300_000
"""The default bound on snapshots that are held in memory: 1 GiB with nine workers. A quad takes some 310 bytes, once
for all workers, and again in each worker whose queries have read it: the engine counts references in the quad itself,
and so writes to pages that were shared until then."""
_HANDLER = "solidarity_graph.sparql.snapshot.query_engine:prepare_handler"


class SnapshotStore(Store):
    """The `Store` of the snapshot in `folder`.

    workers        the number of queries answered at a time. A worker uses one core.
    spares         workers that have opened the snapshot and replace one that was killed at once. Each takes a few
                   megabytes.
    queue_size     the number of queries that may wait for a worker; further ones are refused at once, for a longer
                   queue only makes all of them late.
    in_memory_quads
                   a snapshot of at most so many quads is held in memory on Linux, a larger one is read from disk.
                   A triple counts in each of its graphs, and once in the default graph. 0: always from disk.
    prefixes       abbreviate IRIs in Turtle and RDF/XML.
    environment    of the workers, which inherit no other: the variables that this interpreter needs in order to run,
                   such as LD_LIBRARY_PATH.
    service_hosts  hosts that a query may name with SERVICE, as `host` or `host:port`. If there are any, workers keep
                   the network.
    unguarded      True to serve even where no guard cuts workers off from the network.
    guards         against the network, on Linux, in the order in which they are tried.
    rebuild        makes the snapshot anew if it is damaged or gone while it is served; until then, queries fail.
    """

    def __init__(
        self,
        folder: Path,
        *,
        workers: int = 2,
        spares: int = SPARES,
        queue_size: int = 32,
        in_memory_quads: int = IN_MEMORY_QUADS,
        prefixes: Mapping[str, str] | None = None,
        environment: Mapping[str, str] | None = None,
        service_hosts: Sequence[str] = (),
        unguarded: bool = False,
        guards: Sequence[str] = GUARDS,
        rebuild: Callable[[], object] | None = None,
    ) -> None:
        description = describe_snapshot(folder)
        # Elsewhere workers are not forked, and each would have a copy of its own.
        in_memory = sys.platform == "linux" and 0 < description.quads + description.triples <= in_memory_quads
        self.arrangement = "memory" if in_memory else "disk"
        arguments = (str(folder), description.sha256, dict(prefixes or {}), tuple(service_hosts), in_memory)
        self._integrity = SnapshotIntegrity(folder, description, self._reopen, rebuild=rebuild)
        self._folder = folder
        self._lock = lock_snapshot(folder)
        with contextlib.ExitStack() as opened:
            opened.callback(self._unlock)
            opened.callback(self._integrity.close)
            self._pool = WorkerPool(
                WorkerConfig(_HANDLER, arguments, guards=() if service_hosts else tuple(guards)),
                size=workers,
                spares=spares,
                queue_size=queue_size,
                database_state=self._integrity.file_states,
                environment=environment or {},
                unguarded=unguarded or bool(service_hosts),
            )
            opened.callback(self._pool.close)
            self._opened = opened.pop_all()
        self._dispatcher = Dispatcher(self._pool, self._integrity.explain)
        super().__init__(self._pool.counters)

    def _answer(self, request: QueryRequest, gone: Callable[[], bool] | None) -> Answer:
        self._integrity.check()
        return self._dispatcher.answer(request, gone)

    def status(self) -> StoreStatus:
        """Check every file of the snapshot, start missing workers, and return the state."""
        try:
            self._integrity.check_files(wait=False)  # reading large files takes long, and many may ask for the status
        except ReleaseError as fault:
            return self._pool.status(fault)
        self._pool.replace_ended()
        return self._pool.status(self._integrity.fault)

    def close(self) -> None:
        """Kill every worker. Answers that are being read break."""
        self._opened.close()

    def _unlock(self) -> None:
        self._lock.close()  # the present one

    def _reopen(self) -> None:
        before = self._lock
        self._lock = lock_snapshot(self._folder)  # a snapshot that was made anew has other files
        before.close()
        self._pool.restart_all()


def open_store(
    release: Release, *, cache: Path | None = None, environment: Mapping[str, str] | None = None, **options: Any
) -> SnapshotStore:
    """Return a store over a snapshot of the release, made on first use and again after damage.

    options  those of `SnapshotStore`.
    """

    def make() -> Path:
        release.verify(release.nquads.name)
        return snapshot_for(release.nquads, cache, environment)

    return SnapshotStore(make(), prefixes=NAMESPACES, environment=environment, rebuild=make, **options)
