"""Builds a snapshot from an N-Quads file: the named graphs, and their union as the default graph.

The union is materialised because the engine's own union of graphs counts a triple once for each graph that holds it.
"""

from __future__ import annotations

import contextlib
import itertools
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, cast

import pyoxigraph

from solidarity_graph.errors import CallError, ReleaseError
from solidarity_graph.sparql.pool.worker_config import worker_environment
from solidarity_graph.sparql.snapshot.description import (
    DATABASE,
    Description,
    describe_snapshot,
    hash_file,
    hash_files,
    write_description,
)

EXPLAINED = 3
"""Exit code of a build whose last line on stderr is an error message for users."""


def fill_snapshot(nquads: Path, folder: Path, sha256: str) -> None:
    """Write the snapshot of an N-Quads file into an empty folder; ReleaseError if that fails.

    sha256  of the file, for the description of the snapshot. It is not checked.
    """
    try:
        store = pyoxigraph.Store(str(folder / DATABASE))
        counter = itertools.count()
        # One pass for both copies of a triple: in two, a blank node would get a name of its own in the default graph.
        store.bulk_extend(_quads_and_union(nquads, counter))
        store.optimize()
        store.flush()
        triples = sum(1 for _ in store.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph()))
        del store  # closes the database: until then a compaction in the background may replace files
        write_description(folder, Description(sha256, next(counter), triples, hash_files(folder)))
    except SyntaxError as error:
        raise ReleaseError(f"{nquads} is not N-Quads: {error}") from error
    except (OSError, RuntimeError) as error:  # the engine reports errors of the disk as RuntimeError
        raise _unwritable(folder, error) from error


def fill_in_process(nquads: Path, folder: Path, sha256: str, environment: Mapping[str, str]) -> None:
    """Run `fill_snapshot` in another process, with only these environment variables. Every failure is a ReleaseError.

    The memory of the build and crashes of the engine are then not the server's.
    """
    arguments = [str(nquads.absolute()), str(folder.absolute()), sha256]
    try:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "solidarity_graph.sparql.snapshot.build_program", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=worker_environment(environment),
            start_new_session=True,  # Ctrl-C goes to the server, which then ends the build
        )
    except OSError as error:
        raise ReleaseError(f"No process can be started that builds the snapshot: {error}.") from error
    with process:
        try:
            lines = cast(IO[bytes], process.stderr).read().decode(errors="replace").strip().split("\n")
        except BaseException:
            process.kill()
            raise
    if process.returncode == EXPLAINED:
        raise ReleaseError(lines[-1])
    if process.returncode:
        reason = lines[-1] or f"exit code {process.returncode}"
        raise ReleaseError(f"The process that builds the snapshot of {nquads} failed: {reason}")


def make_snapshot(nquads: Path, folder: Path, fill: Callable[[Path, Path, str], None] = fill_snapshot) -> Description:
    """Build the snapshot of an N-Quads file in `folder`, which appears only when it is complete.

    If `folder` already holds the snapshot of the same bytes, it is kept; CallError if it holds that of another file.

    fill  writes the snapshot, as `fill_snapshot` does.
    """
    sha256 = hash_file(nquads)
    if not folder.exists():
        _build(nquads, folder, sha256, fill)
    description = describe_snapshot(folder)
    if description.sha256 != sha256:
        raise CallError(f"{folder} holds the snapshot of another file. Name a folder that does not exist yet.")
    return description


def _build(nquads: Path, folder: Path, sha256: str, fill: Callable[[Path, Path, str], None]) -> None:
    # A sibling, so that the rename stays inside one file system and is a single step.
    building = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    try:
        try:
            building.mkdir(parents=True)
        except OSError as error:
            raise _unwritable(building, error) from error
        fill(nquads, building, sha256)
        with contextlib.suppress(OSError):  # another process was faster
            building.rename(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _unwritable(building: Path, error: Exception) -> ReleaseError:
    return ReleaseError(f"The snapshot cannot be written in {building.parent}: {error}")


def _quads_and_union(nquads: Path, counter: Iterator[int]) -> Iterator[pyoxigraph.Quad]:
    """Yield each statement in its own graph and in the default graph, which keeps one copy of equal triples.

    `counter` is advanced by one for each statement.
    """
    for quad in pyoxigraph.parse(path=nquads, format=pyoxigraph.RdfFormat.N_QUADS):
        next(counter)
        yield quad
        yield pyoxigraph.Quad(quad.subject, quad.predicate, quad.object)
