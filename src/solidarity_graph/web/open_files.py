"""The files of a release as open descriptors: they stay readable after a new release has replaced them on disk."""

from __future__ import annotations

import hashlib
import io
import os
import stat
from collections.abc import Mapping
from pathlib import Path

from solidarity_graph.errors import ReleaseError


class HeldFiles:
    """Open descriptors of the files in `folder`. One that is no file or cannot be opened is left out.

    hashes  the SHA-256 that each file must have, by name.
    """

    def __init__(self, folder: Path, hashes: Mapping[str, str]) -> None:
        self._hashes = hashes
        self._open: dict[str, int] = {}
        self._checked: dict[str, tuple[int, ...]] = {}
        for name in hashes:
            try:
                opened = os.open(folder / name, os.O_RDONLY | os.O_NONBLOCK)  # a pipe would wait for its writer
            except OSError:
                continue
            if stat.S_ISREG(os.fstat(opened).st_mode):
                self._open[name] = opened
            else:
                os.close(opened)

    def __contains__(self, name: object) -> bool:
        return name in self._open

    def open(self, name: str) -> HeldFile:
        """Return a new reader at the start of the file.

        Raises KeyError for a name that is not held, and ReleaseError if the file has not the SHA-256 that it must have.
        """
        self._check(name)
        return HeldFile(self._open[name])

    def _check(self, name: str) -> None:
        """Hash the file if it is opened for the first time or has changed since: every change of it sets its ctime."""
        found = os.fstat(self._open[name])
        state = (found.st_size, found.st_mtime_ns, found.st_ctime_ns)
        if self._checked.get(name) == state:
            return
        with io.BufferedReader(HeldFile(self._open[name])) as content:
            if hashlib.file_digest(content, "sha256").hexdigest() != self._hashes[name]:
                raise ReleaseError(f"The file {name} of the release is damaged: its SHA-256 is not the manifest's.")
        self._checked[name] = state

    def close(self) -> None:
        """Close all descriptors. Readers that are in use have their own and go on."""
        while self._open:
            os.close(self._open.popitem()[1])


class HeldFile(io.RawIOBase):
    """A reader of an open file, with its own descriptor and offset. Any number can read the same file at a time."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = os.dup(number)
        self._place = 0

    def close(self) -> None:
        """Close the descriptor of this reader."""
        if not self.closed:
            os.close(self._number)
        super().close()

    def readable(self) -> bool:
        """Return True: the file was opened for reading."""
        return True

    def seekable(self) -> bool:
        """Return True: HTTP range requests seek in the file."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Set the offset of the next byte, as `io.IOBase.seek` does, and return it."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: os.fstat(self._number).st_size}
        self._place = max(0, start[whence] + offset)
        return self._place

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Read bytes from the offset into the buffer, and return their number; 0 at the end of the file."""
        data = os.pread(self._number, len(buffer), self._place)
        buffer[: len(data)] = data
        self._place += len(data)
        return len(data)
