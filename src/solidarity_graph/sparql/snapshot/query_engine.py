"""Inside a worker: one question put to the engine, its answer written by the engine's own serialisers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, cast

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, QueryTriples, RdfFormat, Store, serialize

from solidarity_graph.errors import CallError, EngineError, ReleaseError, SolidarityGraphError
from solidarity_graph.sparql.interface import GRAPH_MEDIA_TYPES, RESULT_MEDIA_TYPES, choose_media_type
from solidarity_graph.sparql.pool.frames import Kind, Question, pack
from solidarity_graph.sparql.pool.stop_errors import OverMemoryError, OverOutputError
from solidarity_graph.sparql.pool.worker_config import Duty
from solidarity_graph.sparql.query_text.refusals import refuse_nesting, refuse_service
from solidarity_graph.sparql.query_text.syntax_errors import explain_refusal
from solidarity_graph.sparql.snapshot.query_dataset import Datasets

# An error found while the first frame fills can still be told by a status. 32 KiB hold most answers whole, and fill in
# a few milliseconds where there is more.
FRAME_BYTES = 32 << 10


class Sink:
    """The file that the engine writes to: it cuts the bytes into frames and counts them."""

    def __init__(self, pipe: IO[bytes], media_type: str, output_bytes: int) -> None:
        self._pipe = pipe
        self._left = output_bytes
        self._limit = output_bytes
        self._start = pack(Kind.START, media_type.encode())
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        """Take what the engine has made."""
        self._left -= len(data)
        if self._left < 0:
            raise OverOutputError(
                f"The answer is larger than {self._limit} bytes. Ask for less, with LIMIT for example."
            )
        self._held += data
        if len(self._held) >= FRAME_BYTES:
            self._send(Kind.DATA)
        return len(data)

    def flush(self) -> None:
        """Nothing: frames leave when they are full."""

    def finish(self) -> None:
        """Send what is left."""
        self._send(Kind.LAST)

    def _send(self, kind: Kind) -> None:
        self._pipe.write(self._start + pack(kind, bytes(self._held)))
        self._start = b""
        self._held.clear()


class Answerer:
    """Puts questions to one store, by the rules of its duty."""

    def __init__(self, store: Store, duty: Duty) -> None:
        self._datasets = Datasets(store)
        self._duty = duty

    def answer(self, question: Question, pipe: IO[bytes]) -> None:
        """Write the answer to `pipe`; every error is one of ours."""
        refuse_nesting(question.query, question.nesting)
        refuse_service(question.query, self._duty.service_hosts)
        try:
            _serialise(self._evaluate(question), question, pipe, self._duty.prefixes)
        except (SolidarityGraphError, BrokenPipeError, ConnectionResetError):
            raise  # ours already; or the pool has gone, and nobody is left to tell
        except MemoryError as error:
            raise OverMemoryError("The query needs more memory than a question may take.") from error
        except (OSError, RuntimeError, ValueError) as error:
            raise _translate(error, question.query) from error

    def _evaluate(self, question: Question) -> QuerySolutions | QueryBoolean | QueryTriples:
        try:
            return self._datasets.query(question.query, question.default_graphs, question.named_graphs)
        except SyntaxError as error:
            raise explain_refusal(question.query, str(error)) from error


def _translate(error: Exception, query: str) -> SolidarityGraphError:
    if "custom function" in str(error):
        return CallError(f"The query cannot be answered: {error}.")
    if "Corruption" in str(error):
        return ReleaseError(f"The snapshot is damaged: {error}")
    if isinstance(error, OSError) and (str(error).startswith("IO error") or "service" not in query.lower()):
        return ReleaseError(f"The snapshot could not be read: {error}")
    if isinstance(error, OSError):  # no fault of ours: whoever asks for SERVICE must not make the snapshot look bad
        return EngineError(f"The endpoint that SERVICE names could not be asked: {error}")
    return EngineError(f"The engine failed on this query: {error}")


def _serialise(
    results: QuerySolutions | QueryBoolean | QueryTriples,
    question: Question,
    pipe: IO[bytes],
    prefixes: Mapping[str, str],
) -> None:
    if isinstance(results, QueryTriples):
        media_type = choose_media_type(question.media_types, GRAPH_MEDIA_TYPES, "CONSTRUCT or DESCRIBE")
        sink = Sink(pipe, media_type, question.output_bytes)
        serialize(results, cast(IO[bytes], sink), RdfFormat.from_media_type(media_type), prefixes=dict(prefixes))
    else:
        media_type = choose_media_type(question.media_types, RESULT_MEDIA_TYPES, "SELECT or ASK")
        sink = Sink(pipe, media_type, question.output_bytes)
        results.serialize(cast(IO[bytes], sink), QueryResultsFormat.from_media_type(media_type))
    sink.finish()
