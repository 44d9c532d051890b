"""The files of a release, held open: they stay readable as they are while a new release takes their place on disk."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable
from pathlib import Path


class HeldFiles:
    """Open files by name. A name that is missing on disk is not held."""

    def __init__(self, folder: Path, names: Iterable[str]) -> None:
        self._open: dict[str, int] = {}
        for name in names:
            try:
                self._open[name] = os.open(folder / name, os.O_RDONLY)
            except OSError:
                continue

    def __contains__(self, name: object) -> bool:
        return name in self._open

    def open(self, name: str) -> HeldFile:
        """A reader of its own, at the beginning."""
        return HeldFile(self._open[name])

    def size(self, name: str) -> int:
        """In bytes."""
        return os.fstat(self._open[name]).st_size

    def close(self) -> None:
        """Let go of all of them. Readers under way go on."""
        while self._open:
            os.close(self._open.popitem()[1])


class HeldFile(io.RawIOBase):
    """Reads an open file from a place of its own, so that many may read it at once, and after it was let go."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = os.dup(number)
        self._place = 0

    def close(self) -> None:
        """Let go of it."""
        if not self.closed:
            os.close(self._number)
        super().close()

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes: a part may be asked for."""
        return True

    def tell(self) -> int:
        """Where the next byte is read."""
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go there."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: os.fstat(self._number).st_size}
        self._place = max(0, start[whence] + offset)
        return self._place

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill the buffer as far as the file goes."""
        data = os.pread(self._number, len(buffer), self._place)
        buffer[: len(data)] = data
        self._place += len(data)
        return len(data)
