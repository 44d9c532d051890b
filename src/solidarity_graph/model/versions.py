"""Versions of releases: the day, `2026-11-25`; later releases of that day are `2026-11-25.2`, `2026-11-25.3`."""

from __future__ import annotations

import re
from collections.abc import Container

from solidarity_graph.model.dates import date_interval

_VERSION = re.compile(r"(\d{4}-\d\d-\d\d)(?:\.(?:[2-9]|[1-9]\d+))?")


def release_day(version: str) -> str:
    """Return the day of a version. Raises ValueError if the text is no version.

    >>> release_day("2026-11-25.2")
    '2026-11-25'
    """
    match = _VERSION.fullmatch(version)
    if match is None:
        raise ValueError(f"{version} is not a day, with .2 or more behind it where it is not the first of that day")
    date_interval(match[1])
    return match[1]


def next_version(day: str, taken: Container[str]) -> str:
    """Return the first version of a day that is not in `taken`.

    >>> next_version("2026-11-25", {"2026-11-25", "2026-11-25.2"})
    '2026-11-25.3'
    """
    version, number = day, 1
    while version in taken:
        number += 1
        version = f"{day}.{number}"
    return version
