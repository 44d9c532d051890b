"""Memory of a process with many threads: none is kept that nothing uses."""

from __future__ import annotations

import gc
import mmap
import subprocess
import sys
from pathlib import Path

import pytest

from solidarity_graph.cli.allocator import collect_seldom, return_freed_memory

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the allocator is that of glibc")

_THREADS = """
import mmap
import threading
from pathlib import Path
from solidarity_graph.cli.allocator import share_one_arena

def reserved():
    return int(Path("/proc/self/statm").read_text().split()[0])

def allocate():
    bytearray(5000)
    ready.wait()
    done.wait()

{first}
threads = 6
ready, done = threading.Barrier(threads + 1), threading.Barrier(threads + 1)
threading.stack_size(1 << 20)
before = reserved()
for _ in range(threads):
    threading.Thread(target=allocate).start()
ready.wait()
print((reserved() - before) * mmap.PAGESIZE >> 20)
done.wait()
"""


def _reserved_by_threads(first: str) -> int:
    """Return the MiB of address space that six threads take: an arena reserves 64 of them."""
    program = [sys.executable, "-c", _THREADS.format(first=first)]
    return int(subprocess.run(program, capture_output=True, check=True, text=True).stdout)


def test_threads_share_one_arena():
    assert _reserved_by_threads("share_one_arena()") < 64 <= _reserved_by_threads("")


def test_freed_memory_goes_back_to_the_system_also_from_between_what_is_in_use():
    pieces = [bytearray(2000) for _ in range(20_000)]  # 40 MB, and the last piece stays
    before = _resident()
    del pieces[:-1]
    return_freed_memory()
    assert before - _resident() > 30 << 20


def test_the_program_s_own_objects_are_not_looked_through_again():
    before = gc.get_threshold()  # that of these tests, see conftest.py
    gc.set_threshold(700)
    gc.unfreeze()
    collect_seldom()
    try:
        assert gc.get_freeze_count() > 10_000
        assert gc.get_threshold()[0] > 700
    finally:
        gc.set_threshold(*before)


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * mmap.PAGESIZE
