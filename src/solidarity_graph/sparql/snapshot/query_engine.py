"""The handler that runs in each worker: evaluates a query in pyoxigraph and serialises its results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, cast

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, QueryTriples, Store

from solidarity_graph.documents import write_graph
from solidarity_graph.errors import CallError, EngineError, ReleaseError, SolidarityGraphError
from solidarity_graph.rdf.xml_output import XmlWriter
from solidarity_graph.sparql.interface import GRAPH_MEDIA_TYPES, RESULT_MEDIA_TYPES, choose_media_type
from solidarity_graph.sparql.pool.query_errors import OverMemoryError
from solidarity_graph.sparql.pool.worker_config import Handler, HandlerFactory
from solidarity_graph.sparql.pool.worker_protocol import FrameWriter, QueryRequest
from solidarity_graph.sparql.query_text.refusals import refuse_nesting, refuse_service
from solidarity_graph.sparql.query_text.syntax_errors import explain_syntax_error
from solidarity_graph.sparql.snapshot.description import DATABASE, damaged, expect_snapshot
from solidarity_graph.sparql.snapshot.memory_copy import copy_to_memory
from solidarity_graph.sparql.snapshot.query_dataset import DatasetEvaluator, Results

_CHECKED = ("application/sparql-results+xml", "application/rdf+xml", "application/ld+json")


def prepare_handler(
    folder: str, sha256: str, prefixes: Mapping[str, str], service_hosts: Sequence[str], in_memory: bool
) -> HandlerFactory:
    """Return a function that opens the snapshot in `folder` and returns the handler of its queries.

    sha256         of the snapshot's input: a worker that is started later never answers from another release.
    prefixes       IRIs by prefix, for Turtle and RDF/XML.
    service_hosts  hosts that SERVICE may name.
    in_memory      True to copy the snapshot into memory now, so that all workers of one fork server share the copy.
    """
    copy = copy_to_memory(Path(folder), sha256) if in_memory else None

    def open_handler() -> Handler:
        expect_snapshot(Path(folder), sha256)
        store = _open_database(Path(folder)) if copy is None else copy
        return QueryEngine(store, prefixes, service_hosts).answer

    return open_handler


def _open_database(folder: Path) -> Store:
    try:
        return Store.read_only(str(folder / DATABASE))
    except (OSError, RuntimeError) as error:
        raise damaged(folder, str(error).strip()) from error


class QueryEngine:
    """Evaluates queries over one pyoxigraph store.

    prefixes       abbreviate IRIs in Turtle and RDF/XML.
    service_hosts  may be named by SERVICE.
    """

    def __init__(
        self, store: Store, prefixes: Mapping[str, str] | None = None, service_hosts: Sequence[str] = ()
    ) -> None:
        self._datasets = DatasetEvaluator(store)
        self._prefixes = dict(prefixes or {})
        self._service_hosts = service_hosts

    def answer(self, request: QueryRequest, stream: IO[bytes]) -> None:
        """Write the answer to `stream` as frames. Every error of the engine becomes a SolidarityGraphError."""
        refuse_nesting(request.query, request.limits.nesting)
        refuse_service(request.query, self._service_hosts)
        try:
            self._serialise(self._evaluate(request), request, stream)
        except (SolidarityGraphError, BrokenPipeError, ConnectionResetError):
            raise  # one of our errors already; or the pool has ended, and no process reads the answer
        except MemoryError as error:
            raise OverMemoryError("The query needs more memory than a question may take.") from error
        except (OSError, RuntimeError, ValueError) as error:
            raise _translate(error, request.query) from error

    def _evaluate(self, request: QueryRequest) -> Results:
        try:
            return self._datasets.query(request.query, request.default_graphs, request.named_graphs, request.base)
        except SyntaxError as error:
            raise explain_syntax_error(request.query, str(error), request.base) from error

    def _serialise(self, results: Results, request: QueryRequest, stream: IO[bytes]) -> None:
        if isinstance(results, QueryTriples):
            media_type = choose_media_type(request.media_types, GRAPH_MEDIA_TYPES, "CONSTRUCT or DESCRIBE")
            writer = _frames(stream, media_type, request)
            write_graph(results, media_type, cast(IO[bytes], writer), self._prefixes)
        else:
            media_type = choose_media_type(request.media_types, RESULT_MEDIA_TYPES, "SELECT or ASK")
            writer = _frames(stream, media_type, request)
            _write_rows(results, media_type, cast(IO[bytes], writer))
        writer.finish()


def _frames(stream: IO[bytes], media_type: str, request: QueryRequest) -> FrameWriter:
    # What XML or JSON-LD cannot hold may come late: their answers are sent when they are known to be right.
    return FrameWriter(stream, media_type, request.limits.output_bytes, whole=media_type in _CHECKED)


def _write_rows(results: QuerySolutions | QueryBoolean, media_type: str, output: IO[bytes]) -> None:
    format_ = QueryResultsFormat.from_media_type(media_type)
    if format_ != QueryResultsFormat.XML:
        results.serialize(output, format_)
        return
    writer = XmlWriter(output, tuple(name for name in RESULT_MEDIA_TYPES if name != media_type))
    results.serialize(cast(IO[bytes], writer), format_)
    writer.finish()


def _translate(error: Exception, query: str) -> SolidarityGraphError:
    if "custom function" in str(error):
        return CallError(f"The query cannot be answered: {error}.")
    if "Corruption" in str(error):
        return ReleaseError(f"The snapshot is damaged: {error}")
    if isinstance(error, OSError) and (str(error).startswith("IO error") or "service" not in query.lower()):
        return ReleaseError(f"The snapshot could not be read: {error}")
    if isinstance(error, OSError):  # a query with SERVICE must not make the snapshot look damaged
        return EngineError(f"The endpoint that SERVICE names could not be asked: {error}")
    return EngineError(f"The engine failed on this query: {error}")
