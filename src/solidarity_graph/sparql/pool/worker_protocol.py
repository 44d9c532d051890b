"""The protocol between a pool and its workers: frames of one byte for the kind, four for the length, and a payload."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import IO

from solidarity_graph import errors
from solidarity_graph.sparql.pool import query_errors
from solidarity_graph.sparql.pool.limits import Limits

BUFFER_BYTES = 64 << 10
"""Buffer size of readers on both sides: a whole DATA frame in one system call."""

# An error that occurs before the first frame is full can still become a status code. 32 KiB hold most answers whole,
# and fill in a few milliseconds where the answer is longer.
FRAME_BYTES = 32 << 10

_HEADER = struct.Struct(">BI")


class FrameKind(IntEnum):
    """What a frame carries.

    A worker sends READY once, then for each REQUEST either ERROR, or START, any number of DATA, and LAST. An ERROR may
    also follow DATA: the answer is then broken. LAST carries the final bytes, so that an answer that fits one frame is
    known to be complete as soon as it begins.
    """

    REQUEST = 1
    READY = 2
    START = 3
    DATA = 4
    LAST = 5
    ERROR = 6


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """A query, the media types that the client accepts, its limits, the dataset of the protocol request, its base."""

    query: str
    media_types: tuple[str, ...]
    limits: Limits
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    base: str = ""

    def pack(self) -> bytes:
        """Return the request as a REQUEST frame."""
        # Not `asdict`: it copies everything, and takes longer than all other work for a small query.
        limits = [getattr(self.limits, name) for name in Limits.__slots__]
        fields = [self.query, self.media_types, limits, self.default_graphs, self.named_graphs, self.base]
        return pack_frame(FrameKind.REQUEST, json.dumps(fields).encode())

    @classmethod
    def unpack(cls, payload: bytes) -> QueryRequest:
        """Read the request from the payload of a REQUEST frame."""
        query, media_types, limits, default_graphs, named_graphs, base = json.loads(payload)
        return cls(query, tuple(media_types), Limits(*limits), tuple(default_graphs), tuple(named_graphs), base)


def pack_frame(kind: FrameKind, payload: bytes = b"") -> bytes:
    """Return one frame.

    >>> pack_frame(FrameKind.START, b"text/csv")
    b'\\x03\\x00\\x00\\x00\\x08text/csv'
    """
    return _HEADER.pack(kind, len(payload)) + payload


def read_frame(stream: IO[bytes]) -> tuple[FrameKind, bytes]:
    """Return the kind and payload of the next frame; EOFError if the stream ends before the frame is complete."""
    header = stream.read(_HEADER.size)
    if len(header) < _HEADER.size:
        raise EOFError
    kind, length = _HEADER.unpack(header)
    payload = stream.read(length) if length else b""
    if len(payload) < length:
        raise EOFError
    return FrameKind(kind), payload


def pack_error(error: errors.SolidarityGraphError) -> bytes:
    """Return an ERROR frame with the error's class and attributes, for `unpack_error`.

    The attributes are those with which the class is called, and have JSON values.
    """
    attributes = {**vars(error)}
    values = attributes.pop("values")
    return pack_frame(FrameKind.ERROR, json.dumps([type(error).__name__, {**attributes, **values}]).encode())


def unpack_error(payload: bytes) -> errors.SolidarityGraphError:
    """Return (not raise) the error that the payload of an ERROR frame describes."""
    name, attributes = json.loads(payload)
    kind: Callable[..., errors.SolidarityGraphError] = getattr(errors, name, None) or getattr(query_errors, name)
    return kind(attributes.pop("message"), **attributes)


class FrameWriter:
    """A writable file that sends an answer as START, DATA and LAST frames to `stream`.

    whole  True to send nothing before `finish`, so that an error can take the place of the whole answer.

    OverOutputError if more than `output_bytes` are written to it.
    """

    def __init__(self, stream: IO[bytes], media_type: str, output_bytes: int, *, whole: bool = False) -> None:
        self._stream = stream
        self._left = output_bytes
        self._limit = output_bytes
        self._start = pack_frame(FrameKind.START, media_type.encode())
        self._held = bytearray()
        self._whole = whole

    def write(self, data: bytes) -> int:
        """Buffer `data`, send all buffered bytes once they fill a frame, and return the length of `data`."""
        self._left -= len(data)
        if self._left < 0:
            raise query_errors.OverOutputError(
                "The answer is larger than %(limit)s bytes. Ask for less, with LIMIT for example.", limit=self._limit
            )
        self._held += data
        if len(self._held) >= FRAME_BYTES and not self._whole:
            self._send(FrameKind.DATA, len(self._held))
        return len(data)

    def flush(self) -> None:
        """Do nothing: serialisers call this, and frames are sent when they are full."""

    def finish(self) -> None:
        """Send the rest, even if it is empty; its end, of one frame at most, as the LAST frame."""
        while len(self._held) > FRAME_BYTES:
            self._send(FrameKind.DATA, FRAME_BYTES)
        self._send(FrameKind.LAST, FRAME_BYTES)

    def _send(self, kind: FrameKind, size: int) -> None:
        self._stream.write(self._start + pack_frame(kind, bytes(self._held[:size])))
        self._start = b""
        del self._held[:size]
