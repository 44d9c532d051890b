"""Isolation of worker processes on Linux: no network, no core dumps, no life after the parent process.

The network is cut once, in the fork server, before it forks workers: they inherit that in the time of a bare fork, and
no database is open yet.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import platform
import resource
import signal
import socket
from collections.abc import Sequence
from pathlib import Path

from solidarity_graph.sparql.pool import seccomp
from solidarity_graph.sparql.pool.worker_config import GUARDS

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2

_libc = ctypes.CDLL(None, use_errno=True)


def cut_network(guards: Sequence[str]) -> str:
    """Cut this process and its children off from every network, with the first of the `guards` that works.

    Return the name of that guard; an empty string if none works.
    """
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    for name in guards:
        if (_enter_empty_namespace() if name == GUARDS[0] else _set_filter()) and not _reaches_loopback():
            return name
    return ""


def confine(parent: int) -> None:
    """Let this newly forked worker end with `parent`, the process that forked it; forbid core dumps and inspection."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # the parent died before the line above
        os._exit(1)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError):
        # When memory runs out all over the machine, a worker is the process to kill, not the server.
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    _prctl(_PR_SET_DUMPABLE, 0)


def _enter_empty_namespace() -> bool:
    # Root needs no user namespace; other users get the right to a network namespace with it. In containers either may
    # be forbidden.
    return any(_libc.unshare(ctypes.c_int(flags)) == 0 for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET))


def _set_filter() -> bool:
    machine = seccomp.MACHINES.get(platform.machine())
    if machine is None:
        return False
    program = seccomp.refuse_network(machine)

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))

    filled = Program(len(program) // 8, program)
    try:
        _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(filled))
    except OSError:
        return False
    return True


def _reaches_loopback() -> bool:
    # Nothing is sent: connecting a UDP socket only looks up the route.
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("127.0.0.1", 9))
    except OSError:
        return False
    return True


def _prctl(option: int, second: int, third: int = 0) -> None:
    # prctl takes any number of longs: each must be passed as one.
    arguments = (ctypes.c_ulong(value) for value in (second, third, 0, 0))
    if _libc.prctl(ctypes.c_int(option), *arguments) != 0:
        number = ctypes.get_errno() or errno.EPERM
        raise OSError(number, os.strerror(number))
