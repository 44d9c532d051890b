"""`solidarity-graph init`: starts the graph of another publisher."""

from __future__ import annotations

import shlex
import shutil
from datetime import UTC, datetime
from pathlib import Path

import click
import tomlkit

from solidarity_graph.errors import CallError, DataError
from solidarity_graph.pipeline import published
from solidarity_graph.records import load_files
from solidarity_graph.resources import docs_dir
from solidarity_graph.saved_queries.parameter_values import PUBLIC_BASE

_DATASET = "dataset.toml"
# A file of this name, with its dot, would keep git from storing the sources of the template itself.
_IGNORED = "gitignore"


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--base", metavar="IRI", required=True, help="What the address of everything in it begins with.")
@click.option("--title", help="What the graph is called.")
def init_command(folder: Path, base: str, title: str | None) -> None:
    """Start a graph of your own in DIR, with an invented article, a concept below one of ours, and tests.

    Its things have addresses below the base, https://example.org/graph/id/person/..., which never change once they are
    published: choose a base that you can keep. DIR must be new or empty. docs/reuse.md goes on from here.

    \b
    solidarity-graph init my-graph --base https://example.org/graph/
    """
    if folder.exists() and any(folder.iterdir()):
        raise CallError(f"{folder} is not empty. Name a new folder.")
    if base.lower().partition("://")[2].startswith(PUBLIC_BASE.partition("://")[2]):
        raise CallError(f"{base} is below the base of our graph. Give a base at an address of your own.")
    template = _template()
    files = dict(load_files(template / "data"))
    files[_DATASET] = _described(files[_DATASET], base, title)
    published(files)  # raises the error for a base that is none, before anything is written
    shutil.copytree(template, folder, dirs_exist_ok=True)
    (folder / _IGNORED).rename(folder / f".{_IGNORED}")
    (folder / "data" / _DATASET).write_text(files[_DATASET], encoding="utf-8")
    click.echo(f"{folder} holds a graph of yours. Go on with its README.md:", err=True)
    click.echo(f"  cd {shlex.quote(str(folder))}", err=True)
    click.echo("  solidarity-graph annotate data/articles/*.toml --data data --sources sources", err=True)


def refuse_texts_of_the_template(data: Path) -> None:
    """Raise DataError if dataset.toml still has a text that `init` wrote for the publisher to replace."""
    file = data / _DATASET
    # What else is wrong with the file is said when it is read with all others.
    text = file.read_text("utf-8", errors="replace") if file.is_file() else ""
    template = tomlkit.parse((_template() / "data" / _DATASET).read_text("utf-8")).unwrap()
    for name, placeholder in (("publisher", template["publisher"]), ("method", template["selection"]["method"])):
        if f'"{placeholder}"' in text:
            raise DataError(
                f"{name} is the text that init wrote.",
                file=_DATASET,
                remedy="Write your own: it stands in citations and on the page about the graph.",
            )


def _template() -> Path:
    return docs_dir() / "examples" / "new-graph"


def _described(text: str, base: str, title: str | None) -> str:
    """Return the text of dataset.toml with base, title and today's version."""
    dataset = tomlkit.parse(text)
    dataset["base"], dataset["version"] = base, datetime.now(UTC).date().isoformat()
    if title:
        dataset["title"] = title
    return tomlkit.dumps(dataset)
