"""What a worker on Linux may not do, whatever a query makes of the engine: reach a network, leave a core dump, live on.

The network is cut once, in the zygote, before anything is forked: workers are born without one, in the time of a bare
fork, and no snapshot is open yet.
"""

from __future__ import annotations

import contextlib
import os
import platform
import resource
import signal
from collections.abc import Sequence
from pathlib import Path

from solidarity_graph.sparql.interface import GUARDS
from solidarity_graph.sparql.pool import seccomp, system


def cut_network(guards: Sequence[str]) -> str:
    """Cut this process, and all that it forks, off from every network; the name of the guard that did it, or ''."""
    system.forbid_privileges()
    for name in guards:
        if (_enter_empty_namespace() if name == GUARDS[0] else _set_filter()) and not system.reaches_loopback():
            return name
    return ""


def _enter_empty_namespace() -> bool:
    # Root needs no namespace of users; others get the right to a network namespace with it. In containers either may
    # be forbidden.
    return system.unshare(system.CLONE_NEWNET) or system.unshare(system.CLONE_NEWUSER | system.CLONE_NEWNET)


def _set_filter() -> bool:
    machine = seccomp.MACHINES.get(platform.machine())
    return machine is not None and system.set_filter(seccomp.refuse_network(machine))


def confine(parent: int) -> None:
    """Bind this freshly forked worker to the process that forked it, and close it to others."""
    system.die_with_parent(signal.SIGKILL)
    if os.getppid() != parent:  # it died before the line above
        os._exit(1)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError):
        # When memory runs out all over the machine, a worker is the one to go, not the server.
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    system.forbid_inspection()
