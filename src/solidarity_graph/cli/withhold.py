"""`solidarity-graph withhold` and `solidarity-graph restore`: move entries to the private overlay, and back."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from solidarity_graph.cli.takedown_options import places_options, take_back, words_option
from solidarity_graph.model.levels import GENERALISED, PSEUDONYMISED, WITHHELD
from solidarity_graph.takedown import RESTORE, WITHHOLD, Order, read_key


@click.command("withhold")
@click.argument("key")
@click.option(
    "--level",
    type=click.Choice([WITHHELD, PSEUDONYMISED, GENERALISED]),
    default=WITHHELD,
    show_default=True,
    help="What is published of it: how many claims, claims with a pseudonym, or wider values.",
)
@click.option("--as", "stand_in", default="", metavar="KEY", help="generalised: what is named in its place.")
@words_option
@places_options
def withhold_command(key: str, level: str, stand_in: str, leave_words: bool, day: date, **places: Any) -> None:
    """Move every entry that KEY stands in to the private overlay, and withdraw what was released of it.

    One removal is listed, which does not differ from that of an erasure. `restore` takes it back.

    \b
    solidarity-graph withhold person/p7k2 --private ../overlay --releases ../releases
    solidarity-graph withhold person/p7k2 --private ../overlay --level generalised --as group/neighbours
    """
    keys = (read_key(key),)
    order = Order(WITHHOLD, keys, day.isoformat(), level=level, stand_in=stand_in, leave_words=leave_words)
    take_back(order, **places)


@click.command("restore")
@click.argument("key")
@places_options
def restore_command(key: str, day: date, **places: Any) -> None:
    """Move what was withheld under KEY back to the data, as far as nothing else in it is below public.

    The removal is taken off the list. A person needs a ground to be named, as ever.

    \b
    solidarity-graph restore person/p7k2 --private ../overlay
    """
    take_back(Order(RESTORE, (read_key(key),), day.isoformat()), **places)
