"""The layout of an on-disk snapshot: a folder with a database and a description of what it was made from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from solidarity_graph.errors import ReleaseError
from solidarity_graph.release import manifest

DATABASE = "database"
DESCRIPTION = "snapshot.json"
FORMAT = 3


@dataclass(frozen=True, slots=True)
class Description:
    """What a snapshot was made from, and what it contains. The statements themselves are not here.

    sha256   of the N-Quads file.
    quads    the number of statements of that file.
    triples  the number of triples in the union of its graphs.
    files    the SHA-256 of each file that holds data, by its path in the folder: these files never change.
    """

    sha256: str
    quads: int
    triples: int
    files: Mapping[str, str] = field(default_factory=dict)


def write_description(folder: Path, description: Description) -> None:
    """Write the description into the snapshot folder as JSON."""
    (folder / DESCRIPTION).write_text(json.dumps(asdict(description), indent=2) + "\n", encoding="utf-8")


def describe_snapshot(folder: Path) -> Description:
    """Read the description of the snapshot in `folder`; ReleaseError if it is missing or damaged."""
    try:
        text = (folder / DESCRIPTION).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError as error:
        raise ReleaseError(f"There is no snapshot in {folder}.") from error
    except OSError as error:
        raise ReleaseError(f"The snapshot in {folder} cannot be read: {error.strerror}.") from error
    try:
        fields = json.loads(text)
        return Description(fields["sha256"], fields["quads"], fields["triples"], dict(fields.get("files", {})))
    except (ValueError, LookupError, TypeError) as error:
        raise damaged(folder, f"{DESCRIPTION} is not as it was written") from error


def expect_snapshot(folder: Path, sha256: str) -> Description:
    """Read the description of the snapshot in `folder`; ReleaseError also if it was not made from the file with this
    SHA-256.
    """
    description = describe_snapshot(folder)
    if description.sha256 != sha256:
        raise ReleaseError(f"Another release has taken the place of the snapshot in {folder}. Start the server again.")
    return description


def holds_data(name: str) -> bool:
    """Return True for the name of a database file that holds data, False for the engine's log and lock."""
    return not name.startswith(("LOG", "LOCK"))


def hash_files(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file in a folder and below it that holds data, by its path in the folder."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and holds_data(path.name))
    return {path.relative_to(folder).as_posix(): hash_file(path) for path in files}


def is_whole(folder: Path, sha256: str) -> bool:
    """Return True if `folder` holds an undamaged snapshot of the file with this SHA-256. Reads all of it."""
    try:
        files = expect_snapshot(folder, sha256).files
    except ReleaseError:
        return False
    return all(is_intact(folder, name, known) for name, known in files.items())


def is_intact(folder: Path, name: str, sha256: str) -> bool:
    """Return True if this file of the snapshot can be read and has this SHA-256."""
    try:
        return hash_file(folder / name) == sha256
    except ReleaseError:
        return False


def damaged(folder: Path, reason: str) -> ReleaseError:
    """Return (not raise) the error for a snapshot that exists but cannot be used."""
    return ReleaseError(f"The snapshot in {folder} is damaged ({reason}). Delete that folder; it will be built again.")


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal digits; ReleaseError if it cannot be read."""
    try:
        return manifest.hash_file(path)
    except OSError as error:
        raise ReleaseError(f"The release file {path} cannot be read: {error.strerror}.") from error
