"""Who asks other people's stores: from the environment alone, since a command line is seen by everybody."""

from __future__ import annotations

import contextlib
import os
from urllib.parse import urlsplit

import click

from solidarity_graph.sparql.remote.authentication import Credentials

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def store_credentials(url: str) -> Credentials:
    """Those for the store at this address, with a warning where they would go there in clear."""
    given = Credentials(
        user=os.environ.get("SOLIDARITY_GRAPH_STORE_USER", ""),
        password=os.environ.get("SOLIDARITY_GRAPH_STORE_PASSWORD", ""),
        token=os.environ.get("SOLIDARITY_GRAPH_STORE_TOKEN", ""),
    )
    with contextlib.suppress(ValueError):  # whoever opens the address says what is wrong with it
        parts = urlsplit(url)
        if given and parts.scheme == "http" and parts.hostname not in _LOOPBACK:
            click.echo(f"Warning: whoever listens on the way to {parts.hostname} can read along. Use https.", err=True)
    return given
