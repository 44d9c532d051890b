"""Released versions of the ontology stay as they are, and the version at work has the number that its changes need."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from solidarity_graph.errors import DataError, UnknownNameError
from solidarity_graph.resources import ontology_dir, program_dir, shapes_dir
from solidarity_graph.schema import read_ontology
from solidarity_graph.schema.changelog import changelog
from solidarity_graph.schema.namespaces import DCTERMS, OWL, RDF, SKOS
from solidarity_graph.schema.ontology_releases import SUMS, version_faults, write_release
from solidarity_graph.schema.ontology_versions import (
    ONTOLOGY_IRI,
    RELEASES,
    SHAPES_IRI,
    OntologyVersion,
    find_version,
    known_versions,
    read_released,
    read_working,
    released_numbers,
)
from solidarity_graph.schema.triple_index import TripleIndex

VERSIONS = known_versions()


def by_number(version: OntologyVersion) -> str:
    return version.number


def canonical(triples: list[Triple]) -> set[Quad]:
    dataset = Dataset(Quad(*triple) for triple in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {*dataset}


class Copy:
    """A copy of ontology and shapes, in which a version can be released and changed."""

    def __init__(self, folder: Path) -> None:
        self.ontology, self.shapes = folder / "ontology", folder / "shapes"
        shutil.copytree(ontology_dir(), self.ontology, ignore=shutil.ignore_patterns("examples", "alignments"))
        shutil.copytree(shapes_dir(), self.shapes)

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.ontology / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")

    def faults(self) -> list[str]:
        for cached in (read_working, read_released):
            cached.cache_clear()
        return version_faults(self.ontology, self.shapes)


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


@pytest.fixture
def released(copy: Copy) -> Copy:
    if read_working(copy.ontology, copy.shapes).number not in [version.number for version in VERSIONS[1:]]:
        write_release(copy.ontology, copy.shapes)
    return copy


# What there is.


def test_no_released_file_has_changed_and_the_number_of_the_version_at_work_fits() -> None:
    assert version_faults() == []


def test_the_list_of_hashes_is_what_sha256sum_reads() -> None:
    folder = ontology_dir() / RELEASES
    lines = (folder / SUMS).read_text("utf-8").splitlines()
    assert lines
    for line in lines:
        sum_, _, name = line.partition("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == sum_


def test_the_first_version_is_kept() -> None:
    first = VERSIONS[-1]
    assert (first.number, first.issued, first.prior, first.is_released) == ("0.1.0", "2026-11-22", "", True)
    assert {*first.shapes} == {"core", "provenance", "strict"}


@pytest.mark.parametrize("version", VERSIONS, ids=by_number)
def test_ontology_shapes_and_each_scheme_say_which_version_they_are(version: OntologyVersion) -> None:
    everything = TripleIndex([*version.ontology, *version.concepts, *version.shapes["core"]])
    schemes = everything.having(RDF + "type", SKOS + "ConceptScheme")
    prior = find_version(version.prior).terms() if version.prior else None
    assert len(schemes) > 20
    for iri in (ONTOLOGY_IRI, SHAPES_IRI, *schemes):
        assert everything.text(iri, OWL + "versionInfo") == version.number
        assert everything.text(iri, OWL + "versionIRI") == f"{iri}/{version.number}"
        assert everything.text(iri, DCTERMS + "issued") == version.issued
        assert everything.text(iri, DCTERMS + "license") == "https://creativecommons.org/licenses/by/4.0/"
        assert everything.text(iri, DCTERMS + "creator")
        is_older = prior is not None and (iri == SHAPES_IRI or prior.of(iri))
        assert everything.text(iri, OWL + "priorVersion") == (f"{iri}/{version.prior}" if is_older else ""), iri


@pytest.mark.parametrize("version", VERSIONS, ids=by_number)
def test_a_version_written_as_turtle_says_the_same(version: OntologyVersion) -> None:
    texts = version.files()
    for name, triples in {
        "ontology.ttl": version.ontology,
        "concepts.ttl": version.concepts,
        **{f"shapes/{layer}.ttl": some for layer, some in version.shapes.items()},
    }.items():
        again = [quad.triple for quad in parse(texts[name].encode(), format=RdfFormat.TURTLE)]
        assert canonical(again) == canonical([*triples])
        assert TripleIndex(reversed(again)).as_turtle() == texts[name]


def test_literals_of_all_kinds_survive_being_written() -> None:
    texts = ['a "quote"', 'two\nlines \\ and """three"""', "tab\t", "nul-free \x7f", "'", '"', '\n"', "\r\n"]
    subject, predicate = NamedNode("https://example.org/a.b"), NamedNode("https://example.org/p")
    values = [
        *(Literal(text) for text in texts),
        *(Literal(text, language="en") for text in texts),
        *(Literal(text, datatype=NamedNode("http://www.w3.org/2001/XMLSchema#token")) for text in texts),
        *(
            Literal(text, datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer"))
            for text in ("1", "01", "-1", "x")
        ),
        *(Literal(text, datatype=NamedNode("http://www.w3.org/2001/XMLSchema#boolean")) for text in ("true", "1")),
        Literal("true"),
    ]
    triples = {Triple(subject, predicate, value) for value in values}
    written = TripleIndex(triples).as_turtle()
    assert {quad.triple for quad in parse(written.encode(), format=RdfFormat.TURTLE)} == triples


def test_an_unknown_version_is_an_error_that_names_those_there_are() -> None:
    with pytest.raises(UnknownNameError, match=r"Available: .*0\.1\.0"):
        find_version("9.9.9")


def test_a_released_version_is_read_as_terms() -> None:
    old = read_ontology(ontology_dir() / RELEASES / "0.1.0")
    assert old.version == "0.1.0"
    assert not old.concepts["suspended-term"].deprecated
    assert "Verdict" not in old.classes
    assert old.schemes["penalties"].concepts


def test_the_changelog_has_a_section_for_each_version_and_its_reason() -> None:
    text = changelog(VERSIONS)
    assert [line.split()[1].rstrip(",") for line in text.splitlines() if line.startswith("## ")] == [
        version.number for version in VERSIONS
    ]
    for version in VERSIONS[:-1]:
        assert version.reason
        assert version.reason in text


# Releasing, in a copy.


def test_a_released_version_has_the_same_triples(released: Copy) -> None:
    number = read_working(released.ontology, released.shapes).number
    kept = read_released(number, released.ontology)
    assert kept.files() == read_working(released.ontology, released.shapes).files()
    assert kept.is_released
    assert released.faults() == []
    write_release(released.ontology, released.shapes)  # the same bytes again
    assert released.faults() == []


CHANGES: dict[str, tuple[Callable[[Copy], None], str]] = {
    "wording": (
        lambda copy: copy.edit("solidarity-graph.ttl", '"True where the penalty is not', '"True if the penalty is not'),
        "0.2.1",
    ),
    "a new term": (
        lambda copy: copy.edit("solidarity-graph.ttl", "# Classes.", "sg:March a owl:Class ."),
        "0.3.0",
    ),
    "a scheme": (lambda copy: copy.edit("concepts/regimes.ttl", "dcterms:title", "dcterms:alternative"), "0.3.0"),
    "the context": (lambda copy: copy.edit("context.jsonld", '"Verdict":', '"Judgement":'), "0.3.0"),
    "a shape": (
        lambda copy: copy.edit("../shapes/core/sentence.ttl", "sgc:life-term sgc:death", "sgc:death"),
        "0.3.0",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_after_a_release_every_change_needs_a_higher_number(released: Copy, name: str) -> None:
    change, least = CHANGES[name]
    change(released)
    (fault,) = released.faults()
    assert "is released, and ontology/ or shapes/ differ from it" in fault
    if read_working(released.ontology, released.shapes).number == "0.2.0":
        assert f"solidarity-graph.ttl: {least} or more" in fault
    with pytest.raises(DataError, match="differ from it"):
        write_release(released.ontology, released.shapes)


def test_released_files_are_not_changed_removed_or_added(copy: Copy) -> None:
    place = copy.ontology / RELEASES / "0.1.0"
    with (place / "concepts.ttl").open("a", encoding="utf-8") as file:
        file.write("# more\n")
    (place / "context.jsonld").unlink()
    (place / "notes.ttl").write_text("", "utf-8")
    assert [fault.partition(":")[0] for fault in copy.faults()] == [
        "releases/0.1.0/concepts.ttl has changed, which no released file may",
        f"releases/0.1.0/context.jsonld is missing, and {SUMS} lists it",
        f"releases/0.1.0/notes.ttl is not in {SUMS}",
    ]


def test_the_number_at_work_must_be_high_enough_for_its_changes(copy: Copy) -> None:
    for later in released_numbers()[:-1]:
        shutil.rmtree(copy.ontology / RELEASES / later)
    number = read_working().number
    copy.edit("solidarity-graph.ttl", f'owl:versionInfo "{number}"', 'owl:versionInfo "0.1.1"')
    copy.edit("solidarity-graph.ttl", f"ontology/{read_working().prior}>", "ontology/0.1.0>")
    assert any(
        "0.1.1 is too low for what changed since 0.1.0: it must be at least 0.2.0" in each for each in copy.faults()
    )


def test_the_prior_version_is_the_last_release(copy: Copy) -> None:
    at_work = read_working()
    copy.edit("solidarity-graph.ttl", f'owl:versionInfo "{at_work.number}"', 'owl:versionInfo "9.0.0"')
    copy.edit("solidarity-graph.ttl", f"owl:priorVersion <{ONTOLOGY_IRI}/{at_work.prior}>", "owl:priorVersion sg:none")
    (fault,) = copy.faults()
    assert fault.startswith("owl:priorVersion is ontology#none, and the last release is 0.")


@pytest.mark.slow
def test_the_command_releases_once_and_never_other_bytes(tmp_path: Path) -> None:
    root = program_dir().parent.parent
    for name in ("ontology", "shapes"):
        shutil.copytree(root / name, tmp_path / name)
    (tmp_path / "data").mkdir()
    shutil.copy(root / "data" / "terms.md", tmp_path / "data")
    for name in ("schema", "errors.py", "resources.py", "__init__.py"):
        source, target = program_dir() / name, tmp_path / "src" / "solidarity_graph" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)

    def run(*options: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "solidarity_graph.schema.generate", *options]
        environment = {**os.environ, "PYTHONPATH": str(tmp_path / "src")}
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    assert run("--release").returncode == 0
    assert run("--check").returncode == 0
    assert f"## {read_working().number}, {read_working().issued}\n" in (tmp_path / "ontology/CHANGELOG.md").read_text(
        "utf-8"
    )
    ours = tmp_path / "ontology" / "solidarity-graph.ttl"
    ours.write_text(
        ours.read_text("utf-8").replace('rdfs:label "suspended"@en', 'rdfs:label "not carried out"@en'), "utf-8"
    )
    found = run("--check")
    assert found.returncode == 1
    assert "is released, and ontology/ or shapes/ differ from it" in found.stderr
    refused = run("--release")
    assert (refused.returncode, refused.stdout) == (1, "")
