"""The data that every engine validates, and what it should find there.

The examples of all constraints are in one data graph with the ontology, each under names of its own: one run for each
file of shapes takes seconds, where one for each example would take an hour in the slower engines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rdflib import SH, Graph
from rdflib.term import Node

from solidarity_graph.resources import ontology_dir, shapes_dir
from solidarity_graph.validation import Profile, RdfTerm, parse, read_file, read_files, validate

EXAMPLES = ontology_dir() / "examples" / "shapes"
BASE = "https://example.org/graph/id/"
ALONE = ("graph-uses-the-ontology", "namespace-is-exact")
"""Constraints on a graph as a whole: among other examples they find nothing, or what belongs to none of them."""

Verdict = tuple[str, str]
"""Focus node and value of a result, without RDF syntax.

The value is "" where there is none, or where it is the focus node, which some engines repeat.
"""


@dataclass(frozen=True, slots=True)
class ShapesFile:
    """A file of `shapes/`, such as `core/event`, its constraints, and which of them are in SPARQL."""

    name: str
    path: Path
    constraints: tuple[str, ...]
    in_sparql: frozenset[str]


@dataclass(frozen=True, slots=True)
class Case:
    """A data graph, with the ontology, and for each constraint the results: verdict and message."""

    name: str
    data: Graph
    files: tuple[ShapesFile, ...]
    expected: Mapping[str, Mapping[Verdict, str]]


def shapes_files() -> tuple[ShapesFile, ...]:
    """Return the files of shapes that have constraints, by folder and name."""
    found = []
    for folder in Profile.STRICT.folders:
        for path in sorted((shapes_dir() / folder).glob("*.ttl")):
            graph = read_file(path)
            queries, in_sparql = set(graph.objects(None, SH.sparql)), _names(graph.subjects(SH.sparql))
            names = _names(set(graph.subjects(SH.message)) - queries) | in_sparql
            if names:
                found.append(ShapesFile(f"{folder}/{path.stem}", path, tuple(sorted(names)), in_sparql))
    return tuple(found)


def _names(shapes: Iterable[Node]) -> frozenset[str]:
    return frozenset(str(shape).rpartition("#")[2] for shape in shapes)


def ontology() -> Graph:
    """Return the whole ontology, as others have it in their data graph."""
    return read_files([*sorted(ontology_dir().glob("*.ttl")), *sorted((ontology_dir() / "concepts").glob("*.ttl"))])


def cases() -> Iterator[Case]:
    """Yield the examples of all constraints as one case, and each of those that are about a whole graph as another."""
    files, terms = shapes_files(), ontology()
    together = Graph()
    for path in sorted(EXAMPLES.glob("*.ttl")):
        name, kind, _ = path.name.split(".")
        if name not in ALONE:
            text = path.read_text("utf-8").replace(BASE, f"https://example.org/{name}/{kind}/")
            together += parse(text.encode(), ".ttl", path.name)
    yield _case("examples", together, terms, files)
    for name in ALONE:
        of_name = tuple(file for file in files if name in file.constraints)
        for kind in ("valid", "invalid"):
            yield _case(f"{name}.{kind}", read_file(EXAMPLES / f"{name}.{kind}.ttl"), terms, of_name)


def _case(name: str, data: Graph, terms: Graph, files: tuple[ShapesFile, ...]) -> Case:
    expected: dict[str, dict[Verdict, str]] = {each: {} for file in files for each in file.constraints}
    for result in validate(data, ontology=terms).results:
        if result.constraint in expected:
            expected[result.constraint][verdict(plain(result.focus_node), plain(result.value))] = result.message
    return Case(name, data + terms, files, expected)


def verdict(focus: str, value: str) -> Verdict:
    """Return the verdict of a result."""
    return focus, "" if value == focus else value


def plain(term: RdfTerm | None) -> str:
    """Return a term without RDF syntax. Blank nodes are all "_:", since engines label them as they like."""
    return "" if term is None else "_:" if term.kind == "blank-node" else term.value
