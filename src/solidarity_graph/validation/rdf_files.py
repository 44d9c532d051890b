"""Reads RDF files of any source into one rdflib graph: named graphs are joined, nothing is fetched over the network."""

from __future__ import annotations

import bz2
import gzip
import json
import logging
import lzma
import re
import warnings
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import BufferedIOBase, BytesIO
from itertools import accumulate
from pathlib import Path
from urllib.parse import quote
from xml.parsers import expat

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat
from rdflib import RDF, Graph
from rdflib.term import BNode, Node

from solidarity_graph.errors import CallError, DataError
from solidarity_graph.resources import ontology_dir
from solidarity_graph.schema.namespaces import SG
from solidarity_graph.validation.rendering import printable
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

_OPEN: Mapping[bytes, Callable[[BytesIO], BufferedIOBase]] = {
    b"\x1f\x8b": lambda data: gzip.GzipFile(fileobj=data),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\x00": lzma.LZMAFile,
}
"""What reads packed files, by their first bytes."""
_MOST_BYTES = 1 << 30
"""What a file may have when it is unpacked: a few kilobytes can hold any number."""
_DEEPEST = 500
"""How deep objects and arrays of JSON may be nested: pyoxigraph ends the process somewhere above 3000."""
_PACKED = {".gz", ".bz2", ".xz"}
_NOT_READ = {b"PK\x03\x04": "a zip archive", b"\x28\xb5\x2f\xfd": "packed by zstd", b"$HDT": "HDT"}
_XML_ENCODING = re.compile(rb"\s*<\?xml[^>]*\sencoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_HTML = re.compile(rb"\s*(<\?xml[^>]*>\s*)?<(!doctype\s+)?html", re.IGNORECASE)
_OUR_CONTEXT = re.compile(rb'("@context"\s*:\s*(?:\[[^][{}]*)?)"https://w3id.org/solidarity-graph/context.jsonld"')
"""Where JSON-LD names our context by its address: it is taken from this installation."""
_NO_BASE = "https://relative.invalid/"
"""The base of JSON-LD that has none: pyoxigraph drops triples with relative IRIs without a word."""

_PLACE = re.compile(
    r"^Parser error (at line \d+ column \d+|at line \d+ between columns.*?|between line.*?): |^error while parsing "
)
"""The place at the start of pyoxigraph's messages; DataError has it in its entry instead."""
_LABEL = re.compile(r"(?!unlabelled-|[0-9a-f]{24,32}\Z)[A-Za-z0-9_][A-Za-z0-9_-]*")
"""Labels of blank nodes that are kept: not those that only JSON-LD allows, nor those that pyoxigraph makes.

These are random numbers of 128 bits without leading zeros: one in sixteen is shorter than 32 digits.
"""
_REMEDIES = {
    r"remote context|DocumentCallback": "Nothing is fetched while validating: put the JSON-LD context into the file.",
    r"[lL]angString": 'Give the text a language tag instead of that datatype: "text"@en.',
    r"subtag|[Ll]anguage (code|tag)|integer should not": "Write language tags as BCP 47 has them: en, en-US, be-Latn.",
    r"Invalid UTF-8": "Save the file as UTF-8.",
    r"refix.*not been declared|unbound prefix": f'Declare it first: @prefix sg: <{SG}> . In XML: xmlns:sg="{SG}".',
    r"[Vv]ariables are not allowed": "Rules and variables of N3 are no RDF: let a reasoner apply them first.",
    r"nested deeper": "Give inner objects an @id, and describe them beside the others.",
    r"amplification": "Write the text itself in the place of its <!ENTITY.",
}


def read_files(paths: Iterable[Path], *, input_format: str | None = None, base: str | None = None) -> Graph:
    """Return the union of several RDF files. Blank nodes of different files stay different. Raises as `read_file`."""
    graph = Graph()
    for path in paths:
        graph += read_file(path, input_format=input_format, base=base)
    return graph


def read_file(path: Path, *, input_format: str | None = None, base: str | None = None) -> Graph:
    """Return the graph of one file. Raises CallError if unreadable, DataError if invalid, such as without a triple.

    It may be packed by gzip, bzip2 or xz.

    input_format  one of `FORMATS`; without it, the suffix tells the format.
    base          the IRI against which relative IRIs are resolved, if the file does not give one.
    """
    return parse(_bytes_of(path), input_format or _suffix_of(path), str(path), base=base)


def read_quads(path: Path) -> list[Quad]:
    """Return the quads of one file, whose suffix tells the format. Raises as `read_file`, but not for an empty file."""
    return _parsed(_bytes_of(path), _suffix_of(path), str(path), None)


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CallError(f"{path}: {error.strerror or error}. Give the path of an RDF file.") from None


def _suffix_of(path: Path) -> str:
    return (path.with_suffix("") if path.suffix.lower() in _PACKED else path).suffix.lower()


def parse(data: bytes, format_: str, file: str, *, base: str | None = None) -> Graph:
    """Return the graph of RDF bytes. Raises DataError if they are invalid or hold no triple.

    format_  one of `FORMATS`, or that as a suffix: `.ttl`.
    file     the name in error messages, and in the labels of blank nodes: those of different files are different.
    base     the IRI against which relative IRIs are resolved, if the data does not give one.

    pyoxigraph is used instead of rdflib, which would fetch JSON-LD contexts and change "01"^^xsd:integer to 1.
    """
    graph = Graph()
    labels: dict[str, BNode] = {}
    in_file = re.sub("[%~]", "_", quote(file, safe="")).rstrip(".")

    def term(node: object) -> Node:
        if not isinstance(node, BlankNode):
            return to_rdflib(node)
        label = node.value if _LABEL.fullmatch(node.value) else f"unlabelled-{len(labels) + 1}"
        return labels.setdefault(node.value, BNode(f"{label}-in-{in_file}"))

    try:
        with quiet_literals():
            for quad in _parsed(data, format_, file, base):
                graph.add((term(quad.subject), term(quad.predicate), term(quad.object)))
    except TripleTerm:
        raise DataError(
            "it holds a triple term (RDF 1.2).", file=file, remedy="Shapes are about RDF 1.1: reify it."
        ) from None
    if not graph:
        is_json = FORMATS[format_.removeprefix(".")] == RdfFormat.JSON_LD
        hint = "JSON without an @context is no JSON-LD." if is_json else "Is it the right file?"
        raise DataError("it holds no triple: nothing to validate.", file=file, remedy=hint)
    return graph


def _parsed(data: bytes, format_: str, file: str, base: str | None) -> list[Quad]:
    """Return the quads of RDF bytes. Raises DataError, and CallError for a base that is none."""
    text = _utf8(_unpacked(data, file), file)
    chosen = FORMATS.get(format_.removeprefix("."))
    if chosen is None:
        raise DataError(
            f"the format {format_ or '(no suffix)'} is not known.",
            file=file,
            remedy=f"Known: .{' .'.join(_SUFFIXES)}, and .gz .bz2 .xz after each. Or name it by --input-format.",
        )
    try:
        return [*_quads(text, chosen, base)]
    except SyntaxError as error:
        raise _syntax_error(error, text, chosen, file) from None
    except ValueError as error:
        raise CallError(f"{error}. Give an absolute IRI by --base, such as https://example.org/.") from None
    except MemoryError as error:  # of a single term, too
        raise DataError(f"it is too large: {error}.", file=file, remedy="Split it.") from None


def _put_in_place(named: re.Match[bytes]) -> bytes:
    context = json.loads((ontology_dir() / "context.jsonld").read_bytes())["@context"]
    return named[1] + json.dumps(context).encode()


def _depth(text: bytes) -> int:
    """Return how deep the brackets and braces of JSON are nested."""
    brackets = re.findall(rb"[\[\]{}]", re.sub(rb'"(?:[^"\\]|\\.)*"', b"", text, flags=re.DOTALL))
    return max(accumulate(1 if each in b"[{" else -1 for each in brackets), default=0)


def _unpacked(data: bytes, file: str) -> bytes:
    """Return bytes that may be packed, even twice, unpacked. Raises DataError."""
    try:
        for mark, open_ in [*_OPEN.items()] * 2:
            if data.startswith(mark):
                data = open_(BytesIO(data)).read(_MOST_BYTES + 1)
    except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError) as error:
        raise DataError(
            f"it is packed, but damaged or cut off ({error}).", file=file, remedy="Fetch it again."
        ) from None
    if len(data) > _MOST_BYTES:
        raise DataError(f"it has more than {_MOST_BYTES} bytes.", file=file, remedy="Split it into several files.")
    kind = "a tar archive" if data[257:262] == b"ustar" else _NOT_READ.get(data[:4])
    if kind:
        raise DataError(f"it is {kind}, which is not read here.", file=file, remedy="Take the RDF out of it first.")
    return data


