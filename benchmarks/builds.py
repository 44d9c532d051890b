"""`python -m benchmarks.builds --articles 100 1000`: what a build costs, by the number of articles.

Each build is a process of its own: `solidarity-graph build` on generated articles, then once more with nothing changed,
then after one word was changed.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import click

from benchmarks.articles import write_articles
from benchmarks.session_use import SessionUse

_SEED = 1
_HEAD = (
    "articles",
    "claims",
    "triples",
    "wall s",
    "CPU s",
    "peak MiB",
    "release MiB",
    "unchanged s",
    "one word changed s",
)


class Cost(NamedTuple):
    """What a build took: seconds by the clock and of CPU, and the most memory that its processes held together."""

    wall: float
    cpu: float
    peak_mib: float


class Builds(NamedTuple):
    """The builds of one dataset: the first, one with the same input, one after a word was changed."""

    articles: int
    claims: int
    triples: int
    release_mib: float
    first: Cost
    unchanged: Cost
    changed: Cost


class BuildFailedError(Exception):
    """A build that did not end well, with its output."""


def measure_builds(articles: int, folder: Path) -> Builds:
    """Generate that many articles in an empty folder, and build them three times."""
    data, release = folder / "data", folder / "release"
    write_articles(data, articles, seed=_SEED)
    first, unchanged = build_release(data, release), build_release(data, release)
    _change_one_word(data)
    changed = build_release(data, release)
    with (release / "solidarity-graph.nt").open("rb") as dump:
        triples = sum(1 for _ in dump)
    claims = sum(path.read_text("utf-8").count("claim = ") for path in (data / "articles").glob("*.toml"))
    size = sum(path.stat().st_size for path in release.rglob("*") if path.is_file())
    return Builds(articles, claims, triples, size / 2**20, first, unchanged, changed)


def _change_one_word(data: Path) -> None:
    """The title of one article: one document changes, and no claim."""
    path = min((data / "articles").glob("*.toml"))
    path.write_text(path.read_text("utf-8").replace('title = "', 'title = "Changed ', 1), "utf-8")


def build_release(data: Path, release: Path) -> Cost:
    """Run the build. Raises BuildFailedError where it fails: the generated articles conform."""
    command = [sys.executable, "-c", "from solidarity_graph.cli import main; main()", "build", "--draft"]
    command += ["--data", str(data), "--release", str(release)]
    began = time.monotonic()
    with tempfile.TemporaryFile() as output:
        # A session of its own: all processes of the build are in it.
        process = subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True)
        with SessionUse(process.pid) as use:
            process.wait()
        wall = time.monotonic() - began
        if process.returncode:
            output.seek(0)
            raise BuildFailedError(output.read().decode(errors="replace")[-2000:])
    return Cost(wall, use.cpu, use.peak_mib)


def table_of(builds: Sequence[Builds]) -> str:
    """The figures as a Markdown table, one row for each number of articles."""
    rows = [
        (
            f"{each.articles:,}",
            f"{each.claims:,}",
            f"{each.triples:,}",
            f"{each.first.wall:.1f}",
            f"{each.first.cpu:.1f}",
            f"{each.first.peak_mib:,.0f}",
            f"{each.release_mib:,.0f}",
            f"{each.unchanged.wall:.1f}",
            f"{each.changed.wall:.1f}",
        )
        for each in builds
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in (_HEAD, ("---",) * len(_HEAD), *rows))


@click.command()
@click.argument("more_articles", nargs=-1, type=click.IntRange(min=1))
@click.option(
    "--articles", multiple=True, type=click.IntRange(min=1), help="How many articles. [default: 100 and 1000]"
)
@click.option("--quick", is_flag=True, help="100 articles: to see that it works.")
def main(articles: tuple[int, ...], more_articles: tuple[int, ...], quick: bool) -> None:
    """Build generated articles and print a table. Several numbers may follow --articles: --articles 100 1000."""
    found: list[Builds] = []
    for count in (*articles, *more_articles) or ((100,) if quick else (100, 1000)):
        click.echo(f"{count} articles", err=True)
        with tempfile.TemporaryDirectory(prefix="builds-") as folder:
            found.append(measure_builds(count, Path(folder)))
    click.echo(table_of(found))


if __name__ == "__main__":
    main()
