"""Taking back: everywhere, once, whatever interrupts it, and without telling whom it was about."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import json
import lzma
import re
import shutil
import tarfile
import tomllib
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import pytest
from click.testing import CliRunner, Result

from solidarity_graph import build as build_module
from solidarity_graph.cli import cli, options
from solidarity_graph.errors import CallError, DataError, DataErrors, ReleaseError
from solidarity_graph.policy import publish
from solidarity_graph.records import Files, load_files, read_dataset, read_files
from solidarity_graph.records.release_list import list_release, read_list
from solidarity_graph.release import is_current, open_release
from solidarity_graph.release.build_folder import working_folder
from solidarity_graph.release.withdrawn_list import beside, read_withdrawn
from solidarity_graph.release.writer import write_release
from solidarity_graph.sparql import snapshot_for
from solidarity_graph.sparql.loading.registry import LoadedStore, note_store, noted_stores
from solidarity_graph.sparql.remote.authentication import Credentials
from solidarity_graph.sparql.snapshot.cache import lock_snapshot
from solidarity_graph.takedown import Folders, Order, Step, Tools, carry_out, copies, journal, read_key
from solidarity_graph.takedown.file_search import Traces
from solidarity_graph.takedown.journal import journal_path
from solidarity_graph.takedown.plan import make_plan
from solidarity_graph.takedown.text_search import RemovedNames
from tests.example import ARTICLE, DATA, PRIVATE, REACH, example_files, example_overlay
from tests.graphs import files_of
from tests.unit.sparql.test_loading import Server, server

__all__ = ["server"]

ERASE = Order("erase", ("person/pq1x",), "2031-07-01", reason="request")
STEPS = 14
NAMES = (b"Mira Quill", b"Quill", b"quill")


def read(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".sst")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(files)}


def fast_build(folders: Folders) -> bool:
    """The release as `pipeline.build` makes it, without the shapes, which take seconds."""
    files = load_files(folders.data, folders.private)
    digest = hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()
    if is_current(folders.release, digest):
        return False
    dataset = publish(read_files(files))
    with TemporaryDirectory() as place:
        graph = files_of(dataset, Path(place) / "graph")
        write_release(folders.release, dataset.description, graph, validation={}, digest=digest)
    return True


def check(files: Files) -> None:
    publish(read_files(files))


def tools(folders: Folders) -> Tools:
    return Tools(check, lambda: fast_build(folders), lambda _: Credentials())


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with its overlay, its release, older releases of which one never held the person, and snapshots."""
    top = tmp_path_factory.mktemp("prepared")
    shutil.copytree(DATA, top / "data")
    shutil.copytree(PRIVATE, top / "private")
    article = top / "data" / ARTICLE
    text = article.read_text("utf-8").replace("Lanternfield stands with Mira Quill", "Lanternfield stands by")
    text = text.replace(', phrase = "had refused the vigil"', "").replace(', phrase = "the vigil"', "")
    # A phrase about something else in which the name stands.
    plain, quoting = "[272, 281], claim", '[144, 154], phrase = "Mira Quill", claim'
    assert plain in text
    text = text.replace(plain, quoting, 1)
    article.write_text(text, "utf-8")
    folders = at(top)
    assert fast_build(folders)
    older = top / "releases"
    for version in ("2031-01-01", "2031-06-01"):
        shutil.copytree(folders.release, older / version)
    with gzip.open(older / "2031-01-01" / "extra.nq.gz", "wb") as file:
        file.write(b"Mira Quill")
    (older / "2030-01-01").mkdir()
    for name in ("2031-01-01",):
        (older / name / "solidarity-graph.nq").write_bytes(b"<a:a> <a:b> <a:c> .\n")
    (older / "2030-01-01" / "solidarity-graph.nq").write_bytes(b"<a:a> <a:b> <https://x.example/id/person/pq1xy> .\n")
    for dump in (folders.release / "solidarity-graph.nq", older / "2030-01-01" / "solidarity-graph.nq"):
        snapshot_for(dump, top / "cache")
    return top


@pytest.fixture
def top(prepared: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(prepared, tmp_path / "top"))


