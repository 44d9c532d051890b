"""XML as every parser reads it: what the engine writes is read by a parser before it goes on.

The engine writes some things that are no XML: most control characters, U+FFFE and U+FFFF, and elements for properties
and classes whose IRI does not end in a name. https://www.w3.org/TR/xml/#charsets
"""

from __future__ import annotations

from collections.abc import Collection
from typing import IO
from xml.parsers import expat

from solidarity_graph.errors import NotAcceptableError

RESERVED = "for a property or class is a word of its syntax, such as rdf:li"
_NEAR = 40  # bytes on each side: enough to find the place


class XmlWriter:
    r"""A writable file that passes XML on to `output`, with `\r` as a reference: parsers read a plain one as `\n`.

    NotAcceptableError, which offers `instead`, for what is no XML, and for an element with one of the `reserved` names
    (namespace, blank, local name). `finish` must be called after the last write.
    """

    def __init__(self, output: IO[bytes], instead: tuple[str, ...], reserved: Collection[str] = ()) -> None:
        self._output = output
        self._instead = instead
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._reserved = reserved
        if reserved:
            self._parser.StartElementHandler = self._check_name
        self._read = 0

    def write(self, data: bytes) -> int:
        """Check `data` and pass it on. Return its length."""
        written = data.replace(b"\r", b"&#13;")
        self._parse(written, last=False)
        self._output.write(written)
        return len(data)

    def flush(self) -> None:
        """Do nothing: serialisers call this."""

    def finish(self) -> None:
        """Check that the XML is complete."""
        self._parse(b"", last=True)

    def _parse(self, data: bytes, *, last: bool) -> None:
        try:
            self._parser.Parse(data, last)
        except expat.ExpatError:
            place = self._parser.ErrorByteIndex - self._read
            near = data[max(0, place - _NEAR) : max(0, place) + _NEAR].decode(errors="ignore")
            raise self.refuse(f"near {near!a}") from None
        self._read += len(data)

    def _check_name(self, name: str, _attributes: object) -> None:
        if name in self._reserved:
            raise self.refuse(RESERVED)

    def refuse(self, what: str) -> NotAcceptableError:
        """Return the error for an answer that XML cannot hold."""
        return NotAcceptableError(
            f"This answer cannot be written in XML, {what}: XML knows no control characters, and no property or class "
            f"whose IRI does not end in a name. Ask for it as {' or '.join(self._instead)}.",
            self._instead,
        )
