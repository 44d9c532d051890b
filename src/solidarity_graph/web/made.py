"""Answers that were made beforehand, as files beside the snapshot that gave them: no other question drives them out.

A file appears under its name only when it is whole, and its name tells its length. What could not be answered has a
mark in its place, so that it is not tried again at every start.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from solidarity_graph.store import Answer

MOST_BYTES = 256 << 20
"""On the disk, for one release: a hundred times the saved queries of today."""

_HOPELESS = "hopeless"
_PIECE = 32 << 10


class MadeAnswers:
    """Those of one release and program, by tag. Without a folder there are none, and none is kept."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._sizes: dict[str, int] = {}
        self._hopeless: set[str] = set()
        for path in folder.iterdir() if folder and folder.is_dir() else ():
            tag, _, rest = path.name.partition(".")
            if rest == _HOPELESS:
                self._hopeless.add(tag)
            elif rest.isdigit() and path.stat().st_size == int(rest):
                self._sizes[tag] = int(rest)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._sizes)

    @property
    def bytes_left(self) -> int:
        """How large the next one may be."""
        return MOST_BYTES - sum(self._sizes.values()) if self._folder else 0

    def knows(self, tag: str) -> bool:
        """Whether it is here, or known not to be had."""
        return tag in self._sizes or tag in self._hopeless

    def find(self, tag: str, media_type: str, most_bytes: int) -> Answer | None:
        """The answer, if it is here and no longer than that."""
        size = self._sizes.get(tag)
        if size is None or size > most_bytes or self._folder is None:
            return None
        try:
            file = (self._folder / f"{tag}.{size}").open("rb")
        except OSError:  # somebody has cleared the cache: then it is asked like any other
            self._sizes.pop(tag, None)
            return None
        return Answer(media_type, iter(lambda: file.read(_PIECE), b""), file.close)

    def keep(self, tag: str, pieces: Iterable[bytes]) -> None:
        """Write it down. Raises what the pieces raise; OSError where it cannot be written."""
        if self._folder is None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        making = self._folder / f".{tag}.{secrets.token_hex(4)}"
        try:
            with making.open("wb") as file:
                file.writelines(pieces)
                size = file.tell()
            making.rename(self._folder / f"{tag}.{size}")
        finally:
            making.unlink(missing_ok=True)
        self._sizes[tag] = size

    def give_up(self, tag: str) -> None:
        """It cannot be had within the limits."""
        if self._folder is None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / f"{tag}.{_HOPELESS}").touch()
        self._hopeless.add(tag)

    def forget_others(self) -> None:
        """Those of other programs, over the same snapshot."""
        for folder in self._siblings():
            shutil.rmtree(folder, ignore_errors=True)

    def _siblings(self) -> Iterator[Path]:
        if self._folder and self._folder.is_dir():
            yield from (folder for folder in self._folder.parent.iterdir() if folder != self._folder)
