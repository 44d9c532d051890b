"""docs/reuse.md, followed to its end: a graph of another country is started, annotated, validated, built and asked."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from solidarity_graph.cli import cli
from solidarity_graph.release import open_release
from solidarity_graph.resources import docs_dir, queries_dir
from solidarity_graph.saved_queries import load_catalogue
from solidarity_graph.sparql import open_store
from solidarity_graph.web import close_app, create_app

PAGE = (docs_dir() / "reuse.md").read_text("utf-8")
BASE = "https://nur.example/graph/"


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


def commands() -> Iterator[list[str]]:
    """The commands of the page, without the name of the program."""
    for line in "".join(blocks("console")).splitlines():
        words = re.findall(r'"[^"]*"|\S+', line.removeprefix("$ "))
        if words[0] == "solidarity-graph":
            yield [word.strip('"') for word in words[1:]]


def run(arguments: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch) -> Result:
    monkeypatch.chdir(folder)
    return CliRunner().invoke(cli, arguments, catch_exceptions=False)


def write_files(folder: Path) -> None:
    """Write the page's text and records, each added to the file that it names."""
    for block in (*blocks("text"), *blocks("toml")):
        heading, _, body = block.partition("\n")
        path = folder / heading.removeprefix("# ")
        if 'sha256 = "..."' in body:
            text = (folder / "sources/sawan.txt").read_text("utf-8")
            digest = hashlib.sha256(text.encode()).hexdigest()
            body = body.replace('sha256 = "...", range = [0, 1234]', f'sha256 = "{digest}", range = [0, {len(text)}]')
        before = f"{path.read_text('utf-8')}\n" if path.exists() else ""
        path.write_text(before + body, encoding="utf-8")


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Result]]:
    """The folder of the page's graph, and the result of each command of the page but `serve`."""
    outside, results = tmp_path_factory.mktemp("afternoon"), {}
    with pytest.MonkeyPatch.context() as monkeypatch:
        for arguments in commands():
            if arguments[0] == "init":
                results["init"] = run(arguments, outside, monkeypatch)
                continue
            if arguments[0] == "annotate":
                write_files(outside / "nur")
            if arguments[0] != "serve":
                results[" ".join(arguments)] = run(arguments, outside / "nur", monkeypatch)
    return outside / "nur", results


def test_every_command_of_the_page_succeeds(graph: tuple[Path, dict[str, Result]]) -> None:
    results = graph[1]
    assert {name.partition(" ")[0] for name in results} >= {"init", "annotate", "validate", "verify", "build", "query"}
    for name, result in results.items():
        assert result.exit_code == 0, f"{name}: {result.output}"


def test_life_term_banishment_and_exile_are_told(graph: tuple[Path, dict[str, Result]]) -> None:
    (answer,) = (result for name, result in graph[1].items() if "measures-against-a-person" in name)
    rows = {row["event"].removeprefix(f"{BASE}id/event/"): row for row in csv.DictReader(io.StringIO(answer.stdout))}
    assert rows.keys() == {
        *("sawan-arrest-2029", "sawan-detention-2029", "sawan-sentence-2029", "sawan-release-2031", "sawan-exile-2031")
    }
    became = rows["sawan-sentence-2029"]["became"]
    assert "Exile of Layla Sawan, 2031" in became
    assert "Detention" not in became, "what began before the sentence did not become of it"
    dump = (graph[0] / "data/release/solidarity-graph.ttl").read_text("utf-8")
    assert "sgc:life-term" in dump
    assert "banishment-to-a-village" in dump


def test_a_query_for_the_broader_concept_finds_the_banishment(graph: tuple[Path, dict[str, Result]]) -> None:
    (answer,) = (result for name, result in graph[1].items() if "measures-of-one-kind" in name)
    found = {row["event"].removeprefix(f"{BASE}id/event/") for row in csv.DictReader(io.StringIO(answer.stdout))}
    assert found == {"sawan-sentence-2029", "sawan-exile-2031"}


def test_what_init_wrote_for_the_publisher_to_replace_is_not_published(graph: tuple[Path, dict[str, Result]]) -> None:
    refused = CliRunner().invoke(cli, ["build", "--data", str(graph[0] / "data")])
    assert refused.exit_code == 1
    assert "publisher is the text that init wrote" in str(refused.exception) + refused.stderr


def test_its_own_tests_pass(graph: tuple[Path, dict[str, Result]]) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"]
    done = subprocess.run(command, cwd=graph[0], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_its_pages_are_served_with_names_in_both_directions(
    graph: tuple[Path, dict[str, Result]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    release, cache = open_release(graph[0] / "data/release"), tmp_path_factory.mktemp("cache")
    with open_store(release, workers=1, cache=cache) as store:
        app = create_app(store, release=release, catalogue=load_catalogue(queries_dir()))
        try:
            client = app.test_client()
            for path in (
                "/",
                "/people",
                "/measures",
                "/actions",
                "/id/person/p4nr.html",
                "/id/event/sawan-sentence-2029.html",
            ):
                assert client.get(path, buffered=True).status_code == 200, path
            person = client.get("/id/person/p4nr.html", buffered=True).text
            assert re.search(r'dir="auto" lang="ar">ليلى صوان<', person)
            start = client.get("/", buffered=True).text
            assert "· Solidarity with prisoners of Nur</title>" in start
            assert re.search(r"<bdi[^>]*>Solidarity <span>with prisoners of Nur</span></bdi>", start)
            asked = client.get("/queries/where-somebody-is-now", buffered=True)
            assert (asked.status_code, "<table" in asked.text) == (200, False)
            refused = client.get("/queries/where-somebody-is-now.csv", buffered=True)
            assert (refused.status_code, "say which" in refused.text) == (400, True)
            assert client.get("/queries/where-somebody-is-now.csv?person=person/p4nr", buffered=True).status_code == 200
            concept = client.get("/id/concept/banishment-to-a-village.html", buffered=True).text
            assert "may not leave it" in concept
            assert client.get("/actions?form=vigil", buffered=True).text.count("candle vigil")
            assert client.get("/actions?form=candle-vigil", buffered=True).status_code == 200
        finally:
            close_app(app)


def test_a_graph_is_started_in_a_new_folder_alone(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("full")
    (folder / "mine.txt").write_text("mine")
    refused = CliRunner().invoke(cli, ["init", str(folder), "--base", BASE])
    assert refused.exit_code == 2
    assert "is not empty. Name a new folder." in refused.stderr
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]


NO_BASES = (
    *("https://nur.example/graph", "nur", "https://nur.example/?a/", "urn:nur:"),
    *("https://u:p@nur.example/", "https://nur.example/../x/", "https://nur.example/\u202e/"),
)


@pytest.mark.parametrize("base", NO_BASES)
def test_a_base_that_is_none_writes_nothing(base: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("none") / "new"
    refused = CliRunner().invoke(cli, ["init", str(folder), "--base", base])
    assert refused.exit_code == 1
    assert "dataset.toml: base" in refused.stderr
    assert not folder.exists()


@pytest.mark.parametrize("base", ["https://w3id.org/solidarity-graph/", "http://W3ID.org/solidarity-graph/x/"])
def test_nobody_starts_a_graph_below_our_base(base: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    refused = CliRunner().invoke(cli, ["init", str(tmp_path_factory.mktemp("none") / "new"), "--base", base])
    assert (refused.exit_code, "below the base of our graph" in refused.stderr) == (2, True)
