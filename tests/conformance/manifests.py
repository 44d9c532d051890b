"""The W3C test manifests, read as plain cases.

https://www.w3.org/2001/sw/DataAccess/tests/README describes them. Files keep the addresses W3C publishes them under, so
that relative IRIs, and the report, are the same wherever the suites lie.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pyoxigraph
from pyoxigraph import BlankNode, NamedNode, RdfFormat

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
SHT = "http://www.w3.org/ns/shacl-test#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"

ADDRESSES = {
    "https://w3c.github.io/rdf-tests/sparql/": "rdf-tests-sparql",
    "https://w3c.github.io/data-shapes/data-shapes-test-suite/tests/": "data-shapes-test-suite/tests",
}
FORMATS = {".ttl": RdfFormat.TURTLE, ".nt": RdfFormat.N_TRIPLES, ".rdf": RdfFormat.RDF_XML}

Node: TypeAlias = NamedNode | BlankNode


@dataclass(frozen=True)
class Case:
    """One entry of a manifest: its IRI, the local name of its type, and the graph where the rest of it stands."""

    iri: str
    kind: str
    name: str
    files: Files
    graph: Graph
    manifest: str
    """The address of the manifest."""

    @property
    def node(self) -> NamedNode:
        return NamedNode(self.iri)

    @property
    def label(self) -> str:
        """Its name below the suite: `aggregates/agg01`, `node/and-001`."""
        folder, _, own = self.iri.rpartition("#" if "#" in self.iri else "/")
        parent = self.manifest.rpartition("/")[0] if "#" in self.iri else folder
        return f"{parent.rpartition('/')[2]}/{own}"

    @property
    def action(self) -> Any:
        return self.graph.one(self.node, MF + "action")

    def named(self, predicate: str) -> tuple[str, ...]:
        """The IRIs that a property of the action names."""
        return tuple(value.value for value in self.graph.all(self.action, predicate))

    @property
    def query(self) -> str:
        """The address of the query: the action itself, or a property of it."""
        return next(iter(self.named(QT + "query")), self.action.value)

    @property
    def result(self) -> Any:
        return self.graph.maybe(self.node, MF + "result")


class Files:
    """The folder that `--w3c` names, by W3C's addresses."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, address: str) -> Path:
        for start, folder in ADDRESSES.items():
            if address.startswith(start):
                return self._folder / folder / address.removeprefix(start)
        raise LookupError(address)

    def read(self, address: str) -> str:
        # Bytes first: line ends are part of some tests.
        return self.path(address).read_bytes().decode()

    def parse(self, address: str) -> list[pyoxigraph.Triple]:
        """The triples of an RDF file."""
        path = self.path(address)
        quads = pyoxigraph.parse(path=path, format=FORMATS[path.suffix], base_iri=address, rename_blank_nodes=True)
        return [quad.triple for quad in quads]


class Graph:
    """An RDF graph to walk through."""

    def __init__(self, triples: list[pyoxigraph.Triple]) -> None:
        self._objects: dict[tuple[Any, str], list[Any]] = {}
        self._subjects: dict[tuple[str, Any], list[Any]] = {}
        for triple in triples:
            self._objects.setdefault((triple.subject, triple.predicate.value), []).append(triple.object)
            self._subjects.setdefault((triple.predicate.value, triple.object), []).append(triple.subject)

    def all(self, subject: Any, predicate: str) -> list[Any]:
        return self._objects.get((subject, predicate), [])

    def maybe(self, subject: Any, predicate: str) -> Any:
        return next(iter(self.all(subject, predicate)), None)

    def one(self, subject: Any, predicate: str) -> Any:
        (value,) = self.all(subject, predicate)
        return value

    def having(self, predicate: str, value: Any) -> list[Any]:
        """The subjects with this value."""
        return self._subjects.get((predicate, value), [])

    def items(self, node: Any) -> Iterator[Any]:
        """The members of an RDF list."""
        while node is not None and node != NamedNode(RDF + "nil"):
            yield self.one(node, RDF + "first")
            node = self.one(node, RDF + "rest")


def read_cases(files: Files, address: str) -> Iterator[Case]:
    """The entries of a manifest and of those it includes, in its order."""
    graph = Graph(files.parse(address))
    manifest = NamedNode(address)
    for included in graph.all(manifest, MF + "include"):
        # SPARQL's manifests include a list of others, SHACL's repeat the property.
        for other in [included] if isinstance(included, NamedNode) else graph.items(included):
            yield from read_cases(files, other.value)
    for node in graph.items(graph.maybe(manifest, MF + "entries")):
        kind = graph.one(node, RDF + "type").value.rpartition("#")[2]
        name = graph.maybe(node, MF + "name") or graph.maybe(node, RDFS + "label")
        yield Case(node.value, kind, name.value if name else "", files, graph, address)
