"""The seccomp filter that makes network system calls fail, for systems without network namespaces.

A filter is a program in classic BPF, which reads the number of a system call and the architecture it was made for. https://docs.kernel.org/userspace-api/seccomp_filter.html
"""

from __future__ import annotations

import errno
import struct
from dataclasses import dataclass

_LOAD = 0x20  # a word of the call's description: its number is at 0, its architecture at 4
_IF_EQUAL = 0x15
_IF_AT_LEAST = 0x35
_RETURN = 0x06
_ALLOW = 0x7FFF0000
_FAIL = 0x00050000 | errno.EACCES


@dataclass(frozen=True, slots=True)
class Machine:
    """A processor architecture, and the numbers of the system calls that are refused on it.

    Refused are socket, connect, bind, listen, accept, accept4; io_uring_setup, whose rings open sockets without any of
    these; pidfd_getfd and ptrace, which could take an open socket from another process. socketpair is allowed: it
    reaches no network.
    """

    architecture: int
    refused: tuple[int, ...]
    other_numbers_from: int = 0
    """Where a second set of numbers for the same calls begins, if there is one."""


MACHINES = {
    "x86_64": Machine(0xC000003E, (41, 42, 49, 50, 43, 288, 425, 438, 101), other_numbers_from=0x40000000),
    "aarch64": Machine(0xC00000B7, (198, 203, 200, 201, 202, 242, 425, 438, 117)),
}


def refuse_network(machine: Machine) -> bytes:
    """Return the BPF program that makes the refused calls fail, and all calls of another architecture (32-bit)."""
    tests = [(_IF_EQUAL, number) for number in machine.refused]
    if machine.other_numbers_from:
        tests.insert(0, (_IF_AT_LEAST, machine.other_numbers_from))
    fail = 3 + len(tests) + 1  # the last instruction: jumps count from the one after their own
    lines = [
        _instruction(_LOAD, 4),
        _instruction(_IF_EQUAL, machine.architecture, no=fail - 2),
        _instruction(_LOAD, 0),
        *(_instruction(code, value, yes=fail - place - 1) for place, (code, value) in enumerate(tests, 3)),
        _instruction(_RETURN, _ALLOW),
        _instruction(_RETURN, _FAIL),
    ]
    return b"".join(lines)


def _instruction(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("=HBBI", code, yes, no, value)
