"""Reads RDF files of any source into one rdflib graph: named graphs are joined, nothing is fetched over the network."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph
from pyoxigraph import RdfFormat
from rdflib import Graph

from solidarity_graph.errors import CallError, DataError
from solidarity_graph.validation.term_conversion import TripleTerm, to_rdflib

_FORMATS = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
    ".jsonld": RdfFormat.JSON_LD,
    ".json": RdfFormat.JSON_LD,
    ".rdf": RdfFormat.RDF_XML,
}

_PLACE = re.compile(r"^Parser error (at line \d+ column \d+|at line \d+ between columns.*?|between line.*?): ")
"""The place at the start of pyoxigraph's messages; DataError has it in its entry instead."""


def read_files(paths: Iterable[Path]) -> Graph:
    """Return the union of several RDF files. Blank nodes of different files stay different. Raises as `read_file`."""
    graph = Graph()
    for path in paths:
        graph += read_file(path)
    return graph


def read_file(path: Path) -> Graph:
    """Return the graph of one file, its format by its suffix. Raises CallError if unreadable, DataError if invalid.

    A file without a triple is invalid.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CallError(f"{path}: {error.strerror or error}. Give the path of an RDF file.") from None
    return parse(data, path.suffix.lower(), str(path), base=path.absolute().as_uri())


def parse(data: bytes, suffix: str, file: str, *, base: str | None = None) -> Graph:
    """Return the graph of RDF bytes. Raises DataError if they are invalid or hold no triple.

    suffix  gives the format (`.ttl`, `.nq`, ...).
    file    the name in error messages.
    base    the IRI against which relative IRIs are resolved.

    pyoxigraph is used instead of rdflib, which would fetch JSON-LD contexts and change "01"^^xsd:integer to 1.
    """
    if suffix not in _FORMATS:
        raise DataError(
            f"the format {suffix or '(no suffix)'} is not known.", file=file, remedy=f"Known: {' '.join(_FORMATS)}."
        )
    graph = Graph()
    try:
        with quiet_literals():
            for quad in pyoxigraph.parse(data, format=_FORMATS[suffix], base_iri=base, rename_blank_nodes=True):
                graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
    except SyntaxError as error:
        entry = f"line {error.lineno}, column {error.offset}" if error.lineno else ""
        raise DataError(f"{_PLACE.sub('', error.msg)}.", file=file, entry=entry, remedy=_remedy(error.msg)) from None
    except TripleTerm:
        raise DataError(
            "it holds a triple term (RDF 1.2).", file=file, remedy="Shapes are about RDF 1.1: reify it."
        ) from None
    if not graph:
        raise DataError("it holds no triple: nothing to validate.", file=file, remedy="Is it the right file?")
    return graph


def _remedy(message: str) -> str:
    if "remote context" in message or "LoadDocumentCallback" in message:
        return "Nothing is fetched while validating: put the JSON-LD context into the file."
    return "Mend that place; nothing of the file was validated."


@contextmanager
def quiet_literals() -> Iterator[None]:
    """Suppress rdflib's log of ill-typed literals, which has a traceback for each: a shape reports them."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
