"""`solidarity-graph query`: runs a saved query or a query file on the local release or on an endpoint."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from solidarity_graph.cli.options import cache_option, data_option, process_environment, release_folder, release_option
from solidarity_graph.errors import ParameterError
from solidarity_graph.release import open_release
from solidarity_graph.resources import queries_dir
from solidarity_graph.saved_queries import load_catalogue
from solidarity_graph.saved_queries.parameter_values import PUBLIC_BASE
from solidarity_graph.sparql import GRAPH_FORMATS, RESULT_FORMATS, Limits, Store, open_store
from solidarity_graph.sparql.remote.remote_store import RemoteStore

_FORMATS = {**RESULT_FORMATS, **GRAPH_FORMATS}


@click.command("query")
@click.argument("name_or_file", required=False)
@click.option("--list", "list_", is_flag=True, help="List the saved queries.")
@click.option("-p", "--param", "params", multiple=True, metavar="NAME=VALUE", help="A parameter of a saved query.")
@click.option("--endpoint", metavar="URL", help="Ask this SPARQL endpoint instead of the local release.")
@click.option("--format", "format_", type=click.Choice(list(_FORMATS)), help="[default: csv for rows, ttl for a graph]")
@click.option("--json", "json_", is_flag=True, help="The same as --format json.")
@click.option("--base", default=PUBLIC_BASE, show_default=True, help="What the keys in parameters are completed with.")
@click.option("--timeout", type=float, default=60.0, show_default=True, help="Seconds.")
@data_option
@release_option
@cache_option
def query_command(
    name_or_file: str | None,
    list_: bool,
    params: tuple[str, ...],
    endpoint: str | None,
    format_: str | None,
    json_: bool,
    base: str,
    timeout: float,
    data: Path | None,
    release: Path | None,
    cache: Path | None,
) -> None:
    """Answer a saved query by name, or the SPARQL in a file.

    \b
    solidarity-graph query --list
    solidarity-graph query actions-between-dates -p from=2013-08-01 -p to=2013-08-31
    solidarity-graph query my-question.rq --endpoint http://127.0.0.1:8000/sparql --format json
    """
    if list_ or name_or_file is None:
        for query in load_catalogue(queries_dir()):
            click.echo(f"{query.name}\t{query.question}")
        return
    text = _query_text(name_or_file, params, base)
    chosen = "json" if json_ else format_
    wanted = _FORMATS[chosen] if chosen else "text/csv, text/turtle"
    store: Store
    if endpoint:
        store = RemoteStore(endpoint)
    else:
        opened = open_release(release_folder(release, data))
        # One query from disk takes less time than copying the snapshot into memory.
        store = open_store(opened, workers=1, in_memory_quads=0, cache=cache, environment=process_environment())
    try:
        with store.answer(text, wanted, Limits(seconds=timeout)) as answer:
            for chunk in answer.body:
                sys.stdout.buffer.write(chunk)
        sys.stdout.buffer.flush()
    finally:
        store.close()


def _query_text(name_or_file: str, params: tuple[str, ...], base: str) -> str:
    values = dict(_pair(param) for param in params)
    path = Path(name_or_file)
    if path.suffix == ".rq" or path.is_file():
        if values:
            raise click.UsageError("--param is for saved queries; write the values into the file.")
        try:
            return path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            raise click.UsageError(f"{path} cannot be read: {reason}.") from None
    return load_catalogue(queries_dir()).get(name_or_file).bind(values, base)


def _pair(param: str) -> tuple[str, str]:
    name, equals, value = param.partition("=")
    if not equals:
        raise ParameterError(param, "write it as --param name=value.")
    return name, value