@pytest.fixture(scope="module")
def whole(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files after a run that nothing stopped."""
    top = Path(shutil.copytree(prepared, tmp_path_factory.mktemp("whole") / "top"))
    assert len(run(top)) == STEPS
    return read(top)


def at(top: Path, **changes: object) -> Folders:
    folders = Folders(
        top / "data", top / "data" / "release", top / "state", top / "private", top / "releases", top / "cache"
    )
    return replace(folders, **changes)  # type: ignore[arg-type]


def run(top: Path, order: Order = ERASE, **changes: object) -> list[Step]:
    folders = at(top, **changes)
    return list(carry_out(order, folders, tools(folders)))


def withdrawn(top: Path) -> dict[str, str]:
    entries = tomllib.loads((top / "releases" / "withdrawn.toml").read_text("utf-8"))["withdrawn"]
    return {entry["version"]: entry["replaced-by"] for entry in entries}


def test_no_file_holds_key_or_name_afterwards_but_for_the_removal(top: Path) -> None:
    run(top)
    for name, content in read(top).items():
        unpacked = gzip.decompress(content) if name.endswith(".gz") else content
        assert not [spelling for spelling in NAMES if spelling in unpacked], name
        if b"pq1x" in unpacked.replace(b"pq1xy", b""):
            assert name == "data/removals.toml" or b"removed-pq1x" in unpacked, name
    lines = (top / "data" / "release" / "solidarity-graph.nq").read_text("utf-8").splitlines()
    assert {line.split("> ")[0].rpartition("#")[2] for line in lines if "pq1x" in line} == {"removed-pq1x"}


def test_one_removal_is_left_with_an_opaque_key_and_the_date(top: Path) -> None:
    run(top)
    removals = tomllib.loads((top / "data" / "removals.toml").read_text("utf-8"))
    assert removals == {"removal": [{"key": "pq1x", "removed": "2031-07-01"}]}


def test_a_readable_key_gets_an_opaque_one_and_is_remembered_in_the_overlay_alone(top: Path) -> None:
    run(top, replace(ERASE, keys=("event/lanternfield-refusal",)))
    (removal,) = tomllib.loads((top / "data" / "removals.toml").read_text("utf-8"))["removal"]
    assert removal["key"].startswith("r")
    assert not [name for name, content in read(top).items() if b"lanternfield-refusal" in content]
    article = top / "data" / ARTICLE
    again = '\n[[event]]\nkey = "lanternfield-refusal"\nclass = "SolidarityAction"\n'
    article.write_text(article.read_text("utf-8") + again, "utf-8")
    with pytest.raises(DataErrors, match="the key event/lanternfield-refusal was removed and may not come back"):
        read_dataset(top / "data", top / "private")


def test_without_an_overlay_it_is_said_that_a_readable_key_cannot_be_remembered(top: Path) -> None:
    steps = run(top, replace(ERASE, keys=("event/lanternfield-refusal",)), private=None)
    assert "cannot be remembered: there is no private overlay" in "".join(step.text for step in steps)


@pytest.mark.parametrize("where", ["data", "private"])
def test_an_erased_person_cannot_come_back(top: Path, where: str) -> None:
    run(top)
    entry = '\n[[person]]\nkey = "pq1x"\nlabel = { en = "X" }\nlevel = "withheld"\n'
    if where == "data":
        entry = entry.replace(
            'level = "withheld"',
            f'naming = {{ ground = "office", reviewer = "t", reviewed = "2031-06-01", scope = "s", {REACH} }}',
        )
    persons = top / where / "entities" / "persons.toml"
    persons.write_text((persons.read_text("utf-8") if persons.exists() else "") + entry, "utf-8")
    with pytest.raises(DataErrors, match="the key person/pq1x was removed and may not come back"):
        read_dataset(top / "data", top / "private")


def test_the_reason_stands_in_the_overlay_without_the_key_and_nowhere_else(top: Path) -> None:
    run(top, replace(ERASE, reason="risk"))
    record = tomllib.loads((top / "private" / "taken-back.toml").read_text("utf-8"))
    assert record["erased"] == [{"reason": "risk", "on": "2031-07-01"}]
    holding = [name for name, content in read(top).items() if b'"risk"' in content]
    assert holding == ["private/taken-back.toml"]


def test_releases_that_held_it_are_withdrawn_and_others_stay(top: Path) -> None:
    run(top)
    assert withdrawn(top) == {"2031-01-01": "2031-07-01", "2031-06-01": "2031-07-01"}
    assert [path.name for path in (top / "releases").iterdir() if path.is_dir()] == ["2030-01-01"]
    assert len([*(top / "cache" / "snapshots").iterdir()]) == 1


def test_a_second_release_of_a_day_replaces_what_the_first_had_replaced(top: Path) -> None:
    run(top)
    shutil.copytree(top / "data" / "release", top / "releases" / "2031-07-01")
    run(top, replace(ERASE, keys=("event/lanternfield-refusal",)))
    assert open_release(top / "data" / "release").version == "2031-07-01.2"
    dump = (top / "data" / "release" / "solidarity-graph.nq").read_text("utf-8")
    assert '"2031-07-01"^^<http://www.w3.org/2001/XMLSchema#date>' in dump  # what is typed as a day is the day alone
    assert 'version> "2031-07-01.2" ' in dump
    assert set(withdrawn(top).values()) == {"2031-07-01.2"}


def test_several_keys_go_in_one_release(top: Path) -> None:
    run(top, replace(ERASE, keys=("person/pq1x", "event/lanternfield-refusal")))
    listed = tomllib.loads((top / "data" / "removals.toml").read_text("utf-8"))["removal"]
    assert [entry["key"] == "pq1x" for entry in listed] == [True, False]
    assert open_release(top / "data" / "release").version == "2031-07-01"


def test_a_second_run_has_nothing_to_do(top: Path) -> None:
    run(top)
    before = read(top)
    assert run(top) == []
    assert read(top) == before


def test_a_folder_of_releases_named_later_is_gone_through_later(top: Path) -> None:
    run(top, releases=None)
    run(top)
    assert withdrawn(top) == {"2031-01-01": "2031-07-01", "2031-06-01": "2031-07-01"}


@pytest.mark.parametrize("stopped_after", range(STEPS))
def test_a_run_that_was_stopped_is_finished_by_the_next_one(
    top: Path, whole: dict[str, bytes], stopped_after: int
) -> None:
    folders = at(top)
    walk = carry_out(ERASE, folders, tools(folders))
    for _ in range(stopped_after):
        next(walk)
    walk.close()  # type: ignore[attr-defined]
    list(carry_out(ERASE, folders, tools(folders)))
    assert read(top) == whole
    assert not [*(top / "state").iterdir()]


def stop(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (journal, "write_safely"),
        (copies, "put_in_place"),
        (copies, "withdraw"),
        (copies, "remove_snapshots"),
        (copies.shutil, "rmtree"),
        (journal.Journal, "finish"),
    ],
)
def test_a_run_that_died_inside_a_step_is_finished_by_the_next_one(
    top: Path, whole: dict[str, bytes], module: object, name: str
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, name, stop)
        with pytest.raises(KeyboardInterrupt):
            run(top)
    run(top)
    assert read(top) == whole


def test_a_release_that_was_deleted_in_part_is_deleted_by_the_next_run(top: Path) -> None:
    remove = shutil.rmtree

    def stop_at_releases(path: Path, **options: object) -> None:
        if Path(path).name.startswith(".withdrawn-"):
            (Path(path) / "solidarity-graph.nq").unlink()
            raise KeyboardInterrupt
        remove(path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(copies.shutil, "rmtree", stop_at_releases)
        with pytest.raises(KeyboardInterrupt):
            run(top)
    run(top)
    assert sorted(path.name for path in (top / "releases").iterdir()) == ["2030-01-01", "withdrawn.toml"]
    assert len([*(top / "cache" / "snapshots").iterdir()]) == 1


def test_what_is_kept_between_runs_is_for_the_user_alone(top: Path) -> None:
    folders = at(top)
    walk = carry_out(ERASE, folders, tools(folders))
    next(walk)
    assert journal_path(folders.data, folders.state).stat().st_mode & 0o777 == 0o600
    with pytest.raises(CallError, match="Name the overlay"):
        run(top, private=None)


def test_what_a_broken_build_left_is_deleted(top: Path) -> None:
    shutil.copytree(top / "data" / "release", top / "data" / ".release-abc" / "old")
    run(top)
    assert not (top / "data" / ".release-abc").exists()


def test_what_a_running_build_makes_is_left_to_the_next_run(top: Path) -> None:
    with working_folder(top / "data" / "release") as folder:
        (left,) = [step for step in run(top) if not step.reached]
        assert left.text == f"{folder} is in use: a build is running."
        assert folder.exists()
    (top / "data" / ".release-killed").mkdir()
    assert [step.text for step in run(top)] == [f"{top / 'data' / '.release-killed'} is deleted."]


def test_a_name_in_words_of_ours_stops_it_before_anything_is_done_unless_it_may_stay(top: Path) -> None:
    article = top / "data" / ARTICLE
    article.write_text(article.read_text("utf-8").replace("stands by", "stands with Quill"), "utf-8")
    before = read(top)
    with pytest.raises(DataErrors, match=r"articles/lanternfield-vigil\.toml, line \d+: a name of what is to be taken"):
        run(top)
    assert read(top) == before
    assert run(top, replace(ERASE, leave_words=True))


def test_data_that_would_not_conform_stops_it_before_anything_is_done(top: Path) -> None:
    before = read(top)
    with pytest.raises(DataErrors, match="nothing is named in its place"):
        run(top, replace(ERASE, keys=("group/vigil-people",)))
    assert read(top) == before


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("NOTES.md", "Ask Mira Quill."),
        ("notes/of-quill.md", ""),
        ("notes/mira-quill/1.md", ""),
        ("drafts/a.toml", 'title = "Free Mira Quill"'),
        ("articles/older/a.toml", 'imposedOn = "https://a.example/id/person/pq1x"'),
        (".notes/a.md", "Mira Quill"),
        ("articles/.a.toml.swp", "Mira Quill"),
    ],
)
def test_another_file_of_the_folder_that_tells_of_it_stops_it(top: Path, name: str, text: str) -> None:
    file = top / "data" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    with pytest.raises(DataErrors, match=f"{re.escape(name)}: it tells of what is to be taken out"):
        run(top)


def test_what_git_keeps_in_the_folder_does_not_stop_it(top: Path) -> None:
    """Its history is out of reach, which the command says."""
    (top / "data" / ".git").mkdir()
    (top / "data" / ".git" / "COMMIT_EDITMSG").write_text("Mira Quill", "utf-8")
    assert run(top)


def test_a_person_of_the_overlay_alone_is_forgotten_with_the_releases_that_held_a_pseudonym(top: Path) -> None:
    order = replace(ERASE, keys=("person/ps1v",))
    run(top, order)
    assert not (top / "data" / "removals.toml").exists()
    assert not [name for name, content in read(top).items() if b"ps1v" in content or b"Wintergreen" in content]
    assert "2031-06-01" in withdrawn(top)


@pytest.mark.parametrize("key", ["person/pg3k", "place/cooper-cellar", "cz05", "event/cellar-meeting"])
def test_what_is_erased_goes_with_the_releases_that_held_its_claims_below_public(top: Path, key: str) -> None:
    run(top, replace(ERASE, keys=(key,)))
    assert "2031-06-01" in withdrawn(top)


@pytest.mark.parametrize("key", ["person/ps1v", "person/pg3k", "place/cooper-cellar", "cz05", "event/cellar-meeting"])
def test_what_was_shown_below_public_and_is_withheld_now_goes_with_the_releases_that_showed_it(
    top: Path, key: str
) -> None:
    order = Order("withhold", (key,), "2031-07-01")
    run(top, order)
    assert "2031-06-01" in withdrawn(top)
    assert run(top, order) == []


def test_a_snapshot_in_use_is_left_to_the_next_run(top: Path) -> None:
    folders = at(top)
    held = lock_snapshot(snapshot_for(folders.release / "solidarity-graph.nq", top / "cache"))
    (left,) = [step for step in run(top) if not step.reached]
    assert "is in use" in left.text
    assert b"pq1x" not in journal_path(folders.data, folders.state).read_bytes()
    held.close()
    assert [step.reached for step in run(top)] == [True]


def test_stores_that_were_loaded_get_the_new_release(top: Path, server: Server) -> None:
    base = open_release(top / "data" / "release").base
    for url, of in ((f"{server.url}/store", base), (f"{server.url}/other", "https://b.example/")):
        note_store(top / "state", LoadedStore(url, of))
    server.run(f'INSERT DATA {{ GRAPH <{base}graph/old> {{ <{base}id/person/pq1x> <{base}p> "Mira Quill" }} }}')
    server.run(
        f'INSERT DATA {{ GRAPH <{base}loaded> {{ <{base}graph/old> <http://spdx.org/rdf/terms#checksumValue> "x" }} }}'
    )
    steps = run(top)
    assert f"{server.url}/store holds release 2031-07-01." in {step.text for step in steps}
    held = "\n".join(map(str, server.held))
    assert "Quill" not in held
    assert "removed-pq1x" in held
    assert not [path for _, path in server.asked if path.startswith("/other")]


def test_a_store_that_cannot_be_reached_is_named_and_done_by_the_next_run(top: Path, server: Server) -> None:
    server.refuse = lambda method, path: 503
    url = f"{server.url}/store"
    (left,) = [step for step in run(top, stores=(url,)) if not step.reached]
    assert left.text.startswith(f"{url} cannot be reached: ")
    server.refuse = lambda method, path: 0
    assert [step.text for step in run(top)] == [f"{url} holds release 2031-07-01."]
    assert run(top) == []


def test_an_address_is_noted_without_its_query_string_for_the_user_alone(tmp_path: Path, top: Path) -> None:
    base = open_release(top / "data" / "release").base
    url = "http://127.0.0.1:9/store?token=secret"
    note_store(top / "state", LoadedStore(url, base))
    (file,) = (top / "state").iterdir()
    assert "secret" not in file.read_text("utf-8")
    assert file.stat().st_mode & 0o777 == 0o600
    (left,) = [step for step in run(top) if not step.reached]
    assert "Name it in full with --store" in left.text


def test_a_list_of_stores_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "loaded-stores.json").write_text("{}")
    assert noted_stores(tmp_path) == ()
    (tmp_path / "loaded-stores.json").write_text('[{"x": 1}]')
    with pytest.raises(CallError, match="cannot be read"):
        noted_stores(tmp_path)


@pytest.mark.parametrize("text", ["person/", "persons/x", "A b", "claim/", "https://a.example/id/person/p7k2"])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(CallError, match="is no key"):
        read_key(text)


def call(top: Path, *arguments: str, day: str = "2031-07-01") -> Result:
    folders = [f"--{name}={top / name}" for name in ("data", "private", "releases", "cache")]
    return CliRunner().invoke(cli, [*arguments, *folders, f"--on={day}"], env={"XDG_STATE_HOME": str(top / "home")})


def test_the_command_says_what_was_done_and_what_is_out_of_reach(top: Path) -> None:
    (top / ".git").mkdir()
    result = call(top, "erase", "person/pq1x", "--reason=request", "--store=http://127.0.0.1:9/store", "--json")
    assert result.exit_code == 1, result.output
    told = json.loads(result.stdout)
    assert [text.partition(" ")[0] for text in told["left"]] == ["http://127.0.0.1:9/store"]
    files = ("articles/lanternfield-vigil.toml", "entities/persons.toml", "judgements.toml", "release;")
    paths = " --path ".join(f"data/{file}" for file in files)
    assert f"git filter-repo --invert-paths --path {paths}" in told["outOfReach"][-1]
    assert "Quill" not in result.output
    listed = " ".join(told["outOfReach"])
    safety = (Path(__file__).parents[2] / "docs" / "safety.md").read_text("utf-8")
    beyond = ("clones", "caches and proxies", "search engines", "transaction log", "nginx stored", "other machines",
              "Backups and snapshots", "git grep")  # fmt: skip
    for place in beyond:
        assert place in listed
        assert " ".join(place.lower().split()) in " ".join(safety.lower().split())
    assert open_release(top / "data" / "release").version == "2031-07-01"


def test_the_command_says_when_nothing_is_left_to_do(top: Path) -> None:
    (top / "data" / "removals.toml").write_text('[[removal]]\nkey = "c0gone"\nremoved = "2031-06-30"\n', "utf-8")
    first = call(top, "erase", "c0never", "--reason=error")  # it builds the release with the shapes
    assert first.exit_code == 0, first.output
    assert "c0never stands nowhere in the data: is it written as it is there?" in first.stderr
    result = call(top, "erase", "c0gone", "--reason=error")
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (0, "Nothing is left to do.")


def test_withholding_and_releasing_are_commands_too(top: Path) -> None:
    hidden = call(top, "withhold", "organisation/town-hall", "--leave-words")
    assert hidden.exit_code == 0, hidden.output
    assert "Out of reach" in hidden.stderr
    back = call(top, "restore", "organisation/town-hall", day="2031-07-02")
    assert back.exit_code == 0, back.output
    assert "Out of reach" not in back.stderr
    assert '"town-hall"' in (top / "data" / "entities" / "organisations.toml").read_text("utf-8")


def test_a_day_that_is_none_is_refused(top: Path) -> None:
    result = call(top, "restore", "person/pq1x", day="2031-07-32")
    assert (result.exit_code, "2031-07-32 is no day" in result.stderr) == (2, True)


def test_a_day_is_by_default_that_of_utc_wherever_the_user_is(monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime(2031, 7, 1, 23, 30, tzinfo=UTC).astimezone(tz or timezone(timedelta(hours=9)))

    @click.command
    @options.day_option("--on", "The day.")
    def command(day: date) -> None:
        click.echo(day)

    monkeypatch.setattr(options, "datetime", Clock)
    assert CliRunner().invoke(command).stdout == "2031-07-01\n"
    assert CliRunner().invoke(command, ["--on=2031-06-30"]).stdout == "2031-06-30\n"
    assert "2031-06-31 is no day. Write 2026-11-25." in CliRunner().invoke(command, ["--on=2031-06-31"]).stderr


def test_a_dataset_without_a_release_gets_one(top: Path) -> None:
    shutil.rmtree(top / "data" / "release")
    run(top)
    assert open_release(top / "data" / "release").version == "2031-07-01"


def test_what_was_left_and_cannot_be_read_is_named(top: Path) -> None:
    path = journal_path(at(top).data, at(top).state)
    path.parent.mkdir()
    path.write_text("{")
    with pytest.raises(CallError, match="What an interrupted run left cannot be read"):
        run(top)


def test_a_reason_is_one_of_a_few(top: Path) -> None:
    assert call(top, "erase", "person/pq1x", "--reason=because").exit_code == 2


def test_what_the_shapes_forbid_stops_the_command(top: Path) -> None:
    before = read(top / "data")
    result = call(top, "erase", "cx09", "--reason=error")
    assert isinstance(result.exception, SystemExit)
    assert result.exit_code == 1
    assert "would not conform" in result.stderr
    assert read(top / "data") == before


def test_a_place_that_an_act_of_the_risk_list_names_is_not_erased() -> None:
    files = example_files()
    files["risk.toml"] = (
        '[[act]]\naction-type = "vigil"\nwhere = "place/inkland"\nsince = "2032"\nsource = "https://example.org/law"\n'
    )
    with pytest.raises(CallError, match=r"place/inkland stands in an act of risk\.toml, which protects others"):
        make_plan(files, Order("erase", ("place/inkland",), "2031-07-01", reason="law"))


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("entities/persons.toml", '[person]\nkey = "pq1x"\n', r"entities/persons\.toml: person is not written as"),
        ("removals.toml", "removal = []\n", r"removals\.toml: removal is not written as \[\[removal\]\]"),
        (
            "entities/organisations.toml",
            '[[organisation]]\nkey = "x"\nlabel = "Mira Quill"\n',
            "x: label must be a table",
        ),
        ("private/taken-back.toml", "x = ", r"private/taken-back\.toml: not valid TOML"),
    ],
)
def test_a_file_at_fault_is_named(path: str, text: str, said: str) -> None:
    order = Order("erase", ("person/pq1x",), "2031-07-01", reason="law", leave_words=True)
    with pytest.raises((DataError, DataErrors), match=said):
        make_plan({**example_overlay(), path: text}, order)


@pytest.mark.parametrize("text", ['"a \\"Vole\\" letter"', "A VÓLE LETTER", "a vo\u0301le letter"])
def test_a_name_is_found_escaped_and_in_other_letters(tmp_path: Path, text: str) -> None:
    (tmp_path / "dump.nq").write_text(text, "utf-8")
    assert Traces(names=RemovedNames(others=('a "Vole" letter',))).are_in(tmp_path)


def zipped(name: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


def tarred(name: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:bz2") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


QUILL = b"said Mira Quill."
PACKED = {
    "notes.txt.gz": gzip.compress(QUILL),
    "notes": gzip.compress(QUILL),  # whatever its name
    "notes.xz": lzma.compress(QUILL),
    "notes.bz2": bz2.compress(QUILL),
    "notes.zip": zipped("notes.txt", QUILL),
    "table.xlsx": zipped("xl/sharedStrings.xml", b"<si><t>Mira Quill</t></si>"),
    "photos.zip": zipped("mira-quill.jpg", b""),
    "notes.tar.bz2": tarred("notes.txt", QUILL),
    "zip-in-zip.zip": zipped("notes.zip", zipped("notes.txt", QUILL)),
    "excel.csv": "a;Mira Quill".encode("utf-16"),
    "windows.txt": "сказала Мира Куилл".encode("cp1251"),
    "iri.csv": "https://x.example/id/person/pq1x".encode("utf-16-le"),
    "damaged.gz": gzip.compress(QUILL)[:-9],
    "locked.zip": zipped("a.txt", b"x").replace(b"PK\1\2\x14\3\x14\0\0", b"PK\1\2\x14\3\x14\0\1"),
    "mira-quill.tar": bytes(1024),
}


@pytest.mark.parametrize("name", PACKED)
def test_a_name_is_found_in_packed_files_and_in_other_encodings(tmp_path: Path, name: str) -> None:
    traces = Traces(("id/person/pq1x",), RemovedNames(people=("Mira Quill", "Мира Куилл")))
    (tmp_path / name).write_bytes(PACKED[name])
    assert traces.are_in(tmp_path)


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01\xff", zipped("a.txt", b"some other"), gzip.compress(b"not she")],
    ids=["empty", "binary", "zip", "gzip"],
)
def test_other_packed_files_hold_no_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    assert not Traces(("id/person/pq1x",), RemovedNames(people=("Mira Quill",))).are_in(tmp_path)


def test_older_releases_are_no_files_of_the_user_whatever_their_path_looks_like(top: Path, monkeypatch) -> None:
    """Their folder is inside `data/`, one of the paths is relative and the other absolute."""
    shutil.move(top / "releases", top / "data" / "releases")
    monkeypatch.chdir(top)
    run(top, data=Path("data"), release=Path("data/release"), releases=top / "data" / "releases")
    assert not (top / "data" / "releases" / "2031-06-01").exists()


def test_a_takedown_validates_once(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[bool] = []
    original = build_module.build_graph

    def counted(*arguments: object, **options: object) -> object:
        built.append(options.get("validated") is None)
        return original(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(build_module, "build_graph", counted)
    assert call(top, "erase", "person/pq1x", "--reason=request").exit_code == 0
    assert built == [True, False]


def test_the_current_release_is_withdrawn_before_the_next_one_is_built(top: Path) -> None:
    folders = at(top)
    seen: list[dict[str, str]] = []

    def build() -> bool:
        seen.append(dict(read_withdrawn(beside(folders.release))))
        with pytest.raises(ReleaseError, match="was withdrawn"):
            open_release(folders.release)
        return fast_build(folders)

    list(carry_out(ERASE, folders, replace(tools(folders), build=build)))
    assert seen == [{"2031-06-01": "2031-07-01"}]
    assert open_release(folders.release).version == "2031-07-01"


@pytest.mark.parametrize("releases", [True, False], ids=["with older releases", "without"])
def test_the_list_of_versions_loses_the_hash_of_what_is_withdrawn(top: Path, releases: bool) -> None:
    listed = {version: f"{number}" * 64 for number, version in enumerate(("2030-01-01", "2031-01-01", "2031-06-01"))}
    for version, sha256 in listed.items():
        list_release(top / "data", version, sha256)
    run(top, releases=top / "releases" if releases else None)
    left = {version: (entry.sha256, entry.replaced_by) for version, entry in read_list(top / "data").items()}
    assert left["2031-06-01"] == ("", "2031-07-01")
    assert left["2030-01-01"] == (listed["2030-01-01"], "")
    assert left["2031-01-01"] == (("", "2031-07-01") if releases else (listed["2031-01-01"], ""))


def test_a_new_version_is_none_that_is_listed(top: Path) -> None:
    list_release(top / "data", "2031-07-01", "a" * 64)
    run(top)
    assert open_release(top / "data" / "release").version == "2031-07-01.2"


def test_a_release_that_still_holds_what_the_data_lost_gets_a_new_version_too(top: Path) -> None:
    before = read(top / "data" / "release")
    run(top)
    shutil.rmtree(top / "data" / "release")
    for name, content in before.items():
        (top / "data" / "release" / name).parent.mkdir(parents=True, exist_ok=True)
        (top / "data" / "release" / name).write_bytes(content)
    beside(top / "data" / "release").unlink()
    run(top)
    assert open_release(top / "data" / "release").version == "2031-07-01.2"
