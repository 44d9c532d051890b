"""Answers to the saved queries, with default parameter values, as files of the release."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results

from solidarity_graph.release.opened_store import open_once
from solidarity_graph.saved_queries import SavedQuery

FOLDER = "queries"
FORMATS = {"csv": QueryResultsFormat.CSV, "json": QueryResultsFormat.JSON}


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """A file with the answer to a saved query: name, media type, question, query text with defaults, and content."""

    name: str
    media_type: str
    question: str
    query: str
    content: bytes


def answer_query(saved: SavedQuery, store: Path, base: str) -> list[AnswerFile]:
    """Return the answer to a saved query with its default values, as files `queries/NAME.csv` and `.json`.

    store  the folder of a pyoxigraph store, whose default graph is the union of the graphs.
    base   the prefix of the dataset's IRIs.

    The list is empty if the query gives no table but a graph, or if a default names nothing in the store.
    """
    query, opened = saved.bind({}, base), open_once(store)
    if not all(any(opened.quads_for_pattern(NamedNode(iri), None, None)) for iri in saved.default_things(base)):
        return []
    rows = opened.query(query)
    if not isinstance(rows, QuerySolutions):
        return []
    written = rows.serialize(format=QueryResultsFormat.JSON) or b""
    # The query runs once, since some take seconds, and its rows can be read only once.
    again = parse_query_results(written, format=QueryResultsFormat.JSON)
    table = again.serialize(format=QueryResultsFormat.CSV) if isinstance(again, QuerySolutions) else None
    return [
        AnswerFile(answer_name(saved.name, suffix), FORMATS[suffix].media_type, saved.question, query, content)
        for suffix, content in (("csv", table or b""), ("json", written))
    ]


def answer_name(query: str, suffix: str) -> str:
    """Return the name of the file with the answer to the saved query `query`: `queries/every-action.csv`."""
    return f"{FOLDER}/{query}.{suffix}"


def digest_of(query: str) -> str:
    """Return the SHA-256 of a query text, by which the manifest identifies the query that a file answers."""
    return hashlib.sha256(query.encode()).hexdigest()
