"""The program that builds a snapshot in a process of its own, started by `builder`.

    python -m solidarity_graph.sparql.snapshot.build_program NQUADS FOLDER SHA256

FOLDER exists and is empty. Errors are written to stderr. The process ends when its stdin is closed: with the server,
even if that is killed.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from pathlib import Path

from solidarity_graph.errors import ReleaseError
from solidarity_graph.sparql.snapshot.builder import EXPLAINED, fill_snapshot

_NICE = 10  # queries go first


def main(arguments: list[str]) -> int:
    """Build the snapshot with the arguments NQUADS, FOLDER and SHA256, at a low priority. Return the exit code."""
    threading.Thread(target=_end_with_stdin, daemon=True).start()
    with contextlib.suppress(OSError, AttributeError):  # not every system has priorities, or allows to change them
        os.nice(_NICE)
    nquads, folder, sha256 = arguments
    try:
        fill_snapshot(Path(nquads), Path(folder), sha256)
    except ReleaseError as error:
        sys.stderr.write(" ".join(str(error).split()) + "\n")
        return EXPLAINED
    return 0


def _end_with_stdin() -> None:
    # Not `sys.stdin`: its lock, held by a thread that waits, would block the end of the interpreter.
    os.read(0, 1)
    os._exit(1)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
