"""`solidarity-graph load`: sends a release to another SPARQL server."""

from __future__ import annotations

import contextlib
import json
import sys
from pathlib import Path

import click

from solidarity_graph.cli.credentials import store_credentials
from solidarity_graph.cli.options import data_option, release_folder, release_option, state_folder
from solidarity_graph.release import open_release
from solidarity_graph.sparql.loading.load_plan import LoadPlan
from solidarity_graph.sparql.loading.loader import PROTOCOLS, Loader
from solidarity_graph.sparql.loading.registry import LoadedStore, note_store
from solidarity_graph.sparql.loading.release_graphs import ReleaseGraphs


@click.command("load")
@click.option("--to", "url", required=True, metavar="URL", help="Where the store takes graphs, or else updates.")
@click.option("--endpoint", default="", metavar="URL", help="Where it answers queries: what it holds is counted, too.")
@click.option(
    "--protocol",
    type=click.Choice(PROTOCOLS),
    default="auto",
    show_default=True,
    help="auto: the Graph Store Protocol, or Update where that is missing.",
)
@click.option(
    "--merge-into",
    default="",
    metavar="default|IRI",
    help="Also keep the merge of all graphs in the store's default graph, or in the graph of this name.",
)
@click.option("--all", "everything", is_flag=True, help="Send every graph, changed or not.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@click.option("--json", "json_", is_flag=True, help="What is done, as one JSON object.")
@click.option("--timeout", type=float, default=600.0, show_default=True, help="Seconds for one request.")
@data_option
@release_option
def load_command(
    url: str,
    endpoint: str,
    protocol: str,
    merge_into: str,
    everything: bool,
    dry_run: bool,
    json_: bool,
    timeout: float,
    data: Path | None,
    release: Path | None,
) -> None:
    """Put the release into another store, graph by graph: only what changed, and away with what is gone.

    User and password are taken from SOLIDARITY_GRAPH_STORE_USER and SOLIDARITY_GRAPH_STORE_PASSWORD, a token from
    SOLIDARITY_GRAPH_STORE_TOKEN. Run it again after an interruption: it goes on where it stopped.

    \b
    solidarity-graph load --to http://127.0.0.1:7878/store --merge-into default
    solidarity-graph load --to http://127.0.0.1:8890/sparql-graph-crud-auth --endpoint http://127.0.0.1:8890/sparql
    """
    opened = open_release(release_folder(release, data))
    store = LoadedStore(url, opened.base, endpoint, protocol, merge_into)
    loader = Loader(store, store_credentials(url), timeout)
    with ReleaseGraphs(opened.nquads) as graphs, contextlib.closing(loader):
        plan = loader.plan(graphs, opened.version, everything=everything)
        if not dry_run:
            # Noted before the first graph is sent: an erasure must reach this store even after an interruption.
            note_store(state_folder(), store)
            with click.progressbar(
                loader.carry_out(plan),
                length=len(plan.put) + len(plan.remove),
                item_show_func=lambda graph: graph,
                file=sys.stderr,
                hidden=not sys.stderr.isatty(),
            ) as graphs_done:
                for _ in graphs_done:
                    pass
        _report(plan, loader.target.protocol, opened.version, dry_run, json_)
        differences = () if dry_run else loader.differences(graphs)
    for difference in differences:
        click.echo(f"The store counts otherwise: {difference}.", err=True)
    sys.exit(1 if differences else 0)


def _report(plan: LoadPlan, protocol: str, version: str, dry_run: bool, json_: bool) -> None:
    put = [graph.name for graph in plan.put]
    if json_:
        done = {"version": version, "dryRun": dry_run, "put": put, "remove": [*plan.remove]}
        click.echo(json.dumps({**done, "unchanged": plan.unchanged}, ensure_ascii=False))
    elif dry_run:
        for verb, names in (("put", put), ("remove", plan.remove)):
            for name in names:
                click.echo(f"{verb}\t{name}")
    if plan.is_empty:
        click.echo(f"The store holds release {version} already: {plan.unchanged} graphs.", err=True)
        return
    would = "Would load" if dry_run else "Loaded"
    click.echo(
        f"{would} release {version} through {protocol}: {len(put)} graphs put, {len(plan.remove)} removed, "
        f"{plan.unchanged} unchanged.",
        err=True,
    )