def _utf8(data: bytes, file: str) -> bytes:
    """Return bytes in UTF-8, without byte order mark. Raises DataError."""
    try:
        encoding: str = json.detect_encoding(data)  # by a byte order mark, or the zeros of UTF-16 and UTF-32
        if encoding == "utf-8" and (declared := _XML_ENCODING.match(data)):
            encoding = declared[1].decode()
            if encoding.lower().startswith(("utf-16", "utf-32")):  # a program's text of UTF-16, written as UTF-8
                encoding = "utf-8-sig"
        # pyoxigraph reads UTF-8 only, also where an XML declaration says otherwise.
        return data if encoding == "utf-8" else _XML_DECLARATION.sub("", data.decode(encoding)).encode()
    except (LookupError, UnicodeError) as error:
        raise DataError(f"its text cannot be read: {error}.", file=file, remedy="Save the file as UTF-8.") from None


def _quads(text: bytes, format_: RdfFormat, base: str | None) -> Iterator[Quad]:
    """Yield the quads of RDF in UTF-8. Raises SyntaxError, also for what pyoxigraph has no limit for."""
    strict = format_ != RdfFormat.JSON_LD
    if format_ == RdfFormat.RDF_XML and b"<!ENTITY" in text and (fault := _xml_fault(text)):
        raise fault  # entities within entities fill memory from a few lines
    if not strict:
        if _depth(text) > _DEEPEST:
            raise SyntaxError(f"objects and arrays are nested deeper than {_DEEPEST}")
        text = _OUR_CONTEXT.sub(_put_in_place, text)
    base_iri = base or (None if strict else _NO_BASE)
    # Of JSON-LD, pyoxigraph drops what is ill-formed without a word, unless it is lenient.
    for quad in pyoxigraph.parse(text, format=format_, base_iri=base_iri, lenient=not strict):
        if ":" not in quad.predicate.value:  # a key that the context does not define: JSON-LD ignores it
            continue
        _require_well_formed(quad)
        # A formula of N3 is quoted, not stated. https://www.w3.org/TeamSubmission/n3/
        if format_ != RdfFormat.N3 or quad.graph_name == DefaultGraph():
            yield quad


