"""Atomic writing of files: new texts are first written next to the old files, then each replaces its file.

After an interruption, the staged files can be found by their names, and put in place or removed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

_FRESH = ".new"
OWNER, EVERYBODY = 0o600, 0o644


def write_safely(path: Path, text: str, mode: int = OWNER) -> None:
    """Write a file atomically and sync it to disk. `mode` is used only if the file is new."""
    fresh = _write_beside(path, text, mode)
    fresh.replace(path)
    _settle(path.parent)


def stage(texts: Mapping[Path, str], mode: int) -> None:
    """Write each text to a staged file, next to the file that it will replace."""
    for path, text in texts.items():
        _write_beside(path, text, mode)


def take_place(path: Path) -> bool:
    """Replace a file with its staged text. Return False if nothing is staged for it."""
    if not (fresh := _fresh(path)).exists():
        return False
    fresh.replace(path)
    _settle(path.parent)
    return True


def throw_away(folders: Iterable[Path]) -> None:
    """Remove the staged TOML files that have not replaced their files, in these folders and below."""
    for folder in folders:
        for path in folder.rglob(f".*.toml{_FRESH}"):
            path.unlink(missing_ok=True)


def _write_beside(path: Path, text: str, mode: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = _fresh(path)
    fresh.unlink(missing_ok=True)
    # Only the owner can read it until it has the mode of the file that it replaces.
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
    """Sync a folder to disk: only then does a rename in it survive a crash."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
