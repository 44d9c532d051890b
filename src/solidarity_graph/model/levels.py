"""Disclosure levels: how much of a claim or a thing is published. From the most to the least."""

from __future__ import annotations

from collections.abc import Iterable

LEVELS = ("public", "generalised", "pseudonymised", "withheld", "erased")
PUBLIC, GENERALISED, PSEUDONYMISED, WITHHELD, ERASED = LEVELS


def strictest(levels: Iterable[str]) -> str:
    """Return the strictest of several levels, which applies where they meet; `public` if there are none.

    >>> strictest(["public", "withheld", "generalised"])
    'withheld'
    >>> strictest([])
    'public'
    """
    return max(levels, key=LEVELS.index, default=PUBLIC)
