"""Options that several commands share, and where they look by default."""

from __future__ import annotations

from pathlib import Path

import click
import platformdirs

from solidarity_graph.resources import data_dir

data_option = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="The dataset's folder. [default: data/ of this checkout or installation]",
)
private_option = click.option(
    "--private",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="The private overlay: a folder outside the repository with what may not be public.",
)
release_option = click.option(
    "--release",
    type=click.Path(path_type=Path, file_okay=False),
    help="The release's folder. [default: release/ in the dataset's folder]",
)
sources_option = click.option(
    "--sources",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="The folder that holds the source texts; they are found by their SHA-256.",
)
cache_option = click.option(
    "--cache",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where snapshots are kept. [default: the user's cache folder]",
)


def data_folder(data: Path | None) -> Path:
    """The folder named, or that of this installation."""
    return data if data is not None else data_dir()


def release_folder(release: Path | None, data: Path | None = None) -> Path:
    """The folder named, or `release/` in the dataset's folder."""
    return release if release is not None else data_folder(data) / "release"


def state_folder() -> Path:
    """Where this program remembers what it must not forget."""
    return platformdirs.user_state_path("solidarity-graph")
