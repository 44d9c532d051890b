"""One version is one set of bytes for ever; a draft says that it is one, and is never listed."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from solidarity_graph.cli import cli
from solidarity_graph.errors import CallError, DataErrors, ReleaseError
from solidarity_graph.model.versions import free_version, is_draft, release_day
from solidarity_graph.records import load_files, read_files
from solidarity_graph.records.release_list import read_list, withdraw_listed
from solidarity_graph.release import Release, open_release
from solidarity_graph.saved_queries import Catalogue
from solidarity_graph.takedown.journal import Journal, journal_path
from solidarity_graph.validation import Report
from tests.example import ARTICLE, DATA, PRIVATE, example_files
from tests.graphs import files_of

VERSION = "2031-06-01"
HASH = "a" * 64
Build = Callable[..., Result]


@dataclass(frozen=True)
class Place:
    """A copy of the example that a test may build and change."""

    data: Path

    @property
    def release(self) -> Release:
        return open_release(self.data / "release")

    def listed(self) -> dict[str, str]:
        return {version: entry.sha256 for version, entry in read_list(self.data).items()}

    def build(self, *options: str) -> Result:
        return CliRunner().invoke(cli, ["build", "--data", str(self.data), *options])

    def change(self, old: str = "Vigil in Lanternfield", new: str = "Vigil with lanterns") -> None:
        text = (self.data / ARTICLE).read_text("utf-8")
        assert old in text
        (self.data / ARTICLE).write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Builds take no time here: they do not validate, answer the saved queries, or read the program's own files."""
    monkeypatch.setattr(
        "solidarity_graph.build.build_graph",
        lambda dataset, folder, *_, **__: (files_of(dataset, folder / "graph"), Report(True, (), "", 1)),
    )
    monkeypatch.setattr("solidarity_graph.saved_queries.load_catalogue", lambda _: Catalogue(()))
    monkeypatch.setattr("solidarity_graph.resources.program_dir", lambda: tmp_path / "program")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Place(Path(shutil.copytree(DATA, tmp_path / "data")))


def manifest_hash(place: Place) -> str:
    return hashlib.sha256((place.data / "release" / "manifest.json").read_bytes()).hexdigest()


def test_a_build_lists_the_version_that_it_writes_first(place: Place) -> None:
    assert place.build().exit_code == 0
    assert place.listed() == {VERSION: manifest_hash(place)}
    assert place.build().stderr.endswith("is up to date.\n")


def test_the_same_bytes_may_be_built_again_under_a_listed_version(place: Place) -> None:
    place.build()
    before = manifest_hash(place)
    shutil.rmtree(place.data / "release")
    assert place.build().exit_code == 0
    assert manifest_hash(place) == before


def test_other_content_under_a_listed_version_is_refused_with_the_next_free_one(place: Place) -> None:
    place.build()
    before = manifest_hash(place)
    place.change()
    refused = place.build()
    assert refused.exit_code == 1
    for words in (
        f"dataset.toml: version {VERSION} was published with other content, says releases.toml.",
        f'write version = "{VERSION}.2" there',
        "build --new-version",
        "build --draft",
    ):
        assert words in refused.stderr
    assert (manifest_hash(place), place.listed()) == (before, {VERSION: before})


def test_a_build_with_an_overlay_is_other_content_too(place: Place) -> None:
    place.build()
    assert place.build("--private", str(PRIVATE)).exit_code == 1


def test_other_content_of_the_same_input_is_refused_too(place: Place) -> None:
    """As when the program has changed: what counts are the bytes."""
    (place.data / "releases.toml").write_text(f'[[release]]\nversion = "{VERSION}"\nsha256 = "{"a" * 64}"\n')
    assert "with other content" in place.build().stderr
    assert not (place.data / "release").exists()


