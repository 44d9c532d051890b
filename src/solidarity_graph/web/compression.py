"""gzip, for those who ask for it. The same bytes whether the body came whole or in pieces: they share one tag."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache

from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

GZIP = "gzip"
# Below it, the header of gzip and the work on both sides outweigh what is saved in a packet that is sent anyway.
LEAST_BYTES = 1024
# On our answers level 3 is as fast as level 1 (360 MB a second), and levels from 4 on cost twice that for a tenth less.
_LEVEL = 3
_BLOCK = 32 << 10
_WITH_HEADER = 31  # zlib's word for "gzip, the largest window"
_TEXT = ("text/", "application/", "image/svg+xml")


@lru_cache(maxsize=256)
def choose_coding(accept_encoding: str) -> str:
    """gzip where it is asked for and liked no less than the plain body; else the empty string.

    >>> choose_coding("gzip, deflate, br"), choose_coding("gzip;q=0"), choose_coding("")
    ('gzip', '', '')
    """
    accept = parse_accept_header(accept_encoding, Accept)
    wanted = accept.quality(GZIP)
    plain = accept.quality("identity") if "identity" in accept.values() else 0.0
    return GZIP if wanted > 0 and wanted >= plain else ""


def is_worth_it(content_type: str, size: int) -> bool:
    """Whether a body of this type and size gets noticeably smaller."""
    return size >= LEAST_BYTES and content_type.startswith(_TEXT)


def compress(body: bytes) -> bytes:
    """The whole body at once."""
    return b"".join(compress_pieces((body,)))


def compress_pieces(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Piece by piece. Where the pieces break off with an error, so does this: no end is written that would look whole.

    The first block leaves at once, for the sake of the first byte.
    """
    packer = zlib.compressobj(_LEVEL, wbits=_WITH_HEADER)
    for number, block in enumerate(_even(pieces)):
        packed = packer.compress(block)
        if number == 0:
            packed += packer.flush(zlib.Z_SYNC_FLUSH)
        if packed:
            yield packed
    yield packer.flush()


def _even(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Blocks of one size, wherever the pieces were cut: what gzip makes depends on where it is told to flush."""
    held = bytearray()
    for piece in pieces:
        held += piece
        full = len(held) // _BLOCK * _BLOCK
        for start in range(0, full, _BLOCK):
            yield bytes(held[start : start + _BLOCK])
        del held[:full]
    yield bytes(held)
