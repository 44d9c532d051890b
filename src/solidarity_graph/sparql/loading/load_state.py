"""The state of a load: the digest of each graph, kept in a graph of the loaded store itself.

A local file would be wrong once the store was emptied, or loaded from another machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

DIGEST = "http://spdx.org/rdf/terms#checksumValue"
VERSION = "http://www.w3.org/2002/07/owl#versionInfo"
DEFAULT = "urn:x-default-graph"
"""The name of the default graph in the state."""
UNFINISHED = "unfinished"


@dataclass(frozen=True, slots=True)
class LoadState:
    """The version of the last complete load (empty if there was none), and the digest of each graph by its name.

    The digest is `UNFINISHED` for a graph that may be written in part.
    """

    version: str = ""
    digests: Mapping[str, str] = field(default_factory=dict)

    def triples(self, graph: str) -> Iterator[bytes]:
        """Yield the state as lines of N-Triples. The version, if any, is a property of the state graph `graph`."""
        if self.version:
            yield _line(graph, VERSION, self.version)
        for name, digest in sorted(self.digests.items()):
            yield digest_line(name, digest)


def digest_line(name: str, digest: str) -> bytes:
    """Return a line of N-Triples: the graph `name` was loaded completely, and has this digest."""
    return _line(name, DIGEST, digest)


def read_state(rows: Iterable[tuple[str, str, str]]) -> LoadState:
    """Return the state that the triples of the state graph (`rows`) describe; other properties are ignored.

    A graph that has both a digest and the mark of an unfinished one was finished later.
    """
    version = ""
    digests: dict[str, str] = {}
    for subject, property_, value in rows:
        if property_ == VERSION:
            version = value
        elif property_ == DIGEST and digests.get(subject, UNFINISHED) == UNFINISHED:
            digests[subject] = value
    return LoadState(version, digests)


def _line(subject: str, property_: str, value: str) -> bytes:
    return f'<{subject}> <{property_}> "{value}" .\n'.encode()