def test_a_draft_is_marked_in_manifest_graph_and_tables_and_is_not_listed(place: Place) -> None:
    place.build()
    listed = place.listed()
    place.change()
    done = place.build("--draft")
    assert f"Draft {VERSION}.2-draft written" in done.stderr
    assert place.listed() == listed
    manifest = json.loads((place.data / "release" / "manifest.json").read_text("utf-8"))
    assert (manifest["version"], manifest["draft"]) == (f"{VERSION}.2-draft", True)
    graph = place.release.nquads.read_text("utf-8")
    assert '/creativeWorkStatus> "Draft"' in graph
    assert f'#version> "{VERSION}.2-draft"' in graph
    assert f'issued> "{VERSION}"^^' in graph
    assert place.build("--draft").stderr.endswith("is up to date.\n")


def test_a_draft_of_what_is_published_is_the_published_version(place: Place) -> None:
    place.build()
    before = manifest_hash(place)
    place.change()
    place.build("--draft")
    place.change("Vigil with lanterns", "Vigil in Lanternfield")
    assert f"Release {VERSION} written" in place.build("--draft").stderr
    assert manifest_hash(place) == before
    assert "draft" not in json.loads((place.data / "release" / "manifest.json").read_text("utf-8"))


def test_a_draft_before_the_first_release_bears_the_version_that_is_free(place: Place) -> None:
    place.build("--draft")
    assert (place.release.version, place.listed()) == (f"{VERSION}-draft", {})
    assert place.build().exit_code == 0, "a draft takes the place of no version"
    assert place.release.version == VERSION


def test_a_new_version_is_one_command(place: Place) -> None:
    place.build()
    place.change()
    today = datetime.now(UTC).date().isoformat()
    assert f"Release {today} written" in place.build("--new-version").stderr
    place.change("with lanterns", "with ink")
    assert f"Release {today}.2 written" in place.build("--new-version").stderr
    assert [*place.listed()] == [VERSION, today, f"{today}.2"]


def test_a_new_version_of_no_dataset_is_a_wrong_call_and_writes_nothing(place: Place) -> None:
    refused = CliRunner().invoke(cli, ["build", "--new-version", "--data", str(place.data / "typo")])
    assert (refused.exit_code, "typo/dataset.toml: No such file" in refused.stderr) == (2, True)
    assert not (place.data / "typo").exists()


def test_a_draft_with_a_new_version_is_a_wrong_call(place: Place) -> None:
    assert place.build("--draft", "--new-version").exit_code == 2


def test_a_version_that_is_listed_no_more_is_listed_by_the_next_build(place: Place) -> None:
    place.build()
    (place.data / "releases.toml").unlink()
    assert place.build().stderr.endswith("is up to date.\n")
    assert place.listed() == {VERSION: manifest_hash(place)}


def test_a_release_with_another_manifest_than_the_listed_one_is_not_opened_and_is_built_again(place: Place) -> None:
    place.build()
    manifest = place.data / "release" / "manifest.json"
    before = manifest.read_text("utf-8")
    for options in ([], ["--draft"]):
        manifest.write_text(before.replace('"title": "Lanternfield"', '"title": "Lanternfeld"'), "utf-8")
        with pytest.raises(ReleaseError, match=f"is not release {VERSION} as releases.toml has it"):
            open_release(manifest.parent)
        assert f"Release {VERSION} written" in place.build(*options).stderr
        assert manifest.read_text("utf-8") == before


@pytest.mark.parametrize("text", ["[", "release = 1", "[release]\nversion = 1", "[[release]]", "release = [1]"])
def test_a_release_whose_list_cannot_be_read_is_not_opened(place: Place, text: str) -> None:
    place.build()
    (place.data / "releases.toml").write_text(text)
    with pytest.raises(ReleaseError, match=r"releases\.toml cannot be read"):
        open_release(place.data / "release")
    assert "releases.toml" in place.build().stderr


@pytest.mark.parametrize("name", ["SHA256SUMS", "SHA256SUMS.built"])
def test_a_list_of_sums_that_is_not_that_of_the_files_is_made_again(place: Place, name: str) -> None:
    place.build()
    sums = place.data / "release" / name
    before = sums.read_bytes()
    for damaged in (before[:-1] + b"x\n", before.replace(b"\n", b"\r\n"), before + before, before[65:], None):
        sums.unlink()
        if damaged is not None:
            sums.write_bytes(damaged)
        assert "written" in place.build().stderr, damaged
        assert sums.read_bytes() == before
    sums.unlink()
    sums.mkdir()
    assert "written" in place.build().stderr


