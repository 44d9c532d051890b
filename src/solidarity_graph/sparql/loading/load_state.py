"""What a store says of itself that it was loaded with: the digest of each graph, kept as a graph of the store's own.

It is kept there, and not in a file here, because it must be true of the store: of one that was emptied, or that
somebody else loads from another machine, a file here would say that all is well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

DIGEST = "http://spdx.org/rdf/terms#checksumValue"
VERSION = "http://www.w3.org/2002/07/owl#versionInfo"
DEFAULT = "urn:x-default-graph"
"""What the default graph is called in the state."""
UNFINISHED = "unfinished"


@dataclass(frozen=True, slots=True)
class State:
    """The version that was loaded whole last, and the digests of the graphs."""

    version: str = ""
    digests: Mapping[str, str] = field(default_factory=dict)

    def triples(self, graph: str) -> Iterator[bytes]:
        """As lines of N-Triples, about the graph that holds them."""
        if self.version:
            yield _line(graph, VERSION, self.version)
        for name, digest in sorted(self.digests.items()):
            yield digest_line(name, digest)


def digest_line(name: str, digest: str) -> bytes:
    """The statement that a graph with this digest is there, whole."""
    return _line(name, DIGEST, digest)


def read_state(rows: Iterable[tuple[str, str, str]]) -> State:
    """From subject, property and value. A graph that is unfinished and has a digest too was finished later."""
    version = ""
    digests: dict[str, str] = {}
    for subject, property_, value in rows:
        if property_ == VERSION:
            version = value
        elif property_ == DIGEST and digests.get(subject, UNFINISHED) == UNFINISHED:
            digests[subject] = value
    return State(version, digests)


def _line(subject: str, property_: str, value: str) -> bytes:
    return f'<{subject}> <{property_}> "{value}" .\n'.encode()
