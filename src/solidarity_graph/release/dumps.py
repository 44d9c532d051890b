"""The dumps of a release: N-Quads and TriG with the named graphs; Turtle, N-Triples and JSON-LD of their set union.

All are written from sorted files, so that the same quads give the same bytes, and none is kept in memory.
"""

from __future__ import annotations

import shutil
from itertools import groupby
from pathlib import Path

from pyoxigraph import RdfFormat, parse, serialize

from solidarity_graph.build import GraphFiles
from solidarity_graph.documents import by_predicate, node_lines, read_context
from solidarity_graph.release.manifest import DUMP_NAME
from solidarity_graph.schema.namespaces import NAMESPACES

DUMPS = ("nq", "trig", "ttl", "nt", "jsonld")


def write_dump(ending: str, graph: GraphFiles, folder: Path) -> None:
    """Write the dump in one format into a folder. `ending`, one of `DUMPS`, is the suffix of its file name."""
    path = folder / f"{DUMP_NAME}.{ending}"
    match ending:
        case "nq":
            shutil.copyfile(graph.nquads, path)
        case "nt":
            shutil.copyfile(graph.ntriples, path)
        case "ttl":
            serialize(graph.union(), path, RdfFormat.TURTLE, prefixes=NAMESPACES)
        case "trig":
            serialize(parse(path=graph.by_graph, format=RdfFormat.N_QUADS), path, RdfFormat.TRIG, prefixes=NAMESPACES)
        case "jsonld":
            with path.open("w", encoding="utf-8") as file:
                # Published graphs have no blank nodes.
                nodes = groupby(graph.union(), key=lambda triple: triple.subject)
                file.writelines(node_lines(read_context(), ((subject, by_predicate(said)) for subject, said in nodes)))
