"""An operator's threshold for counts: visitors can ask for more, never for less."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from solidarity_graph.release import Release
from solidarity_graph.saved_queries import Catalogue, parse_saved_query
from solidarity_graph.sparql import SnapshotStore
from solidarity_graph.web import create_app
from tests.unit.web.conftest import reading

_COUNTS = """\
#+ summary: How many things are there of each class?
#+ description: Invented.
#+ tags: [dataset]
#+ parameters:
#+   - {name: fewest, type: integer, label: only counts of at least so many}
#+ columns:
#+   - {name: class, description: the class}
#+   - {name: things, description: number of things}

PREFIX sg: <https://w3id.org/solidarity-graph/ontology#>

SELECT ?class ?things WHERE {
  VALUES ?fewest { 0 }
  { SELECT ?class (COUNT(?thing) AS ?things) WHERE { ?thing a ?class } GROUP BY ?class }
  FILTER (?things >= ?fewest)
}
ORDER BY ?class
"""


def serving(store: SnapshotStore, release: Release, fewest: int) -> FlaskClient:
    catalogue = Catalogue([parse_saved_query("counts", _COUNTS)])
    return reading(create_app(store, release=release, catalogue=catalogue, fewest=fewest))


@pytest.fixture(scope="module")
def careful(store: SnapshotStore, release: Release) -> FlaskClient:
    return serving(store, release, 2)


def least(client: FlaskClient, address: str) -> int:
    rows = client.get(address).text.split()[1:]
    assert rows
    return min(int(row.rpartition(",")[2]) for row in rows)


def test_without_a_threshold_all_counts_are_there(store: SnapshotStore, release: Release) -> None:
    assert least(serving(store, release, 0), "/queries/counts.csv") == 1


@pytest.mark.parametrize("query", ["", "?fewest=0", "?fewest=1", "?fewest=-5", "?fewest="])
def test_counts_below_the_threshold_are_left_out_whatever_is_asked_for(careful: FlaskClient, query: str) -> None:
    assert least(careful, f"/queries/counts.csv{query}") >= 2


def test_more_may_be_asked_for(careful: FlaskClient) -> None:
    assert least(careful, "/queries/counts.csv?fewest=3") >= 3


def test_the_page_says_so(careful: FlaskClient) -> None:
    page = careful.get("/queries/counts").text
    assert "Counts below 2 are left out on this site." in page
    assert "VALUES ?fewest { 2 }" in page


def test_what_is_no_number_is_refused_as_ever(careful: FlaskClient) -> None:
    assert careful.get("/queries/counts.csv?fewest=few").status_code == 400


def test_another_threshold_is_another_page_to_caches(store: SnapshotStore, release: Release) -> None:
    tags = {serving(store, release, fewest).get("/queries/counts").headers["ETag"] for fewest in (0, 2)}
    assert len(tags) == 2
