"""The C library's allocator, told to give memory back.

Measured over the hostile suite: what Python holds stays the same, and the cache fills as it may (66 MiB); but glibc
kept 150 MiB more in holes between the answers in the cache, since after the first large block is freed it takes blocks
of up to 32 MiB from its heaps too. With a fixed limit large blocks are the system's own, and gone when they are freed.
"""

from __future__ import annotations

import ctypes
from contextlib import suppress

# https://man7.org/linux/man-pages/man3/mallopt.3.html
_M_MMAP_THRESHOLD = -3
_M_ARENA_MAX = -8
_LARGE_BYTES = 64 << 10  # above the frames of an answer, which come and go quickly
_ARENAS = 2  # Python runs one thread at a time: sixteen heaps only hold sixteen times as many holes


def give_memory_back() -> None:
    """For this process and from now on. Elsewhere than with glibc it changes nothing."""
    with suppress(AttributeError, OSError, TypeError):
        library = ctypes.CDLL(None)
        library.mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
        library.mallopt(_M_ARENA_MAX, _ARENAS)
