"""The folder next to a release in which a new one is made, and how the new one takes the place of the old one.

The finished folder and that of the old release are exchanged in one step. Where the system cannot do that, the new one
is published by one rename, to `pending(target)`. From then on `current_folder` gives that folder, and the old one is
not read any more. Two further renames only bring it to its usual path, where other programs find none for a moment;
after an interruption, the next command does them. So this program can open the old or the new release at every moment.
(A symbolic link that is replaced would do the same. But in the repository, `data/release/` would then be a link: pages
and raw addresses of a host do not lead through links, and archives and wheels contain the files twice or not at all.)
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from solidarity_graph.atomic_files import sync

if sys.platform != "win32":
    import fcntl

BUILDING = ".release-"
"""Prefix of the folders in which releases are made."""
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2  # of <fcntl.h> and <linux/fs.h>


@contextlib.contextmanager
def working_folder(target: Path) -> Iterator[Path]:
    """Provide a new folder next to `target`, and delete it in the end. A build that is killed leaves it there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    # Next to the release, since /tmp may be in memory.
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=BUILDING) as name, _locked(Path(name)):
        yield Path(name)


def pending(target: Path) -> Path:
    """Return the path at which a new release is published, until it is at `target`."""
    return target.with_name(f".{target.name}.new")


def current_folder(target: Path) -> Path:
    """Return the folder of the current release of `target`: another one only if its publication was interrupted."""
    return new if (new := pending(target)).exists() else target


def publish(fresh: Path, target: Path, approve: Callable[[], None] = lambda: None) -> None:
    """Put the new release in the folder `fresh` in the place of that at `target`. Both must be in one file system.

    approve  is called before; an error stops it. No other process publishes there until the release is at its path.
    """
    for path in (fresh, *fresh.rglob("*")):
        sync(path)
    with _locked(target.parent, wait=True):
        approve()
        _settle(target)
        if not _exchange(fresh, target):
            fresh.rename(pending(target))
        sync(target.parent)
        _settle(target)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step. Return False if nothing has changed: one is missing, or the system cannot."""
    if sys.platform != "linux" or not hasattr(libc := ctypes.CDLL(None), "renameat2"):
        return False
    paths = os.fsencode(one), os.fsencode(other)
    return bool(libc.renameat2(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _RENAME_EXCHANGE) == 0)


def settle(target: Path) -> None:
    """Bring a published release to its path `target`, and delete what it replaces; do nothing if it is there."""
    if pending(target).exists():
        with _locked(target.parent, wait=True):
            _settle(target)


def _settle(target: Path) -> None:
    if (new := pending(target)).exists():
        with working_folder(target) as place:
            with contextlib.suppress(FileNotFoundError):
                target.rename(place / "old")
            new.rename(target)
            sync(target.parent)


def recover(target: Path) -> None:
    """Finish what an interrupted build of `target` has published, and delete the rest that it left."""
    settle(target)
    for _ in remove_abandoned(target):
        pass


def remove_abandoned(target: Path) -> Iterator[tuple[Path, bool]]:
    """Delete the folders that killed builds left next to `target`. Yield each folder; False if its build is running."""
    for folder in sorted(target.parent.glob(f"{BUILDING}*")):
        with contextlib.suppress(FileNotFoundError):  # its build has ended meanwhile
            with _locked(folder) as abandoned:
                if abandoned:
                    shutil.rmtree(folder)
            yield folder, abandoned


@contextlib.contextmanager
def _locked(folder: Path, *, wait: bool = False) -> Iterator[bool]:
    """Lock a folder. Provides False if another process has locked it; True, too, where there are no locks."""
    if sys.platform == "win32":
        yield True
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        locked = True
    except OSError as error:  # any other error: the file system has no locks
        locked = not isinstance(error, BlockingIOError)
    try:
        yield locked
    finally:
        os.close(opened)
