"""Options of the test run, and a last line that says which tests were left out for want of them."""

from __future__ import annotations

import gc
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import settings
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from solidarity_graph.cli.allocator import collect_seldom

# How long an example takes says more of the machine than of the code.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

FOLDERS = {
    "--sources": "the source texts of the articles, which are their publishers' and not published here",
    "--w3c": "the W3C test suites",
}
OPT_IN = {
    "--hostile": "hostile",
    "--interop": "interop",
    "--slow": "slow",
}


class _CompiledTemplates(BytecodeCache):
    """The code of templates, for all applications of a test run: compiling it takes each of them half a second."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.code


Flask.jinja_options = {"bytecode_cache": _CompiledTemplates()}


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("solidarity graph")
    for option, what in FOLDERS.items():
        group.addoption(option, metavar="DIR", type=Path, help=f"folder with {what}")
    for option, marker in OPT_IN.items():
        group.addoption(option, action="store_true", help=f"also run the tests marked {marker}")
    # Here and not in tests/conformance: pytest reads options before it looks into folders so deep.
    group.addoption("--earl", metavar="FILE", type=Path, help="write the outcomes of the W3C cases to FILE, as EARL")
    group.addoption("--earl-date", metavar="DATE", default="", help="the date in that report, as YYYY-MM-DD")


def pytest_configure(config: pytest.Config) -> None:
    for option in FOLDERS:
        folder = config.getoption(option)
        if folder is not None and not folder.is_dir():
            raise pytest.UsageError(f"{option} {folder}: no such folder")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # Last of all: Virtuoso goes on for minutes with questions whose asker has left, and takes both cores from others.
    items.sort(key=lambda item: item.get_closest_marker("interop") is not None)
    for option, marker in OPT_IN.items():
        if not config.getoption(option):
            for item in items:
                if item.get_closest_marker(marker):
                    item.add_marker(pytest.mark.skip(reason=f"needs {option}"))


def pytest_collection_finish() -> None:
    # A tenth of the time of a run went into collecting garbage among the tests and modules, which stay until its end.
    gc.collect()
    collect_seldom()


def folder_of(config: pytest.Config, option: str) -> Path:
    folder = config.getoption(option)
    if folder is None:
        pytest.skip(f"needs {option} DIR ({FOLDERS[option]})")
    return Path(folder).resolve()


@pytest.fixture(scope="session")
def sources(pytestconfig: pytest.Config) -> Path:
    """The folder of source texts; a test that asks for it is skipped without one."""
    return folder_of(pytestconfig, "--sources")


@pytest.fixture(scope="session")
def w3c(pytestconfig: pytest.Config) -> Path:
    """The folder of the W3C test suites; a test that asks for it is skipped without one."""
    return folder_of(pytestconfig, "--w3c")


@pytest.fixture(scope="session", autouse=True)
def _state_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What commands remember from one call to the next is not remembered in the developer's own folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_waiting_for_the_disk() -> Iterator[None]:
    """No test outlives a power cut. What is to be on the disk at which moment, tests see by what calls this."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    yield  # last of all, where it is read
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(str(report.longrepr[2]).removeprefix("Skipped: ") for report in skipped)
    left_out = [f"{count} {reason}" for reason, count in sorted(reasons.items())]
    terminalreporter.write_line(f"Left out: {'; '.join(left_out) or 'nothing'}.")
