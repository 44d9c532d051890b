"""The command line: what it prints, where, and with which exit status."""

from __future__ import annotations

import errno
import gzip
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from solidarity_graph.cli import COMMANDS, cli
from solidarity_graph.cli.options import data_folder
from solidarity_graph.cli.serve import _open as open_told
from solidarity_graph.cli.serve import serve_command
from solidarity_graph.cli.serve_options import Settings
from solidarity_graph.release import open_release
from solidarity_graph.resources import data_dir, ontology_dir
from solidarity_graph.schema.ontology_versions import known_versions
from solidarity_graph.sparql.remote.remote_store import RemoteStore
from tests.example import ARTICLE, DATA, SOURCES


class Outcome:
    """Exit status, stdout and stderr of one call."""

    def __init__(self, result: Result) -> None:
        self.status = result.exit_code
        self.out = result.stdout
        self.err = result.stderr


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built copy of the example."""
    folder = tmp_path_factory.mktemp("cli")
    shutil.copytree(DATA, folder / "data")
    assert call("build", "--data", folder / "data").status == 0
    return folder


def call(*arguments: object, stdin: bytes | None = None) -> Outcome:
    return Outcome(CliRunner().invoke(cli, [str(argument) for argument in arguments], input=stdin))


def query(built: Path, *arguments: object) -> Outcome:
    return call("query", *arguments, "--data", built / "data", "--cache", built / "cache")


def test_a_build_says_what_it_wrote_and_the_next_one_that_there_is_nothing_to_do(built: Path):
    again = call("build", "--data", built / "data")
    assert (again.status, again.out) == (0, "")
    assert "is up to date" in again.err


def test_a_build_of_data_at_fault_exits_1_and_names_file_and_entry(tmp_path: Path):
    data = shutil.copytree(DATA, tmp_path / "data")
    file = data / ARTICLE
    file.write_text(file.read_text("utf-8").replace('"P2Y"', '"long"'), "utf-8")
    outcome = call("build", "--data", data)
    assert outcome.status == 1
    assert "lanternfield-vigil.toml, event quill-sentence, duration: value: long is not a length" in outcome.err


def test_the_dataset_is_validated_and_the_report_is_on_stdout(built: Path):
    outcome = call("validate", "--data", built / "data", "--json")
    assert outcome.status == 0
    assert json.loads(outcome.out)["conforms"] is True


@pytest.mark.parametrize(("format_", "start"), [("text", "Does not conform"), ("json", "{"), ("turtle", "@prefix")])
def test_others_files_are_validated_and_a_violation_exits_1(tmp_path: Path, format_: str, start: str):
    file = tmp_path / "theirs.ttl"
    file.write_text(
        "@prefix sg: <https://w3id.org/solidarity-graph/ontology#> .\n"
        "<https://example.org/e> a sg:SolidarityAction , sg:Event .\n"
    )
    outcome = call("validate", file, "--format", format_)
    assert outcome.status == 1
    assert outcome.out.startswith(start)


def test_warnings_alone_are_shown_and_exit_0(tmp_path: Path):
    file = tmp_path / "theirs.ttl"
    file.write_text(
        "@prefix sg: <https://w3id.org/solidarity-graph/ontology#> .\n"
        "@prefix sgc: <https://w3id.org/solidarity-graph/concept/> .\n"
        "<https://example.org/e> sg:ancillaryPenalty sgc:deportation-penalty .\n"
    )
    outcome = call("validate", file)
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out.startswith("Conforms, with 1 warning: 1 triples")
    assert "deprecated-term (1, warning)" in outcome.out


def test_versions_of_the_ontology_are_compared():
    outcome = call("diff", "0.1.0", "0.2.0")
    assert (outcome.status, outcome.err) == (0, "")
    first, *lines = outcome.out.splitlines()
    assert first.startswith("From 0.1.0 to 0.2.0: major: ")
    assert first.endswith(" The least number for that is 0.2.0.")
    assert [line for line in lines if line.startswith("#")] == ["# Added", "# Deprecated", "# Changed"]
    assert "- concept `sgc:suspended-term`: use `sg:suspended` instead" in lines
    assert any(line.startswith("- property `sg:place`: domain also `sg:Participation`") for line in lines)


def test_a_comparison_as_json_has_each_change_with_its_level():
    found = json.loads(call("diff", "0.1.0", "0.2.0", "--json").out)
    assert (found["old"], found["new"], found["level"], found["least"]) == ("0.1.0", "0.2.0", "major", "0.2.0")
    (change,) = (each for each in found["changes"] if each["name"] == "sgc:suspended-term")
    assert (change["what"], change["kind"], change["level"]) == ("deprecated", "concept", "minor")
    assert change["replacedBy"] == ["sg:suspended"]


def test_what_has_no_shapes_is_compared_by_its_terms_alone():
    number = known_versions()[0].number
    outcome = call("diff", number, ontology_dir())
    assert outcome.out == f"From {number} to {ontology_dir()}: nothing changed.\n"
    assert outcome.err == f"{ontology_dir()} has no shapes: constraints are not compared.\n"


def test_a_dataset_in_the_working_directory_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    assert data_folder(None) == data_dir()
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "dataset.toml").touch()
    assert data_folder(None) == Path("data")
    assert data_folder(tmp_path) == tmp_path


def test_files_and_folders_of_ontologies_are_compared(tmp_path: Path):
    released = ontology_dir() / "releases" / "0.1.0"
    copy = shutil.copytree(released, tmp_path / "copy")
    assert call("diff", "0.1.0", released).out == f"From 0.1.0 to {released}: nothing changed.\n"
    (copy / "shapes" / "core.ttl").unlink()
    assert f"From 0.1.0 to {copy}: minor: " in call("diff", "0.1.0", copy).out
    for number, turtle in enumerate(("", "a rdfs:Class . <https://b.example/new>")):
        (tmp_path / f"{number}.ttl").write_text(
            "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
            f"<https://b.example/old> {turtle} a rdfs:Class .\n"
        )
    outcome = call("diff", tmp_path / "0.ttl", tmp_path / "1.ttl")
    assert outcome.out.endswith("minor: 1 added.\n\n# Added\n\n- class: `https://b.example/new`\n")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("2026-11-25.2", "2026-11-25.2 is a release of the data, and diff compares versions of the ontology: 0."),
        ("7.7.7", "There is no version '7.7.7' of the ontology here. Available: 0."),
        ("nothing.ttl", "nothing.ttl: neither a version of the ontology nor a file"),
        ("no/such/folder", "neither a version of the ontology nor a file"),
    ],
)
def test_what_is_no_version_cannot_be_compared(name: str, said: str):
    outcome = call("diff", "0.1.0", name)
    assert (outcome.status, outcome.out) == (2, "")
    assert said in outcome.err


def test_a_name_that_a_terminal_would_obey_is_shown_by_its_characters():
    assert "e<U+001B>[31mx.ttl: " in call("validate", "e\x1b[31mx.ttl").err


@pytest.mark.parametrize("context", ["{}", "[]", '{"@context": null}', '{"@context": [{}]}', "{bad", "\udcff"])
def test_a_context_that_cannot_be_compared_is_named(tmp_path: Path, context: str):
    copy = shutil.copytree(ontology_dir() / "releases" / "0.1.0", tmp_path / "copy")
    (copy / "context.jsonld").write_text(context, errors="surrogateescape")
    outcome = call("diff", "0.1.0", copy)
    assert (outcome.status, outcome.out) == (1, "")
    assert "context.jsonld: it is no JSON with an @context of names." in outcome.err


def test_an_ontology_of_anybody_is_read_with_the_care_of_validation(tmp_path: Path):
    """So that a comparison refuses, too, what would fill memory."""
    file = tmp_path / "entities.rdf"
    inner = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    file.write_text(f'<!DOCTYPE r [<!ENTITY e0 "lol">{inner}]><r>&e9;</r>')
    outcome = call("diff", file, "0.1.0")
    assert (outcome.status, "amplification" in outcome.err) == (1, True)


@pytest.mark.parametrize(("content", "said"), [("<a> <b>", "broken.ttl"), ("", "broken.ttl")])
def test_broken_and_empty_turtle_exit_1_with_the_file(tmp_path: Path, content: str, said: str):
    file = tmp_path / "broken.ttl"
    file.write_text(content)
    outcome = call("validate", file)
    assert outcome.status == 1
    assert said in outcome.err
    assert "Traceback" not in outcome.err


def test_a_file_that_is_not_there_is_the_calls_fault(tmp_path: Path):
    assert call("validate", tmp_path / "none.ttl").status == 2
    assert call("validate", tmp_path).status == 2


def test_standard_input_is_validated_with_the_format_that_is_named(tmp_path: Path):
    event = b"@prefix sg: <https://w3id.org/solidarity-graph/ontology#> . <e> a sg:SolidarityAction , sg:Event ."
    arguments = ("-", "--input-format", "Turtle", "--base", "https://example.org/")
    (tmp_path / "more.txt").write_bytes(event.replace(b"<e>", b"<f>"))

    for packed in (event, gzip.compress(event)):
        outcome = call("validate", *arguments, stdin=packed)
        assert outcome.status == 1
        assert "  - https://example.org/e\n" in outcome.out
    assert "  - https://example.org/f\n" in call("validate", tmp_path / "more.txt", *arguments, stdin=event).out
    assert call("validate", *arguments, stdin=b"<a> .").err.startswith("solidarity-graph: standard input, line 1")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--data", "data", "-", "--input-format", "ttl"], "--data and --private are for the dataset"),
        (["--private", "/", "-", "--input-format", "ttl"], "--data and --private are for the dataset"),
        (["x.ttl", "--private", "/"], "--data and --private are for the dataset"),
        (["-"], "Standard input has no suffix: name its format by --input-format."),
        (["--input-format", "ttl"], "--input-format and --base are for files"),
        (["--base", "https://example.org/"], "--input-format and --base are for files"),
        (["-", "--input-format", "csv"], "'csv' is not one of"),
        (["-", "--input-format", "ttl", "--level", "core", "--profile", "core"], "leave --profile out"),
        (["--level", "core"], "--level is for files"),
        (["-", "--input-format", "ttl", "--base", "example"], "Give an absolute IRI by --base"),
    ],
)
def test_a_call_with_options_that_do_not_go_together_or_an_impossible_one_exits_2(arguments: list[str], said: str):
    outcome = call("validate", *arguments, stdin=b"<a> <b> <c> .")
    assert outcome.status == 2
    assert said in outcome.err


def test_a_level_includes_the_ones_before_it_and_its_former_option_warns():
    turtle = b"@prefix sg: <https://w3id.org/solidarity-graph/ontology#> . <a:c> a sg:Claim . <a:e> a sg:Event ."

    def found(*arguments: str) -> tuple[set[str], str]:
        outcome = call("validate", "-", "--input-format", "ttl", "--json", *arguments, stdin=turtle)
        return {each["sourceShape"].rpartition("#")[2] for each in json.loads(outcome.out)["results"]}, outcome.err

    core, _ = found("--level", "core")
    provenance, said = found("--level", "provenance")
    former, warning = found("--profile", "provenance")

    assert "event-has-status" in core
    assert core < provenance == former
    assert (said, warning.partition(".")[0]) == ("", "solidarity-graph: --profile is deprecated and will be removed")


def test_folders_of_the_dataset_may_be_set_in_the_environment_while_files_are_validated(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    for name in ("SOLIDARITY_GRAPH_VALIDATE_DATA", "SOLIDARITY_GRAPH_VALIDATE_PRIVATE"):
        monkeypatch.setenv(name, str(tmp_path))
    outcome = call("validate", "-", "--input-format", "ttl", stdin=b"<a:b> <a:b> <a:b> .")
    assert outcome.status == 1
    assert "are for the dataset" not in outcome.err


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_each_option_may_be_set_in_the_environment_by_its_own_name(command: str):
    found = cli.get_command(click.Context(cli), command)
    assert found
    for option in found.params:
        if isinstance(option, click.Option):
            name = f"SOLIDARITY_GRAPH_{command}_{max(option.opts, key=len)[2:]}".replace("-", "_").upper()
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv(name, "7")
                assert option.resolve_envvar_value(click.Context(found)) == "7"


def test_verify_counts_spans_and_exits_0_when_all_are_exact():
    outcome = call("verify", "--data", DATA, "--sources", SOURCES)
    assert (outcome.status, outcome.out) == (0, "")
    assert outcome.err == "20 spans, 8 of them with a phrase: 20 exact, 0 moved, 0 missing\n"


def test_verify_names_what_moved_and_exits_1(tmp_path: Path):
    outcome = call("verify", "--data", DATA, "--sources", make_sources(tmp_path, "other words entirely"), "--json")
    assert outcome.status == 1
    assert {json.loads(line)["result"] for line in outcome.out.splitlines()} == {"missing"}


def test_verify_says_once_which_text_is_not_there_and_checks_only_the_articles_named(tmp_path: Path):
    outcome = call("verify", "--data", DATA, "--sources", make_sources(tmp_path, "other words entirely"))
    assert (outcome.status, outcome.out) == (1, "")
    assert "20 spans could not be looked up" in outcome.err
    assert call("verify", "lanternfield-vigil", "--data", DATA, "--sources", SOURCES).status == 0
    assert "There is no article nope" in call("verify", "nope", "--data", DATA, "--sources", SOURCES).err


def make_sources(folder: Path, text: str) -> Path:
    (folder / "text.txt").write_text(text, "utf-8")
    return folder


def test_annotate_fills_in_a_file_and_leaves_a_faulty_one_alone(tmp_path: Path):
    data = shutil.copytree(DATA, tmp_path / "data")
    file = data / ARTICLE
    before = file.read_text("utf-8").replace(
        'slogan = {value = "Ink is no crime!", at = [209, 225], claim = "cx08"}',
        'slogan = {value = "Ink is no crime!", find = "Ink is no crime!"}',
    )
    file.write_text(before, "utf-8")
    assert call("annotate", file, "--data", data, "--sources", SOURCES).status == 0
    assert "at = [209, 225]" in file.read_text("utf-8")
    faulty = before.replace('find = "Ink is no crime!"', 'find = "Ink is a crime!"')
    file.write_text(faulty, "utf-8")
    outcome = call("annotate", file, "--data", data, "--sources", SOURCES)
    assert outcome.status == 1
    assert "does not stand in the article" in outcome.err
    assert file.read_text("utf-8") == faulty


def test_annotate_finds_words_for_a_file_of_the_overlay_that_adds_to_a_public_article(tmp_path: Path):
    file = tmp_path / "articles" / "lanternfield-vigil.toml"
    file.parent.mkdir()
    entry = '[[entity]]\nkey = "person/pq1x"\noccupation = { value = "printer", find = "Ink is no crime!" }\n'
    file.write_text(f'format = 1\n[article]\nkey = "lanternfield-vigil"\n\n{entry}', "utf-8")
    (tmp_path / "overlay.toml").write_text(f'secret = "{"5" * 64}"\n', "utf-8")
    outcome = call("annotate", file, "--data", DATA, "--private", tmp_path, "--sources", SOURCES)
    assert (outcome.status, outcome.out) == (0, "")
    assert "\n1 of 1 claims have a place in the text and no words" in outcome.err
    assert "at = [209, 225]" in file.read_text("utf-8")
    assert "phrase" not in file.read_text("utf-8")  # the public file quotes a fifth of the article


def test_a_record_file_saved_on_windows_is_read_and_one_in_another_encoding_refused(tmp_path: Path):
    data = shutil.copytree(DATA, tmp_path / "data")
    file = data / ARTICLE
    file.write_text(file.read_text("utf-8"), "utf-8-sig", newline="\r\n")
    assert call("annotate", file, "--data", data, "--sources", SOURCES).status == 0
    assert call("verify", "--data", data, "--sources", SOURCES).status == 0
    elsewhere = tmp_path / "draft.toml"
    elsewhere.write_text(file.read_text("utf-8-sig"), "utf-16")
    outcome = call("annotate", elsewhere, "--data", data, "--sources", SOURCES)
    assert (outcome.status, outcome.out) == (1, "")
    assert "draft.toml: not UTF-8 at byte 0. Save it as UTF-8." in outcome.err


@pytest.mark.parametrize("command", ["annotate", "merge", "unmerge"])
def test_a_disk_that_is_full_leaves_the_file_that_was_to_be_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
):
    data = shutil.copytree(DATA, tmp_path / "data")
    file = data / (ARTICLE if command == "annotate" else "judgements.toml")
    text = file.read_text("utf-8").replace('at = [209, 225], claim = "cx08"', 'find = "Ink is no crime!"')
    if command == "unmerge":
        text += '\n[[merge]]\nold = "group/lamps"\nnew = "group/vigil-people"\n'
        text += 'who = "tests"\nwhen = "2031-06-01"\nnote = "One."\n'
    linked = tmp_path / "elsewhere.toml"
    linked.write_text(text, "utf-8")
    file.unlink()
    file.symlink_to(linked)
    groups = data / "entities" / "groups.toml"
    groups.write_text(groups.read_text() + '\n[[group]]\nkey = "lamps"\nlabel = {en = "Lamps"}\n')
    arguments = {
        "annotate": (file, "--sources", SOURCES),
        "merge": ("group/lamps", "group/vigil-people", "--who", "tests", "--note", "One."),
        "unmerge": ("group/lamps",),
    }[command]
    before = linked.read_bytes()

    def refuse(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as full:
        full.setattr(os, "fsync", refuse)
        outcome = call(command, *arguments, "--data", data)
    assert (outcome.status, "No space left on device" in outcome.err) == (2, True), outcome.err
    assert linked.read_bytes() == before
    assert call(command, *arguments, "--data", data).status == 0
    assert linked.read_bytes() != before, "a link is followed"


def test_a_file_of_sparql_is_answered_as_csv(built: Path, tmp_path: Path):
    file = tmp_path / "question.rq"
    file.write_text("SELECT (COUNT(*) AS ?n) WHERE { ?s a <https://w3id.org/solidarity-graph/ontology#Claim> }")
    outcome = query(built, file)
    assert (outcome.status, outcome.out.split()) == (0, ["n", "19"])


def test_a_term_that_does_not_exist_is_hinted_at_on_stderr(built: Path, tmp_path: Path):
    file = tmp_path / "question.rq"
    file.write_text("SELECT ?s WHERE { ?s a <https://w3id.org/solidarity-graph/ontology#Persn> }")
    outcome = query(built, file)
    assert (outcome.status, outcome.out.split()) == (0, ["s"])
    assert "sg:Persn is no term of ours. Did you mean sg:Person?" in outcome.err


def test_a_thing_is_given_by_its_key_or_its_iri(built: Path):
    key = query(built, "measures-against-a-person", "--param", "person=person/pq1x")
    assert key.status == 0
    for other in ("pq1x", "http://example.org/lanternfield/id/person/pq1x", "/id/person/pq1x.html"):
        outcome = query(built, "measures-against-a-person", "--param", f"person={other}")
        assert (outcome.status, outcome.out) == (0, key.out)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no-such-query"], "no saved query 'no-such-query'"),
        (["how-many-people", "--param", "nope=1"], "parameter nope"),
        (["actions-between-dates", "--param", "from=soon"], "parameter from"),
        (["actions-between-dates", "--param", "from"], "name=value"),
        (["actions-between-dates", "-p", "from=2030-01-02", "-p", "to=2030-01-01"], "the range ends before it begins"),
        (["measures-against-a-person", "--param", "person=person/nobody"], "nothing is known here by the name"),
        (["measures-against-a-person", "--param", "person=nobody"], "nothing is known here by the name"),
        (["how-many-people", "--endpoint", "http://127.0.0.1:9/sparql"], "127.0.0.1:9"),
    ],
)
def test_a_call_at_fault_exits_2_with_a_sentence(built: Path, arguments: list[str], said: str):
    outcome = query(built, *arguments)
    assert outcome.status == 2
    assert said in outcome.err
    assert "Traceback" not in outcome.err


def test_a_syntax_error_has_line_and_column(built: Path, tmp_path: Path):
    file = tmp_path / "wrong.rq"
    file.write_text("SELECT * WHERE {\n ?s ?p }")
    outcome = query(built, file)
    assert outcome.status == 2
    assert "line 2" in outcome.err


@pytest.mark.parametrize("command", ["query", "serve"])
def test_a_missing_release_is_a_clear_sentence(tmp_path: Path, command: str):
    arguments = ["how-many-people"] if command == "query" else []
    outcome = call(command, *arguments, "--release", tmp_path)
    assert outcome.status == 1
    assert "There is no release in" in outcome.err


def told(*arguments: str) -> Settings:
    return Settings(**serve_command.make_context("serve", list(arguments)).params)


def test_before_another_store_options_for_snapshots_are_said_not_to_count():
    before = ("--store", "http://127.0.0.1:9/sparql", "--client-queries", "9", "--cache", "cache")
    assert told(*before).warnings() == ()
    values = {"--memory": "1", "--releases": "older", "--in-memory-quads": "0"}
    given = [*(word for pair in values.items() for word in pair), "--unguarded"]
    assert told(*given).warnings() == ()
    (warning,) = told(*before, *given).warnings()
    for name in (*values, "--unguarded"):
        assert f"{name}," in warning.replace(".", ",")


def test_source_texts_are_shown_only_on_this_machine(tmp_path: Path):
    texts = make_sources(tmp_path, "some words")
    assert told().texts() == {}
    assert [*told("--sources", str(texts)).texts().values()] == ["some words"]
    outcome = call("serve", "--sources", texts, "--host", "0.0.0.0")
    assert outcome.status == 2
    assert "only for readers on this machine" in outcome.err


@pytest.mark.parametrize("option", ["--cache-size", "--client-connections", "--grace"])
def test_an_option_without_effect_says_what_took_its_place(option: str):
    (warning,) = told(option, "1").warnings()
    assert warning.startswith(f"{option} has no effect any more: ")


def test_before_another_store_listed_hosts_may_be_asked(built: Path, monkeypatch: pytest.MonkeyPatch):
    given: dict[str, object] = {}
    monkeypatch.setattr(RemoteStore, "__init__", lambda _, *arguments, **options: given.update(options))
    open_told(
        told("--store", "http://127.0.0.1:9/sparql", "--service-host", "a.example"),
        open_release(built / "data/release"),
    )
    assert given["service_hosts"] == ("a.example",)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it has another name")
def test_the_path_of_libraries_reaches_workers_and_the_builder_of_snapshots(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A Python that was built to need it cannot start without."""
    found: list[str | None] = []

    class Noting(subprocess.Popen[bytes]):
        def __init__(self, *arguments: object, **options: object) -> None:
            found.append(options["env"].get("LD_LIBRARY_PATH"))
            super().__init__(*arguments, **options)

    monkeypatch.setattr(subprocess, "Popen", Noting)
    monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path))
    call("query", "how-many-people", "--data", built / "data", "--cache", tmp_path / "cache")
    assert found == [str(tmp_path)] * 2


