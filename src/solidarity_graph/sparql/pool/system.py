"""The few calls to Linux that Python 3.11 has no function for."""

from __future__ import annotations

import ctypes
import errno
import os
import socket

CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2

_libc = ctypes.CDLL(None, use_errno=True)


def unshare(flags: int) -> bool:
    """Leave the parent's namespaces; False where the system forbids it."""
    return bool(_libc.unshare(ctypes.c_int(flags)) == 0)


def die_with_parent(signal_number: int) -> None:
    """Be sent this signal as soon as the process that forked this one has ended, however it ended."""
    _control(_PR_SET_PDEATHSIG, signal_number)


def forbid_inspection() -> None:
    """No core dump, and no debugger of another process of the same user."""
    _control(_PR_SET_DUMPABLE, 0)


def forbid_privileges() -> None:
    """Nothing that is executed from here on gains rights by being executed."""
    _control(_PR_SET_NO_NEW_PRIVS, 1)


def set_filter(program: bytes) -> bool:
    """Put a seccomp filter on this process and all that it forks, for good; False where the system has none."""

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))

    filled = Program(len(program) // 8, program)
    return bool(_prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(filled)) == 0)


def reaches_loopback() -> bool:
    """Whether an address on this machine has a route from here. Nothing is sent: UDP only looks the route up."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("127.0.0.1", 9))
    except OSError:
        return False
    return True


def _control(option: int, value: int) -> None:
    if _prctl(option, value, 0) != 0:
        number = ctypes.get_errno() or errno.EPERM
        raise OSError(number, os.strerror(number))


def _prctl(option: int, second: int, third: int) -> int:
    # prctl takes any number of longs: each must be passed as one.
    arguments = (ctypes.c_ulong(value) for value in (second, third, 0, 0))
    return int(_libc.prctl(ctypes.c_int(option), *arguments))
