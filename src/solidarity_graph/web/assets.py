"""The browser code that `make assets` builds into `static/built/`. Without it, pages leave out what needs it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache

from flask import url_for

from solidarity_graph.resources import program_dir

_FOLDER = "built"
_LICENCES = "licences.json"  # the last file to be written: where it is, the others are complete


@cache
def bundled_packages() -> Sequence[Mapping[str, str]]:
    """Return name, version, licence and licence text of each package in the built files; empty if there are none."""
    path = program_dir() / "web" / "static" / _FOLDER / _LICENCES
    packages: list[dict[str, str]] = json.loads(path.read_text("utf-8")) if path.is_file() else []
    return packages


def built(name: str) -> str:
    """Return the address of a built file, such as `editor.js`; empty if the browser code was not built."""
    return url_for("static", filename=f"{_FOLDER}/{name}") if bundled_packages() else ""
