"""Sorts lines without keeping all of them in memory: an external merge sort."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from heapq import merge
from itertools import groupby, islice
from pathlib import Path
from typing import Any

RUN = 500_000
"""The number of lines that are sorted in memory at a time: some 200 MB."""

SortKey = Callable[[bytes], Any]


def sorted_lines(lines: Iterable[bytes], folder: Path, key: SortKey | None = None, run: int = RUN) -> Iterator[bytes]:
    """Yield the lines sorted, without duplicates. Runs of `run` lines are kept in temporary files in `folder`.

    key  the sort key of a line; by default its bytes.
    """
    source = iter(lines)
    with ExitStack() as files:
        runs: list[Iterable[bytes]] = []
        while some := sorted({*islice(source, run)}, key=key):
            file = files.enter_context(tempfile.TemporaryFile(dir=folder))
            file.writelines(some)
            file.seek(0)
            runs.append(file)
        yield from (line for line, _ in groupby(merge(*runs, key=key)))
