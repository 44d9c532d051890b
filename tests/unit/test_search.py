"""The index finds documents by key, by words in any script and spelling, and in the names of what they are about."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from solidarity_graph.errors import ReleaseError, TooSlowError
from solidarity_graph.release import open_release, read_documents
from solidarity_graph.resources import data_dir
from solidarity_graph.search import DocumentIndex, index_in_memory, write_index
from solidarity_graph.search.facets import asked_words, labels_of


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


@pytest.mark.parametrize(
    ("words", "key"),
    [
        *(("Макей", "person/p4vz"), ("Makej", "person/p4vz"), ("Макея", "person/p4vz")),
        *(("Беляцкого", "person/p7k2"), ("Алесем Бяляцкім", "person/p7k2"), ("A. Bialiatski", "person/p7k2")),
        *(("Wilno", "place/vilnius"), ("Vilna", "place/vilnius"), ("у Вільні", "place/vilnius")),
        *(("в Москве", "place/moscow"), ("Россия", "place/russia"), ("Расіі", "place/russia")),
        *(("Бельгия", "place/belgium"), ("Літва", "place/lithuania"), ("Kirghizstan", "place/kyrgyzstan")),
    ],
)
def test_names_are_found_by_endings_and_letters_of_other_spellings_and_countries_by_their_names(
    index: DocumentIndex, words: str, key: str
) -> None:
    assert key in [found for found, _ in index.suggest(words, ["person", "place"])]


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


def test_of_a_long_question_the_first_twenty_different_words_are_asked_for() -> None:
    words = [f"w{number}" for number in range(30)]
    assert asked_words(" ".join(["w0", "w0", *words])) == words[:20]
    assert asked_words("long" * 50) == [("long" * 50)[:60]]
    assert asked_words("") == []


def test_a_query_that_takes_too_long_is_stopped_and_the_next_one_answered(
    index: DocumentIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("solidarity_graph.search.index_reader._LONGEST", 0.01)
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
    with pytest.raises(TooSlowError, match="fewer or longer words"):
        index._rows(endless, ())
    assert index.get("person/p7k2")


@pytest.fixture(scope="module")
def towns() -> Iterator[DocumentIndex]:
    """Two towns, of which one has the name of the other within its own, and a person called as one of them."""
    base = "https://x/"
    names = {"place/aboria": "Aboria", "place/new-aboria": "New Aboria", "person/a": "Ada Aboria"}
    documents = [
        {"id": f"{base}id/{key}", "prefLabel": {"en": name}, "names": {f"{base}id/{key}": {"en": name}}}
        for key, name in names.items()
    ]
    index = index_in_memory(documents, base)
    yield index
    index.close()


def test_a_name_that_something_has_exactly_stands_for_that_alone(towns: DocumentIndex) -> None:
    assert towns.suggest("aboria", ["place"]) == [("place/aboria", "Aboria")]
    assert {key for key, _ in towns.suggest("Abor", ["place"])} == {"place/aboria", "place/new-aboria"}
    assert len(towns.suggest("Abor")) == 3
    assert len(towns.suggest("Abor", limit=1)) == 1


def test_phrases_are_no_names(index: DocumentIndex) -> None:
    assert index.search("penal colony", "article")
    assert index.suggest("4 August, the date of arrest", ["article"]) == []


def test_a_name_that_is_wrong_in_part_leads_to_those_that_are_like_it(towns: DocumentIndex) -> None:
    assert towns.suggest("Old Aboritsa", ["place"]) == []
    assert {key for key, _ in towns.similar("Old Aboritsa", ["place"])} == {"place/aboria", "place/new-aboria"}
    assert towns.similar("a b") == []


def test_names_of_some_kinds_are_listed_up_to_a_limit(towns: DocumentIndex) -> None:
    listed = [("person/a", "Ada Aboria"), ("place/aboria", "Aboria"), ("place/new-aboria", "New Aboria")]
    assert towns.names_of_kinds(["place", "person"], 10) == listed
    assert towns.names_of_kinds(["place", "person"], 2) == listed[:2]


@pytest.mark.parametrize("words", ["", '"', "a AND", "NEAR(", "*", "x:y", "names : y", "'; DROP TABLE document", "\0"])
def test_no_name_is_a_fault(towns: DocumentIndex, words: str) -> None:
    assert isinstance(towns.suggest(words), list)
    assert isinstance(towns.similar(words), list)


def test_names_of_many_things_come_by_one_look(index: DocumentIndex) -> None:
    iris = [f"{index.base}id/{key}" for key, _ in index.of_kind("place")]
    found = index.names([*iris, f"{index.base}id/claim/ccvh49", "https://example.org/elsewhere"])
    assert found.keys() == set(iris)
    assert found[f"{index.base}id/place/vilnius"] == ("Vilnius", "en")


def test_rows_about_many_things_come_by_one_look(index: DocumentIndex) -> None:
    keys = ("place/vilnius", "event/gdansk-graffiti", "place/nowhere", "claim/ccvh49")
    found = index.outlines("row", [f"{index.base}id/{key}" for key in keys])
    assert found.keys() == {f"{index.base}id/{key}" for key in keys[:2]}
    assert found[f"{index.base}id/place/vilnius"]["lat"] == "54.68916"
    assert "claims" not in found[f"{index.base}id/event/gdansk-graffiti"]


def test_a_sentence_is_outlined_with_what_contests_it_and_the_names_in_it(index: DocumentIndex) -> None:
    (iri, outline), *_ = index.outlines(
        "sentence", (f"{index.base}id/{key}" for key, _ in index.of_kind("event"))
    ).items()
    (conviction,) = outline["convictions"]
    articles = {claim["statedIn"] for fact in conviction["facts"] for claim in fact["claims"]}
    assert conviction["id"] == iri
    assert articles < outline["names"].keys()
    assert outline["names"].keys() < (index.get(iri.removeprefix(f"{index.base}id/")) or {})["names"].keys()


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


def test_the_phrase_with_most_of_the_words_is_given_with_the_words_marked() -> None:
    def claim(*phrases: str) -> dict[str, object]:
        evidence = [{"id": f"{number}", "start": 9 - number, "exact": phrase} for number, phrase in enumerate(phrases)]
        return {"predicate": "https://a.example/place", "object": {"id": "https://a.example/x"}, "evidence": evidence}

    document = {
        "id": "https://a.example/id/event/e1",
        "label": "A gathering",
        "prefLabel": {"en": "A gathering"},
        "claims": [claim("by the quay", "A gathering by the old QUAY, at noon")],
    }
    opened = index_in_memory([document], "https://a.example/")
    assert opened.phrases("quay old", ["event/e1"]) == {
        "event/e1": [("A gathering by the ", False), ("old", True), (" ", False), ("QUAY", True), (", at noon", False)]
    }
    first_in_the_text = "".join(part for part, _ in opened.phrases("quay", ["event/e1"])["event/e1"])
    assert first_in_the_text == "A gathering by the old QUAY, at noon"
    assert opened.phrases("quay", ["event/e2"]) == opened.phrases("", ["event/e1"]) == {}
    assert opened.phrases("nowhere", ["event/e1"]) == {}
    opened.close()


def test_a_ranking_has_what_a_search_finds_in_its_order(index: DocumentIndex) -> None:
    for words in ("Moscow", "Бяляцкі", "solidarity action"):
        assert index.ranked(words) == [key for key, _ in index.search(words, limit=-1)] != []
    assert index.ranked("") == []


def test_a_name_in_any_spelling_is_told_from_words_about_a_thing(index: DocumentIndex) -> None:
    assert "person/p7k2" in index.named("Бяляцкі")
    assert "event/moscow-exhibition-2013" in index.named("exhibition Moscow")
    assert {*index.named("penal")} < {*index.matching("penal")}
    assert index.named("?") == []


def test_a_thing_is_named_in_a_language_by_its_own_label_and_a_country_by_the_cldr() -> None:
    assert labels_of({"prefLabel": {"en": "Lithuania"}, "countryCode": "LT"}) == {
        "en": "Lithuania",
        "be": "Літва",
        "ru": "Литва",
    }
    assert labels_of({"prefLabel": {"be": ["Летува", "Літва"]}, "countryCode": "LT"})["be"] == "Летува"
    assert labels_of({"prefLabel": {"en": "Nowhere"}, "countryCode": "XX"}) == {"en": "Nowhere"}
