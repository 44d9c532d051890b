"""The on-disk snapshot that the workers read: the named graphs of an N-Quads file, and their union as default graph.

The union is materialised because the engine's own union of graphs counts a triple once for each graph that holds it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pyoxigraph

from solidarity_graph.errors import CallError, ReleaseError

DATABASE = "database"
DESCRIPTION = "snapshot.json"
FORMAT = 2


@dataclass(frozen=True, slots=True)
class Description:
    """What a snapshot holds: SHA-256 and number of statements of its input, and how many triples their union has.

    `files` are those of the database that hold data, each with its own SHA-256: they never change.
    """

    sha256: str
    quads: int
    triples: int
    files: Mapping[str, str] = field(default_factory=dict)


def fill_snapshot(nquads: Path, folder: Path, sha256: str) -> None:
    """Write the snapshot of an N-Quads file with these bytes into a folder that is empty."""
    try:
        store = pyoxigraph.Store(str(folder / DATABASE))
        loader = _Loader()
        # One pass for both copies of a triple: in two, a blank node would get a name of its own in the default graph.
        store.bulk_extend(loader.quads_and_union(nquads))
        store.optimize()
        store.flush()
        triples = sum(1 for _ in store.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph()))
        files = {path.name: hash_file(path) for path in sorted((folder / DATABASE).glob("*.sst"))}
        description = Description(sha256, loader.quads, triples, files)
        (folder / DESCRIPTION).write_text(json.dumps(asdict(description), indent=2) + "\n", encoding="utf-8")
    except SyntaxError as error:
        raise ReleaseError(f"{nquads} is not N-Quads: {error}") from error
    except (OSError, RuntimeError) as error:  # the engine's own complaints about the disk are RuntimeErrors
        raise _unwritable(folder, error) from error


def make_snapshot(nquads: Path, folder: Path, fill: Callable[[Path, Path, str], None] = fill_snapshot) -> Description:
    """Build the snapshot of an N-Quads file in `folder`, which appears only when it is complete.

    Where `folder` already holds the snapshot of the same bytes, made here or by somebody quicker, that one stays.
    """
    sha256 = hash_file(nquads)
    if folder.exists():
        return _expect(folder, sha256)
    # A sibling, so that the rename stays inside one file system and is a single step.
    building = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    try:
        try:
            building.mkdir(parents=True)
        except OSError as error:
            raise _unwritable(building, error) from error
        fill(nquads, building, sha256)
        with contextlib.suppress(OSError):  # somebody was quicker
            building.rename(folder)
        return _expect(folder, sha256)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def describe_snapshot(folder: Path) -> Description:
    """What the snapshot in `folder` holds; a clear error where there is none."""
    try:
        text = (folder / DESCRIPTION).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ReleaseError(f"There is no snapshot in {folder}.") from error
    except OSError as error:
        raise ReleaseError(f"The snapshot in {folder} cannot be read: {error.strerror}.") from error
    try:
        fields = json.loads(text)
        return Description(fields["sha256"], fields["quads"], fields["triples"], dict(fields.get("files", {})))
    except (ValueError, LookupError, TypeError) as error:
        raise damaged(folder, f"{DESCRIPTION} is not as it was written") from error


def damaged(folder: Path, reason: str) -> ReleaseError:
    """The sentence for a snapshot that is there but cannot be used."""
    return ReleaseError(f"The snapshot in {folder} is damaged ({reason}). Delete that folder; it will be built again.")


def hash_file(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal digits."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ReleaseError(f"The release file {path} cannot be read: {error.strerror}.") from error


def _expect(folder: Path, sha256: str) -> Description:
    description = describe_snapshot(folder)
    if description.sha256 != sha256:
        raise CallError(f"{folder} holds the snapshot of another file. Name a folder that does not exist yet.")
    return description


def _unwritable(building: Path, error: Exception) -> ReleaseError:
    return ReleaseError(f"The snapshot cannot be written in {building.parent}: {error}")


class _Loader:
    """Counts the statements of the input as the engine takes them."""

    def __init__(self) -> None:
        self.quads = 0

    def quads_and_union(self, nquads: Path) -> Iterator[pyoxigraph.Quad]:
        """Each statement in its own graph and in the default graph, which keeps one copy of equal triples."""
        for quad in pyoxigraph.parse(path=nquads, format=pyoxigraph.RdfFormat.N_QUADS):
            self.quads += 1
            yield quad
            yield pyoxigraph.Quad(quad.subject, quad.predicate, quad.object)