def _require_well_formed(quad: Quad) -> None:
    """Raise SyntaxError for what pyoxigraph lets pass in some formats: IRIs, language tags and texts without one."""
    for term in (*quad.triple, quad.graph_name):
        iri = term.datatype if isinstance(term, pyoxigraph.Literal) else term
        try:
            if isinstance(iri, NamedNode):
                if iri.value.startswith(_NO_BASE):
                    raise SyntaxError(f"No scheme found in an absolute IRI: {iri.value.removeprefix(_NO_BASE)}")
                NamedNode(iri.value)
            if isinstance(term, pyoxigraph.Literal) and term.language:
                pyoxigraph.Literal(term.value, language=term.language)
            elif iri != term and iri.value == str(RDF.langString):
                raise ValueError("rdf:langString without a language tag")
        except ValueError as error:
            raise SyntaxError(f"{term}: {error}") from None


def _xml_fault(text: bytes) -> SyntaxError | None:
    """Return why text is no XML, or its entities are too much of it, with the place; None if it can be read."""
    try:
        expat.ParserCreate("utf-8", " ").Parse(text, True)
    except expat.ExpatError as error:
        return SyntaxError(expat.ErrorString(error.code), (None, error.lineno, error.offset + 1, None))
    return None


def _syntax_error(error: SyntaxError, text: bytes, format_: RdfFormat, file: str) -> DataError:
    if format_ == RdfFormat.RDF_XML:  # pyoxigraph does not say where
        error = _xml_fault(text) or error
    entry = f"line {error.lineno}, column {error.offset}" if error.lineno else ""
    message = f"{printable(_PLACE.sub('', error.msg)).rstrip('.')}."
    line = dict(enumerate(text.splitlines(), 1)).get(error.lineno or 0, b"").decode(errors="replace")
    if _HTML.match(text):
        remedy = "It is a page in HTML: fetch the data that it shows."
    elif "No scheme found" in message:
        message = message.replace("No scheme found in an absolute IRI", "a relative IRI without a base")
        remedy = "Give the base: by @base (Turtle), xml:base (RDF/XML), @base or @vocab (JSON-LD), or by --base."
        if format_ in (RdfFormat.N_TRIPLES, RdfFormat.N_QUADS):
            remedy = f"{format_.name} has no relative IRIs: write it in full."
    elif re.search(r"\"@[A-Za-z0-9-]+_", line):
        remedy = "A language tag has hyphens: write @en-US, not @en_US."
    elif known := next((remedy for pattern, remedy in _REMEDIES.items() if re.search(pattern, message)), None):
        remedy = known
    elif other := next((name for name in ("rdf", "jsonld", "ttl", "trig", "nq", "n3") if _reads(text, name)), None):
        remedy = f"It is {FORMATS[other].name}, not {format_.name}: mend its suffix, or say --input-format {other}."
    else:
        remedy = "Mend that place; nothing of the file was validated."
    return DataError(message, file=file, entry=entry, remedy=remedy)


def _reads(text: bytes, format_: str) -> bool:
    """Return True if the text is of a format, and holds a triple."""
    try:
        return any(True for _ in [*_quads(text, FORMATS[format_], None)])
    except (SyntaxError, MemoryError):
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
