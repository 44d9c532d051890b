"""Files on disk: all new texts are written beside the old ones first, then each takes the place of its own.

Whoever stops in between finds the new texts again by their names, and can finish or throw them away.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

_FRESH = ".new"
OWNER, EVERYBODY = 0o600, 0o644


def write_safely(path: Path, text: str, mode: int = OWNER) -> None:
    """A file that is whole and on the disk when this returns, or not there; `mode` where it is a new one."""
    fresh = _write_beside(path, text, mode)
    fresh.replace(path)
    _settle(path.parent)


def stage(texts: Mapping[Path, str], mode: int) -> None:
    """Writes texts beside the files they are for."""
    for path, text in texts.items():
        _write_beside(path, text, mode)


def take_place(path: Path) -> bool:
    """The text that was staged becomes the file; False where that is done already."""
    if not (fresh := _fresh(path)).exists():
        return False
    fresh.replace(path)
    _settle(path.parent)
    return True


def throw_away(folders: Iterable[Path]) -> None:
    """Removes what was staged and never took its place."""
    for folder in folders:
        for path in folder.rglob(f".*.toml{_FRESH}"):
            path.unlink(missing_ok=True)


def _write_beside(path: Path, text: str, mode: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = _fresh(path)
    fresh.unlink(missing_ok=True)
    # Nobody else reads it before it has the mode of the file that it is for.
    with open(fresh, "w", encoding="utf-8", opener=_for_the_owner) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    if path.exists():
        shutil.copymode(path, fresh)
    else:
        fresh.chmod(mode)
    return fresh


def _fresh(path: Path) -> Path:
    return path.with_name(f".{path.name}{_FRESH}")


def _for_the_owner(path: str, flags: int) -> int:
    return os.open(path, flags, OWNER)


def _settle(folder: Path) -> None:
    """A rename is on the disk once its folder is."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
