"""The result formats, over HTTP and through the pool: a table asked for as CSV, TSV, JSON or XML."""

from __future__ import annotations

import csv
import io

import pytest
from pyoxigraph import QueryResultsFormat

from tests.conformance.asking import quads_of, query_text
from tests.conformance.manifests import Case, Files
from tests.conformance.results import expected_answer, read_results
from tests.conformance.serving import Endpoints

pytestmark = pytest.mark.conformance

FORMATS = {
    ".csv": ("text/csv", None),
    ".tsv": ("text/tab-separated-values", QueryResultsFormat.TSV),
    ".srj": ("application/sparql-results+json", QueryResultsFormat.JSON),
}


@pytest.mark.suite("result-formats")
def test_the_table_is_the_expected_one(case: Case, files: Files, endpoints: Endpoints) -> None:
    path = files.path(case.result.value)
    media_type, form = FORMATS[path.suffix]
    response = endpoints.serving(quads_of(case)).ask(query_text(case), media_type)
    assert (response.status, response.media_type) == (200, media_type), response.body.decode()
    if form is None:
        assert rows(response.body) == rows(path.read_bytes())
    else:
        assert read_results(response.body, form) == expected_answer(files, case.result.value)


def rows(body: bytes) -> list[dict[str, str]]:
    """A CSV table; the queries sort. `SELECT *` leaves the order of the columns open, and blank nodes have no names."""
    names: dict[str, str] = {}

    def renamed(cell: str) -> str:
        return names.setdefault(cell, f"_:{len(names)}") if cell.startswith("_:") else cell

    table = csv.DictReader(io.StringIO(body.decode(), newline=""))
    return [{column: renamed(cell) for column, cell in sorted(row.items())} for row in table]
