"""`solidarity-graph merge` and `unmerge`: record, or revert, the decision that two keys mean one thing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from solidarity_graph.atomic_files import EVERYBODY, write_safely
from solidarity_graph.cli.options import data_folder, data_option, day_option
from solidarity_graph.errors import CallError, UnknownNameError
from solidarity_graph.model import Dataset, Merge, Ref
from solidarity_graph.pipeline import published
from solidarity_graph.records import MERGES_FILE, load_files, merge_faults, read_files, with_merge, without_merge
from solidarity_graph.records.fields import nearest


@click.command("merge")
@click.argument("old", metavar="A")
@click.argument("new", metavar="B")
@click.option("--who", required=True, help="Who decided so.")
@click.option("--note", required=True, help="Why, in a sentence. It is published.")
@day_option("--on", "When it was decided.")
@data_option
def merge_command(old: str, new: str, who: str, note: str, day: date, data: Path | None) -> None:
    """Decide that A and B are one thing, known by the key of B from now on. Written into judgements.toml.

    Files keep the key they were written with, and unmerge takes the decision back. In the graph everything said of A is
    said of B; the address of A stays, and leads to B.

    \b
    solidarity-graph merge organisation/viasna-96 organisation/viasna --who "an editor" --note "Its former name."
    """
    folder = data_folder(data)
    files = dict(load_files(folder))
    dataset = read_files(files).whole
    merge = Merge(_known(old, dataset), _known(new, dataset), who=who.strip(), when=day.isoformat(), note=note.strip())
    _refuse(merge, dataset)
    text = with_merge(files.get(MERGES_FILE, ""), merge)
    published({**files, MERGES_FILE: text})
    write_safely(folder / MERGES_FILE, text, EVERYBODY)
    click.echo(f"{merge.old} is {merge.new} from now on: see {MERGES_FILE}. Run solidarity-graph build.", err=True)


@click.command("unmerge")
@click.argument("key")
@data_option
def unmerge_command(key: str, data: Path | None) -> None:
    """Take back that KEY was merged into another. What was said of it is said of it again.

    \b
    solidarity-graph unmerge organisation/viasna-96
    """
    folder = data_folder(data)
    files = dict(load_files(folder))
    old = _parse(key)
    text = without_merge(files.get(MERGES_FILE, ""), old)
    published({**files, MERGES_FILE: text})
    write_safely(folder / MERGES_FILE, text, EVERYBODY)
    click.echo(f"{old} is itself again. Run solidarity-graph build.", err=True)


def _parse(text: str) -> Ref:
    try:
        return Ref.parse(text)
    except ValueError as error:
        raise CallError(f"{error}. Write organisation/viasna.") from None


def _known(text: str, dataset: Dataset) -> Ref:
    ref = _parse(text)
    known = {entity.ref for entity in dataset.entities} | {event.ref for event in dataset.events}
    if ref not in known:
        same_kind = (str(other) for other in known if other.kind == ref.kind)
        raise UnknownNameError(f"There is no {ref}. {nearest(str(ref), same_kind)}".rstrip())
    return ref


def _refuse(merge: Merge, dataset: Dataset) -> None:
    """Raise CallError if the merge is not possible: this is a fault of the call, not of the data."""
    for other in dataset.merges:
        if merge.new == other.old:
            raise CallError(f"{other.old} is merged already, into {other.new}. Merge {merge.old} into that.")
    for fault in merge_faults(dataset, merge):
        raise CallError(fault.message)
