"""Builds a snapshot, as a program of its own (see `snapshot_building`).

    python -m solidarity_graph.sparql.snapshot.build_program NQUADS FOLDER SHA256

FOLDER is there and empty. What goes wrong is said on stderr. The process ends when its stdin does: with the server,
however that one ends.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from pathlib import Path

from solidarity_graph.errors import ReleaseError
from solidarity_graph.sparql.snapshot.build_process import EXPLAINED
from solidarity_graph.sparql.snapshot.builder import fill_snapshot

_NICE = 10  # questions go first


def main(arguments: list[str]) -> int:
    """Fill the folder, at a low priority."""
    threading.Thread(target=_end_with_stdin, daemon=True).start()
    with contextlib.suppress(OSError, AttributeError):  # not everywhere is there such a thing, or is it allowed
        os.nice(_NICE)
    nquads, folder, sha256 = arguments
    try:
        fill_snapshot(Path(nquads), Path(folder), sha256)
    except ReleaseError as error:
        sys.stderr.write(" ".join(str(error).split()) + "\n")
        return EXPLAINED
    return 0


def _end_with_stdin() -> None:
    # Not `sys.stdin`: its lock, held by a thread that waits, would be in the way of the interpreter's end.
    os.read(0, 1)
    os._exit(1)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
