"""The benchmark of pages: what it measures exists, and what it prints is a table."""

from __future__ import annotations

from pathlib import Path

from flask.testing import FlaskClient

from benchmarks.pages import Group, groups_of, open_site, table_of
from solidarity_graph.release import Release
from solidarity_graph.web import close_app


def test_pages_of_things_lists_and_searches_are_measured(client: FlaskClient, release: Release, tmp_path: Path) -> None:
    app, documents = open_site(release, tmp_path)
    groups = {group.name: group for group in groups_of(documents)}
    assert groups["event"].paths[0].startswith("/id/event/")
    assert len(groups["things of all these kinds"].paths) > 20
    assert "/actions?status=held" in groups["list: actions"].paths
    assert "/search?q=Aboria" in groups["search"].paths
    for name in ("person", "list: sources"):
        assert client.get(groups[name].paths[-1]).status_code == 200
    close_app(app)


def test_the_figures_are_a_table(client: FlaskClient) -> None:
    head, line, row = table_of(client.application, [Group("list: awards", ["/awards", "/awards?view=table"], 30)])
    assert head.count("|") == line.count("|") == row.count("|")
    assert row.startswith("| list: awards | 2 | ")
    assert row.endswith(" | 30 |")
