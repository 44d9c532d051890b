"""`solidarity-graph mcp`: the release as tools for language models, by the Model Context Protocol."""

from __future__ import annotations

from pathlib import Path

import click

from solidarity_graph.agents import Answers
from solidarity_graph.cli.options import (
    cache_option,
    data_option,
    open_documents,
    process_environment,
    release_folder,
    release_option,
)
from solidarity_graph.errors import CallError
from solidarity_graph.release import open_release
from solidarity_graph.resources import queries_dir
from solidarity_graph.saved_queries import load_catalogue
from solidarity_graph.sparql import Limits, open_store

_OUTPUT_BYTES = 4 << 20  # a longer answer is of no use to a model


@click.command("mcp", context_settings={"show_default": True})
@click.option("--site", default="", metavar="URL", help="Where this release is served: citations then have an address.")
@click.option("--timeout", type=float, default=10.0, help="Seconds that one query may take.")
@click.option("--workers", type=click.IntRange(min=1), default=2, help="Queries that run at a time.")
@data_option
@release_option
@cache_option
def mcp_command(
    site: str, timeout: float, workers: int, data: Path | None, release: Path | None, cache: Path | None
) -> None:
    """Serve the release to a language model as tools, over standard input and output.

    The tools search, read a thing with its sources, list and answer saved questions, answer SPARQL, and cite. They read
    only, and queries run in guarded workers as those of `serve` do. Needs an extra: pip install 'solidarity-graph[mcp]'

    \b
    solidarity-graph mcp --site https://example.org/graph/
    {"mcpServers": {"solidarity-graph": {"command": "solidarity-graph", "args": ["mcp"]}}}
    """
    try:
        from solidarity_graph.agents.server import make_server
    except ModuleNotFoundError as error:
        raise CallError(
            f"The package {error.name} is missing. Install it with: pip install 'solidarity-graph[mcp]'"
        ) from None
    opened = open_release(release_folder(release, data))
    store = open_store(opened, workers=workers, cache=cache, environment=process_environment())
    with store:
        documents = open_documents(opened, cache)
        limits = Limits(seconds=timeout, output_bytes=_OUTPUT_BYTES)
        try:
            make_server(Answers(store, documents, opened, load_catalogue(queries_dir()), limits, site)).run("stdio")
        finally:
            documents.close()
