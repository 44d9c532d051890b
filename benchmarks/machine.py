"""What the figures were taken on."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from pathlib import Path

from benchmarks.load import generator

_OURS = ("solidarity-graph", "pyoxigraph", "flask", "waitress")


def describe_machine() -> str:
    """Cores, memory, processor, system."""
    gib = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / (1 << 30)
    system = f"{platform.system()} {platform.release().split('-')[0]}"
    return f"{len(os.sched_getaffinity(0))} cores, {gib:.0f} GiB; {_processor()}; {system}"


def versions(peers: dict[str, str]) -> str:
    """Of everything that makes the figures."""
    ours = {name: importlib.metadata.version(name) for name in _OURS if _is_installed(name)}
    named = ", ".join(f"{name} {version}" for name, version in (ours | peers).items())
    return f"Python {platform.python_version()}, {named}; load from {generator()}"


def _is_installed(name: str) -> bool:
    try:
        importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
