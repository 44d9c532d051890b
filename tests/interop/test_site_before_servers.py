"""`serve --store`: the same site, in front of Oxigraph and Virtuoso."""

from __future__ import annotations

import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from solidarity_graph.release import Release
from tests.interop.servers import Server, free_port, running, wait_for

pytestmark = pytest.mark.interop
OPEN = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


@pytest.fixture(scope="module")
def site(loaded: Server, release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address."""
    port = str(free_port())
    program = [sys.executable, "-c", "from solidarity_graph.cli import main; main()"]
    command = [*program, "serve", "--store", loaded.merged, "--release", str(release.folder), "--port", port]
    with running(command, tmp_path_factory.mktemp("site")):
        wait_for(f"http://127.0.0.1:{port}/health")
        yield f"http://127.0.0.1:{port}"


def get(address: str) -> bytes:
    with OPEN(address, timeout=30) as response:
        body: bytes = response.read()
        return body


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/queries/",
        "/queries/how-many-people",
        "/queries/how-many-people.csv",
        "/id/event/homel-postcards-2013.html",
        "/id/person/p7k2.ttl",
        "/graph/",
        "/sparql?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D",
        "/downloads/",
        "/metrics",
    ],
)
def test_a_page_is_there(site: str, path: str) -> None:
    assert get(site + path)


def test_the_site_is_ready_and_says_that_its_store_is_elsewhere(site: str) -> None:
    assert b"remote" in get(f"{site}/health")


def test_a_visitor_is_not_told_where_the_store_is(site: str, loaded: Server) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        get(f"{site}/sparql?query=SELEKT")
    with caught.value as problem:
        assert problem.code == 400
        assert loaded.endpoint.encode() not in problem.read()


@pytest.mark.parametrize("query", ["ASK%7BSERVICE%20%3Chttp%3A%2F%2F127.0.0.1%3A9%2F%3E%7B%7D%7D", "CLEAR%20ALL"])
def test_what_the_site_refuses_it_refuses_here_too(site: str, query: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        get(f"{site}/sparql?query={query}")
    with caught.value as problem:
        assert problem.code == 400


def test_a_graph_is_served_by_oxigraph_and_comes_empty_from_virtuoso(site: str, loaded: Server) -> None:
    """With a default graph in its address, Virtuoso 7.2.5 finds nothing in a graph that a query names."""
    assert (b"<" in get(f"{site}/graph/entities.nt")) == (loaded.name == "oxigraph")


def test_the_command_line_asks_the_server_too(loaded: Server, tmp_path: Path) -> None:
    program = [sys.executable, "-c", "from solidarity_graph.cli import main; main()"]
    done = subprocess.run(
        [*program, "query", "how-many-people", "--endpoint", loaded.merged],
        capture_output=True,
        check=True,
        cwd=tmp_path,
    )
    assert len(done.stdout.splitlines()) > 1
