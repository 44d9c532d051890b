"""A site over a dataset with secrets at every level, built and served as anybody's is."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import Client

from solidarity_graph.model import Dataset
from solidarity_graph.pipeline import build, published
from solidarity_graph.records import load_files
from solidarity_graph.release import Release
from solidarity_graph.resources import queries_dir
from solidarity_graph.saved_queries import load_catalogue
from solidarity_graph.sparql import open_store
from solidarity_graph.web import Operations, close_app, create_app
from tests.example import DATA, PRIVATE
from tests.safety.walking import Output, walk

REMOVED = "cx77"
"""The key of something that was erased, as long as the others: where a key is repeated, its length shows."""


SEEDS = (
    "/no-such-page",
    "/queries/no-such-query",
    *(f"/id/person/{key}{end}" for key in ("pw2n", "ps1v", "nobody") for end in ("", ".html", ".ttl")),
)
"""Addresses that no link leads to."""


@dataclass(frozen=True)
class Site:
    """A site, the release it serves, and the folder in which it keeps what it keeps."""

    app: Flask
    release: Release
    cache: Path
    published: Dataset


def open_site(folder: Path, private: Path) -> Site:
    """Build the example with that overlay in that folder, and serve it."""
    data = Path(shutil.copytree(DATA, folder / "data"))
    (data / "removals.toml").write_text(f'[[removal]]\nkey = "{REMOVED}"\nremoved = "2031-05-30"\n', "utf-8")
    private = Path(shutil.copytree(private, folder / "overlay"))  # the build leaves its stamp there
    built = build(data, folder / "release", private)
    assert built.release is not None, built.report
    cache = folder / "cache"
    app = create_app(
        open_store(built.release, cache=cache, workers=1),
        release=built.release,
        catalogue=load_catalogue(queries_dir()),
        operations=Operations(log_requests=True),
    )
    return Site(app, built.release, cache, published(load_files(data, private)))


@dataclass(frozen=True, repr=False)
class Walked:
    """Everything that a site gives out: its answers, its log, its metrics, the files of its release."""

    outputs: tuple[Output, ...]
    records: tuple[logging.LogRecord, ...]
    metrics: str
    files: Mapping[str, bytes]


class _Recorder(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


def walk_example(folder: Path, private: Path) -> Walked:
    """Open a site over the example with that overlay, and walk all of it once."""
    opened = open_site(folder, private)
    recorder, root = _Recorder(), logging.getLogger()
    level = root.level
    root.addHandler(recorder)
    root.setLevel(logging.INFO)
    try:
        outputs = tuple(walk(opened.app, opened.release.base, seeds=SEEDS))
        metrics = Client(opened.app).get("/metrics", buffered=True).text
    finally:
        root.setLevel(level)
        root.removeHandler(recorder)
        close_app(opened.app)
    names = [file.name for file in opened.release.files]
    files = {name: (opened.release.folder / name).read_bytes() for name in names}
    return Walked(outputs, tuple(recorder.records), metrics, files)


@pytest.fixture(scope="session")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    """All that the example's site gives out."""
    return walk_example(tmp_path_factory.mktemp("walked"), PRIVATE)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    opened = open_site(tmp_path_factory.mktemp("safety"), PRIVATE)
    yield opened
    close_app(opened.app)
