"""A site over a dataset with secrets at every level, built and served as anybody's is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from solidarity_graph.model import Dataset
from solidarity_graph.ontology import read_ontology
from solidarity_graph.pipeline import build, check, open_store
from solidarity_graph.release import Release
from solidarity_graph.resources import queries_dir
from solidarity_graph.saved_queries import load_catalogue
from solidarity_graph.web import Operations, close_app, create_app
from tests.example import DATA, PRIVATE

REMOVED = "cx77"
"""The key of something that was erased, as long as the others: where a key is repeated, its length shows."""


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
    built = build(data, folder / "release", private)
    assert built.release is not None, built.report
    cache = folder / "cache"
    app = create_app(
        open_store(built.release, cache=cache, workers=1),
        release=built.release,
        catalogue=load_catalogue(queries_dir()),
        ontology=read_ontology(),
        operations=Operations(log_requests=True),
    )
    return Site(app, built.release, cache, check(data, private)[0])


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    opened = open_site(tmp_path_factory.mktemp("safety"), PRIVATE)
    yield opened
    close_app(opened.app)
