"""Other people's SPARQL servers, started on the loopback for the time of the tests."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from solidarity_graph.sparql.remote.authentication import Credentials

READY_SECONDS = 60
MERGED = "https://w3id.org/solidarity-graph/merged"
USER, PASSWORD = "loader", "only-for-tests"


@dataclass(frozen=True)
class Server:
    """A server's addresses, and where it is to keep the merge so that `merged` answers from it."""

    name: str
    graph_store: str
    update: str
    endpoint: str
    merged: str
    merge_into: str
    credentials: Credentials


@contextlib.contextmanager
def oxigraph(folder: Path) -> Iterator[Server]:
    program = _find("oxigraph", "pip install oxigraph")
    address = f"127.0.0.1:{free_port()}"
    with running([program, "serve", "--location", str(folder / "data"), "--bind", address], folder):
        url = f"http://{address}"
        wait_for(f"{url}/query?query=ASK%7B%7D")
        yield Server(
            "oxigraph", f"{url}/store", f"{url}/update", f"{url}/query", f"{url}/query", "default", Credentials()
        )


@contextlib.contextmanager
def virtuoso(folder: Path) -> Iterator[Server]:
    program = _find("virtuoso-t", "apt-get install virtuoso-opensource-7-bin")
    isql = _find("isql-vt", "apt-get install virtuoso-opensource-7-bin")
    sql, http = free_port(), free_port()
    settings = folder / "virtuoso.ini"
    settings.write_text(_SETTINGS.format(folder=folder, sql=sql, http=http))
    command = [program, "+foreground", "+wait", "+configfile", str(settings)]
    # The first start only sets the passwords.
    subprocess.run(
        [*command, "+pwdold", "dba", "+pwddba", PASSWORD, "+pwddav", PASSWORD], check=True, capture_output=True
    )
    with running(command, folder):
        url = f"http://127.0.0.1:{http}"
        wait_for(f"{url}/sparql?query=ASK%7B%7D")
        _grant(isql, sql)
        yield Server(
            "virtuoso",
            f"{url}/sparql-graph-crud-auth",
            f"{url}/sparql-auth",
            f"{url}/sparql",
            f"{url}/sparql?default-graph-uri={quote(MERGED, safe='')}",
            MERGED,
            Credentials(USER, PASSWORD),
        )


def _grant(isql: str, port: int) -> None:
    create = f"DB.DBA.USER_CREATE('{USER}', '{PASSWORD}'); GRANT SPARQL_UPDATE TO \"{USER}\";"
    done = subprocess.run(
        [isql, f"127.0.0.1:{port}", "dba", PASSWORD, f"exec={create}"], check=True, capture_output=True, text=True
    )
    assert "Error" not in done.stdout + done.stderr, done.stdout + done.stderr


@contextlib.contextmanager
def running(command: list[str], folder: Path) -> Iterator[None]:
    with (folder / "log").open("wb") as log, subprocess.Popen(command, cwd=folder, stdout=log, stderr=log) as process:
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(READY_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def wait_for(url: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while True:
        try:
            opener.open(url, timeout=5).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError) as error:
            if time.monotonic() > deadline:
                pytest.fail(f"{url} did not answer within {READY_SECONDS} seconds: {error}")
            time.sleep(0.1)
        else:
            return


def _find(program: str, remedy: str) -> str:
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"needs {program} on the PATH ({remedy})")
    return found


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


_SETTINGS = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 10
CheckpointInterval = 0
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = 10000
MaxQueryExecutionTime = 15
"""
