"""`solidarity-graph build`: builds a release from the data files."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from solidarity_graph.cli.init import refuse_texts_of_the_template
from solidarity_graph.cli.options import (
    data_option,
    own_data_folder,
    private_option,
    release_folder,
    release_option,
    state_folder,
)
from solidarity_graph.errors import SolidarityGraphError
from solidarity_graph.pipeline import build
from solidarity_graph.records.release_list import renew_version
from solidarity_graph.takedown.journal import unfinished_takedown


@click.command("build")
@data_option
@private_option
@release_option
@click.option("--draft", is_flag=True, help="Make a draft where the content is not that of a published version.")
@click.option("--new-version", is_flag=True, help="Give dataset.toml today's next free version first.")
def build_command(
    data: Path | None, private: Path | None, release: Path | None, draft: bool, new_version: bool
) -> None:
    """Read the dataset, validate it and write the release.

    Does nothing where the input has not changed. Where the data does not conform, the last release stays as it is.

    A version is listed in releases.toml when it is built first, and other content under a listed version is refused:
    publish it with --new-version, or look at it as a draft, which is never listed and has no permalinks.

    \b
    solidarity-graph build --draft
    solidarity-graph build --new-version
    solidarity-graph build --data my-data --release my-data/release
    """
    own = own_data_folder(data)
    if draft and new_version:
        raise click.UsageError("A draft gets no version: leave out --draft or --new-version.")
    if unfinished := unfinished_takedown(own, state_folder()):
        raise SolidarityGraphError(unfinished)
    if not draft:
        refuse_texts_of_the_template(own)
    if new_version:
        renew_version(own, datetime.now(UTC).date().isoformat())
    target = release_folder(release, data)
    built = build(own, target, private, draft=draft)
    if built.report and not built.report.conforms:  # there may be warnings alone
        from solidarity_graph.validation import as_text

        click.echo(as_text(built.report), err=True)
    if built.release is None:
        click.echo(f"The data does not conform: {target} stays as it was.", err=True)
        sys.exit(1)
    if built.report is None:
        click.echo(f"{target} is up to date.", err=True)
        return
    what = "Draft" if built.release.is_draft else "Release"
    click.echo(f"{what} {built.release.version} written to {target}: {built.report.triples} triples, valid.", err=True)
    if not built.release.is_draft:
        click.echo("It is listed in releases.toml: later changes need a new version (--new-version).", err=True)