def test_the_list_of_saved_queries_has_a_name_and_a_question_each():
    lines = call("query", "--list").out.splitlines()
    assert len(lines) >= 28
    assert all("\t" in line and line.endswith("?") for line in lines)


def test_every_command_has_help_with_an_example():
    for name in COMMANDS:
        assert f"solidarity-graph {name}" in call(name, "--help").out


def test_the_list_of_commands_says_the_first_sentence_of_each_one_s_help():
    for name, sentence in COMMANDS.items():
        assert " ".join(call(name, "--help").out.split("\n\n")[1].split()).startswith(sentence)
        assert name in call("--help").out


def test_the_list_of_commands_is_there_without_the_libraries_that_the_commands_use():
    listing = "import sys; from solidarity_graph.cli import cli; cli(['--help'], standalone_mode=False); "
    done = subprocess.run(
        [sys.executable, "-c", listing + "print(*sorted({name.partition('.')[0] for name in sys.modules}))"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert not {"flask", "rdflib", "pyshacl", "pyoxigraph"} & set(done.stdout.splitlines()[-1].split())


def test_the_server_s_log_has_a_message_and_what_belongs_to_it():
    program = """
import logging
from solidarity_graph.cli.serve import _set_up_logging
listener = _set_up_logging("json")
logging.getLogger("solidarity_graph.requests").info("request", extra={"status": 200})
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("any").exception("It %s.", "failed")
listener.stop()
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    first, second = map(json.loads, done.stderr.splitlines())
    assert (first["message"], first["status"], first["level"]) == ("request", 200, "info")
    assert second["message"].startswith("It failed.\nTraceback")
    assert second["logger"] == "any"


def test_the_program_says_its_version():
    done = subprocess.run(
        [sys.executable, "-c", "from solidarity_graph.cli import main; main()", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("solidarity-graph, version")


def test_a_command_of_the_first_release_goes_by_its_new_name_and_says_so() -> None:
    found = CliRunner().invoke(cli, ["release", "--help"])
    assert found.exit_code == 0
    assert "release is called restore now" in found.stderr
    assert "Move what was withheld under KEY back to the data" in found.stdout
    assert " release " not in CliRunner().invoke(cli, ["--help"]).stdout.partition("Commands")[2].replace(
        "the release", ""
    )
