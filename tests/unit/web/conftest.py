from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from solidarity_graph.release import Release
from solidarity_graph.saved_queries import Catalogue
from solidarity_graph.schema.namespaces import NAMESPACES
from solidarity_graph.sparql import SnapshotStore, make_snapshot
from solidarity_graph.web import create_app
from tests.unit.web.building import make_catalogue, make_release


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return make_release(tmp_path_factory.mktemp("release"))


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return make_catalogue()


@pytest.fixture(scope="session")
def store(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SnapshotStore]:
    folder: Path = tmp_path_factory.mktemp("site") / "snapshot"
    make_snapshot(release.nquads, folder)
    with SnapshotStore(folder, workers=1, prefixes=NAMESPACES) as opened:
        yield opened


@pytest.fixture(scope="session")
def app(store: SnapshotStore, release: Release, catalogue: Catalogue) -> Flask:
    app = create_app(store, release=release, catalogue=catalogue)
    app.test_client_class = ReadingClient
    return app


def reading(app: Flask) -> FlaskClient:
    """A client of an application that a test has made for itself."""
    app.test_client_class = ReadingClient
    return app.test_client()


class ReadingClient(FlaskClient):
    """A client that reads every answer to its end, as one over a network would, and so closes what it came from."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        return super().open(*args, **{"buffered": True, **kwargs})


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
