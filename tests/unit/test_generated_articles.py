"""The generator of articles: its data is read, conforms, and breaks shapes where faults are planted and only there."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.articles import main, write_articles
from benchmarks.planted_faults import CONSTRAINTS, Fault
from solidarity_graph.model import Dataset
from solidarity_graph.pipeline import check
from solidarity_graph.records import load_files, read_dataset

ARTICLES = 30


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("articles")
    write_articles(folder, ARTICLES, seed=1)
    return folder


@pytest.fixture(scope="module")
def dataset(folder: Path) -> Dataset:
    return read_dataset(folder).whole


def test_generated_articles_are_read_without_a_fault(dataset: Dataset) -> None:
    assert len(dataset.articles) == ARTICLES
    assert 35 <= len(dataset.claims) / ARTICLES <= 50


def test_generated_articles_hold_what_real_ones_hold(dataset: Dataset) -> None:
    articles_of = Counter(ref for ref, _ in {(claim.subject, claim.article) for claim in dataset.claims})
    assert {event.class_name for event in dataset.events} == {
        "Arrest",
        "AuthorityResponse",
        "Campaign",
        "Conferral",
        "DisciplinaryPenalty",
        "Recognition",
        "Release",
        "Sentence",
        "SolidarityAction",
    }
    assert max(articles_of.values()) == 20  # one prisoner
    assert {claim.modality for claim in dataset.claims} == {"asserted", "alleged", "denied"}
    assert {claim.grade for claim in dataset.claims} == {"verified-span", "second-hand"}
    assert {article.language for article in dataset.articles} == {"en", "be", "ru"}
    assert {disagreement.kind for disagreement in dataset.disagreements} >= {"wording", "precision"}
    assert dataset.realisations
    assert dataset.assessments


def test_spans_and_phrases_are_those_of_the_texts(dataset: Dataset, folder: Path) -> None:
    for claim in dataset.claims:
        for span in claim.spans:
            text = (folder / "sources" / f"{claim.article}.txt").read_text("utf-8")
            assert not span.phrase or text[span.start : span.end] == span.phrase


def test_planted_faults_are_found_and_nothing_else(tmp_path: Path) -> None:
    planted = write_articles(tmp_path, 6, seed=1, faults=len(CONSTRAINTS))
    report = check(load_files(tmp_path))
    found = [
        Fault(result.constraint, result.origin.file, ", ".join(result.origin.entry.split(", ")[:1]))
        for result in report.results
        if result.origin
    ]
    assert len(report.results) == len(CONSTRAINTS)
    assert sorted(found) == sorted(planted)


def test_articles_without_planted_faults_conform(tmp_path: Path) -> None:
    write_articles(tmp_path, 4, seed=2)
    report = check(load_files(tmp_path))
    assert report.conforms


def test_the_same_seed_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    write_articles(tmp_path / "same", ARTICLES, seed=1)
    write_articles(tmp_path / "other", ARTICLES, seed=2)
    assert contents(tmp_path / "same") == contents(folder)
    assert contents(tmp_path / "other").keys() == contents(folder).keys()
    assert contents(tmp_path / "other") != contents(folder)


def test_more_faults_than_articles_are_planted_too(tmp_path: Path) -> None:
    planted = write_articles(tmp_path, 3, faults=7)
    assert len(planted) == 7
    assert len({fault.entry for fault in planted}) == 7


def test_the_program_names_the_faults_and_wants_a_new_folder(tmp_path: Path) -> None:
    call = [str(tmp_path / "new"), "--articles", "2", "--faults", "1"]
    assert "event-has-status  articles/a000000.toml  event fault-0" in CliRunner().invoke(main, call).output
    assert "is not empty" in CliRunner().invoke(main, call).output
