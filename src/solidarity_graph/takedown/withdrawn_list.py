"""The list of withdrawn releases, `withdrawn.toml`: each with the one that replaces it, no reason and no name."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tomlkit.toml_document import TOMLDocument

from solidarity_graph.records.documents import append_block, as_text, parse
from solidarity_graph.writing import EVERYBODY, write_safely

LIST = "withdrawn.toml"


def withdrawn_versions(folder: Path) -> frozenset[str]:
    """The versions on the list: none of them is given to another release."""
    return frozenset(str(entry["version"]) for entry in _read(folder).get("withdrawn", []))


def withdraw(folder: Path, versions: Iterable[str], replaced_by: str) -> tuple[str, ...]:
    """Lists versions as withdrawn; those that are new on the list. What one of them replaced is replaced anew."""
    wanted = sorted({*versions} - {replaced_by})
    document = _read(folder)
    entries = document.get("withdrawn", [])
    listed = {str(entry["version"]) for entry in entries}
    for entry in entries:
        if entry["replaced-by"] in wanted:
            entry["replaced-by"] = replaced_by
    fresh = tuple(version for version in wanted if version not in listed)
    for version in fresh:
        append_block(document, "withdrawn", {"version": version, "replaced-by": replaced_by})
    if fresh:
        write_safely(folder / LIST, as_text(document), EVERYBODY)
    return fresh


def _read(folder: Path) -> TOMLDocument:
    path = folder / LIST
    return parse(path.read_text("utf-8") if path.is_file() else "", str(path))
