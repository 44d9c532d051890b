"""Reads RDF files of any source into one rdflib graph: named graphs are joined, nothing is fetched over the network."""

from __future__ import annotations

import gzip
import json
import logging
import re
import warnings
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat
from rdflib import Graph

from solidarity_graph.errors import CallError, DataError
from solidarity_graph.validation.term_conversion import TripleTerm, to_rdflib

_SUFFIXES = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "n3": RdfFormat.N3,
    **dict.fromkeys(("rdf", "xml", "owl"), RdfFormat.RDF_XML),
    **dict.fromkeys(("jsonld", "json"), RdfFormat.JSON_LD),
}
FORMATS = _SUFFIXES | {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "nquads": RdfFormat.N_QUADS,
    "rdfxml": RdfFormat.RDF_XML,
    "json-ld": RdfFormat.JSON_LD,
}
"""Formats by the suffix of a file, and by the names that other tools give them."""

_XML_ENCODING = re.compile(rb"\s*<\?xml[^>]*\sencoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_NO_BASE = "https://relative.invalid/"
"""The base of JSON-LD that has none: pyoxigraph drops triples with relative IRIs without a word."""

_PLACE = re.compile(
    r"^Parser error (at line \d+ column \d+|at line \d+ between columns.*?|between line.*?): |^error while parsing "
)
"""The place at the start of pyoxigraph's messages; DataError has it in its entry instead."""
_REMEDIES = {
    r"remote context|DocumentCallback": "Nothing is fetched while validating: put the JSON-LD context into the file.",
    r"subtag|[Ll]anguage (code|tag)|integer should not": "Write language tags as BCP 47 has them: en, en-US, be-Latn.",
    r"Invalid UTF-8": "Save the file as UTF-8.",
}


def read_files(paths: Iterable[Path], *, input_format: str | None = None, base: str | None = None) -> Graph:
    """Return the union of several RDF files. Blank nodes of different files stay different. Raises as `read_file`."""
    graph = Graph()
    for path in paths:
        graph += read_file(path, input_format=input_format, base=base)
    return graph


def read_file(path: Path, *, input_format: str | None = None, base: str | None = None) -> Graph:
    """Return the graph of one file, also if packed by gzip. Raises CallError if unreadable, DataError if invalid.

    A file without a triple is invalid.

    input_format  one of `FORMATS`; without it, the suffix tells the format.
    base          the IRI against which relative IRIs are resolved, if the file does not give one.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CallError(f"{path}: {error.strerror or error}. Give the path of an RDF file.") from None
    suffix = (path.with_suffix("") if path.suffix.lower() == ".gz" else path).suffix
    return parse(data, input_format or suffix.lower(), str(path), base=base)


def parse(data: bytes, format_: str, file: str, *, base: str | None = None) -> Graph:
    """Return the graph of RDF bytes. Raises DataError if they are invalid or hold no triple.

    format_  one of `FORMATS`, or that as a suffix: `.ttl`.
    file     the name in error messages.
    base     the IRI against which relative IRIs are resolved, if the data does not give one.

    pyoxigraph is used instead of rdflib, which would fetch JSON-LD contexts and change "01"^^xsd:integer to 1.
    """
    chosen = FORMATS.get(format_.removeprefix("."))
    if chosen is None:
        raise DataError(
            f"the format {format_ or '(no suffix)'} is not known.",
            file=file,
            remedy=f"Known: .{' .'.join(_SUFFIXES)}, and .gz after each. Or name the format by --input-format.",
        )
    text = _utf8(data, file)
    graph = Graph()
    try:
        with quiet_literals():
            for quad in _quads(text, chosen, base):
                graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
    except SyntaxError as error:
        raise _syntax_error(error, text, chosen, file) from None
    except ValueError as error:
        raise CallError(f"{error}. Give an absolute IRI by --base, such as https://example.org/.") from None
    except TripleTerm:
        raise DataError(
            "it holds a triple term (RDF 1.2).", file=file, remedy="Shapes are about RDF 1.1: reify it."
        ) from None
    if not graph:
        hint = "JSON without an @context is no JSON-LD." if chosen == RdfFormat.JSON_LD else "Is it the right file?"
        raise DataError("it holds no triple: nothing to validate.", file=file, remedy=hint)
    return graph


def _utf8(data: bytes, file: str) -> bytes:
    """Return bytes unpacked, in UTF-8, without byte order mark. Raises DataError."""
    try:
        if data.startswith(b"\x1f\x8b"):
            data = gzip.decompress(data)
        encoding: str = json.detect_encoding(data)  # by a byte order mark, or the zeros of UTF-16 and UTF-32
        if encoding == "utf-8" and (declared := _XML_ENCODING.match(data)):
            encoding = declared[1].decode()
        # pyoxigraph reads UTF-8 only, also where an XML declaration says otherwise.
        return data if encoding == "utf-8" else _XML_DECLARATION.sub("", data.decode(encoding)).encode()
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(
            f"it is packed by gzip, but damaged or cut off ({error}).", file=file, remedy="Fetch it again."
        ) from None
    except (LookupError, UnicodeError) as error:
        raise DataError(f"its text cannot be read: {error}.", file=file, remedy="Save the file as UTF-8.") from None


def _quads(text: bytes, format_: RdfFormat, base: str | None) -> Iterator[Quad]:
    """Yield the quads of RDF in UTF-8. Raises SyntaxError."""
    strict = format_ != RdfFormat.JSON_LD
    base_iri = base or (None if strict else _NO_BASE)
    # Of JSON-LD, pyoxigraph drops what is ill-formed without a word, unless it is lenient.
    for quad in pyoxigraph.parse(text, format=format_, base_iri=base_iri, rename_blank_nodes=True, lenient=not strict):
        if not strict:
            if ":" not in quad.predicate.value:  # a key that the context does not define: JSON-LD ignores it
                continue
            _require_well_formed(quad)
        # A formula of N3 is quoted, not stated. https://www.w3.org/TeamSubmission/n3/
        if format_ != RdfFormat.N3 or quad.graph_name == DefaultGraph():
            yield quad


def _require_well_formed(quad: Quad) -> None:
    """Raise SyntaxError for a relative or invalid IRI, or an ill-formed language tag."""
    for term in (*quad.triple, quad.graph_name):
        try:
            if isinstance(term, NamedNode):
                NamedNode(term.value)
                if term.value.startswith(_NO_BASE):
                    raise SyntaxError(f"No scheme found in an absolute IRI: {term.value.removeprefix(_NO_BASE)}")
            elif isinstance(term, pyoxigraph.Literal) and term.language:
                pyoxigraph.Literal(term.value, language=term.language)
        except ValueError as error:
            raise SyntaxError(f"{term}: {error}") from None


def _syntax_error(error: SyntaxError, text: bytes, format_: RdfFormat, file: str) -> DataError:
    entry = f"line {error.lineno}, column {error.offset}" if error.lineno else ""
    message = f"{_PLACE.sub('', error.msg).rstrip('.')}."
    line = dict(enumerate(text.splitlines(), 1)).get(error.lineno or 0, b"").decode(errors="replace")
    if "No scheme found" in message:
        message = message.replace("No scheme found in an absolute IRI", "a relative IRI without a base")
        remedy = "Give the base: by @base (Turtle), xml:base (RDF/XML) or @base in the context (JSON-LD), or by --base."
        if format_ in (RdfFormat.N_TRIPLES, RdfFormat.N_QUADS):
            remedy = f"{format_.name} has no relative IRIs: write it in full."
    elif re.match(rb"\s*<(!doctype\s+)?html", text, re.IGNORECASE):
        remedy = "It is a page in HTML: fetch the data that it shows."
    elif re.search(r"\"@[A-Za-z0-9-]+_", line):
        remedy = "A language tag has hyphens: write @en-US, not @en_US."
    elif other := next((name for name in ("rdf", "jsonld", "ttl", "trig", "nq", "n3") if _reads(text, name)), None):
        remedy = f"It is {FORMATS[other].name}, not {format_.name}: mend its suffix, or say --input-format {other}."
    else:
        found = (remedy for pattern, remedy in _REMEDIES.items() if re.search(pattern, message))
        remedy = next(found, "Mend that place; nothing of the file was validated.")
    return DataError(message, file=file, entry=entry, remedy=remedy)


def _reads(text: bytes, format_: str) -> bool:
    """Return True if the text is of a format, and holds a triple."""
    try:
        return any(True for _ in [*_quads(text, FORMATS[format_], None)])
    except SyntaxError:
        return False


@contextmanager
def quiet_literals() -> Iterator[None]:
    """Suppress rdflib's log of ill-typed literals, with a traceback for each, and its warnings: shapes report them."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Parsing weird boolean", UserWarning)
            yield
    finally:
        logger.setLevel(level)
