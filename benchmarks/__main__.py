"""`python -m benchmarks`, from the root of a checkout: measure, print, and write docs/benchmarks.md."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import click
import platformdirs

from benchmarks.machine import describe_machine, versions
from benchmarks.peers import Peers
from benchmarks.plan import FULL, QUICK
from benchmarks.report import render, write_between_markers
from benchmarks.results import Results
from benchmarks.stages import Run, run_all

_PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"


@click.command()
@click.option("--quick", is_flag=True, help="Two minutes on little data: to see that it works, not to be published.")
@click.option("--date", help="The day to write on the figures. [default: today]")
@click.option(
    "--page",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The page to write the figures into. [default: docs/benchmarks.md; none with --quick]",
)
@click.option(
    "--cache",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the other servers are installed and the data lies. [default: bench/ in the user's cache folder]",
)
def main(quick: bool, date: str | None, page: Path | None, cache: Path | None) -> None:
    """Measure this checkout's server against others, on this machine, one after the other."""
    began = time.monotonic()
    folder = (cache or platformdirs.user_cache_path("solidarity-graph") / "bench").resolve()
    folder.mkdir(parents=True, exist_ok=True)

    def say(words: str) -> None:
        click.echo(f"{time.monotonic() - began:6.0f} s  {words}", err=True)

    peers = Peers(folder)
    say("The other servers")
    peers.install()
    today = dt.datetime.now(dt.UTC).date().isoformat()
    results = Results(date or today, describe_machine(), versions(peers.versions()))
    run_all(Run(QUICK if quick else FULL, folder, peers, results, say))
    figures = render(results)
    click.echo(figures)
    page = page or (None if quick else _PAGE)
    if page:
        write_between_markers(page, figures)
        say(f"Written to {page}")


if __name__ == "__main__":
    main()
