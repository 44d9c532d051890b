"""Settings of the memory allocator of glibc for a process with many threads; other C libraries are left alone."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Callable

_M_ARENA_MAX = -8  # of malloc.h: https://man7.org/linux/man-pages/man3/mallopt.3.html


def share_one_arena() -> None:
    """Let all threads that start from now on allocate from one arena.

    By default there are eight for each core, and each keeps what was freed in it. Threads that run Python wait for the
    interpreter's own lock anyway.
    """
    if mallopt := _function("mallopt"):
        mallopt(_M_ARENA_MAX, 1)


def return_freed_memory() -> None:
    """Collect garbage and give freed memory back to the system, also where memory in use lies behind it."""
    gc.collect()
    if malloc_trim := _function("malloc_trim"):
        malloc_trim(0)


def _function(name: str) -> Callable[..., int] | None:
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
