"""Processes that are ours to end but not always our children."""

from __future__ import annotations

import contextlib
import os
import select
import signal

from solidarity_graph.sparql import SnapshotStore
from solidarity_graph.sparql.pool.fork_client import ForkClient


def pids(store: SnapshotStore) -> set[int]:
    """Of its workers, spares among them."""
    return {worker.pid for worker in store._pool._workers}


def fork_server(store: SnapshotStore) -> int:
    """The process from which its workers are forked."""
    launcher = store._pool._launcher
    assert isinstance(launcher, ForkClient)
    assert launcher._process
    return launcher._process.pid


def wait_for_death(pid: int) -> None:
    """Until the process has ended."""
    with contextlib.suppress(ProcessLookupError, ChildProcessError):
        if hasattr(os, "pidfd_open"):
            handle = os.pidfd_open(pid)
            ended = select.select([handle], [], [], 10)[0]
            os.close(handle)
            assert ended, f"process {pid} runs on"
        else:
            os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)


def end(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    wait_for_death(pid)
