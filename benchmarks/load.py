"""Many requests at once: wrk where it is installed, else a client of our own, which costs more."""

from __future__ import annotations

import json
import re
import resource
import shutil
import subprocess
import sys
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from benchmarks.asking import Endpoint
from benchmarks.questions import ROWS, SMALL

_SCRIPT = Path(__file__).with_name("distinct.lua")
_OVERTIME = 30.0
# Numbers never come twice in a run, so that no query text does.
_FIRST_NUMBERS = count(100_000_000, 100_000_000)


@dataclass(frozen=True, slots=True)
class Rate:
    """What was answered in a second, how long an answer took, and what the client itself cost a request."""

    a_second: float
    p50: float
    p99: float
    failed: int
    client_microseconds: float


def generator() -> str:
    """Who sends the requests."""
    program = shutil.which("wrk")
    if not program:
        return "a client of our own in Python (wrk is not installed)"
    words = subprocess.run([program, "-v"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"wrk (\S+)", words)
    return f"wrk {found[1] if found else ''}".strip()


def small_queries(endpoint: Endpoint, events: int, *, clients: int, seconds: float) -> Rate:
    """Questions of one row, no two of which have the same text."""
    head, middle, tail = SMALL.parts()
    first = next(_FIRST_NUMBERS)
    return _run(endpoint, [f"{endpoint.path}?query={head}", str(events), str(first), middle, tail], clients, seconds)


def same_address(endpoint: Endpoint, path: str, *, clients: int, seconds: float) -> Rate:
    """One address, again and again."""
    return _run(endpoint, [path, "1", "0"], clients, seconds)


def _run(endpoint: Endpoint, arguments: list[str], clients: int, seconds: float) -> Rate:
    program = shutil.which("wrk")
    if program:
        shape = [f"-t{min(2, clients)}", f"-c{clients}", f"-d{seconds:g}s", "--timeout", "10s"]
        command = [program, *shape, "-H", f"Accept: {ROWS}", "-s", str(_SCRIPT), endpoint.address, "--", *arguments]
    else:
        settings = [str(endpoint.port), str(clients), f"{seconds:g}", ROWS]
        command = [sys.executable, "-m", "benchmarks.client", *settings, *arguments]
    before = _children_seconds()
    output = subprocess.run(command, check=True, capture_output=True, text=True, timeout=seconds + _OVERTIME).stdout
    spent = _children_seconds() - before
    found = json.loads(output.strip().splitlines()[-1])
    answered = max(found["requests"] - found["failed"], 0)
    each = 1e6 * spent / max(found["requests"], 1)
    return Rate(answered / found["seconds"], found["p50"], found["p99"], found["failed"], each)


def _children_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
