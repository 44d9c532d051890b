"""A copy of a snapshot's database in memory, which workers inherit from the process that forks them.

Reading a database starts threads, which a process that forks must not have. So a child process reads it and writes
N-Quads to a pipe. The terms are those of the database: the engine has normalised them when the snapshot was built.
"""

from __future__ import annotations

import os
from pathlib import Path

from pyoxigraph import RdfFormat, Store, parse

from solidarity_graph.sparql.snapshot.description import DATABASE, is_whole


def copy_to_memory(folder: Path, sha256: str) -> Store | None:
    """Return the quads of the snapshot in `folder`, whose input has this SHA-256, as a store in memory. Linux only.

    None if the files are not as they were built or cannot be read. No error is raised: opening the database gives one.
    """
    if not is_whole(folder, sha256):
        return None
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        _dump(folder, writer)
    os.close(writer)
    store = Store()
    try:
        with os.fdopen(reader, "rb") as quads:
            # Not `bulk_load`, which gives blank nodes other names than the database.
            store.bulk_extend(parse(quads, RdfFormat.N_QUADS, lenient=True))
    except SyntaxError:
        pass  # the child ended in the middle of a line
    _, status = os.waitpid(pid, 0)
    return store if status == 0 else None


def _dump(folder: Path, writer: int) -> None:
    """Write all quads to the descriptor, and end this process."""
    code = 1
    try:
        with os.fdopen(writer, "wb") as quads:
            Store.read_only(str(folder / DATABASE)).dump(quads, RdfFormat.N_QUADS)
        code = 0
    finally:
        os._exit(code)
