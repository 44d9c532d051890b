"""Refuses to make a wheel without the browser code; an editable installation may be without it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_LAST_FILE = "src/solidarity_graph/web/static/built/licences.json"  # of those that browser/build.mjs writes


class RequireBrowserCode(BuildHookInterface):
    """Raises an error, which hatchling shows, if the browser code was not built."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Check the files before a wheel of a version, "standard" or "editable", is made."""
        if version != "editable" and not (Path(self.root) / _LAST_FILE).is_file():
            raise FileNotFoundError(f"The wheel needs the browser code, and {_LAST_FILE} is missing. Run: make assets")
