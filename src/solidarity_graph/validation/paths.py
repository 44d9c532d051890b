"""SHACL property paths: read from a shapes graph, written as SPARQL or Turtle.

https://www.w3.org/TR/shacl/#property-paths
"""

from __future__ import annotations

from dataclasses import dataclass

from rdflib import RDF, SH, Graph
from rdflib.collection import Collection
from rdflib.term import Node, URIRef

_PREFIX = {"inversePath": "^"}
_SUFFIX = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}


@dataclass(frozen=True, slots=True)
class PathOf:
    """A path that consists of other paths. `operator` is the local name of the SHACL property, or `sequencePath`."""

    operator: str
    parts: tuple[Path, ...]


Path = str | PathOf
"""A property path; a single predicate is its IRI as a string."""


def read_path(graph: Graph, node: Node) -> Path:
    """Return the SHACL property path that a node of the shapes or report graph describes."""
    if isinstance(node, URIRef):
        return str(node)
    if (node, RDF.first, None) in graph:
        return PathOf("sequencePath", _members(graph, node))
    predicate, value = next((p, o) for p, o in graph.predicate_objects(node) if str(p).startswith(str(SH)))
    name = str(predicate).removeprefix(str(SH))
    return PathOf(name, _members(graph, value) if predicate == SH.alternativePath else (read_path(graph, value),))


def _members(graph: Graph, node: Node) -> tuple[Path, ...]:
    return tuple(read_path(graph, member) for member in Collection(graph, node))


def path_as_sparql(path: Path) -> str:
    """Return the path as a SPARQL property path with full IRIs, such as `^rdf:subject/sg:evidence`."""
    if isinstance(path, str):
        return f"<{path}>"
    parts = [path_as_sparql(part) for part in path.parts]
    if path.operator in ("sequencePath", "alternativePath"):
        return f"({('/' if path.operator == 'sequencePath' else '|').join(parts)})"
    return _PREFIX.get(path.operator, "") + parts[0] + _SUFFIX.get(path.operator, "")


def path_as_turtle(path: Path) -> str:
    """Return the path as a Turtle object. SHACL requires blank nodes for paths, and only there."""
    if isinstance(path, str):
        return f"<{path}>"
    parts = " ".join(path_as_turtle(part) for part in path.parts)
    if path.operator == "sequencePath":
        return f"( {parts} )"
    return f"[ sh:{path.operator} {f'( {parts} )' if path.operator == 'alternativePath' else parts} ]"
