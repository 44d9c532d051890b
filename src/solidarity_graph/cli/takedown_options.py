"""What `erase`, `withhold` and `restore` share: options for all places, and the report of what was done."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import click

from solidarity_graph.cli.credentials import store_credentials
from solidarity_graph.cli.options import (
    cache_option,
    data_option,
    day_option,
    own_data_folder,
    private_option,
    release_folder,
    release_option,
    state_folder,
)
from solidarity_graph.errors import SolidarityGraphError
from solidarity_graph.pipeline import build, check
from solidarity_graph.records import Files, load_files
from solidarity_graph.takedown import RESTORE, Folders, Order, Step, Tools, carry_out
from solidarity_graph.validation import Report, as_text

_LISTS = ("dataset.toml", "removals.toml")  # every order changes these, and they do not show what was removed
_HISTORY = """\
The history of the repository, in every clone and fork of it. To see where it stands: git log --all -S'KEY'. To \
rewrite it, with a copy of today's files at hand: git filter-repo --invert-paths {paths}; then copy the files back, \
commit, force the push, and ask the host to drop what it keeps of the old commits."""
_BEYOND = (
    "What others downloaded before, and clones of the repository: they show what is missing now.",
    "What others' caches and proxies keep of the site: up to a day; and what search engines and archives copied.",
    "What a store that was loaded keeps besides its graphs: its transaction log, its query log, its own backups.",
    "What nginx stored of the site's answers, until it is removed there.",
    "Sites and caches of other machines: a server deletes its snapshots within a minute of getting the new release.",
    "Backups and snapshots of these folders, by the file system, the machine or its provider.",
    "Other files of the repository, such as the expected rows of tests: git grep 'KEY'.",
    _HISTORY,
)
_OPTIONS = (
    data_option,
    private_option,
    release_option,
    click.option(
        "--releases",
        type=click.Path(path_type=Path, file_okay=False, exists=True),
        help="The folder of older releases: those that hold it are withdrawn.",
    ),
    cache_option,
    click.option("--store", "stores", multiple=True, metavar="URL", help="A store that was loaded from elsewhere."),
    day_option("--on", "The day that the new release is named by."),
    click.option("--json", "json_", is_flag=True, help="What was done, as one JSON object."),
)


words_option = click.option(
    "--leave-words", is_flag=True, help="What looks like a name elsewhere is another one: it may stay."
)


def places_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options for all places where data can be: folders, caches, stores."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def take_back(
    order: Order,
    *,
    data: Path | None,
    private: Path | None,
    release: Path | None,
    releases: Path | None,
    cache: Path | None,
    stores: tuple[str, ...],
    json_: bool,
) -> None:
    """Carry out the order, report what was done and what is out of reach, and exit: 1 if something is left to do."""
    own = own_data_folder(data)
    target = release_folder(release, data)
    folders = Folders(own, target, state_folder(), private, releases, cache, stores)
    validation = _Validation(folders)
    tools = Tools(validation.check, validation.build, store_credentials)
    steps = []
    for step in carry_out(order, folders, tools):
        click.echo(step.text, err=True)
        steps.append(step)
    beyond = [] if order.verb == RESTORE else _out_of_reach(steps, folders)
    done, left = ([step.text for step in steps if step.reached is reached] for reached in (True, False))
    if json_:
        click.echo(json.dumps({"done": done, "left": left, "outOfReach": beyond}, ensure_ascii=False))
    elif not steps:
        click.echo("Nothing is left to do.", err=True)
    else:
        click.echo("\n".join(["Out of reach:", *(f"- {sentence}" for sentence in beyond)]) if beyond else "", err=True)
    if left:
        click.echo(f"{len(left)} left to do: run the same command again.", err=True)
    sys.exit(1 if left else 0)


class _Validation:
    """Checks record files before they are written, and builds the release of them without checking them again."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders
        self._files: Files = {}
        self._report: Report | None = None

    def check(self, files: Files) -> None:
        """Raise an error if the files do not conform."""
        self._files, self._report = files, check(files)
        _raise_unless_conforming(self._report)

    def build(self) -> bool:
        """Build the release; return False if it was up to date. Raises an error if the data does not conform."""
        data, target, private = self._folders.data, self._folders.release, self._folders.private
        same = self._files == load_files(data, private)
        built = build(data, target, private, validated=self._report if same else None)
        if built.report is not None:
            _raise_unless_conforming(built.report)
        return built.report is not None


def _raise_unless_conforming(report: Report) -> None:
    if not report.is_accepted:
        raise SolidarityGraphError(
            f"{as_text(report)}\nWithout what is to be taken back the data would not conform. Name more KEYs, or mend "
            "what stands above first."
        )


def _out_of_reach(steps: list[Step], folders: Folders) -> list[str]:
    """Return sentences on what is out of reach. They name the changed or deleted files of the repository."""
    data, release = folders.data.resolve(), folders.release.resolve()
    top = next((parent for parent in (data, *data.parents) if (parent / ".git").exists()), data.parent)
    written = {step.file for step in steps if step.file and data in step.file.parents and step.file.name not in _LISTS}
    paths = [path.relative_to(top) for path in (*sorted(written), release) if written and top in path.parents]
    named = " ".join(f"--path {path}" for path in paths or [Path("FILE ...")])
    return [sentence.format(paths=named) for sentence in _BEYOND]
