"""Levels of disclosure: how much of a claim or a thing is published. DESIGN calls them by these names, most first."""

from __future__ import annotations

from collections.abc import Iterable

LEVELS = ("public", "generalised", "pseudonymised", "withheld", "erased")
PUBLIC, GENERALISED, PSEUDONYMISED, WITHHELD, ERASED = LEVELS


def strictest(levels: Iterable[str]) -> str:
    """The level that holds where several meet.

    >>> strictest(["public", "withheld", "generalised"])
    'withheld'
    >>> strictest([])
    'public'
    """
    return max(levels, key=LEVELS.index, default=PUBLIC)
