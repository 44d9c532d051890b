"""The command line: one module a command. The only room that prints, exits and reads the environment."""

from __future__ import annotations

import logging
import sys

import click

from solidarity_graph import __version__
from solidarity_graph.cli.annotate import annotate_command
from solidarity_graph.cli.build import build_command
from solidarity_graph.cli.erase import erase_command
from solidarity_graph.cli.load import load_command
from solidarity_graph.cli.merge import merge_command, unmerge_command
from solidarity_graph.cli.query import query_command
from solidarity_graph.cli.review_due import review_due_command
from solidarity_graph.cli.serve import serve_command
from solidarity_graph.cli.validate import validate_command
from solidarity_graph.cli.verify import verify_command
from solidarity_graph.cli.withhold import release_command, withhold_command
from solidarity_graph.errors import CallError, SolidarityGraphError

DATA_AT_FAULT = 1
CALL_AT_FAULT = 2


class _Ours(click.Group):
    """The group as a program: every error of ours becomes a sentence on stderr and an exit status."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except SolidarityGraphError as error:
            click.echo(f"solidarity-graph: {error}", err=True)
            sys.exit(CALL_AT_FAULT if isinstance(error, CallError) else DATA_AT_FAULT)


@click.group(
    cls=_Ours, context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "SOLIDARITY_GRAPH"}
)
@click.version_option(__version__, prog_name="solidarity-graph")
@click.option("-v", "--verbose", is_flag=True, help="Say more on stderr.")
def cli(verbose: bool) -> None:
    """Turn news articles about acts of solidarity into linked data that can be trusted statement by statement.

    \b
    solidarity-graph build                 make the release in data/release
    solidarity-graph serve                 serve it on http://127.0.0.1:8000
    solidarity-graph query every-action    one saved question, answered

    Exit status: 0 done, 1 the data is at fault, 2 the call is at fault.
    """
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING, format="%(levelname)s %(name)s: %(message)s"
    )


for command in (
    annotate_command,
    build_command,
    erase_command,
    load_command,
    merge_command,
    query_command,
    release_command,
    review_due_command,
    serve_command,
    unmerge_command,
    validate_command,
    verify_command,
    withhold_command,
):
    cli.add_command(command)


def main() -> None:
    """The program `solidarity-graph`."""
    cli()
