"""Ways to apply a function to the parts of a build: one after another, or in several processes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Executor(Protocol):
    """Applies a function without side effects to items and gives the results in their order."""

    def __call__(self, function: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        """One result for each item."""
        ...


def one_by_one(function: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
    """Applies the function to one item after another, in this process; each result when it is asked for."""
    return map(function, items)


# What the processes work on: forked, they have it without its being sent to them.
_work: tuple[Callable[[Any], Any], Sequence[Any]] = (repr, ())


def in_processes(count: int) -> Executor:
    """An executor of so many processes; of one, where there is nothing to share or the system cannot fork."""

    def run(function: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        global _work  # noqa: PLW0603 (fork hands it on)
        if min(count, len(items)) < 2 or "fork" not in multiprocessing.get_all_start_methods():
            yield from one_by_one(function, items)
            return
        _work = function, items
        with multiprocessing.get_context("fork").Pool(min(count, len(items))) as pool:
            yield from pool.imap(_apply, range(len(items)))

    return run


def _apply(index: int) -> Any:
    function, items = _work
    return function(items[index])
