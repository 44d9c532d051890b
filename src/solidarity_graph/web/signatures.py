"""Whether a file is still the one that was read."""

from __future__ import annotations

from pathlib import Path


def signature(path: Path) -> tuple[int, ...] | None:
    """Changes whenever the file does; None where there is none. Why one cannot be read, reading it will say."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    except OSError:
        return (0,)
    return found.st_mtime_ns, found.st_size, found.st_ino
