"""Executors, which apply a function to the parts of a build: one after another, or in several processes."""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import Protocol, TypeVar

from solidarity_graph.errors import SolidarityGraphError

T = TypeVar("T")
R = TypeVar("R")
_FEW = 2000
"""Up to this number of claims, a single process is faster than the start of several."""


class Executor(Protocol):
    """Applies a function without side effects to items, and yields the results in the order of the items."""

    def __call__(self, function: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        """Yield the result for each item."""
        ...


def one_by_one(function: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
    """The executor without processes: apply the function here, to each item when its result is requested."""
    return map(function, items)


def in_processes(count: int) -> Executor:
    """Return an executor that uses `count` processes, or only this one if `count` is less than two.

    Functions and items are pickled. The executor raises SolidarityGraphError if a process is killed.
    """

    def run(function: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        if count < 2 or not items:
            yield from one_by_one(function, items)
            return
        try:
            with ProcessPoolExecutor(min(count, len(items)), _context(), _start_worker) as pool:
                yield from pool.map(partial(_apply, function), items)
        except BrokenProcessPool:
            raise SolidarityGraphError(
                "A process of the build was killed, most often by the system for want of memory. Try again with more."
            ) from None

    return run


def executor_for(claims: int) -> Executor:
    """Return the executor for a dataset with this number of claims: one process for each CPU if that saves time."""
    return in_processes(os.cpu_count() or 1) if claims > _FEW else one_by_one


def _context() -> multiprocessing.context.BaseContext:
    """Return a context whose processes inherit no threads and locks: a store forked with running threads would hang."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["solidarity_graph.build", "solidarity_graph.release.writer"])
    return context


def _start_worker() -> None:
    gc.disable()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    # A build that is killed cannot end its workers, which would wait for work for ever.
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _apply(function: Callable[[T], R], item: T) -> R:
    # Garbage is collected once for each item: continuous collection would take a third of the time.
    try:
        return function(item)
    finally:
        gc.collect()
        gc.freeze()  # what is left are modules and caches: no garbage, and slow to go through each time
