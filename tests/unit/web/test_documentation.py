"""The documentation tells of everything there is: routes, options, metrics, commands, pages."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from flask import Flask

from solidarity_graph.cli import COMMANDS
from solidarity_graph.cli.serve import serve_command

OPTIONS = [option for option in serve_command.params if isinstance(option, click.Option) and not option.hidden]
DOCS = Path(__file__).parents[3] / "docs"


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_is_in_the_page_of_the_command_line(command: str) -> None:
    assert re.search(rf"^\| `{command}\b", page("command-line.md"), re.MULTILINE)


@pytest.mark.parametrize(
    "option",
    [option for option in serve_command.params if isinstance(option, click.Option) and not option.hidden],
    ids=str,
)
def test_every_option_of_serve_is_explained(option: click.Option) -> None:
    if option.name != "help":
        assert f"`{option.opts[0]}`" in page("operations.md")


def test_every_route_is_in_the_page_of_the_endpoint(app: Flask) -> None:
    text = page("endpoint.md")
    routes = {
        f"/{rule.rule.split('/')[1].partition('.<')[0].partition('<')[0]}" for rule in app.url_map.iter_rules()
    } - {"/", "/static"}
    assert sorted(route for route in routes if f"`{route}" not in text) == []


def test_every_metric_is_in_the_page_of_operations(app: Flask) -> None:
    text = page("operations.md")
    names = re.findall(r"^# TYPE solidarity_graph_(\S+) ", app.test_client().get("/metrics").text, re.MULTILINE)
    assert names
    assert [name for name in names if f"`{name}`" not in text] == []


def test_every_page_is_in_the_list_of_pages() -> None:
    listed = re.findall(r"\]\(([\w-]+\.md)\)", page("README.md"))
    assert sorted(listed) == sorted(path.name for path in DOCS.glob("*.md") if path.name != "README.md")


def test_links_between_documents_lead_to_files() -> None:
    pages = [*DOCS.glob("*.md"), *DOCS.parent.glob("*.md"), *DOCS.parent.glob("*/README.md")]
    links = [
        (path, link) for path in pages for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text("utf-8"))
    ]
    assert links
    assert [f"{path.name}: {link}" for path, link in links if not (path.parent / link).exists()] == []
