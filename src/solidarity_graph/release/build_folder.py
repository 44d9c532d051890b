"""The folder next to a release in which a new one is made. It is locked while its build runs."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

if sys.platform != "win32":
    import fcntl

_PREFIX = ".release-"


@contextlib.contextmanager
def working_folder(target: Path) -> Iterator[Path]:
    """Provide a new folder next to `target`, and delete it in the end. A build that is killed leaves it there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    # Next to the release, since /tmp may be in memory.
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=_PREFIX) as name, _locked(Path(name)):
        yield Path(name)


def remove_abandoned(target: Path) -> Iterator[tuple[Path, bool]]:
    """Delete the folders that killed builds left next to `target`. Yield each folder; False if its build is running."""
    for folder in sorted(target.parent.glob(f"{_PREFIX}*")):
        with contextlib.suppress(FileNotFoundError):  # its build has ended meanwhile
            with _locked(folder) as abandoned:
                if abandoned:
                    shutil.rmtree(folder)
            yield folder, abandoned


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Lock a folder. Provides False if another process has locked it; True, too, where there are no locks."""
    if sys.platform == "win32":
        yield True
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        locked = True
    except OSError as error:  # any other error: the file system has no locks
        locked = not isinstance(error, BlockingIOError)
    try:
        yield locked
    finally:
        os.close(opened)
