"""The on-disk snapshot that the workers read: the named graphs of an N-Quads file, and their union as default graph.

The union is materialised because the engine's own union of graphs counts a triple once for each graph that holds it.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import json
import re
import secrets
import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import platformdirs
import pyoxigraph

from solidarity_graph.errors import CallError, ReleaseError

if sys.platform != "win32":
    import fcntl

DATABASE = "database"
DESCRIPTION = "snapshot.json"
_FORMAT = 2
_NAME = re.compile(r"[0-9a-f]{64}-\d+-[\w.]+")
_ABANDONED_SECONDS = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Description:
    """What a snapshot holds: SHA-256 and number of statements of its input, and how many triples their union has.

    `files` are those of the database that hold data, each with its own SHA-256: they never change.
    """

    sha256: str
    quads: int
    triples: int
    files: Mapping[str, str] = field(default_factory=dict)


def make_snapshot(nquads: Path, folder: Path) -> Description:
    """Build the snapshot of an N-Quads file in `folder`, which appears only when it is complete.

    Where `folder` already holds the snapshot of the same bytes, made here or by somebody quicker, that one stays.
    """
    sha256 = hash_file(nquads)
    if folder.exists():
        return _expect(folder, sha256)
    # A sibling, so that the rename stays inside one file system and is a single step.
    building = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    try:
        building.mkdir(parents=True)
        description = _fill(nquads, building, sha256)
        try:
            building.rename(folder)
        except OSError:
            return _expect(folder, sha256)
        return description
    except (OSError, RuntimeError) as error:  # the engine's own complaints about the disk are RuntimeErrors
        raise ReleaseError(f"The snapshot cannot be written in {folder.parent}: {error}") from error
    finally:
        shutil.rmtree(building, ignore_errors=True)


def snapshot_for(nquads: Path, cache: Path | None = None) -> Path:
    """The folder of this file's snapshot in the user's cache, built when it is missing.

    The engine's version is part of the name: what one version wrote another may not be able to read.
    """
    cache = cache or platformdirs.user_cache_path("solidarity-graph")
    engine = importlib.metadata.version("pyoxigraph")
    folder = cache / "snapshots" / f"{hash_file(nquads)}-{_FORMAT}-{engine}"
    make_snapshot(nquads, folder)
    return folder


class Hold:
    """Says, for as long as it is open, that the snapshot in `folder` is in use: see `forget_snapshots`."""

    def __init__(self, folder: Path) -> None:
        self._file = (folder / DESCRIPTION).open("rb")
        if sys.platform != "win32":
            with contextlib.suppress(OSError):  # a file system without locks: then nobody forgets snapshots on it
                fcntl.flock(self._file, fcntl.LOCK_SH | fcntl.LOCK_NB)

    def close(self) -> None:
        """It is in use no longer."""
        self._file.close()


def forget_snapshots(cache: Path | None = None, *, keep: Iterable[Path] = ()) -> tuple[Path, ...]:
    """Remove the snapshots of a cache that are neither in `keep` nor in use by any process; those that were removed.

    What is left of builds that were broken off goes too, once it is a day old.
    """
    folder = (cache or platformdirs.user_cache_path("solidarity-graph")) / "snapshots"
    kept = {path.absolute() for path in keep}
    removed = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        stale = _is_abandoned(path) if path.name.startswith(".") else path.absolute() not in kept and _is_unused(path)
        if stale and _remove(path):
            removed.append(path)
    return tuple(removed)


def _is_unused(folder: Path) -> bool:
    if not _NAME.fullmatch(folder.name) or sys.platform == "win32":
        return False
    try:
        with (folder / DESCRIPTION).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def _is_abandoned(folder: Path) -> bool:
    with contextlib.suppress(OSError):
        return time.time() - folder.stat().st_mtime > _ABANDONED_SECONDS
    return False


def _remove(folder: Path) -> bool:
    # Renamed first, so that nobody ever finds half a snapshot under its name.
    going = folder.with_name(f".{folder.name.lstrip('.')}.{secrets.token_hex(4)}")
    try:
        folder.rename(going)
    except OSError:
        return False
    shutil.rmtree(going, ignore_errors=True)
    return True


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


def _fill(nquads: Path, folder: Path, sha256: str) -> Description:
    store = pyoxigraph.Store(str(folder / DATABASE))
    loader = _Loader()
    try:
        # One pass for both copies of a triple: in two, a blank node would get a name of its own in the default graph.
        store.bulk_extend(loader.quads_and_union(nquads))
    except SyntaxError as error:
        raise ReleaseError(f"{nquads} is not N-Quads: {error}") from error
    store.optimize()
    store.flush()
    triples = sum(1 for _ in store.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph()))
    files = {path.name: hash_file(path) for path in sorted((folder / DATABASE).glob("*.sst"))}
    description = Description(sha256, loader.quads, triples, files)
    (folder / DESCRIPTION).write_text(json.dumps(asdict(description), indent=2) + "\n", encoding="utf-8")
    return description


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
