"""The expected rows by every way in: HTTP, the command line, and SPARQLWrapper as people use it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from click.testing import CliRunner
from SPARQLWrapper import CSV, JSON, TURTLE, XML, SPARQLWrapper

from solidarity_graph.cli import cli
from solidarity_graph.release import open_release
from solidarity_graph.resources import queries_dir
from solidarity_graph.saved_queries import SavedQuery, load_catalogue
from solidarity_graph.sparql import open_store
from solidarity_graph.web import create_app, open_server
from tests.queries.asking import read_csv

GOLDEN = Path(__file__).parent.parent / "golden" / "queries"
CATALOGUE = load_catalogue(queries_dir())
ROWS = [query for query in CATALOGUE if query.columns]
GRAPHS = [query for query in CATALOGUE if not query.columns]


def by_name(query: SavedQuery) -> str:
    return query.name


def expected(query: SavedQuery) -> list[list[str]]:
    return read_csv((GOLDEN / f"{query.name}.csv").read_text("utf-8"))


@pytest.fixture(scope="module")
def site(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site, served on the loopback."""
    opened = open_release(release)
    with open_store(opened, workers=1, cache=tmp_path_factory.mktemp("site")) as store:
        server = open_server(create_app(store, release=opened, catalogue=CATALOGUE), "127.0.0.1", 0)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.effective_port}"
        server.close()


@pytest.mark.parametrize("query", ROWS, ids=by_name)
def test_by_http(site: str, query: SavedQuery) -> None:
    with urlopen(f"{site}/queries/{query.name}.csv", timeout=30) as answer:
        assert read_csv(answer.read().decode()) == expected(query)


@pytest.mark.parametrize("query", ROWS, ids=by_name)
def test_by_sparqlwrapper(site: str, query: SavedQuery) -> None:
    endpoint = SPARQLWrapper(f"{site}/sparql", returnFormat=CSV)
    endpoint.setQuery(query.text)
    assert read_csv(endpoint.queryAndConvert().decode()) == expected(query)


@pytest.mark.parametrize("query", ROWS, ids=by_name)
def test_by_the_command_line_from_the_endpoint(site: str, query: SavedQuery) -> None:
    done = CliRunner().invoke(cli, ["query", query.name, "--endpoint", f"{site}/sparql"])
    assert done.exit_code == 0, done.stderr
    assert read_csv(done.stdout) == expected(query)


# One process each: three of them show the way, and the rows are those of the snapshot, tested elsewhere.
@pytest.mark.parametrize("query", ROWS[::16], ids=by_name)
def test_by_the_command_line_from_the_release(query: SavedQuery, tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["query", query.name, "--cache", str(tmp_path)])
    assert done.exit_code == 0, done.stderr
    assert read_csv(done.stdout) == expected(query)


@pytest.mark.parametrize("query", GRAPHS, ids=by_name)
def test_a_graph_by_http_and_by_sparqlwrapper(site: str, query: SavedQuery) -> None:
    with urlopen(f"{site}/queries/{query.name}.ttl", timeout=30) as answer:
        by_http = answer.read()
    endpoint = SPARQLWrapper(f"{site}/sparql", returnFormat=TURTLE)
    endpoint.setQuery(query.text)
    assert by_http.startswith(b"@prefix")
    assert endpoint.queryAndConvert() == by_http


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sparqlwrapper_as_people_use_it(site: str, method: str) -> None:
    endpoint = SPARQLWrapper(f"{site}/sparql", returnFormat=JSON)
    endpoint.setMethod(method)
    endpoint.setQuery("SELECT ?o WHERE { VALUES ?o { 'a + b & c = d % e' } }")
    rows = endpoint.queryAndConvert()["results"]["bindings"]
    assert [row["o"]["value"] for row in rows] == ["a + b & c = d % e"]


def test_sparqlwrapper_reads_xml(site: str) -> None:
    endpoint = SPARQLWrapper(f"{site}/sparql", returnFormat=XML)
    endpoint.setQuery("ASK { ?s ?p ?o }")
    assert "<boolean>true</boolean>" in endpoint.queryAndConvert().toxml()


def test_parameters_that_other_clients_send_are_ignored(site: str) -> None:
    request = Request(f"{site}/sparql?query=ASK%7B%7D&output=json&results=json&debug=on&timeout=0")
    with urlopen(request, timeout=30) as answer:
        assert json.load(answer)["boolean"] is True
