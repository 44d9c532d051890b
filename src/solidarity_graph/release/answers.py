"""The answers to the saved queries, each with its default values, as files of the release."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Quad, QueryResultsFormat, QuerySolutions, Store, parse_query_results

from solidarity_graph.rdf.graphs import union
from solidarity_graph.saved_queries import Catalogue

FOLDER = "queries"
FORMATS = {"csv": QueryResultsFormat.CSV, "json": QueryResultsFormat.JSON}


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """One answer: the file's name in the release, media type, question, query with its default values, and rows."""

    name: str
    media_type: str
    question: str
    query: str
    content: bytes


def answer_queries(quads: Iterable[Quad], catalogue: Catalogue, base: str) -> Iterator[AnswerFile]:
    """The answers that have rows: `queries/every-action.csv`, `queries/every-action.json`, and so on.

    The default graph is the set union of all graphs, as in the served snapshot.
    """
    store = Store()
    quads = tuple(quads)
    store.extend(quads)
    store.extend(Quad(*triple) for triple in union(quads))
    for saved in catalogue:
        query = saved.bind({}, base)
        rows = store.query(query)
        if not isinstance(rows, QuerySolutions):
            continue
        written = rows.serialize(format=QueryResultsFormat.JSON) or b""
        # Asked once: rows can be read once, and some queries take seconds.
        again = parse_query_results(written, format=QueryResultsFormat.JSON)
        table = again.serialize(format=QueryResultsFormat.CSV) if isinstance(again, QuerySolutions) else None
        for suffix, content in (("csv", table or b""), ("json", written)):
            yield AnswerFile(
                answer_name(saved.name, suffix), FORMATS[suffix].media_type, saved.question, query, content
            )


def answer_name(query: str, suffix: str) -> str:
    """The name of the file that answers a saved query, `queries/every-action.csv`."""
    return f"{FOLDER}/{query}.{suffix}"


def digest_of(query: str) -> str:
    """What the manifest says of the query that a file answers: the SHA-256 of its text."""
    return hashlib.sha256(query.encode()).hexdigest()
