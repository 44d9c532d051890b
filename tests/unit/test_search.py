"""The index finds documents by key, by words in any script and spelling, and in the names of what they are about."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from solidarity_graph.errors import ReleaseError
from solidarity_graph.release import open_release, read_documents
from solidarity_graph.resources import data_dir
from solidarity_graph.search import DocumentIndex, index_in_memory, write_index


@pytest.fixture(scope="module")
def index() -> Iterator[DocumentIndex]:
    release = open_release(data_dir() / "release")
    opened = index_in_memory(read_documents(release), release.base)
    yield opened
    opened.close()


def test_a_document_is_found_by_its_key(index: DocumentIndex) -> None:
    found = index.get("person/p7k2")
    assert found is not None
    assert found["id"] == f"{index.base}id/person/p7k2"
    assert index.get("person/nobody") is None


@pytest.mark.parametrize(
    "words",
    ["Бяляцкі", "Беляцкий", "Bialiatski", "Bialacki", "Bjaljazki", "ales bialiatski", "BIALIATSKI Ales", "Bialia"],
)
def test_a_person_is_found_in_any_script_spelling_and_order(index: DocumentIndex, words: str) -> None:
    assert "person/p7k2" in [key for key, _ in index.search(words, "person")]


def test_accents_do_not_count_and_a_phrase_is_found_too(index: DocumentIndex) -> None:
    assert index.search("vílnius", "place")[0] == ("place/vilnius", "Vilnius")
    assert any(key.startswith(("claim/", "article/")) for key, _ in index.search("penal colony"))


def test_a_spelling_that_is_nowhere_in_the_data_is_found_by_its_sounds() -> None:
    base = "https://x/"
    document = {"id": f"{base}id/person/a", "type": ["Person"], "prefLabel": {"en": "Siarhei Hryniewicz"}}
    index = index_in_memory([document, {**document, "id": f"{base}id/person/b", "prefLabel": {"en": "Ada"}}], base)
    for words in ("Грыневіч", "Гриневич", "Hrynevich", "grinevitch siarh"):
        assert [key for key, _ in index.search(words)] == ["person/a"], words
    assert index.search("Hornwich") == []
    index.close()


def test_a_place_is_found_with_its_actions_and_the_articles_about_them(index: DocumentIndex) -> None:
    kinds = {key.partition("/")[0] for key, _ in index.search("Moscow", limit=100)}
    assert {"place", "event", "article"} <= kinds
    assert index.search("Москва", "place")[0][0] == "place/moscow"
    assert "event/moscow-exhibition-2013" in index.matching("Москва")


@pytest.mark.parametrize("words", ["", "  ", '"', "a AND", "NEAR(", "*", "x:y", "'; DROP TABLE document", "-", "\0"])
def test_no_text_is_a_fault(index: DocumentIndex, words: str) -> None:
    assert isinstance(index.search(words), list)
    assert index.get("person/p7k2")


def test_names_of_many_things_come_by_one_look(index: DocumentIndex) -> None:
    iris = [f"{index.base}id/{key}" for key, _ in index.of_kind("place")]
    found = index.names([*iris, f"{index.base}id/claim/ccvh49", "https://example.org/elsewhere"])
    assert found.keys() == set(iris)
    assert found[f"{index.base}id/place/vilnius"] == ("Vilnius", "en")


def test_some_members_of_many_documents_come_by_one_look(index: DocumentIndex) -> None:
    found = index.members(["place/vilnius", "event/gdansk-graffiti", "place/nowhere"], ["lat", "notBefore", "type"])
    assert found == {
        "place/vilnius": {"id": f"{index.base}id/place/vilnius", "lat": "54.68916", "type": ["Place"]},
        "event/gdansk-graffiti": {
            "id": f"{index.base}id/event/gdansk-graffiti",
            "type": ["SolidarityAction", "Event"],
        },
    }


def test_a_file_answers_as_memory_does_and_many_threads_may_ask(index: DocumentIndex, tmp_path: Path) -> None:
    release = open_release(data_dir() / "release")
    write_index(tmp_path, read_documents(release), release.base)
    opened = DocumentIndex.open(tmp_path, release.base)
    keys = [key for kind in ("person", "event", "claim") for key, _ in index.of_kind(kind)]
    with ThreadPoolExecutor(8) as threads:
        assert [*threads.map(opened.get, keys)] == [index.get(key) for key in keys]
    opened.close()


def test_an_index_that_has_changed_or_cannot_be_read_is_damaged_and_a_deleted_one_is_not(tmp_path: Path) -> None:
    write_index(tmp_path, [{"id": "https://x/id/place/a", "type": "Place"}], "https://x/")
    path = tmp_path / "documents.sqlite"
    good = path.read_bytes()
    for damaged in (good[:-1], good.replace(b"Place", b"Plaxe")):
        index = DocumentIndex.open(tmp_path, "https://x/")
        path.write_bytes(damaged)
        assert not index.is_intact()
        with pytest.raises(ReleaseError, match="index of the documents is damaged"):
            index.get("place/a")
        index.close()
        path.write_bytes(good)
    path.write_bytes(good[:4096] + b"x" * (len(good) - 4096))
    index = DocumentIndex.open(tmp_path, "https://x/")
    assert index.is_intact(), "it was damaged before"
    with pytest.raises(ReleaseError):
        index.get("place/a")
    assert not index.is_intact()
    index.close()
    path.write_bytes(good)
    index = DocumentIndex.open(tmp_path, "https://x/")
    path.unlink()
    assert index.get("place/a") is not None
    index.close()


def test_an_index_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match=r"index of the documents cannot be written in .*: unable to open"):
        write_index(tmp_path / "nowhere", [], "https://x/")
