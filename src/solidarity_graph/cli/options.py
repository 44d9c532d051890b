"""Options that several commands share, and their default paths."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import platformdirs

from solidarity_graph.resources import data_dir, is_installed

if TYPE_CHECKING:
    from solidarity_graph.release import Release
    from solidarity_graph.search import DocumentIndex

Option = Callable[[Callable[..., Any]], Callable[..., Any]]


def folder_option(name: str, what: str, *, exists: bool = False, required: bool = False) -> Option:
    """Return an option for a folder, which must exist if `exists`."""
    folder = click.Path(path_type=Path, file_okay=False, exists=exists)
    return click.option(name, type=folder, required=required, help=what)


data_option = folder_option(
    "--data", "The dataset's folder. [default: data/ here if it has a dataset.toml, or that of the installation]"
)
private_option = folder_option(
    "--private", "The private overlay: a folder outside the repository with what may not be public.", exists=True
)
release_option = folder_option("--release", "The release's folder. [default: release/ in the dataset's folder]")
sources_option = folder_option(
    "--sources", "The folder that holds the source texts; they are found by their SHA-256.", required=True
)
cache_option = folder_option("--cache", "Where snapshots are kept. [default: the user's cache folder]")


def day_option(name: str, what: str) -> Option:
    """Return an option for a `date`, which is today by default: in UTC, as everywhere in a release."""
    return click.option(name, "day", callback=_read_day, metavar="DATE", help=f"{what} [default: today]")


def _read_day(_context: click.Context, _parameter: click.Parameter, text: str | None) -> date:
    try:
        return datetime.now(UTC).date() if text is None else date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text} is no day. Write 2026-11-25.") from None


def data_folder(data: Path | None) -> Path:
    """Return the folder of the option, else `data/` here if it is a dataset, else that of the installation."""
    here = Path("data")
    return data or (here if (here / "dataset.toml").is_file() else data_dir())


def own_data_folder(data: Path | None) -> Path:
    """Return the folder of a dataset that may be written to. Raises UsageError for that of an installed copy."""
    folder = data_folder(data)
    if is_installed() and folder == data_dir():
        raise click.UsageError("This is an installed copy, with a release of its own. Name your data: --data DIR.")
    return folder


def release_folder(release: Path | None, data: Path | None = None) -> Path:
    """Return the folder of the option, or `release/` in the dataset's folder. Its last part is a name, and no dot."""
    return release.absolute() if release is not None else data_folder(data) / "release"


def process_environment() -> dict[str, str]:
    """Return the environment variables that some builds of Python need to start: worker processes get no others."""
    return {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH") if name in os.environ}


def state_folder() -> Path:
    """Return the folder of the program's lasting state: the list of loaded stores, and unfinished erasures."""
    return platformdirs.user_state_path("solidarity-graph")


def open_documents(release: Release, cache: Path | None = None) -> DocumentIndex:
    """Return the document index of a release; it is written on first use, next to the snapshot."""
    # Here, since most commands read no documents and these take a while to import.
    from solidarity_graph.cli.allocator import return_freed_memory
    from solidarity_graph.release import read_documents
    from solidarity_graph.search import FORMAT, DocumentIndex, write_index
    from solidarity_graph.sparql.snapshot.cache import cached_files

    def write(folder: Path) -> None:
        write_index(folder, read_documents(release), release.base)
        return_freed_memory()  # of 80 MiB for 80,000 triples without a file of documents, 60

    return DocumentIndex.open(cached_files(release.nquads, f"{FORMAT}-documents", write, cache), release.base)
