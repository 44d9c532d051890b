"""What a worker does with the engine's failures, without a process around it."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any, cast

import pyoxigraph
import pytest

from solidarity_graph.errors import EngineError, QuerySyntaxError, ReleaseError, SolidarityGraphError, TooLargeError
from solidarity_graph.sparql import Limits
from solidarity_graph.sparql.pool.worker_protocol import (
    FRAME_BYTES,
    FrameKind,
    FrameWriter,
    QueryRequest,
    pack_error,
    pack_frame,
    read_frame,
    unpack_error,
)
from solidarity_graph.sparql.query_text.syntax_errors import explain_syntax_error
from solidarity_graph.sparql.snapshot.query_engine import QueryEngine

REQUEST = QueryRequest("ASK {}", ("text/csv",), Limits(output_bytes=1, nesting=9))


class Failing:
    """An engine that fails in the way it is told."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def query(self, query: str, **_: object) -> Any:
        raise self._error


def answer(store: Failing, query: str = "ASK {}") -> None:
    request = replace(REQUEST, query=query)
    QueryEngine(cast(pyoxigraph.Store, store)).answer(request, io.BytesIO())


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        (MemoryError(), TooLargeError),
        (OSError("IO error: no such file"), ReleaseError),
        (RuntimeError("Corruption: block checksum mismatch"), ReleaseError),
        (RuntimeError("something else"), EngineError),
        (ValueError("something else"), EngineError),
        (SyntaxError("words without a place"), QuerySyntaxError),
    ],
)
def test_each_failure_of_the_engine_is_one_of_our_errors(error: Exception, ours: type[SolidarityGraphError]) -> None:
    with pytest.raises(ours):
        answer(Failing(error))


def test_a_pool_that_has_gone_is_told_nothing() -> None:
    with pytest.raises(BrokenPipeError):
        answer(Failing(BrokenPipeError()))


def test_a_short_answer_is_one_frame_and_known_to_be_whole() -> None:
    pipe = io.BytesIO()
    sink = FrameWriter(pipe, "text/csv", 1000)
    sink.write(b"n\r\n")
    assert pipe.getvalue() == b"", "an error can still take the place of the answer"
    sink.finish()
    assert pipe.getvalue() == pack_frame(FrameKind.START, b"text/csv") + pack_frame(FrameKind.LAST, b"n\r\n")


def test_an_answer_that_is_kept_whole_leaves_in_frames_at_its_end() -> None:
    pipe = io.BytesIO()
    sink = FrameWriter(pipe, "text/csv", 10 * FRAME_BYTES, whole=True)
    for _ in range(3):
        sink.write(b"x" * FRAME_BYTES)
    sink.write(b"y")
    assert pipe.getvalue() == b""
    sink.finish()
    pipe.seek(0)
    frames = [read_frame(pipe) for _ in range(5)]
    assert [kind for kind, _ in frames] == [FrameKind.START, *[FrameKind.DATA] * 3, FrameKind.LAST]
    assert [len(payload) for _, payload in frames[1:]] == [FRAME_BYTES] * 3 + [1]


def test_a_long_answer_leaves_in_full_frames() -> None:
    pipe = io.BytesIO()
    sink = FrameWriter(pipe, "text/csv", 10 * FRAME_BYTES)
    sink.write(b"x" * FRAME_BYTES)
    sink.finish()
    pipe.seek(0)
    kinds = [read_frame(pipe)[0] for _ in range(3)]
    assert kinds == [FrameKind.START, FrameKind.DATA, FrameKind.LAST]


@pytest.mark.parametrize("kept", [0, 3, 7])
def test_a_frame_that_breaks_off_is_no_frame(kept: int) -> None:
    with pytest.raises(EOFError):
        read_frame(io.BytesIO(pack_frame(FrameKind.DATA, b"12345")[:kept]))


def test_an_error_arrives_with_what_it_knows() -> None:
    _, payload = read_frame(io.BytesIO(pack_error(QuerySyntaxError("no", line=3, column=7))))
    error = unpack_error(payload)
    assert isinstance(error, QuerySyntaxError)
    assert (str(error), error.line, error.column) == ("no", 3, 7)


@pytest.mark.parametrize(
    ("query", "words", "line", "column"),
    [
        # Wanting a keyword, the engine reports where that keyword would have ended.
        ("ASK {}\nx", "error at 2:9: expected CONSTRUCT", 1, 7),
        ("ASK {}", "error at 99:99: expected [_]", 1, 7),
        ("ASK {}", "error at 1:1: expected CONSTRUCT", 1, 1),
        ("ASK {}", "words without a place", 0, 0),
    ],
)
def test_a_place_outside_the_query_is_brought_back_into_it(query: str, words: str, line: int, column: int) -> None:
    error = explain_syntax_error(query, words)
    assert isinstance(error, QuerySyntaxError)
    assert (error.line, error.column) == (line, column)
