"""`suites.toml`, read: which suites run, how many cases each has, and which of them are known to fail."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.conformance.manifests import QT, Case, Files, read_cases


@dataclass(frozen=True)
class Suite:
    """One suite of ours: a manifest of W3C's, or those entries of it that are of some kinds."""

    name: str
    title: str
    manifest: str
    kinds: tuple[str, ...]
    named_graphs: bool
    """Whether only the tests with named graphs belong to it."""
    in_report: bool
    """Whether its outcomes stand in the EARL report, where each test has one."""
    count: int
    refused: int
    """How many of them ask for what is refused on purpose."""
    known: Mapping[str, str]
    """From the label of a case that fails to the reason."""

    def cases(self, files: Files) -> Iterator[Case]:
        for case in read_cases(files, self.manifest):
            if self.kinds and case.kind not in self.kinds:
                continue
            if not self.named_graphs or case.named(QT + "graphData"):
                yield case


def read_suites() -> Mapping[str, Suite]:
    tables = tomllib.loads(Path(__file__).with_name("suites.toml").read_text(encoding="utf-8"))
    return {name: _suite(name, table) for name, table in tables.items()}


def _suite(name: str, table: dict[str, Any]) -> Suite:
    known: dict[str, str] = {}
    for group in table.get("known", []):
        for case in group["cases"]:
            assert case not in known, f"{name}: {case} is listed twice"
            known[case] = group["reason"]
    return Suite(
        name=name,
        title=table["title"],
        manifest=table["manifest"],
        kinds=tuple(table.get("kinds", [])),
        named_graphs=table.get("named-graphs", False),
        in_report=table.get("in-report", True),
        count=table["cases"],
        refused=table.get("refused", 0),
        known=known,
    )


def as_markdown(suites: Mapping[str, Suite]) -> str:
    """The figures as the documentation shows them. They hold wherever the run is green, for every list is strict."""
    rows = [
        f"| {suite.title} | {suite.count} | {suite.count - suite.refused - len(suite.known)} | "
        f"{suite.refused or ''} | {len(suite.known) or ''} |"
        for suite in suites.values()
    ]
    failures = [
        f"- {suite.title}, `{'`, `'.join(labels)}`: {reason}."
        for suite in suites.values()
        for reason, labels in _by_reason(suite).items()
    ]
    head = ["| suite | cases | passed | refused on purpose | known failures |", "|---|---|---|---|---|"]
    return "\n".join([*head, *rows, "", *failures])


def _by_reason(suite: Suite) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for label, reason in suite.known.items():
        groups.setdefault(reason, []).append(label)
    return groups
