"""What is published is a function of the published model alone: nothing private shines through, in no byte."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from solidarity_graph.cli.serve import serve_command
from solidarity_graph.errors import DataErrors
from solidarity_graph.model import Dataset, PrivateDataset
from solidarity_graph.pipeline import build
from solidarity_graph.policy import publish
from solidarity_graph.records import read_files
from solidarity_graph.schema.record_format import is_private
from solidarity_graph.web import JsonFormatter
from tests.example import DATA, example_overlay
from tests.safety.conftest import Walked, walk_example

# Names from letters that stand in no other word of the example.
names = st.text("žxqřÿ", min_size=6, max_size=12)
numbers = st.decimals(-80, 80, places=4).map(str)
keys = st.from_regex(r"qq[bcdfgh]{5}", fullmatch=True)
# What of the example's overlay can be another text without a change of what is published.
REPLACED = {
    "Orsolya Wintergreen": names,
    "Orsi Wintergreen": names,
    "O. Wintergreen": names,
    "Tobiah Marrowby": names,
    "Ludmila Hedgecott": names,
    "Cooper's Cellar": names,
    "It began in the cellar.": names,
    "the cellar below the square": names,
    "1.512345": numbers,
    "pw2n": keys,
    "[51, 68], phrase = \"some forty people\"": st.just("[144, 154], phrase = \"Mira Quill\""),
    "2031-05-02": st.dates().map(lambda day: f"2031-05-{day.day:02}"),
}  # fmt: skip


def replaced(texts: Mapping[str, str], change: Callable[[str], str]) -> dict[str, str]:
    return {path: change(text) if is_private(path) else text for path, text in texts.items()}


@st.composite
def variants(draw: st.DrawFn) -> dict[str, str]:
    """The example with another private overlay, of which the same is published."""
    new = {old: draw(strategy) for old, strategy in REPLACED.items()}

    def change(text: str) -> str:
        for old, value in new.items():
            text = text.replace(old, value)
        return text

    return replaced(example_overlay(), change)


def published(files: Mapping[str, str]) -> Dataset:
    try:
        return publish(read_files(files))
    except DataErrors:  # two names that were drawn fall together
        assume(False)
        raise


EXAMPLE = publish(read_files(example_overlay()))
few = settings(max_examples=60)
# Whole sites are built and walked: one, another in each run, and not made smaller afterwards.
fewest = settings(max_examples=1, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate])


@few
@given(variants())
def test_private_datasets_that_differ_in_what_is_secret_have_equal_published_models(files: dict[str, str]) -> None:
    assert published(files) == EXAMPLE


@given(variants())
@settings(max_examples=1)
def test_they_do_differ(files: dict[str, str]) -> None:
    private: PrivateDataset = read_files(files)
    assert private.whole != read_files(example_overlay()).whole


def overlay_in(folder: Path, files: Mapping[str, str]) -> Path:
    for path, text in files.items():
        if is_private(path):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, "utf-8")
    return folder / "private"


def answers(walked: Walked) -> list[object]:
    """Every answer with its headers, tags and lengths."""
    return sorted(
        (output.request, output.status, output.headers, output.body)
        for output in walked.outputs
        if not output.request.startswith("/metrics")
    )


def logged(walked: Walked) -> list[str]:
    """The log, but for times, and for how long the page of figures about times is."""
    lines = [JsonFormatter().format(record) for record in walked.records]
    return [re.sub(r'"(time|seconds)": [^,}]+', "", line) for line in lines if '"/metrics"' not in line]


def metrics(walked: Walked) -> list[str]:
    """Names and labels: the values are times and counts of this run."""
    return [line.rpartition(" ")[0] for line in walked.metrics.splitlines() if not line.startswith("#")]


@pytest.mark.slow
@fewest
@given(variants())
def test_equal_published_models_give_the_same_bytes_everywhere(walked: Walked, files: dict[str, str]) -> None:
    published(files)
    with tempfile.TemporaryDirectory() as folder:
        other = walk_example(Path(folder), overlay_in(Path(folder), files))
    assert answers(walked) == answers(other)
    assert walked.files == other.files
    assert logged(walked) == logged(other)
    assert metrics(walked) == metrics(other)


@few
@given(variants())
def test_errors_of_a_build_name_files_and_entries_and_never_what_is_secret(files: dict[str, str]) -> None:
    """They go to whoever builds, and from there into tickets and chats."""
    published(files)
    broken = {**files, "articles/lanternfield-vigil.toml": files["articles/lanternfield-vigil.toml"].replace(
        '"held", at = [69, 92]', '"heldd", at = [69, 92]'
    )}  # fmt: skip
    with pytest.raises(DataErrors) as here:
        read_files(broken)
    with pytest.raises(DataErrors) as there:
        read_files({**broken, **{path: text for path, text in example_overlay().items() if is_private(path)}})
    assert str(here.value) == str(there.value)


def test_a_build_without_the_overlay_is_one_without_what_is_in_it(tmp_path: Path) -> None:
    built = build(Path(shutil.copytree(DATA, tmp_path / "data")), tmp_path / "release")
    assert built.release is not None
    text = built.release.nquads.read_text("utf-8")
    assert "disclosureLevel" not in text
    assert "withheldClaims" not in text


def test_no_server_takes_an_overlay() -> None:
    assert not [option.name for option in serve_command.params if "private" in (option.name or "")]
