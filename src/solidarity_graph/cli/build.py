"""`solidarity-graph build`: builds a release from the data files."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from solidarity_graph.cli.options import data_folder, data_option, private_option, release_folder, release_option
from solidarity_graph.pipeline import build
from solidarity_graph.resources import is_installed


@click.command("build")
@data_option
@private_option
@release_option
def build_command(data: Path | None, private: Path | None, release: Path | None) -> None:
    """Read the dataset, validate it and write the release.

    Does nothing where the input has not changed. Where the data does not conform, the last release stays as it is.

    \b
    solidarity-graph build
    solidarity-graph build --data my-data --release my-data/release
    """
    if data is None and is_installed():
        raise click.UsageError("This is an installed copy, with a release of its own. Name your data: --data DIR.")
    target = release_folder(release, data)
    built = build(data_folder(data), target, private)
    if built.release is None:
        from solidarity_graph.validation import as_text

        click.echo(as_text(built.report) if built.report else "", err=True)
        click.echo(f"The data does not conform: {target} stays as it was.", err=True)
        sys.exit(1)
    if built.report is None:
        click.echo(f"{target} is up to date.", err=True)
        return
    click.echo(f"Release {built.release.version} written to {target}: {built.report.triples} triples, valid.", err=True)
