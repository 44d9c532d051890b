"""Versions of releases: the day, `2026-11-25`; later releases of that day are `2026-11-25.2`, `2026-11-25.3`.

A draft has the version that it may get, and `-draft` behind it: `2026-11-25.2-draft`.
"""

from __future__ import annotations

import re
from collections.abc import Container

from solidarity_graph.model.dates import date_interval

DRAFT = "-draft"
"""The end of a draft's version. No version in `dataset.toml` or `releases.toml` has it."""

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


def is_draft(version: str) -> bool:
    """Return True for the version of a draft: a release that is not published, is not listed and has no permalinks."""
    return version.endswith(DRAFT)


def free_version(version: str, taken: Container[str]) -> str:
    """Return the version if it is not in `taken`, else the first one of its day that is not.

    >>> free_version("2026-11-25.3", {"2026-11-25"}), free_version("2026-11-25", {"2026-11-25"})
    ('2026-11-25.3', '2026-11-25.2')
    """
    return version if version not in taken else next_version(release_day(version), taken)


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
