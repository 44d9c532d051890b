"""A published dataset to its quads and their validation: part by part, then what needs all of it."""

from __future__ import annotations

from functools import partial

from pyoxigraph import Quad

from solidarity_graph.build.executors import Executor, one_by_one
from solidarity_graph.build.parts import make_part, split
from solidarity_graph.descriptions import provenance_quads
from solidarity_graph.model import Dataset
from solidarity_graph.rdf.graphs import ntriples, origins, union
from solidarity_graph.validation import Report, parse, validate, validate_whole

_CLAIMS = 2000
"""Claims of a part: a second of work or two."""


def build_graphs(
    dataset: Dataset, executor: Executor = one_by_one, *, claims: int = _CLAIMS, reference: bool = False
) -> tuple[tuple[Quad, ...], Report]:
    """Every quad, sorted, and the report: the same whatever the executor and the size of parts.

    With `reference`, plain pySHACL validates the whole.
    """
    made = [*executor(partial(make_part, checked=not reference), split(dataset, claims))]
    quads = tuple(sorted({*provenance_quads(dataset), *(quad for part in made for quad in part.quads)}, key=str))
    graph, locate = parse(ntriples(union(quads)), ".nt", "data"), origins(dataset).get
    if reference:
        return quads, validate(graph, locate=locate, reference=True)
    return quads, validate_whole(graph, [found for part in made for found in part.results], locate=locate)
