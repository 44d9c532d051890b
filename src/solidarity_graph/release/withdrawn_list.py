"""Lists of withdrawn releases: each with the release that replaces it, and without reasons or keys.

`withdrawn.toml` in a folder of older releases lists those that were withdrawn from it, for good. The list beside the
current release says whether that one is withdrawn, from the decision until a new release is there, and afterwards to
servers that have the old one open.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

WITHDRAWN = "withdrawn.toml"
"""The name of the list in a folder of older releases."""
_FIELDS = {"version", "replaced-by"}


def beside(release: Path) -> Path:
    """Return the path of the list beside the folder of the current release."""
    return release.with_name(f".{release.name}.withdrawn")


def read_withdrawn(path: Path) -> Mapping[str, str]:
    """Return the replacement of each version on a list, empty without a list. Raises OSError or ValueError."""
    document = tomllib.loads(path.read_text("utf-8-sig")) if path.exists() else {}
    entries = document.pop("withdrawn", [])
    if document or not isinstance(entries, list):
        raise ValueError(f"it holds {min(document, default='something')} beside [[withdrawn]]")
    for entry in entries:
        if not isinstance(entry, dict) or entry.keys() != _FIELDS or {*map(type, entry.values())} != {str}:
            raise ValueError("each entry has version and replaced-by, and nothing else")
    return {entry["version"]: entry["replaced-by"] for entry in entries}
