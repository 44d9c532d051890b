"""The command line: one module for each command. The only package that prints, exits and reads the environment."""

from __future__ import annotations

import importlib
import logging
import sys

import click

from solidarity_graph import __version__
from solidarity_graph.errors import CallError, SolidarityGraphError

# The module of a command is imported only to run it or to show its help: web, SHACL and RDF libraries take a second to
# import. The text is the first sentence of the command's help; a test compares them.
COMMANDS = {
    "annotate": 'Turn each `find = "..."` of the article FILES into `at`, `phrase` and `claim`.',
    "build": "Read the dataset, validate it and write the release.",
    "diff": "Compare two versions of the ontology: terms and constraints added, changed, deprecated and removed.",
    "erase": "Take out every trace of KEY: person/p7k2, event/..., article/..., or a claim's key.",
    "export": "Write the release into FOLDER: with --format site, all pages and answers as plain files.",
    "init": "Start a graph of your own in DIR, with an invented article, a concept below one of ours, and tests.",
    "load": "Put the release into another store, graph by graph: only what changed, and away with what is gone.",
    "mcp": "Serve the release to a language model as tools, over standard input and output.",
    "merge": "Decide that A and B are one thing, known by the key of B from now on.",
    "query": "Answer a saved query by name, or the SPARQL in a file.",
    "restore": "Move what was withheld under KEY back to the data, as far as nothing else in it is below public.",
    "review-due": "List the grounds for naming somebody that were reviewed a year ago or more.",
    "serve": "Serve the release: pages, SPARQL endpoint, saved queries, downloads.",
    "unmerge": "Take back that KEY was merged into another.",
    "validate": "Validate FILES (Turtle, N-Triples, N-Quads, TriG, N3, JSON-LD, RDF/XML), "
    "or the dataset where none is named.",
    "verify": "Check each span against the source texts: exact, moved or missing.",
    "withhold": "Move every entry that KEY stands in to the private overlay, and withdraw what was released of it.",
}
_SHARED_MODULES = {"restore": "withhold", "unmerge": "merge"}
"""Modules of the commands that share one; the others have the module of their name."""
RENAMED = {"release": "restore"}
"""Commands of the first release that have a new name."""
_ENVIRONMENT = "SOLIDARITY_GRAPH"
"""How the names of all environment variables begin that set options."""


class _Commands(click.Group):
    """The group of all commands. A SolidarityGraphError is printed to stderr and becomes an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of all commands, sorted."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the module of a command and return the command; None if there is none of this name."""
        if cmd_name in RENAMED:
            click.echo(f"solidarity-graph: {cmd_name} is called {RENAMED[cmd_name]} now.", err=True)
            cmd_name = RENAMED[cmd_name]
        if cmd_name not in COMMANDS:
            return None
        name = cmd_name.replace("-", "_")
        module = importlib.import_module(f"solidarity_graph.cli.{_SHARED_MODULES.get(name, name)}")
        command: click.Command = getattr(module, f"{name}_command")
        _name_variables(command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands for `--help` without importing their modules."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> object:
        """Run the command. Prints a SolidarityGraphError to stderr and exits: 2 for a CallError, else 1.

        A file that cannot be read or written, or a full disk, is a fault of the call, too; --verbose shows the place.
        """
        try:
            return super().invoke(ctx)
        except SolidarityGraphError as error:
            _complain(str(error))
            sys.exit(2 if isinstance(error, CallError) else 1)
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                raise  # click ends quietly where nobody reads any more
            logging.getLogger(__name__).info("An operation failed.", exc_info=error)
            reason = f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or error)
            _complain(f"{reason}. Mend that, then run the same command again.")
            sys.exit(2)


def _complain(text: str) -> None:
    """Print a text to stderr. Names of files and words of data in it may have what a terminal obeys: it is named."""
    shown = (c if c.isprintable() or c == "\n" else f"<U+{ord(c):04X}>" for c in text)
    click.echo(f"solidarity-graph: {''.join(shown)}", err=True)


def _name_variables(command: click.Command) -> None:
    """Name the environment variable of each option after the option: click names it after the function's parameter."""
    for option in command.params:
        if isinstance(option, click.Option):
            name = f"{command.name}{max(option.opts, key=len).removeprefix('-')}"
            option.envvar = f"{_ENVIRONMENT}_{name.replace('-', '_').upper()}"


@click.group(
    cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": _ENVIRONMENT}
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


def main() -> None:
    """The entry point of the program `solidarity-graph`."""
    cli()
