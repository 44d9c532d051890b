"""The options of `serve`, and their conversion to settings of `sparql` and `web`."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from solidarity_graph.cli.options import cache_option, data_option, release_option
from solidarity_graph.errors import CallError
from solidarity_graph.records import SourceTexts, find_sources
from solidarity_graph.sparql import DEFAULT_LIMITS, IN_MEMORY_QUADS, Limits
from solidarity_graph.web import DEFAULT_CONNECTIONS, DEFAULT_THREADS, Operations

_MIB = 1 << 20
_KIB = 1 << 10
_OPERATIONS = Operations()  # the defaults
_SECONDS = click.FloatRange(0, 86_400, min_open=True)
_FOLDER = click.Path(path_type=Path, file_okay=False)
_MOST_MIB = 1 << 20

_OBSOLETE = {
    "cache-size": "answers are kept by the reverse proxy",
    "client-connections": "connections of one address are limited by the reverse proxy",
    "grace": "when stopped, requests under way have five seconds",
}
"""Options of the first release that no longer have an effect, with the reason."""

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(Operations):
    """The values of all options of `serve`. Sizes are in the units of the options: MiB, or KiB for `query_size`."""

    host: str
    port: int
    data: Path | None
    release: Path | None
    releases: Path | None
    cache: Path | None
    store: str
    sources: Path | None
    fewest: int
    workers: int
    line: int
    in_memory_quads: int
    service_hosts: tuple[str, ...]
    unguarded: bool
    timeout: float
    waiting: float
    memory: int
    output_size: int
    query_size: int
    nesting: int
    client_connections: int | None
    threads: int
    connections: int
    cache_size: int | None
    grace: float | None
    log_format: str | None

    def limits(self) -> Limits:
        """Return the limits of one query, with sizes in bytes."""
        return Limits(
            seconds=self.timeout,
            waiting_seconds=self.waiting,
            memory_bytes=self.memory * _MIB,
            output_bytes=self.output_size * _MIB,
            query_bytes=self.query_size * _KIB,
            nesting=self.nesting,
        )

    def texts(self) -> SourceTexts:
        """Return the source texts of `--sources`, none without it. Raises CallError where others could read them."""
        if self.sources is None:
            return {}
        if not _is_loopback(self.host):
            raise CallError(
                "--sources shows passages of articles, which stay their publishers' and may name people whom the "
                "release leaves out. They are only for readers on this machine: leave out --host."
            )
        return find_sources(self.sources)

    def warnings(self) -> tuple[str, ...]:
        """Return warnings about options that have no effect or are seldom intended."""
        obsolete = (name for name in _OBSOLETE if getattr(self, name.replace("-", "_")) is not None)
        found = [f"--{name} has no effect any more: {_OBSOLETE[name]}." for name in obsolete]
        if self.client_queries >= self.workers and not self.store and not _is_loopback(self.host):
            found.append("--client-queries is not below --workers: one client can keep all workers busy.")
        if self.log_queries:
            found.append("--log-queries: the log will tell what people ask. Tell them.")
        if self.store and (without := self._without_effect()):
            found.append(f"With --store these do not count: {', '.join(without)}. They are for snapshots of our own.")
        return tuple(found)

    def _without_effect(self) -> tuple[str, ...]:
        """Return the given options that have no effect together with `--store`."""
        told = {
            "--releases": self.releases is not None,
            "--memory": self.memory << 20 != DEFAULT_LIMITS.memory_bytes,
            "--in-memory-quads": self.in_memory_quads != IN_MEMORY_QUADS,
            "--unguarded": self.unguarded,
        }
        return tuple(name for name, given in told.items() if given)


def serve_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add all options of `serve` to a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def _size(name: str, default: int, unit: str, what: str) -> Decorator:
    return click.option(name, type=click.IntRange(1, _MOST_MIB), default=default, metavar=unit, help=what)


def _number(name: str, default: int, most: int, what: str, *names: str) -> Decorator:
    return click.option(name, *names, type=click.IntRange(1, most), default=default, help=what)


def _seconds(name: str, default: float, what: str) -> Decorator:
    return click.option(name, type=_SECONDS, default=default, metavar="SECONDS", help=what)


def _obsolete(name: str) -> Decorator:
    return click.option(f"--{name}", type=float, hidden=True)


_OPTIONS: tuple[Decorator, ...] = (
    click.option("--host", default="127.0.0.1", help="The address to listen on."),
    click.option("--port", type=click.IntRange(0, 65535), default=8000),
    data_option,
    release_option,
    click.option("--releases", type=_FOLDER, help="Older releases, each in a folder named by its version."),
    cache_option,
    click.option(
        "--store",
        default="",
        show_default=False,
        metavar="URL",
        help="Ask this SPARQL endpoint instead of a snapshot of our own.",
    ),
    click.option(
        "--sources",
        type=click.Path(path_type=Path, file_okay=False, exists=True),
        help="Source texts. Pages then show the passages that claims rest on; only on a loopback address.",
    ),
    click.option(
        "--fewest",
        type=click.IntRange(0, 1_000_000),
        default=0,
        metavar="N",
        help="Leave counts below N out of the answers of saved queries.",
    ),
    _seconds("--timeout", DEFAULT_LIMITS.seconds, "A query may take this long."),
    _seconds("--waiting", DEFAULT_LIMITS.waiting_seconds, "It may wait this long for a worker."),
    _size(
        "--memory",
        DEFAULT_LIMITS.memory_bytes // _MIB,
        "MIB",
        "A worker may take this much beyond what it has at rest.",
    ),
    _size("--output-size", DEFAULT_LIMITS.output_bytes // _MIB, "MIB", "An answer may be this long."),
    _size("--query-size", DEFAULT_LIMITS.query_bytes // _KIB, "KIB", "A query may be this long."),
    _number("--nesting", DEFAULT_LIMITS.nesting, 400, "Brackets in a query that may be open at a time."),
    _number("--workers", 8, 256, "Queries at a time."),
    _number("--line", 32, 10_000, "Queries that may wait for a worker."),
    click.option(
        "--in-memory-quads",
        type=click.IntRange(0),
        default=IN_MEMORY_QUADS,
        metavar="N",
        help="Hold a release of at most N quads in memory; read a larger one from disk. 0: always from disk.",
    ),
    click.option(
        "--service-host", "service_hosts", multiple=True, metavar="HOST", help="SERVICE may ask this host. Repeatable."
    ),
    click.option("--unguarded", is_flag=True, help="Serve even where queries cannot be kept from the network."),
    _number("--client-requests", _OPERATIONS.client_requests, 100_000, "Requests at a time for one client address."),
    _number("--client-queries", _OPERATIONS.client_queries, 100_000, "Of these, how many are worked out at a time."),
    click.option(
        "--trusted-proxy",
        "trusted_proxies",
        type=click.IntRange(0, 16),
        default=0,
        metavar="N",
        help="Proxies before this server: a client is the Nth from the end of X-Forwarded-For.",
    ),
    _number("--threads", DEFAULT_THREADS, 1024, "Requests at a time."),
    _number("--connections", DEFAULT_CONNECTIONS, 100_000, "Connections open at a time."),
    *map(_obsolete, _OBSOLETE),
    click.option(
        "--log-requests/--no-log-requests", default=True, help="A line for each request, without query or address."
    ),
    click.option("--log-queries", is_flag=True, help="With the query."),
    click.option(
        "--log-addresses", is_flag=True, help="With the network of the client: 24 bits of its address, 48 of IPv6."
    ),
    click.option("--log-format", type=click.Choice(["json", "text"]), help="[default: text at a terminal, else json]"),
)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
