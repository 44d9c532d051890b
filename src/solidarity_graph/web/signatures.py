"""Detects changes of a file from its metadata, without reading it."""

from __future__ import annotations

from pathlib import Path


def signature(path: Path) -> tuple[int, ...] | None:
    """Return modification time, size and inode, which change with the file; None if there is no file.

    A file that cannot be examined gives `(0,)`: reading it then raises the error.
    """
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    except OSError:
        return (0,)
    return found.st_mtime_ns, found.st_size, found.st_ino
