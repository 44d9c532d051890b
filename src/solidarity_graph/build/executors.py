"""Ways to apply a function to the parts of a build: one after another, or in several processes."""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import Protocol, TypeVar

from solidarity_graph.errors import SolidarityGraphError

T = TypeVar("T")
R = TypeVar("R")
_FEW = 2000
"""Claims that are built before other processes have started."""


class Executor(Protocol):
    """Applies a function without side effects to items and gives the results in their order."""

    def __call__(self, function: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        """One result for each item."""
        ...


def one_by_one(function: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
    """Applies the function to one item after another, in this process; each result when it is asked for."""
    return map(function, items)


def in_processes(count: int) -> Executor:
    """An executor of so many processes; of none but this one where that is fewer than two.

    Functions and items are pickled. Raises SolidarityGraphError where a process is killed.
    """

    def run(function: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        if count < 2 or not items:
            yield from one_by_one(function, items)
            return
        try:
            with ProcessPoolExecutor(min(count, len(items)), _context(), gc.disable) as pool:
                yield from pool.map(partial(_apply, function), items)
        except BrokenProcessPool:
            raise SolidarityGraphError(
                "A process of the build was killed, most often by the system for want of memory. Try again with more."
            ) from None

    return run


def executor_for(claims: int) -> Executor:
    """The executor for a dataset of so many claims: a process for each processor, where there is work for them."""
    return in_processes(os.cpu_count() or 1) if claims > _FEW else one_by_one


def _context() -> multiprocessing.context.BaseContext:
    """Processes that inherit no threads and no locks: a store forked while its threads were at work would hang."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["solidarity_graph.build", "solidarity_graph.release.writing"])
    return context


def _apply(function: Callable[[T], R], item: T) -> R:
    # Collected once for each item: garbage collection all the time would take a third of it.
    try:
        return function(item)
    finally:
        gc.collect()
