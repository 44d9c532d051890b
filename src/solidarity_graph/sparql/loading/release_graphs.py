"""The graphs of a release, read from its N-Quads file without holding the statements in memory.

For each statement the offset of its line is kept; the lines themselves are read when they are sent.
"""

from __future__ import annotations

import hashlib
import mmap
import re
from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class ReleaseGraph:
    """A graph: its name, the SHA-256 and number of its lines in N-Triples, and a function that reads the lines."""

    name: str
    digest: str
    size: int
    lines: Callable[[], Iterator[bytes]]


class ReleaseGraphs:
    """The graphs of one N-Quads file; `graphs` has them by name. The file stays open until `close`.

    ReleaseError if the file cannot be read, is empty or unsorted, or holds a blank node or a statement without a graph.
    """

    def __init__(self, nquads: Path) -> None:
        try:
            with nquads.open("rb") as file:
                self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:  # a file without a byte cannot be mapped
            raise ReleaseError(f"The release file {nquads} cannot be read: {error}.") from error
        self._places: dict[str, array[int]] = {}
        self._merge_places: array[int] = array("Q")
        try:
            self.graphs, self._merged = self._read(nquads)
        except BaseException:
            self.close()
            raise

    def merged(self, name: str) -> ReleaseGraph:
        """Return the set union of all graphs as one graph, called `name`."""
        return ReleaseGraph(name, self._merged, len(self._merge_places), lambda: self._lines(self._merge_places))

    def close(self) -> None:
        """Close the N-Quads file; its graphs can no longer be read."""
        self._bytes.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self, nquads: Path) -> tuple[Mapping[str, ReleaseGraph], str]:
        digests: dict[str, hashlib._Hash] = {}
        merged = hashlib.sha256()
        before, place = b"", 0
        for number, line in enumerate(iter(self._bytes.readline, b""), 1):
            match = _LINE.fullmatch(line.rstrip(b"\n"))
            if not match or line < before:
                raise ReleaseError(f"{nquads}, line {number}: this cannot be sent. {_LIKE_BUILD}")
            statement, name = match[1] + b" .\n", match[2].decode()
            digests.setdefault(name, hashlib.sha256()).update(statement)
            self._places.setdefault(name, array("Q")).append(place)
            # Sorted lines: the copies of one statement, in several graphs, follow each other.
            if not before.startswith(match[1] + b" <"):
                merged.update(statement)
                self._merge_places.append(place)
            before, place = line, place + len(line)
        return {name: self._graph(name, digest.hexdigest()) for name, digest in digests.items()}, merged.hexdigest()

    def _graph(self, name: str, digest: str) -> ReleaseGraph:
        places = self._places[name]
        return ReleaseGraph(name, digest, len(places), lambda: self._lines(places))

    def _lines(self, places: array[int]) -> Iterator[bytes]:
        for place in places:
            match = _LINE.match(self._bytes, place)
            if match:
                yield match[1] + b" .\n"
