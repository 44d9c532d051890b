"""What is to be copied runs as it stands, and gives the rows of the page."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from types import ModuleType
from urllib.request import Request, urlopen

import pytest
from flask import Flask

from solidarity_graph.web import open_server
from solidarity_graph.web.pages.copies import copies_of

QUERY = "/queries/held-actions?since=2029-04-01&status=held"


@pytest.fixture(scope="module")
def address(app: Flask) -> Iterator[str]:
    server = open_server(app, "127.0.0.1", 0, threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=5)


def copied(address: str, label: str) -> str:
    with urlopen(Request(address + QUERY, headers={"Accept": "text/html"})) as answer:
        page = answer.read().decode()
    return unescape(page.split(f">{label}</h3>")[1].split("<code>")[1].split("</code>")[0])


def rows(address: str) -> list[dict[str, str]]:
    with urlopen(f"{address}/queries/held-actions.csv?since=2029-04-01&status=held") as answer:
        found = list(csv.DictReader(io.StringIO(answer.read().decode(), newline="")))
    assert len(found) == 1
    return found


def test_the_address_gives_the_rows(address: str) -> None:
    with urlopen(copied(address, "Address of the data")) as answer:
        assert list(csv.DictReader(io.StringIO(answer.read().decode(), newline=""))) == rows(address)


def test_python_reads_the_rows(address: str) -> None:
    names: dict[str, object] = {}
    exec(copied(address, "Python"), names)
    assert names["rows"] == rows(address)


def test_pandas_is_given_an_address_that_it_can_read(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pandas = ModuleType("pandas")  # not installed for tests: it would fetch the address in the same way
    pandas.read_csv = lambda url: list(csv.DictReader(io.StringIO(urlopen(url).read().decode())))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pandas", pandas)
    names: dict[str, object] = {}
    exec(copied(address, "Python (pandas)"), names)
    assert names["rows"] == rows(address)


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_curl_keeps_the_rows_in_a_file(address: str, tmp_path: Path) -> None:
    subprocess.run(["sh", "-c", copied(address, "curl")], cwd=tmp_path, check=True, capture_output=True)
    with (tmp_path / "held-actions.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file)) == rows(address)


def test_an_address_cannot_end_its_quotes() -> None:
    _, shell, *programs = (copy.text for copy in copies_of("https://a.example/q.csv?x='$(id)'\"", "q"))
    assert shell.endswith("""'https://a.example/q.csv?x='"'"'$(id)'"'"'"'""")
    assert all(r"'$(id)'\"" in program for program in programs)
