"""`solidarity-graph serve`: the site and the endpoint."""

from __future__ import annotations

from pathlib import Path

import click

from solidarity_graph.cli.options import cache_option, data_option, release_folder, release_option
from solidarity_graph.ontology import read_ontology
from solidarity_graph.pipeline import open_store
from solidarity_graph.release import open_release
from solidarity_graph.resources import queries_dir
from solidarity_graph.saved_queries import load_catalogue
from solidarity_graph.store import DEFAULT_LIMITS, Limits
from solidarity_graph.web import create_app, serve_forever


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Queries at a time.")
@click.option("--threads", type=click.IntRange(1, 256), default=8, show_default=True, help="Requests at a time.")
@click.option(
    "--timeout", type=float, default=DEFAULT_LIMITS.seconds, show_default=True, help="Seconds a query may take."
)
@data_option
@release_option
@cache_option
def serve_command(
    host: str,
    port: int,
    workers: int,
    threads: int,
    timeout: float,
    data: Path | None,
    release: Path | None,
    cache: Path | None,
) -> None:
    """Serve the release: pages, SPARQL endpoint, saved queries, downloads. Nothing is fetched from anywhere.

    \b
    solidarity-graph serve
    solidarity-graph serve --port 8001 --timeout 30
    """
    opened = open_release(release_folder(release, data))
    with open_store(opened, workers=workers, cache=cache) as store:
        app = create_app(
            store,
            release=opened,
            catalogue=load_catalogue(queries_dir()),
            ontology=read_ontology(),
            limits=Limits(seconds=timeout),
        )
        serve_forever(
            app,
            host=host,
            port=port,
            threads=threads,
            ready=lambda address: click.echo(f"Solidarity Graph, release {opened.version}, on {address}", err=True),
        )
