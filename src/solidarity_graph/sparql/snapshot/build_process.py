"""Snapshots built by a process of its own (`builder`): its memory and a failure of the engine are not the server's."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, cast

from solidarity_graph.errors import ReleaseError
from solidarity_graph.sparql.pool.spawning import worker_environment

EXPLAINED = 3
"""Exit status of a builder whose last line on stderr is meant for people."""


def fill_apart(nquads: Path, folder: Path, sha256: str, environment: Mapping[str, str]) -> None:
    """See `snapshot.fill_snapshot`. Everything that goes wrong is a ReleaseError."""
    arguments = [str(nquads.absolute()), str(folder.absolute()), sha256]
    try:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "solidarity_graph.sparql.snapshot.build_program", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=worker_environment(environment),
            start_new_session=True,  # Ctrl-C goes to the server, which then ends it
        )
    except OSError as error:
        raise ReleaseError(f"No process can be started that builds the snapshot: {error}.") from error
    with process:
        try:
            words = cast(IO[bytes], process.stderr).read().decode(errors="replace").strip().split("\n")
        except BaseException:
            process.kill()
            raise
    if process.returncode == EXPLAINED:
        raise ReleaseError(words[-1])
    if process.returncode:
        reason = words[-1] or f"exit code {process.returncode}"
        raise ReleaseError(f"The process that builds the snapshot of {nquads} failed: {reason}")
