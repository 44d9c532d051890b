"""A worker's answering, without the process around it: the same code answers, in this process, in a millisecond."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph
from pyoxigraph import NamedNode, Quad

from solidarity_graph.errors import SolidarityGraphError
from solidarity_graph.sparql import DEFAULT_LIMITS, make_snapshot
from solidarity_graph.sparql.pool.worker_protocol import FrameKind, QueryRequest, read_frame
from solidarity_graph.sparql.snapshot.description import DATABASE
from solidarity_graph.sparql.snapshot.query_engine import QueryEngine
from tests.conformance.manifests import QT, Case


@dataclass(frozen=True)
class Answered:
    """A whole answer."""

    media_type: str
    body: bytes


def ask(store: pyoxigraph.Store, query: str, media_type: str) -> Answered:
    """The answer to a query; AssertionError with our error's words where it is refused."""
    request = QueryRequest(query, (media_type,), DEFAULT_LIMITS)
    pipe = io.BytesIO()
    try:
        QueryEngine(store).answer(request, pipe)
    except SolidarityGraphError as error:
        raise AssertionError(f"{type(error).__name__}: {error}") from error
    pipe.seek(0)
    _, announced = read_frame(pipe)
    body = bytearray()
    kind = FrameKind.DATA
    while kind is not FrameKind.LAST:
        kind, data = read_frame(pipe)
        body += data
    return Answered(announced.decode(), bytes(body))


def query_text(case: Case) -> str:
    """The query, with its own address as base: the protocol has no other way to say what it is relative to."""
    return f"BASE <{case.query}>\n{case.files.read(case.query)}"


def quads_of(case: Case) -> list[Quad]:
    """The dataset of an evaluation test: data in the default graph, graph data in graphs named after their files."""
    quads = [Quad(*triple) for address in case.named(QT + "data") for triple in case.files.parse(address)]
    for address in case.named(QT + "graphData"):
        quads += [Quad(*triple, NamedNode(address)) for triple in case.files.parse(address)]
    return quads


def load(case: Case) -> pyoxigraph.Store:
    """The dataset as the test means it."""
    store = pyoxigraph.Store()
    store.extend(quads_of(case))
    return store


def load_union(case: Case, folder: Path) -> pyoxigraph.Store:
    """The dataset as a snapshot of ours holds it: the default graph is the union of all."""
    source = folder / "dataset.nq"
    source.write_bytes(pyoxigraph.serialize(quads_of(case), format=pyoxigraph.RdfFormat.N_QUADS) or b"")
    make_snapshot(source, folder / "snapshot")
    return pyoxigraph.Store.read_only(str(folder / "snapshot" / DATABASE))
