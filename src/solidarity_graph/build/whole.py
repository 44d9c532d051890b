"""Builds and validates the graph of a published dataset: part by part, then the constraints that need all of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from solidarity_graph.build.executors import Executor, one_by_one
from solidarity_graph.build.graph_files import GraphFiles, nquads_of, write_graph_files
from solidarity_graph.build.parts import make_part, split
from solidarity_graph.model import Dataset
from solidarity_graph.rdf import origins, provenance_quads, term_quads
from solidarity_graph.validation import (
    Report,
    Result,
    ontology_in,
    read_file,
    report_on,
    validate,
    validate_graphs,
    validate_store,
)

_CLAIMS = 2000
"""Claims in one part: one or two seconds of work."""
_GROUPS = 8
"""Groups of SPARQL constraints: enough for the processes to end at about the same time."""


_GRAPH_BYTES = 20 << 20
"""N-Quads of named graphs that are validated at a time: some seconds of work, 100 MB of memory."""


def build_graph(
    dataset: Dataset,
    folder: Path,
    executor: Executor = one_by_one,
    *,
    claims: int = _CLAIMS,
    reference: bool = False,
    validated: Report | None = None,
) -> tuple[GraphFiles, Report]:
    """Write the graph of a dataset into an empty folder, and return its files and the validation report.

    Both are the same for every executor and every size of parts (`claims`). With `reference`, plain pySHACL validates
    the whole graph in memory. Invalid data raises no error: the report says so. `validated` is the report on the same
    dataset, if there is one: it is returned, and nothing is validated again.
    """
    parts = split(dataset, claims)
    results: set[Result] = set()  # what is declared of an article is looked at in each part that names it

    def texts() -> Iterator[bytes]:
        yield nquads_of(provenance_quads(dataset))
        terms: set[str] = set()
        for made in executor(partial(make_part, checked=not (reference or validated)), parts):
            results.update(made.results)
            terms |= made.terms
            yield made.nquads
        yield nquads_of({*term_quads(dataset.description.base, terms)})

    files = write_graph_files(texts(), folder, executor)
    if validated:
        return files, validated
    if reference:
        return files, validate(read_file(files.ntriples), locate=origins(dataset).get, reference=True)
    for found in executor(partial(_validate_graphs, files=files), [*files.graphs(_GRAPH_BYTES)]):
        results.update(found)
    groups = _GROUPS if len(parts) > 1 else 1
    with ontology_in(files.store):
        for found in executor(partial(validate_store, store=files.store, of=groups), range(groups)):
            results.update(found)
    # Origins of all IRIs are listed only if there is a result to locate.
    return files, report_on(results, files.count(), locate=origins(dataset).get if results else None)


def _validate_graphs(some: range, files: GraphFiles) -> tuple[Result, ...]:
    return validate_graphs(files.read(some))