def test_a_build_never_deletes_what_is_no_release(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    (place.data / "thesis").write_text("mine")
    monkeypatch.chdir(place.data)
    for folder in (place.data, place.data / "articles", Path()):
        refused = place.build("--release", str(folder))
        assert "is no release, and a build would delete what it holds" in refused.stderr
        assert refused.exit_code == 2
    (place.data / "release").write_text("a file")
    assert "release is no release" in place.build().stderr
    (place.data / "release").unlink()
    (place.data / "release").mkdir()
    assert place.build().exit_code == 0, "an empty folder holds nothing"
    monkeypatch.chdir(place.data / "release")
    assert place.build("--release", ".").stderr.endswith("is up to date.\n")


CALLS = pytest.mark.parametrize("options", [[], ["--draft"], ["--new-version"]], ids=" ".join)


@CALLS
def test_a_file_with_the_mark_of_some_editors_is_read_like_one_without(place: Place, options: list[str]) -> None:
    (place.data / "releases.toml").touch()
    for path in place.data.rglob("*.toml"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert place.build(*options).exit_code == 0


@CALLS
@pytest.mark.parametrize("name", ["dataset.toml", "releases.toml"])
@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("# caf\u00e9".encode("latin-1"), "not UTF-8 at byte 5. Save it as UTF-8."),
        ("\ufeff#".encode("utf-16"), "not UTF-8 at byte 0."),
        (b"a = {b = 1, b = 2}", "not valid TOML"),
        (b"a = 1\na = 2", "not valid TOML"),
        (b"a = " + b"9" * 5000, "not valid TOML"),
        (b"a = " + b"[" * 3000, "not valid TOML"),
        (b"a = 2031-02-30", "not valid TOML"),
        (b"\0", "not valid TOML"),
    ],
    ids=lambda value: str(value)[:12],
)
def test_a_file_that_cannot_be_read_is_named_once(
    place: Place, options: list[str], name: str, content: bytes, told: str
) -> None:
    (place.data / name).write_bytes(content)
    refused = place.build(*options)
    assert refused.exit_code == 1
    assert refused.stderr.startswith(f"solidarity-graph: {name}: {told}"), refused.stderr
    assert len(refused.stderr.splitlines()) == 1


@CALLS
@pytest.mark.parametrize("name", ["dataset.toml", "releases.toml", ARTICLE])
@pytest.mark.parametrize("kind", ["folder", "loop"])
def test_what_is_no_file_where_a_file_belongs_is_named(place: Place, options: list[str], name: str, kind: str) -> None:
    path = place.data / name
    path.unlink(missing_ok=True)
    if kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(path.name)
    refused = place.build(*options)
    assert refused.exit_code == 2
    reason = "Is a directory" if kind == "folder" else "Too many levels of symbolic links"
    assert refused.stderr == f"solidarity-graph: {path}: {reason}. Mend that, then run the same command again.\n"


@pytest.mark.parametrize("options", [[], ["--new-version"]], ids=" ".join)
@pytest.mark.parametrize("written", ["[release]\n{}", "release = [{{{}}}]", "release = {{{}}}", "release = []"])
def test_a_list_that_is_not_written_in_blocks_says_how_to(place: Place, options: list[str], written: str) -> None:
    entry = [f'version = "{VERSION}.2"', f'sha256 = "{HASH}"']
    joined = ("\n" if written.startswith("[") else ", ").join(entry)
    (place.data / "releases.toml").write_text(written.format(joined))
    assert place.build(*options).stderr.endswith("Write [[release]] above each.\n")


