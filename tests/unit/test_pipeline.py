"""The whole way on the small invented dataset: files to a release to an answer."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from solidarity_graph.errors import DataErrors
from solidarity_graph.pipeline import build, check
from solidarity_graph.records import load_files
from solidarity_graph.sparql import open_store
from solidarity_graph.validation import Origin
from tests.example import ARTICLE, DATA, PRIVATE, example_files


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the example that a test may change."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with its release."""
    data = Path(shutil.copytree(DATA, tmp_path_factory.mktemp("built") / "data"))
    assert build(data, data / "release").release
    return data


@pytest.fixture
def released(built: Path, tmp_path: Path) -> Path:
    """A copy of the example and its release that a test may change."""
    return Path(shutil.copytree(built, tmp_path / "data"))


def change(data: Path, old: str, new: str) -> None:
    file = data / ARTICLE
    text = file.read_text("utf-8")
    assert old in text, "the test changes nothing"
    file.write_text(text.replace(old, new), "utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_from_article_to_answer(data: Path, tmp_path: Path):
    built = build(data, data / "release")
    assert built.report is not None
    assert built.report.conforms, [str(result.message) for result in built.report.results]
    assert built.release is not None
    question = """
        PREFIX sg: <https://w3id.org/solidarity-graph/ontology#>
        PREFIX oa: <http://www.w3.org/ns/oa#>
        SELECT ?words WHERE { ?claim a sg:Claim ; sg:evidence/oa:exact ?words . FILTER(STRSTARTS(?words, "On")) }
    """
    with open_store(built.release, workers=1, cache=tmp_path / "cache") as store:
        assert store.answer(question, "text/csv").read().split() == [b"words", b"On", b"3", b"May", b"2031"]


def test_a_build_whose_input_is_unchanged_does_nothing_and_a_changed_one_does(released: Path):
    target = released / "release"
    before = target.stat().st_ino
    assert build(released, target).report is None
    assert target.stat().st_ino == before
    change(released, "Vigil in Lanternfield", "Vigil with lanterns")
    again = build(released, target, draft=True)
    assert again.report is not None
    assert "Vigil with lanterns" in (target / "actions.csv").read_text("utf-8")


def test_a_build_with_a_private_overlay_conforms_and_an_overlay_that_changed_is_an_input_that_changed(
    data: Path, tmp_path: Path
):
    private = Path(shutil.copytree(PRIVATE, tmp_path / "private"))
    built = build(data, data / "release", private)
    assert built.report is not None
    assert built.report.conforms, [str(result.message) for result in built.report.results]
    assert build(data, data / "release", private).report is None
    persons = private / "entities" / "persons.toml"
    persons.write_text(persons.read_text("utf-8").replace('"withheld"', '"pseudonymised"'), "utf-8")
    assert build(data, data / "release", private, draft=True).report is not None


def test_a_build_that_does_not_conform_leaves_the_last_release_and_names_what_to_mend(released: Path):
    target = released / "release"
    before = contents(target)
    change(released, 'status = {value = "held", at = [166, 175], claim = "cx09"}\n', "")
    built = build(released, target)
    assert built.release is None
    assert built.report is not None
    (result,) = [result for result in built.report.results if result.constraint == "event-has-status"]
    assert result.origin is not None
    assert result.origin.file == ARTICLE
    assert result.origin.entry == "event quill-sentence"
    assert contents(target) == before


def test_a_build_of_files_at_fault_leaves_the_last_release(released: Path):
    target = released / "release"
    before = contents(target)
    change(released, '"2031-05-03"', '"yesterday"')
    with pytest.raises(DataErrors, match="yesterday is not an EDTF date"):
        build(released, target)
    assert contents(target) == before


def test_a_conviction_without_what_became_of_it_is_refused_with_the_file_to_mend() -> None:
    files = example_files()
    assert check(files).conforms
    (fault,) = check(files | {"judgements.toml": ""}).results
    assert fault.constraint == "conviction-shows-what-became-of-it"
    assert fault.origin == Origin("articles/lanternfield-vigil.toml", "event quill-sentence")
    assert "[[unknown-outcome]] in judgements.toml" in fault.message


def test_a_conviction_with_what_followed_needs_no_more() -> None:
    files = example_files() | {"judgements.toml": ""}
    link = 'inConsequenceOf = {value = "event/quill-sentence", at = [37, 50], claim = "cx99"}'
    files[ARTICLE] = files[ARTICLE].replace("slogan = {value", f"{link}\nslogan = {{value", 1)
    assert check(files).conforms


def test_two_dates_that_differ_need_a_disagreement(data: Path):
    change(
        data,
        'claim = "cx11", attributed-to = "organisation/court-of-inkland"}',
        'claim = "cx11", attributed-to = "organisation/court-of-inkland"}, {value = "P3Y", at = [179, 188], '
        'claim = "cx99", attributed-to = "organisation/court-of-inkland"}]',
    )
    change(data, 'duration = {value = "P2Y"', 'duration = [{value = "P2Y"')
    assert "disagreement-is-recorded" in {result.constraint for result in check(load_files(data)).results}
    judgements = data / "judgements.toml"
    judgements.write_text(
        judgements.read_text("utf-8")
        + '\n[[disagreement]]\nkey = "length"\nabout = "event/quill-sentence"\non = "duration"\n'
        'claims = ["cx11", "cx99"]\n'
        'kind = "conflict"\nnote = "Two and three years."\nwho = "tests"\nwhen = "2031-06-01"\n',
        "utf-8",
    )
    assert check(load_files(data)).conforms
