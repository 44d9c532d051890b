"""`solidarity-graph export`: the release in the form that another program takes."""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import urlsplit

import click

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
from solidarity_graph.sparql import open_store
from solidarity_graph.web import close_app, create_app, write_static_site

_STEP = 100  # addresses between two lines of progress


@click.command("export", context_settings={"show_default": True})
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--format", "format_", type=click.Choice(["site"]), required=True, help="What is written.")
@click.option("--site", default="", metavar="URL", help="Where the copy will stand. [default: the dataset's base]")
@click.option("--fewest", type=click.IntRange(min=0), default=0, help="Leave smaller counts out, as serve does.")
@data_option
@release_option
@cache_option
def export_command(
    folder: Path, format_: str, site: str, fewest: int, data: Path | None, release: Path | None, cache: Path | None
) -> None:
    """Write the release into FOLDER: with --format site, all pages and answers as plain files.

    Any static host can serve them, and a browser reads them from a disk. Forms, the endpoint and selections of lists
    need a server and are left out. A folder that holds anything else is refused; an earlier copy is replaced.

    \b
    solidarity-graph export --format site public --site https://example.org/graph/
    """
    del format_  # the only one so far
    if site and (urlsplit(site).scheme not in ("http", "https") or not urlsplit(site).netloc):
        raise CallError(f"{site} is no address. Write --site https://example.org/graph/")
    opened = open_release(release_folder(release, data))
    store = open_store(opened, workers=1, cache=cache, environment=process_environment())
    app = create_app(
        store,
        release=opened,
        catalogue=load_catalogue(queries_dir()),
        open_documents=lambda each: open_documents(each, cache),
        fewest=fewest,
    )
    try:
        written = write_static_site(app, folder, site or opened.base, _report if sys.stderr.isatty() else None)
    finally:
        close_app(app)
    click.echo(f"{written} files written to {folder}.", err=True)


def _report(done: int, known: int) -> None:
    if done % _STEP == 0:
        click.echo(f"{done} of {known} addresses", err=True)
