"""Addresses of static files, and the browser code that `make assets` builds into `static/built/`.

Without that code, pages leave out what needs it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache

from solidarity_graph.resources import program_dir
from solidarity_graph.web.site import current_context

_FOLDER = "built"
_LICENCES = "licences.json"  # the last file to be written: where it is, the others are complete


@cache
def bundled_packages() -> Sequence[Mapping[str, str]]:
    """Return name, version, licence and licence text of each package in the built files; empty if there are none."""
    path = program_dir() / "web" / "static" / _FOLDER / _LICENCES
    packages: list[dict[str, str]] = json.loads(path.read_text("utf-8")) if path.is_file() else []
    return packages


def static_file(name: str) -> str:
    """Return the address of a static file, such as `site.css`: one for all languages and releases, so read once."""
    return f"{current_context().root}/static/{name}"


def built(name: str) -> str:
    """Return the address of a built file, such as `editor.js`; empty if the browser code was not built."""
    return static_file(f"{_FOLDER}/{name}") if bundled_packages() else ""
