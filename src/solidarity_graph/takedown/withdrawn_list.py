"""The list of withdrawn releases, `withdrawn.toml`: each version with its replacement, without reasons or keys."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tomlkit.toml_document import TOMLDocument

from solidarity_graph.records.documents import append_block, as_text, parse
from solidarity_graph.writing import EVERYBODY, write_safely

LIST = "withdrawn.toml"


def withdrawn_versions(folder: Path) -> frozenset[str]:
    """Return the versions on the list in a folder of releases, none without a list. They must not be used again."""
    return frozenset(str(entry["version"]) for entry in _read(folder).get("withdrawn", []))


def withdraw(folder: Path, versions: Iterable[str], replaced_by: str) -> tuple[str, ...]:
    """Add versions to the list in a folder of releases, and return those that were not on it.

    replaced_by  the version that replaces them; also in entries that named one of them as replacement.
    """
    wanted = sorted({*versions} - {replaced_by})
    document = _read(folder)
    entries = document.get("withdrawn", [])
    listed = {str(entry["version"]) for entry in entries}
    for entry in entries:
        if entry["replaced-by"] in wanted:
            entry["replaced-by"] = replaced_by
    added = tuple(version for version in wanted if version not in listed)
    for version in added:
        append_block(document, "withdrawn", {"version": version, "replaced-by": replaced_by})
    if added:
        write_safely(folder / LIST, as_text(document), EVERYBODY)
    return added


def _read(folder: Path) -> TOMLDocument:
    path = folder / LIST
    return parse(path.read_text("utf-8") if path.is_file() else "", str(path))
