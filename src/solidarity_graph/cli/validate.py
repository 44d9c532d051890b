"""`solidarity-graph validate`: validates the dataset or any RDF files against the shapes."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from click.core import ParameterSource

from solidarity_graph.cli.options import data_folder, data_option, private_option
from solidarity_graph.pipeline import check
from solidarity_graph.records import load_files
from solidarity_graph.validation import FORMATS, Profile, as_json, as_text, as_turtle, parse, read_files, validate

_STDIN = Path("-")
_FORMATS = {"text": as_text, "json": as_json, "turtle": as_turtle}
_LEVELS = click.Choice([profile.value for profile in Profile])


@click.command("validate")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@data_option
@private_option
@click.option("--level", type=_LEVELS, help="How strict to be. [default: core for files, strict for the dataset]")
@click.option("--profile", type=_LEVELS, hidden=True)  # the former name of --level
@click.option(
    "--input-format",
    type=click.Choice(list(FORMATS), case_sensitive=False),
    metavar="FORMAT",
    help=f"The format of FILES, where their suffix does not tell it: {', '.join(FORMATS)}.",
)
@click.option("--base", metavar="IRI", help="The base of relative IRIs in FILES, where they give none.")
@click.option("--format", "format_", type=click.Choice(list(_FORMATS)), default="text", show_default=True)
@click.option("--reference", is_flag=True, help="Leave everything to plain pySHACL: slower, with the same results.")
@click.option("--json", "json_", is_flag=True, help="The same as --format json.")
@click.pass_context
def validate_command(
    context: click.Context,
    files: tuple[Path, ...],
    data: Path | None,
    private: Path | None,
    level: str | None,
    profile: str | None,
    input_format: str | None,
    base: str | None,
    format_: str,
    reference: bool,
    json_: bool,
) -> None:
    """Validate FILES (Turtle, N-Triples, N-Quads, TriG, N3, JSON-LD, RDF/XML), or the dataset where none is named.

    FILES may be packed by gzip, bzip2 or xz; - is standard input. Exit status 1 where something does not conform, or
    where there is nothing to validate; 0 where there are only warnings, such as of deprecated terms. The dataset is
    always validated at the level strict.

    \b
    solidarity-graph validate
    solidarity-graph validate their-dump.ttl.gz --level core --format turtle
    curl https://example.org/data | solidarity-graph validate - --input-format ttl
    """
    if profile:
        click.echo("solidarity-graph: --profile is deprecated and will be removed. Write --level instead.", err=True)
        if level:
            raise click.UsageError("--level and --profile are the same: leave --profile out.")
        level = profile
    if files:
        # Set in the environment they are for every call, so there they are left alone.
        if ParameterSource.COMMANDLINE in map(context.get_parameter_source, ("data", "private")):
            raise click.UsageError("--data and --private are for the dataset: leave them out where you name files.")
        data_graph = read_files((path for path in files if path != _STDIN), input_format=input_format, base=base)
        if _STDIN in files:
            if input_format is None:
                raise click.UsageError("Standard input has no suffix: name its format by --input-format.")
            data_graph += parse(sys.stdin.buffer.read(), input_format, "standard input", base=base)
        report = validate(data_graph, profile=Profile(level or Profile.CORE.value), reference=reference)
    elif input_format or base:
        raise click.UsageError("--input-format and --base are for files: name one, or - for standard input.")
    elif level in (None, Profile.STRICT.value):
        report = check(load_files(data_folder(data), private), reference=reference)
    else:
        raise click.UsageError("--level is for files: the dataset itself is always validated strictly.")
    click.echo(_FORMATS["json" if json_ else format_](report), nl=False)
    sys.exit(0 if report.is_accepted else 1)
