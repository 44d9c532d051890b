"""Settings of memory for the server: of the allocator, where it is that of glibc, and of the garbage collector."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Callable

_NEW_OBJECTS = 10_000  # those of a page or two
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


def collect_seldom() -> None:
    """Let garbage be collected among what was made since this call, and after 10,000 new objects instead of 700.

    A page makes thousands, which nearly all go with it: looking through them, and through the program, took a fifth of
    its time.
    """
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)


def _function(name: str) -> Callable[..., int] | None:
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
