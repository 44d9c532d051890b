"""Atomic writing of files: new texts are first written next to the old files, then each replaces its file.

After an interruption, the staged files can be found by their names, and put in place or removed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

_STAGED = ".new"
OWNER, EVERYBODY = 0o600, 0o644


def write_safely(path: Path, text: str, mode: int = OWNER) -> None:
    """Write a file atomically and sync it to disk. `mode` is used only if the file is new; links are followed."""
    path = path.resolve()
    stage({path: text}, mode)
    put_in_place(path)


def stage(texts: Mapping[Path, str], mode: int) -> None:
    """Write each text to a staged file, next to the file that it will replace. `mode` is used only for new files."""
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        staged = _staged(path)
        staged.unlink(missing_ok=True)
        # Only the owner can read it until it has the mode of the file that it replaces.
        with open(staged, "w", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, OWNER)) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, staged)
        else:
            staged.chmod(mode)


def is_staged(path: Path) -> bool:
    """Return True if a file has a staged text that has not replaced it yet."""
    return _staged(path).exists()


def put_in_place(path: Path) -> bool:
    """Replace a file with its staged text. Return False if nothing is staged for it."""
    if not (staged := _staged(path)).exists():
        return False
    staged.replace(path)
    sync(path.parent)  # only then does a rename in it survive a crash
    return True


def sync(path: Path) -> None:
    """Sync a file or a folder to disk: of a folder the names of its files, not their content."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def discard_staged(folders: Iterable[Path]) -> None:
    """Remove the staged TOML files that have not replaced their files, in these folders and below."""
    for folder in folders:
        for path in folder.rglob(f".*.toml{_STAGED}"):
            path.unlink(missing_ok=True)


def _staged(path: Path) -> Path:
    return path.with_name(f".{path.name}{_STAGED}")
