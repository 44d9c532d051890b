"""What a pool and its workers say to each other: frames of a kind, a length and that many bytes, over pipes."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Protocol

from solidarity_graph import errors
from solidarity_graph.sparql.pool import stop_errors

BUFFER_BYTES = 64 << 10
"""For readers on both sides: a whole frame, of the size that workers send, in one system call."""

_HEADER = struct.Struct(">BI")


class Kind(IntEnum):
    """What a frame carries.

    A worker says READY once, then for each QUESTION either ERROR, or START, any number of DATA, and LAST. An ERROR may
    also follow DATA: the answer is then broken. LAST carries the final bytes, so that an answer that fits one frame is
    known to be whole as soon as it begins.
    """

    QUESTION = 1
    READY = 2
    START = 3
    DATA = 4
    LAST = 5
    ERROR = 6


class Readable(Protocol):
    """A stream whose `read` gives as much as was asked for, or less at its end."""

    def read(self, size: int, /) -> bytes:
        """Read."""
        ...


@dataclass(frozen=True, slots=True)
class Question:
    """A query and what its worker must know of its limits."""

    query: str
    media_types: tuple[str, ...]
    seconds: float
    memory_bytes: int
    output_bytes: int
    nesting: int
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()

    def pack(self) -> bytes:
        """As a frame."""
        # Not `asdict`: it copies everything, and takes longer than the rest of asking a small question.
        return pack(Kind.QUESTION, json.dumps([getattr(self, name) for name in self.__slots__]).encode())

    @classmethod
    def unpack(cls, payload: bytes) -> Question:
        """From a frame's payload."""
        fields: list[Any] = [tuple(value) if isinstance(value, list) else value for value in json.loads(payload)]
        return cls(*fields)


def pack(kind: Kind, payload: bytes = b"") -> bytes:
    """One frame.

    >>> pack(Kind.START, b"text/csv")
    b'\\x03\\x00\\x00\\x00\\x08text/csv'
    """
    return _HEADER.pack(kind, len(payload)) + payload


def read_frame(stream: Readable) -> tuple[Kind, bytes]:
    """The next frame; EOFError where the other side has gone."""
    header = stream.read(_HEADER.size)
    if len(header) < _HEADER.size:
        raise EOFError
    kind, length = _HEADER.unpack(header)
    payload = stream.read(length) if length else b""
    if len(payload) < length:
        raise EOFError
    return Kind(kind), payload


def pack_error(error: errors.SolidarityGraphError) -> bytes:
    """One of our errors, with what it knows, as a frame."""
    fields: dict[str, Any] = {"type": type(error).__name__, "message": str(error)}
    if isinstance(error, errors.QuerySyntaxError):
        fields |= {"line": error.line, "column": error.column}
    elif isinstance(error, errors.NotAcceptableError):
        fields |= {"offered": error.offered}
    return pack(Kind.ERROR, json.dumps(fields).encode())


def unpack_error(payload: bytes) -> errors.SolidarityGraphError:
    """The error that a worker packed."""
    fields = json.loads(payload)
    name = fields.pop("type")
    kind: type[errors.SolidarityGraphError] = getattr(errors, name, None) or getattr(stop_errors, name)
    return kind(fields.pop("message"), **fields)
