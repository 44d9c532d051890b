"""Requests as waitress reads them, and refused where a body could be read in two ways or is announced as too long.

A proxy in front that took the other reading would see one request where we see two, and hand the answer to the second
to somebody else. https://www.rfc-editor.org/rfc/rfc9112#section-6.3
"""

from __future__ import annotations

from waitress.parser import HTTPRequestParser, ParsingError, get_header_lines
from waitress.utilities import Error, RequestEntityTooLarge

_FIELD = b"transfer-encoding:"
_FOLDED = (b"\r\n ", b"\r\n\t")  # https://www.rfc-editor.org/rfc/rfc9112#section-5.2


class Parser(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
    """One request on its way in."""

    error: Error | None  # of waitress

    def received(self, data: bytes) -> int:
        """Bytes of the request; how many of them belong to it."""
        consumed = int(super().received(data))
        if self.chunked and not self.error and self._announced() >= self.adj.max_request_body_size:
            # Waitress counts what has come. A chunk of any size may be announced and never come.
            self.error = RequestEntityTooLarge("a chunk passes the limit")
            self.completed = True
        if self.error:
            self.expect_continue = False  # "go on" would be sent before the refusal, and take it back
        return consumed

    def parse_header(self, header_plus: bytes) -> None:
        """Request line and headers; ParsingError is a 400."""
        if any(fold in header_plus for fold in _FOLDED):
            raise ParsingError("A header goes on in the next line")
        super().parse_header(header_plus)
        codings = _transfer_codings(header_plus)
        if not codings:
            return
        if self.version != "1.1" or codings != [b"chunked"]:
            raise ParsingError("Transfer-Encoding is not the word chunked, once")
        if "CONTENT_LENGTH" in self.headers:
            raise ParsingError("Transfer-Encoding and Content-Length")

    @property
    def held(self) -> int:
        """How many bytes of it are here."""
        return len(self.header_plus) + int(self.body_bytes_received)

    def _announced(self) -> int:
        return int(self.body_rcv.__len__() + self.body_rcv.chunk_remainder)


def _transfer_codings(header_plus: bytes) -> list[bytes]:
    """What waitress has taken out of the headers by now, field by field."""
    if _FIELD not in header_plus.lower():
        return []
    lines = get_header_lines(header_plus.partition(b"\r\n")[2])
    return [line[len(_FIELD) :].strip(b" \t").lower() for line in lines if line.lower().startswith(_FIELD)]
