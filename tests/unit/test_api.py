"""The public Python interface: its examples run, its names are documented, and mistakes are named."""

from __future__ import annotations

import doctest
import subprocess
import sys

import pytest
from rdflib import Graph

import solidarity_graph
from solidarity_graph import (
    SG,
    api,
    ask,
    check_data,
    map_articles,
    open_release,
    read_claims,
    read_documents,
    read_graph,
    validate,
)
from solidarity_graph.errors import CallError, DataErrors, ReleaseError, SolidarityGraphError
from solidarity_graph.resources import docs_dir
from tests.example import DATA

PAGE = docs_dir() / "python.md"


def test_the_examples_of_the_interface_and_of_its_page_run() -> None:
    for results in (doctest.testmod(api), doctest.testfile(str(PAGE), module_relative=False)):
        assert results.attempted > 5
        assert results.failed == 0


def test_every_name_is_importable_from_the_package_and_on_the_page() -> None:
    page = PAGE.read_text("utf-8")
    for name in api.__all__:
        assert getattr(solidarity_graph, name) is getattr(api, name)
        assert f"| `{name}` |" in page
    assert solidarity_graph.__all__ == api.__all__


def test_another_name_is_an_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'read_docments'"):
        solidarity_graph.read_docments  # noqa: B018


def test_the_version_is_there_without_the_libraries() -> None:
    code = "import solidarity_graph, sys; solidarity_graph.__version__; print('rdflib' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "False\n"


def test_documents_are_those_of_a_kind_and_claims_are_one() -> None:
    release = open_release()
    people = {document["id"] for document in read_documents(release, "person")}
    assert people
    assert all(iri.startswith(f"{release.base}id/person/") for iri in people)
    assert [*read_claims(release)] == [*read_documents(release, "claim")]
    with pytest.raises(CallError, match="'prisoner' is no kind of thing"):
        read_documents(release, "prisoner")
    assert people < {document["id"] for document in read_documents(release)}


def test_rows_count_a_triple_of_two_graphs_once_as_the_graph_does() -> None:
    release, pattern = open_release(), f"?event <{SG.imposedOn}> ?person"
    (row,) = ask(release, f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}")
    assert row == {"n": str(len([*read_graph(release).subject_objects(SG.imposedOn)]))}


def test_what_is_unbound_is_none() -> None:
    assert ask(open_release(), "SELECT ?x ?y WHERE { BIND (1 AS ?x) }") == [{"x": "1", "y": None}]


@pytest.mark.parametrize(
    ("question", "parameters", "error", "said"),
    [
        ("every-acton", {}, SolidarityGraphError, "every-action"),
        ("every-action", {"colour": "red"}, SolidarityGraphError, "colour"),
        ("measures-against-a-person", {"person": "person/nobody"}, SolidarityGraphError, "nothing is known here"),
        ("SELECT * { ?s ?p ?o }", {"s": "x"}, CallError, "Parameters are for saved queries"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", {}, CallError, "no other server is asked"),
        ("ASK { ?s ?p ?o }", {}, CallError, "no SELECT"),
        ("SELECT WHERE", {}, SyntaxError, "expected"),
    ],
)
def test_a_wrong_question_is_named(
    question: str, parameters: dict[str, str], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        ask(open_release(), question, **parameters)


def test_a_folder_without_a_release_is_named(tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.raises(ReleaseError, match="There is no release in"):
        open_release(tmp_path_factory.mktemp("empty"))
    for name in ("pyproject.toml", "nowhere"):
        with pytest.raises(ReleaseError, match="is no folder"):
            open_release(name)


def test_files_and_graphs_are_validated_at_a_level(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("theirs") / "theirs.ttl"
    file.write_text(f"<https://e.org/a> a <{SG.Campaign}> .")
    for data in (file, str(file), [file], Graph().parse(file)):
        assert [result.constraint for result in validate(data).results] == ["event-has-status"]
    assert {result.constraint for result in validate(file, level="strict").results} > {"event-has-status"}
    with pytest.raises(CallError, match="'lax' is no level"):
        validate(file, level="lax")


def test_a_folder_is_checked_and_mapped_without_a_build() -> None:
    assert check_data(DATA).conforms
    graph = map_articles(DATA)
    assert (None, SG.currentStatus, None) in graph
    assert {*graph.subjects(SG.statedIn)} == {*graph.subjects(SG.modality)}


def test_faults_of_a_folder_are_all_named(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("faulty")
    (folder / "dataset.toml").write_text('base = "x"\n')
    with pytest.raises(DataErrors, match=r"dataset\.toml"):
        check_data(folder)