def test_a_full_disk_is_told_and_leaves_no_file(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = {*place.data.iterdir()}
    monkeypatch.setattr("solidarity_graph.release.writer.write_documents", refuse)
    done = place.build()
    assert (done.exit_code, done.stderr) == (
        2,
        "solidarity-graph: No space left on device. Mend that, then run the same command again.\n",
    )
    assert {*place.data.iterdir()} == before


def test_a_withdrawn_version_is_never_built_again_and_its_hash_is_gone(place: Place) -> None:
    place.build()
    sha256 = manifest_hash(place)
    withdraw_listed(place.data, [VERSION], f"{VERSION}.2")
    assert sha256 not in (place.data / "releases.toml").read_text()
    shutil.rmtree(place.data / "release")
    assert f"was withdrawn, and {VERSION}.2 replaces it" in place.build().stderr
    withdraw_listed(place.data, [f"{VERSION}.2"], f"{VERSION}.3")
    assert read_list(place.data)[VERSION].replaced_by == f"{VERSION}.3"


def test_the_list_keeps_its_comments(place: Place) -> None:
    (place.data / "releases.toml").write_text("# Ours.\n")
    place.build()
    assert (place.data / "releases.toml").read_text().startswith("# Ours.\n\n[[release]]\nversion = ")


@pytest.mark.parametrize(
    ("entries", "what"),
    [
        ([{"version": "yesterday", "sha256": HASH}], "yesterday is not a day"),
        ([{"version": f"{VERSION}-draft", "sha256": HASH}], f"{VERSION}-draft is not a day"),
        ([{"version": VERSION, "sha256": "abc"}], "sha256 must be 64 hexadecimal digits"),
        ([{"version": VERSION, "sha256": HASH, "overwritten": ["abc"]}], "overwritten must be 64 hexadecimal digits"),
        ([{"version": VERSION}], "must have sha256, or replaced-by"),
        ([{"version": VERSION, "replaced-by": VERSION}], "replaced-by another"),
        ([{"version": VERSION, "sha256": HASH, "replaced-by": f"{VERSION}.2"}], "one of both"),
        ([{"version": VERSION, "sha256": HASH}, {"version": VERSION, "sha256": HASH}], "is listed twice"),
        ([{"version": VERSION, "sha256": HASH, "by": "us"}], "unknown key 'by'"),
    ],
)
def test_a_list_at_fault_is_named(entries: list[dict[str, object]], what: str) -> None:
    text = "".join("[[release]]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in each.items()) for each in entries)
    with pytest.raises(DataErrors, match=rf"releases\.toml, release.*{what}"):
        read_files({**example_files(), "releases.toml": text})


def test_versions_and_drafts() -> None:
    assert is_draft("2026-11-25-draft")
    assert not is_draft("2026-11-25")
    with pytest.raises(ValueError, match="is not a day"):
        release_day("2026-11-25-draft")
    assert free_version("2026-11-25.2", {"2026-11-25.2"}) == "2026-11-25"


def test_the_repository_lists_its_release(place: Place) -> None:
    data = DATA.parents[2] / "data"
    listed = tomllib.loads((data / "releases.toml").read_text("utf-8"))["release"]
    release = open_release(data / "release")
    assert {each["version"]: each["sha256"] for each in listed}[release.version] == release.manifest_sha256()
    read_files(load_files(data))


def test_a_build_after_an_interrupted_erasure_says_what_is_unfinished_and_how_to_finish_it(
    place: Place, tmp_path: Path
) -> None:
    written = place.data / "dataset.toml"
    (place.data / f".{ARTICLE.rpartition('/')[2]}.new").touch()
    path = journal_path(place.data, tmp_path / "state" / "solidarity-graph")
    Journal(
        path, "erase", "/elsewhere", [str(written), str(place.data / "lanternfield-vigil.toml")], [str(written)]
    ).save()
    done = place.build()
    assert done.exit_code == 1
    assert "An interrupted erase is not finished: 1 of 2 record files are written, 0 of 1 deleted" in done.stderr
    assert "solidarity-graph erase KEY --private /elsewhere" in done.stderr
    assert "lanternfield" not in done.stderr.replace(str(place.data), "")
    Journal(path, "erase", dumps=["a" * 64]).save()
    assert place.build().exit_code == 0, "a snapshot in use concerns no build"
    path.write_text("{")
    assert isinstance(place.build().exception, SystemExit | CallError)
    assert place.build().exit_code == 2
