"""The suites as pytest cases.

    pytest tests/conformance --w3c=DIR --earl=FILE --earl-date=2030-01-02

Without `--w3c` each suite is one skipped test. Without `--earl-date` the report bears no date.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest

from solidarity_graph import __version__
from tests.conformance.earl import write_report
from tests.conformance.manifests import Case, Files
from tests.conformance.serving import Endpoints
from tests.conformance.suites import Suite, read_suites

_OUTCOMES = pytest.StashKey[dict[str, str]]()
SUITES = read_suites()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "suite(name): one test for each case of that suite of suites.toml")
    config.stash[_OUTCOMES] = {}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    marker = metafunc.definition.get_closest_marker("suite")
    if marker is None:
        return
    suite = SUITES[marker.args[0]]
    folder = metafunc.config.getoption("--w3c")
    if folder is None:
        metafunc.parametrize("case", [pytest.param(None, id=suite.name)])
        return
    metafunc.parametrize("case", [_parameter(suite, case) for case in suite.cases(Files(Path(folder).resolve()))])


def _parameter(suite: Suite, case: Case) -> object:
    reason = suite.known.get(case.label)
    # A failure that is not an AssertionError is the runner's or a crash of ours, and never a known one.
    marks = [pytest.mark.xfail(reason=reason, strict=True, raises=AssertionError)] if reason else []
    return pytest.param(case, marks=marks, id=case.label)


@pytest.fixture(autouse=True)
def _needs_suites(request: pytest.FixtureRequest) -> None:
    if "case" in request.fixturenames:
        request.getfixturevalue("w3c")


@pytest.fixture
def inapplicable(record_property: Callable[[str, object], None]) -> None:
    """What the product refuses on purpose is neither passed nor failed in the report."""
    record_property("earl", "inapplicable")


@pytest.fixture
def files(w3c: Path) -> Files:
    return Files(w3c)


@pytest.fixture(scope="session")
def endpoints(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoints]:
    """Our own servers, one for each dataset that is asked for."""
    with Endpoints(tmp_path_factory.mktemp("endpoints")) as opened:
        yield opened


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    marker = item.get_closest_marker("suite")
    case = item.callspec.params["case"] if marker is not None and isinstance(item, pytest.Function) else None
    if marker and isinstance(case, Case) and report.when == "call" and SUITES[marker.args[0]].in_report:
        # A known failure is reported as skipped, and is a failure all the same.
        passed = str(dict(item.user_properties).get("earl", "passed"))
        item.config.stash[_OUTCOMES][case.iri] = passed if report.passed else "failed"
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    target = session.config.getoption("--earl", None)
    if target is not None:
        date = session.config.getoption("--earl-date", "")
        report = write_report(session.config.stash[_OUTCOMES], version=__version__, date=date)
        target.write_text(report, encoding="utf-8")
