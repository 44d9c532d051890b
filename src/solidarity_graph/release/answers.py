"""The answers to the saved queries, each with its default values, as files of the release."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import QueryResultsFormat, QuerySolutions, Store, parse_query_results

from solidarity_graph.saved_queries import SavedQuery

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


def answer_query(saved: SavedQuery, store: Path, base: str) -> list[AnswerFile]:
    """The answer of a store on disk that has rows, as `queries/NAME.csv` and `.json`; none of a graph."""
    query = saved.bind({}, base)
    rows = Store.read_only(str(store)).query(query)
    if not isinstance(rows, QuerySolutions):
        return []
    written = rows.serialize(format=QueryResultsFormat.JSON) or b""
    # Asked once: rows can be read once, and some queries take seconds.
    again = parse_query_results(written, format=QueryResultsFormat.JSON)
    table = again.serialize(format=QueryResultsFormat.CSV) if isinstance(again, QuerySolutions) else None
    return [
        AnswerFile(answer_name(saved.name, suffix), FORMATS[suffix].media_type, saved.question, query, content)
        for suffix, content in (("csv", table or b""), ("json", written))
    ]


def answer_name(query: str, suffix: str) -> str:
    """The name of the file that answers a saved query, `queries/every-action.csv`."""
    return f"{FOLDER}/{query}.{suffix}"


def digest_of(query: str) -> str:
    """What the manifest says of the query that a file answers: the SHA-256 of its text."""
    return hashlib.sha256(query.encode()).hexdigest()
