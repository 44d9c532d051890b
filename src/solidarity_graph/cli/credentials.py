"""Credentials for SPARQL stores, read only from the environment: other users of the machine can see command lines."""

from __future__ import annotations

import contextlib
import os
from urllib.parse import urlsplit

import click

from solidarity_graph.sparql.remote.authentication import Credentials

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def store_credentials(url: str) -> Credentials:
    """Return the credentials for a store, with a warning on stderr if they would be sent to it unencrypted."""
    given = Credentials(
        user=os.environ.get("SOLIDARITY_GRAPH_STORE_USER", ""),
        password=os.environ.get("SOLIDARITY_GRAPH_STORE_PASSWORD", ""),
        token=os.environ.get("SOLIDARITY_GRAPH_STORE_TOKEN", ""),
    )
    with contextlib.suppress(ValueError):  # an invalid address is reported when it is opened
        parts = urlsplit(url)
        if given and parts.scheme == "http" and parts.hostname not in _LOOPBACK:
            click.echo(f"Warning: whoever listens on the way to {parts.hostname} can read along. Use https.", err=True)
    return given
