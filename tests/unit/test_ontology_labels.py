"""Every term of the ontology has a label in each language; those that nobody has reviewed are known as drafts."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from solidarity_graph.rdf.labels import term_triples
from solidarity_graph.resources import ontology_dir
from solidarity_graph.schema import read_ontology
from solidarity_graph.schema.namespaces import RDFS, SG, SGC, SKOS
from solidarity_graph.schema.ontology import TERMS
from solidarity_graph.schema.ontology_reader import label_files, term_files
from solidarity_graph.schema.ontology_terms import Term

ONTOLOGY = read_ontology()
ADDED = ("be", "ru", "es")  # each with a file
LANGUAGES = ("en", *ADDED)
# What is the same word in English and in another language.
SAME = {("sha256", "be"), ("sha256", "ru"), ("sha256", "es"), ("mural", "es")}
# Names, and grades of the Admiralty scale, that are written in Latin letters in every language.
LATIN = re.compile(r"SHA-256|PLOVER|^[A-F](?=:)")
# What only the other one of the two languages writes.
FOREIGN = {"be": set("ищъ"), "ru": set("іў’")}
VOWELS = "аеёіоуыэюя"


def kinds() -> Iterator[Mapping[str, Term]]:
    """Yield the groups of terms in which a label names one term alone."""
    yield from (ONTOLOGY.classes, ONTOLOGY.properties, ONTOLOGY.annotations, ONTOLOGY.schemes)
    yield from (scheme.concepts for scheme in ONTOLOGY.schemes.values())


def labels(language: str) -> Iterator[tuple[str, str]]:
    """Yield name and label of each term, without the names and grades in Latin letters."""
    yield from ((term.name, LATIN.sub("", term.labels[language])) for term in TERMS.values())


def test_terms_have_labels_in_these_languages_and_in_no_other() -> None:
    assert {term.iri: set(term.labels) for term in TERMS.values() if set(term.labels) != set(LANGUAGES)} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_label_names_one_term_of_a_kind_or_scheme(language: str) -> None:
    for terms in kinds():
        found = Counter(term.labels[language].casefold() for term in terms.values())
        assert [label for label, count in found.items() if count > 1] == []


@pytest.mark.parametrize("language", ADDED)
def test_a_label_is_not_the_english_one(language: str) -> None:
    same = {(term.name, language) for term in TERMS.values() if term.labels[language] == term.labels["en"]}
    assert same == {pair for pair in SAME if pair[1] == language}


@pytest.mark.parametrize("language", ADDED)
def test_a_label_begins_in_lower_case_and_has_no_needless_space_or_stop(language: str) -> None:
    for name, label in labels(language):
        assert label[:1] == label[:1].lower(), name
        assert "  " not in label, name
        assert not label.endswith("."), name


@pytest.mark.parametrize("language", ["be", "ru"])
def test_a_label_has_the_letters_of_its_language_alone(language: str) -> None:
    for name, label in labels(language):
        assert not re.search(r"[A-Za-z']", label), name
        assert not FOREIGN[language] & set(label.casefold()), name


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_label_in_latin_script_has_no_cyrillic_letter(language: str) -> None:
    assert [label for _, label in labels(language) if re.search(r"[\u0400-\u04ff]", label)] == []


def test_belarusian_has_the_short_u_after_a_vowel_and_nowhere_else() -> None:
    for name, label in labels("be"):
        assert not re.search(f"[{VOWELS}] у", label), name
        assert not re.search(f"(?<![{VOWELS}])(?<![{VOWELS}] )ў", label), name


# The files.


def labels_in(*paths: Path) -> Iterator[Quad]:
    for path in paths:
        for quad in parse(path=path, format=RdfFormat.TURTLE):
            if quad.predicate.value in (RDFS + "label", SKOS + "prefLabel"):
                yield quad


@pytest.mark.parametrize("path", label_files(), ids=lambda path: path.stem)
def test_a_file_has_labels_of_one_language_that_stand_nowhere_else(path: Path) -> None:
    settled = {(each.subject, each.object.language) for each in labels_in(*term_files())}
    for quad in labels_in(path):
        assert quad.object.language == path.stem
        assert (quad.subject, path.stem) not in settled


@pytest.mark.parametrize("path", label_files(), ids=lambda path: path.stem)
def test_a_file_has_a_triple_a_line_in_the_order_of_the_ontology(path: Path) -> None:
    triples = list(parse(path=path, format=RdfFormat.TURTLE))
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] not in "@#"]
    assert len(lines) == len(triples)
    order = dict.fromkeys(each.subject for file in term_files() for each in parse(path=file))
    for start in (SG, SGC):
        found = [each.subject for each in triples if each.subject.value.startswith(start)]
        assert found == [each for each in order if each in set(found)]


def test_a_concept_has_a_preferred_label_and_any_other_term_a_label() -> None:
    for quad in labels_in(*label_files()):
        is_concept = quad.subject.value.removeprefix(SGC) in ONTOLOGY.concepts
        assert quad.predicate.value == (SKOS + "prefLabel" if is_concept else RDFS + "label")


# Drafts.


def test_the_labels_of_a_file_are_drafts_and_established_terms_are_not() -> None:
    assert ONTOLOGY.drafts == set(ADDED)
    assert ONTOLOGY.classes["Person"].drafts == set(ADDED)
    assert ONTOLOGY.concepts["picket"].drafts == {"es"}
    assert ONTOLOGY.concepts["picket"].settled_labels == {"en": "picket", "be": "пікет", "ru": "пикет"}


def test_labels_are_no_drafts_once_the_mark_is_deleted(tmp_path: Path) -> None:
    folder = shutil.copytree(ontology_dir(), tmp_path / "ontology", ignore=shutil.ignore_patterns("examples"))
    file = folder / "labels" / "be.ttl"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if 'sg:draftLabels "' not in line]
    assert len(kept) == len(lines) - 1
    file.write_text("".join(kept), encoding="utf-8")
    reviewed = read_ontology(folder)
    assert reviewed.drafts == {"ru", "es"}
    assert reviewed.classes["Person"].settled_labels == {"en": "person", "be": reviewed.classes["Person"].labels["be"]}


def test_a_release_has_no_label_that_is_a_draft() -> None:
    name = NamedNode(SKOS + "prefLabel")
    found = [each for each in term_triples([SGC + "vigil", SGC + "picket", SG + "Person"]) if each.predicate == name]
    of_picket = {each.object for each in found if each.subject == NamedNode(SGC + "picket")}
    of_vigil = {each.object for each in found if each.subject == NamedNode(SGC + "vigil")}
    assert {label.language for label in of_picket if isinstance(label, Literal)} == {"en", "be", "ru"}
    assert of_vigil == {Literal("vigil", language="en")}
