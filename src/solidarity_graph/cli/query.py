"""`solidarity-graph query`: runs a saved query or a query file on the local release or on an endpoint."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from solidarity_graph.cli.options import cache_option, data_option, process_environment, release_folder, release_option
from solidarity_graph.errors import ParameterError
from solidarity_graph.release import open_release
from solidarity_graph.resources import queries_dir
from solidarity_graph.saved_queries import SavedQuery, known_things, load_catalogue
from solidarity_graph.saved_queries.parameter_values import PUBLIC_BASE
from solidarity_graph.sparql import GRAPH_FORMATS, RESULT_FORMATS, Limits, Store, open_store
from solidarity_graph.sparql.query_text.unknown_terms import unknown_terms
from solidarity_graph.sparql.remote.remote_store import RemoteStore

_FORMATS = {**RESULT_FORMATS, **GRAPH_FORMATS}


@click.command("query")
@click.argument("name_or_file", required=False)
@click.option("--list", "list_", is_flag=True, help="List the saved queries.")
@click.option("-p", "--param", "params", multiple=True, metavar="NAME=VALUE", help="A parameter of a saved query.")
@click.option("--endpoint", metavar="URL", help="Ask this SPARQL endpoint instead of the local release.")
@click.option("--format", "format_", type=click.Choice(list(_FORMATS)), help="[default: csv for rows, ttl for a graph]")
@click.option("--json", "json_", is_flag=True, help="The same as --format json.")
@click.option(
    "--base", help=f"What completes keys in parameters. [default: the release's; with --endpoint {PUBLIC_BASE}]"
)
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
    base: str | None,
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
    values = dict(_pair(param) for param in params)
    asked = _read_query(name_or_file, values)
    chosen = "json" if json_ else format_
    wanted = _FORMATS[chosen] if chosen else "text/csv, text/turtle"
    store: Store
    if endpoint:
        store, own = RemoteStore(endpoint), PUBLIC_BASE
    else:
        opened = open_release(release_folder(release, data))
        # One query from disk takes less time than copying the snapshot into memory.
        store = open_store(opened, workers=1, in_memory_quads=0, cache=cache, environment=process_environment())
        own = opened.base
    limits = Limits(seconds=timeout)
    try:
        if isinstance(asked, SavedQuery):
            sites = (f"{endpoint.rpartition('/')[0]}/",) if endpoint else ()
            base = base or own
            values = asked.resolve(values, base, lambda iris: _find(store, limits, iris), sites)
            asked = asked.bind(values, base)
        for hint in unknown_terms(asked):
            click.echo(f"solidarity-graph: {hint}", err=True)
        with store.answer(asked, wanted, limits) as answer:
            for chunk in answer.body:
                sys.stdout.buffer.write(chunk)
        sys.stdout.buffer.flush()
    finally:
        store.close()


def _find(store: Store, limits: Limits, iris: Sequence[str]) -> dict[str, str]:
    """Return, for those of the IRIs that name things, the IRI of the thing, or of that which it was merged into."""
    answer = store.answer(known_things(iris), RESULT_FORMATS["json"], limits)
    rows = json.loads(answer.read())["results"]["bindings"]
    return {row["thing"]["value"]: row.get("other", row["thing"])["value"] for row in rows}


def _read_query(name_or_file: str, values: Mapping[str, str]) -> SavedQuery | str:
    """Return a saved query, or the text of a file."""
    path = Path(name_or_file)
    if path.suffix == ".rq" or path.is_file():
        if values:
            raise click.UsageError("--param is for saved queries; write the values into the file.")
        try:
            return path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            raise click.UsageError(f"{path} cannot be read: {reason}.") from None
    return load_catalogue(queries_dir()).get(name_or_file)


def _pair(param: str) -> tuple[str, str]:
    name, equals, value = param.partition("=")
    if not equals:
        raise ParameterError(param, "write it as --param name=value.")
    return name, value
