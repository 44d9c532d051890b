"""Releases: files with hashes, written whole or not at all."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from solidarity_graph.errors import ReleaseError
from solidarity_graph.model import Claim, Concept, Edtf, Event, Node, Ref, Text
from solidarity_graph.release import (
    Release,
    input_digest,
    is_current,
    open_release,
)
from solidarity_graph.release.answers import digest_of
from solidarity_graph.release.writer import write_release
from solidarity_graph.resources import queries_dir
from solidarity_graph.saved_queries import load_catalogue
from tests.example import example_dataset
from tests.graphs import files_of, table_of


def write(folder: Path, dataset=None) -> Release:
    dataset = dataset or example_dataset()
    with TemporaryDirectory() as place:
        graph = files_of(dataset, Path(place) / "graph")
        return write_release(folder, dataset.description, graph, validation={"conforms": True}, digest="one")


def rows(table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table)))


def test_a_release_holds_every_format_the_tables_and_what_explains_them(tmp_path: Path):
    release = write(tmp_path / "release")
    assert [file.name for file in release.present()] == [
        "solidarity-graph.nq", "solidarity-graph.trig", "solidarity-graph.ttl", "solidarity-graph.nt",
        "solidarity-graph.jsonld", "actions.csv", "measures.csv", "conferrals.csv", "custody.csv", "documents.jsonl",
        "codebook.md", "validation.json",
    ]  # fmt: skip
    assert release.version == "2031-06-01"


def test_a_release_holds_the_answers_of_the_saved_queries_and_says_to_which_query(tmp_path: Path):
    dataset = example_dataset()
    graph = files_of(dataset, tmp_path / "graph")
    catalogue = load_catalogue(queries_dir())
    about = {"validation": {}, "digest": "one", "catalogue": catalogue}
    release = write_release(tmp_path / "release", dataset.description, graph, **about)
    query = catalogue.get("every-action")
    for suffix in ("csv", "json"):
        file = release.file(f"queries/every-action.{suffix}")
        assert file is not None
        assert (file.description, file.answers) == (query.question, digest_of(query.bind({}, release.base)))
    rows = (release.folder / "queries" / "every-action.csv").read_text("utf-8").splitlines()
    assert rows[0].split(",") == [column.name for column in query.columns]
    assert len(rows) > 1
    release.verify()


def test_the_sums_are_those_of_the_files_as_sha256sum_checks_them(tmp_path: Path):
    release = write(tmp_path / "release")
    listed = []
    for sums in ("SHA256SUMS", "SHA256SUMS.built"):
        for line in (release.folder / sums).read_text().splitlines():
            digest, name = line.split("  ")
            assert hashlib.sha256((release.folder / name).read_bytes()).hexdigest() == digest
            listed.append(name)
    assert sorted(listed) == sorted([*(file.name for file in release.files), "manifest.json"])


def test_the_same_dataset_gives_the_same_bytes(tmp_path: Path):
    one, two = write(tmp_path / "one").folder, write(tmp_path / "two").folder
    for path in one.iterdir():
        assert path.read_bytes() == (two / path.name).read_bytes()


def test_a_release_takes_the_place_of_the_last_one_whole(tmp_path: Path):
    folder = tmp_path / "release"
    write(folder)
    (folder / "left-over.txt").write_text("old")
    write(folder)
    assert not (folder / "left-over.txt").exists()
    assert list(tmp_path.iterdir()) == [folder]


def test_a_release_that_fails_leaves_the_last_one_untouched(tmp_path: Path):
    folder = tmp_path / "release"
    write(folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    broken = replace(example_dataset(), claims=(replace(example_dataset().claims[0], predicate="no-such-property"),))
    with pytest.raises(KeyError):
        write(folder, broken)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert list(tmp_path.iterdir()) == [folder]


def test_a_release_is_current_while_its_input_and_its_files_are_the_same(tmp_path: Path):
    folder = tmp_path / "release"
    assert not is_current(folder, "one")
    write(folder)
    assert is_current(folder, "one")
    assert not is_current(folder, "two")
    (folder / "actions.csv").unlink()
    assert not is_current(folder, "one")


@pytest.mark.parametrize("damaged", ["manifest.json", "solidarity-graph.nq", "actions.csv"])
def test_a_damaged_release_is_not_current_so_that_the_next_build_mends_it(tmp_path: Path, damaged: str):
    folder = write(tmp_path / "release").folder
    (folder / damaged).write_bytes(b"spilt ink")
    assert not is_current(folder, "one")
    write(folder)
    assert is_current(folder, "one")


def test_a_dump_of_the_same_length_with_other_bytes_is_noticed(tmp_path: Path):
    release = write(tmp_path / "release")
    release.verify(release.nquads.name)
    release.nquads.write_bytes(release.nquads.read_bytes().replace(b"forty", b"fifty"))
    with pytest.raises(ReleaseError, match="its SHA-256 is not the manifest's"):
        release.verify(release.nquads.name)


def test_the_digest_of_the_input_depends_on_names_and_contents_and_not_on_their_order():
    files = {"a": b"1", "b": b"2"}
    assert input_digest(files) == input_digest(dict(reversed(files.items())))
    assert input_digest(files) != input_digest({"a": b"2", "b": b"1"})
    assert input_digest({"ab": b"c"}) != input_digest({"a": b"bc"})


def test_a_missing_release_is_named_with_what_to_do(tmp_path: Path):
    with pytest.raises(ReleaseError, match=r"There is no release in .*nowhere\. Run solidarity-graph build"):
        open_release(tmp_path / "nowhere")


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": "1"}'])
def test_a_damaged_manifest_is_a_clear_sentence(tmp_path: Path, content: str):
    folder = write(tmp_path / "release").folder
    (folder / "manifest.json").write_text(content)
    with pytest.raises(ReleaseError, match=r"manifest.*cannot be read"):
        open_release(folder)


def test_a_dump_cut_short_is_noticed(tmp_path: Path):
    folder = write(tmp_path / "release").folder
    dump = folder / "solidarity-graph.nq"
    dump.write_bytes(dump.read_bytes()[:-10])
    with pytest.raises(ReleaseError, match="is damaged"):
        open_release(folder)


def test_a_changed_byte_is_noticed_by_verify(tmp_path: Path):
    release = write(tmp_path / "release")
    table = release.folder / "actions.csv"
    table.write_bytes(table.read_bytes().replace(b"Vigil", b"Rigil"))
    with pytest.raises(ReleaseError, match=r"actions.csv is damaged"):
        release.verify()


def test_the_dump_is_sorted_lines(tmp_path: Path):
    lines = write(tmp_path / "release").nquads.read_text("utf-8").splitlines()
    assert lines == sorted(lines)


def test_the_json_ld_dump_carries_its_context(tmp_path: Path):
    dump = json.loads((write(tmp_path / "release").folder / "solidarity-graph.jsonld").read_text("utf-8"))
    assert set(dump) == {"@context", "@graph"}


def test_an_action_is_one_row_with_its_resolved_values():
    dataset = example_dataset()
    (row,) = rows(table_of("actions.csv", dataset))
    assert row["event"] == "https://example.org/lanternfield/id/event/lanternfield-vigil-2031"
    assert (row["status"], row["not_before"], row["not_after"]) == ("held", "2031-05-03", "2031-05-03")
    assert (row["date_exactness"], row["action_type"]) == ("exact", "vigil")
    assert (row["places"], row["country"]) == ("Foundry Square", "Inkland")
    assert (row["latitude"], row["longitude"]) == ("1.5", "-2.25")
    assert (row["people_min"], row["people_max"], row["people_text"]) == ("40", "40", "some forty people")
    assert (row["origins"], row["disputed"], row["evidence"]) == ("1", "false", "verified-span")


def test_a_measure_says_what_contests_it_and_what_became_of_it():
    dataset = example_dataset()
    by_label = {row["label"]: row for row in rows(table_of("measures.csv", dataset))}
    assert by_label["Sentence of Mira Quill"]["what_became_of_it"] == "nothing known as of 2031-06-01"
    release = Event(Ref("event", "quill-release"), "Release", (Text("Release of Mira Quill", "en"),))
    facts = {"inConsequenceOf": Ref("event", "quill-sentence"), "imposedOn": Ref("person", "pq1x")}
    claims = [
        Claim(f"cr{n}", "lanternfield-vigil", release.ref, name, value, grade="second-hand")
        for n, (name, value) in enumerate(facts.items())
    ]
    dataset = replace(dataset, events=(*dataset.events, release), claims=(*dataset.claims, *claims))
    by_label = {row["label"]: row for row in rows(table_of("measures.csv", dataset))}
    sentence = by_label["Sentence of Mira Quill"]
    assert sentence["contested_by"] == "People at the vigil"
    assert sentence["what_became_of_it"] == "Release of Mira Quill (second-hand)"
    assert sentence["as_of"] == "2031-05-04"
    assert sentence["duration_months"] == "24"
    assert by_label["Release of Mira Quill"]["evidence"] == "second-hand"
    assert by_label["Refusal of the vigil"]["response_type"] == "refusal-of-permission"


def test_the_reason_of_a_measure_is_told_with_whose_words_it_is():
    dataset, sentence = example_dataset(), Ref("event", "quill-sentence")
    words = {"modality": "alleged", "attributed_to": (Ref("organisation", "town-hall"),)}
    reason = Claim("cextra", "lanternfield-vigil", sentence, "statedReason", Text("ink", "en"), **words)
    measures = rows(table_of("measures.csv", replace(dataset, claims=(*dataset.claims, reason))))
    assert [row["stated_reason"] for row in measures if row["label"] == "Sentence of Mira Quill"] == [
        "ink (alleged by Town hall of Lanternfield)"
    ]


def with_claim(predicate: str, value: object, **parts: object) -> dict[str, str]:
    """The row of the vigil, with this claim in place of what is claimed for the property."""
    dataset, vigil = example_dataset(), Ref("event", "lanternfield-vigil-2031")
    kept = [claim for claim in dataset.claims if (claim.subject, claim.predicate) != (vigil, predicate)]
    claim = Claim("cextra", "lanternfield-vigil", vigil, predicate, value, **parts)  # type: ignore[arg-type]
    (row,) = rows(table_of("actions.csv", replace(dataset, claims=(*kept, claim))))
    return row


def test_a_country_has_its_code_beside_it():
    dataset = example_dataset()
    entities = tuple(replace(each, country_code="XA" if each.ref.key == "inkland" else "") for each in dataset.entities)
    (row,) = rows(table_of("actions.csv", replace(dataset, entities=entities)))
    assert (row["country"], row["country_code"]) == ("Inkland", "XA")


def test_what_followed_only_as_a_plan_says_so():
    dataset, fine = example_dataset(), Ref("event", "fine")
    facts = {
        "inConsequenceOf": Ref("event", "vigil-refusal"),
        "status": Concept("cancelled"),
        "date": Edtf("2031-06-01"),
    }
    claims = [Claim(f"cr{name}", "lanternfield-vigil", fine, name, value) for name, value in facts.items()]
    refusal = next(each for each in dataset.events if each.class_name == "AuthorityResponse")
    claims[0] = replace(claims[0], object=refusal.ref)
    event = Event(fine, "LegalMeasure", (Text("Fine", "en"),))
    dataset = replace(dataset, events=(*dataset.events, event), claims=(*dataset.claims, *claims))
    by_class = {row["class"]: row for row in rows(table_of("measures.csv", dataset))}
    assert by_class["AuthorityResponse"]["what_became_of_it"] == "Fine (2031-06-01) (cancelled)"


def test_who_had_a_role_without_a_column_is_told_with_the_role():
    signing = Node("Participation", (("agent", Ref("group", "vigil-people")), ("role", Concept("signatory"))))
    row = with_claim("participation", signing)
    assert (row["other_roles"], row["participants"]) == ("signatory: People at the vigil", "")
    assert row["other_roles_iri"] == "https://example.org/lanternfield/id/group/vigil-people"
    (row,) = rows(table_of("actions.csv", example_dataset()))
    assert row["other_roles"] == ""


def test_every_reference_has_its_iris_beside_its_label():
    (row,) = rows(table_of("actions.csv", example_dataset()))
    base = "https://example.org/lanternfield/id/"
    assert row["places_iri"] == f"{base}place/foundry-square"
    assert row["country_iri"] == f"{base}place/inkland"
    assert row["whole_action_iri"] == row["event"]
    assert with_claim("partOf", Ref("event", "quill-sentence"))["part_of_iri"] == f"{base}event/quill-sentence"
    measures = {row["label"]: row for row in rows(table_of("measures.csv", example_dataset()))}
    assert measures["Sentence of Mira Quill"]["imposed_on_iri"] == f"{base}person/pq1x"


@pytest.mark.parametrize(
    ("date", "parts", "exactness", "certainty"),
    [
        ("2031-05-03?", {}, "uncertain", "uncertain"),
        ("2031-05-03%", {}, "uncertain, approximate", "uncertain, approximate"),
        ("2031-05~", {}, "partial", "approximate"),
        ("2031-05-03", {"inferred_from": "why"}, "inferred", "inferred"),
        ("2031-05-03", {"inferred_from": "why", "inferred_part": "year"}, "year inferred", "year inferred"),
    ],
)
def test_a_day_that_is_not_certain_is_not_exact(date: str, parts: dict[str, str], exactness: str, certainty: str):
    row = with_claim("date", Edtf(date), **parts)
    assert (row["date_exactness"], row["date_certainty"]) == (exactness, certainty)


def test_counts_of_other_things_than_people_have_a_column():
    cards = {"agent": Ref("group", "vigil-people"), "role": Concept("participant"), "countUnit": Concept("postcards")}
    node = Node("Participation", tuple({**cards, "countMin": 25, "countText": Text("over 25 cards", "en")}.items()))
    row = with_claim("participation", node)
    assert (row["people_min"], row["other_counts"]) == ("", "postcards 25..")
    assert row["other_counts_text"] == "postcards: over 25 cards"


def test_who_contests_a_measure_at_second_hand_alone_is_marked():
    dataset = example_dataset()
    claims = [replace(c, grade="second-hand") if c.predicate == "contestedBy" else c for c in dataset.claims]
    measures = {row["label"]: row for row in rows(table_of("measures.csv", replace(dataset, claims=tuple(claims))))}
    assert measures["Sentence of Mira Quill"]["contested_by"] == "People at the vigil (second-hand)"
    assert measures["Sentence of Mira Quill"]["contested"] == "true"


def test_a_table_without_rows_keeps_its_header():
    dataset = example_dataset()
    assert table_of("conferrals.csv", dataset).startswith("event,label,class,status,")


def test_the_codebook_explains_every_column(tmp_path: Path):
    folder = write(tmp_path / "release").folder
    codebook = (folder / "codebook.md").read_text("utf-8")
    for name in ("actions.csv", "measures.csv", "conferrals.csv", "custody.csv"):
        section = codebook.partition(f"## {name}")[2].partition("\n## ")[0]
        header = next(csv.reader(io.StringIO((folder / name).read_text("utf-8"))))
        for column in header:
            assert f"| {column} |" in section


def test_what_a_release_is_built_from_does_not_depend_on_the_overlay_in_its_own_folder(tmp_path: Path):
    folders = []
    for name in ("one", "other"):
        private = tmp_path / name
        private.mkdir()
        dataset = example_dataset()
        graph = files_of(dataset, tmp_path / f"{name}-graph")
        stamped = {"digest": name, "private": private}
        write_release(tmp_path / f"{name}-release", dataset.description, graph, validation={}, **stamped)
        folders.append(tmp_path / f"{name}-release")
        assert is_current(folders[-1], name, private)
        assert not is_current(folders[-1], "changed", private)
        assert not is_current(folders[-1], name)
    contents = [{path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} for folder in folders]
    assert contents[0] == contents[1]
    assert ".built-from" not in contents[0]
    (folders[0] / "manifest.json").write_bytes(b"{}")
    assert not is_current(folders[0], "one", tmp_path / "one")
