"""The graphs of a release, read from its N-Quads file without holding the statements in memory.

For each statement the offset of its line is kept; the lines themselves are read when they are sent.
"""

from __future__ import annotations

import hashlib
import mmap
import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from solidarity_graph.errors import ReleaseError

_IRI = rb'<[^<>"{}|^`\\\x00-\x20]*>'
_LITERAL = rb'"(?:[^"\\\n\r]|\\.)*+"(?:@[A-Za-z0-9-]+|\^\^' + _IRI + rb")?"
# A statement, then its graph: no blank nodes, for one that stands in two graphs could not be sent as one.
_LINE = re.compile(
    rb"(" + _IRI + rb" " + _IRI + rb" (?:" + _IRI + rb"|" + _LITERAL + rb")) <(" + _IRI[1:-1] + rb")> \."
)
_LIKE_BUILD = (
    "Only what solidarity-graph build writes can be loaded: sorted N-Quads, all in named graphs, no blank nodes."
)


@dataclass(frozen=True, slots=True, eq=False)
class ReleaseGraph:
    """A graph: its name, the SHA-256 and number of its lines in N-Triples, and the lines themselves."""

    name: str
    _dump: mmap.mmap
    _places: array[int] = field(default_factory=lambda: array("Q"))
    _hash: hashlib._Hash = field(default_factory=hashlib.sha256)

    @property
    def digest(self) -> str:
        """The SHA-256 of the lines, in hexadecimal digits."""
        return self._hash.hexdigest()

    @property
    def size(self) -> int:
        """The number of lines, one for each statement."""
        return len(self._places)

    def lines(self) -> Iterator[bytes]:
        """Yield the statements as lines of N-Triples, each with its line end. The ReleaseGraphs must still be open."""
        for place in self._places:
            if match := _LINE.match(self._dump, place):
                yield match[1] + b" .\n"

    def add(self, place: int, line: bytes) -> None:
        """Add the line of N-Triples for the line of N-Quads at this offset."""
        self._places.append(place)
        self._hash.update(line)


class ReleaseGraphs:
    """The graphs of one N-Quads file; `graphs` has them by name. The file stays open until `close`.

    ReleaseError if the file cannot be read, is empty or unsorted, or holds a blank node or a statement without a graph.
    """

    def __init__(self, nquads: Path) -> None:
        try:
            with nquads.open("rb") as file:
                self._dump = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:  # a file without a byte cannot be mapped
            raise ReleaseError(f"The release file {nquads} cannot be read: {error}.") from error
        self.graphs: dict[str, ReleaseGraph] = {}
        self._merged = ReleaseGraph("", self._dump)
        try:
            self._read(nquads)
        except BaseException:
            self.close()
            raise

    def merged(self, name: str) -> ReleaseGraph:
        """Return the set union of all graphs as one graph, called `name`."""
        return replace(self._merged, name=name)

    def close(self) -> None:
        """Close the N-Quads file; its graphs can no longer be read."""
        self._dump.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self, nquads: Path) -> None:
        before, place = b"", 0
        for number, line in enumerate(iter(self._dump.readline, b""), 1):
            match = _LINE.fullmatch(line.rstrip(b"\n"))
            if not match or line < before:
                raise ReleaseError(f"{nquads}, line {number}: this cannot be sent. {_LIKE_BUILD}")
            statement, name = match[1] + b" .\n", match[2].decode()
            self.graphs.setdefault(name, ReleaseGraph(name, self._dump)).add(place, statement)
            # Sorted lines: the copies of one statement, in several graphs, follow each other.
            if not before.startswith(match[1] + b" <"):
                self._merged.add(place, statement)
            before, place = line, place + len(line)
