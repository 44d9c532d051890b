"""`solidarity-graph erase`: removes every trace of a thing or claim from all places that can be reached."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from solidarity_graph.cli.takedown_options import places_options, take_back, words_option
from solidarity_graph.schema.record_format import REASONS
from solidarity_graph.takedown import ERASE, Order, read_key


@click.command("erase")
@click.argument("keys", nargs=-1, required=True, metavar="KEY...")
@click.option(
    "--reason",
    required=True,
    type=click.Choice(REASONS),
    help="Kept, with the date and without the key, in the private overlay alone; nowhere where there is none.",
)
@words_option
@places_options
def erase_command(keys: tuple[str, ...], reason: str, leave_words: bool, day: date, **places: Any) -> None:
    """Take out every trace of KEY: person/p7k2, event/..., article/..., or a claim's key.

    From the records and the private overlay, the release (a new version), older releases (withdrawn), snapshots, and
    stores that were loaded. One removal stays, with an opaque key and the date. Run it again after an interruption,
    or while a store cannot be reached.

    Exit status: 0 done or nothing left to do, 1 something could not be reached or reworded, 2 the call is at fault.

    \b
    solidarity-graph erase person/p7k2 --reason request --private ../overlay --releases ../releases
    """
    order = Order(ERASE, tuple(map(read_key, keys)), day.isoformat(), reason=reason, leave_words=leave_words)
    take_back(order, **places)
